#ifndef CARTERA_LIBS_DOMAIN_AUTHORISATION_AUTHORISATION_H_
#define CARTERA_LIBS_DOMAIN_AUTHORISATION_AUTHORISATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/money/money.h"

namespace cartera::authorisation {

enum class State : uint8_t { kProvisional, kEffective, kLapsed, kSuspended, kRevoked };

// What people do to an authorisation after the decision that made it.
enum class Act : uint8_t { kSuspend, kResume, kRevoke, kCarryOver, kContinue };

// "provisional", "carry_over", and back. Errors: INVALID_ARGUMENT.
absl::string_view Name(State state);
absl::string_view Name(Act act);
absl::StatusOr<State> ParseState(absl::string_view name);

// Money for one fiscal year; with an empty budget line it may be spent on any line of the year.
struct Line {
  int fiscal_year = 0;
  std::string budget_line;
  money::Money amount;
  friend bool operator==(const Line&, const Line&) = default;
};

struct Authorisation {
  std::string name;
  State state = State::kProvisional;  // as written; StateOn adds the lapse
  calendar::CivilDate valid_from;
  calendar::CivilDate valid_until;  // the last day
  std::vector<Line> lines;
  // The last fiscal year that may be spent; absent: all of them, nothing has to be continued.
  std::optional<int> continued_until;
  // Conditions precedent that nobody has accepted, by name.
  std::vector<std::string> open_conditions;
};

// What it is on `day`: lapsed after its last day, unless it was revoked.
State StateOn(const Authorisation& authorisation, const calendar::CivilDate& day);

// Provisional while conditions precedent are open, else effective.
State Standing(bool conditions_open);

// The state after `act` on what is `state` that day; a resumed one is what its conditions make it.
// Errors: FAILED_PRECONDITION naming the states the act asks for.
absl::StatusOr<State> Next(State state, Act act, bool conditions_open);

// `lines` with `amount` moved from `from_year` to the year after, on the same budget line; a line
// of which all is moved stands no more. Errors: INVALID_ARGUMENT for an amount not above zero,
// FAILED_PRECONDITION when the year and line have no such money, OUT_OF_RANGE when they have less.
absl::StatusOr<std::vector<Line>> CarryOver(const std::vector<Line>& lines, int from_year,
                                            absl::string_view budget_line,
                                            const money::Money& amount);

// The first year of `lines` and the last; 0 and 0 without lines.
struct Years {
  int first = 0;
  int last = 0;
};
Years YearsOf(const std::vector<Line>& lines);

}  // namespace cartera::authorisation

#endif  // CARTERA_LIBS_DOMAIN_AUTHORISATION_AUTHORISATION_H_
