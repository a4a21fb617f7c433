#ifndef CARTERA_LIBS_DOMAIN_RANKING_RANKING_H_
#define CARTERA_LIBS_DOMAIN_RANKING_RANKING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/money/money.h"

// The cases of a round in an order, against the ceilings of ministries and fiscal years. Pure sums:
// who is in and who is out follows from the order alone, so that anybody can add it up by hand.
namespace cartera::ranking {

// What all cases of an agency and of those below it may together take of one fiscal year.
struct Ceiling {
  std::string agency;
  int fiscal_year = 0;
  money::Money amount;
};

// New money that a case asks for in one fiscal year.
struct YearAsk {
  int fiscal_year = 0;
  money::Money amount;
};

struct Candidate {
  std::string id;                     // breaks ties
  std::vector<std::string> agencies;  // the lead agency and those above it, in any order
  bool is_committed = false;          // goes on from an earlier year: comes before all others
  std::optional<int> rank;            // its ministry's, from 1
  std::optional<int64_t> figure;      // the one ordered by, in the same unit for all
  std::vector<YearAsk> asks;
};

// By rank: 1 first. By figure: the greatest or the least first. What has none comes last.
enum class Order : uint8_t { kRank, kFigureFalling, kFigureRising };

// Puts one case to another place, counted from 1, after all others are ordered.
struct Move {
  std::string id;
  int place = 0;
};

enum class Standing : uint8_t {
  kWithin,   // fits into every ceiling it counts against
  kBeyond,   // it, or one before it below the same ceiling, did not fit: the cut line is above it
  kUnknown,  // asks for money that a ceiling of its year is not stated in
};

struct Place {
  size_t candidate = 0;  // its index
  Standing standing = Standing::kWithin;
  // Beyond the cut line, but it fits into what is left of every ceiling when the cases within are
  // paid, and those beyond before it that also fit.
  bool would_fit = false;
  std::optional<size_t> cut_by;  // index of the first ceiling that keeps it out
};

// One ceiling after all cases; amounts like the ceiling's.
struct Use {
  int64_t within_minor = 0;  // of the cases within
  int64_t asked_minor = 0;   // of all
  int cases_count = 0;       // that ask for its year
  int unlike_count = 0;      // of these, that ask in other money: in neither sum
};

struct Ranking {
  std::vector<Place> places;  // one for each candidate, first to last
  std::vector<Use> uses;      // one for each ceiling
};

// Errors: INVALID_ARGUMENT for two ceilings of one agency and year, a ceiling below zero, a move of
// an id that is not there, twice the same, or to a place that there is not; OUT_OF_RANGE for a sum.
absl::StatusOr<Ranking> Rank(absl::Span<const Candidate> candidates,
                             absl::Span<const Ceiling> ceilings, Order order,
                             absl::Span<const Move> moves);

// "within", "beyond", "unknown".
absl::string_view Name(Standing standing);

}  // namespace cartera::ranking

#endif  // CARTERA_LIBS_DOMAIN_RANKING_RANKING_H_
