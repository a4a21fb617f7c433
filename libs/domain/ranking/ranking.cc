#include "libs/domain/ranking/ranking.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace cartera::ranking {
namespace {

// What a candidate asks of one ceiling.
struct Claim {
  size_t ceiling = 0;
  int64_t amount_minor = 0;
  bool is_unlike = false;
};

// Ceilings of an agency by fiscal year.
using Index = std::map<std::string, std::map<int, size_t>>;

absl::StatusOr<Index> IndexOf(absl::Span<const Ceiling> ceilings) {
  Index index;
  for (size_t i = 0; i < ceilings.size(); ++i) {
    const Ceiling& ceiling = ceilings[i];
    if (ceiling.amount.amount_minor < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("ceilings[", i, "].amount must not be below zero"));
    }
    if (!index[ceiling.agency].emplace(ceiling.fiscal_year, i).second) {
      return absl::InvalidArgumentError(absl::StrCat("ceilings[", i, "]: ", ceiling.agency, " has ",
                                                     "two ceilings for ", ceiling.fiscal_year));
    }
  }
  return index;
}

absl::Status AddTo(int64_t& sum_minor, int64_t amount_minor) {
  if (__builtin_add_overflow(sum_minor, amount_minor, &sum_minor)) {
    return absl::OutOfRangeError("the cases ask for more than can be counted");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Claim>> ClaimsOf(const Candidate& candidate, const Index& index,
                                            absl::Span<const Ceiling> ceilings) {
  std::map<size_t, Claim> claims;
  for (const std::string& agency : candidate.agencies) {
    const auto of_agency = index.find(agency);
    if (of_agency == index.end()) continue;
    for (const YearAsk& ask : candidate.asks) {
      const auto found = of_agency->second.find(ask.fiscal_year);
      if (found == of_agency->second.end()) continue;
      Claim& claim = claims[found->second];
      claim.ceiling = found->second;
      if (money::IsLike(ask.amount, ceilings[claim.ceiling].amount)) {
        RETURN_IF_ERROR(AddTo(claim.amount_minor, ask.amount.amount_minor));
      } else {
        claim.is_unlike = true;
      }
    }
  }
  std::vector<Claim> out;
  out.reserve(claims.size());
  for (const auto& [ceiling, claim] : claims) out.push_back(claim);
  return out;
}

// What stands before what: a smaller key first.
std::pair<int, int64_t> KeyOf(const Candidate& candidate, Order order) {
  const int group = candidate.is_committed ? 0 : 1;
  constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
  if (order == Order::kRank) return {group, candidate.rank.has_value() ? *candidate.rank : kLast};
  if (!candidate.figure.has_value()) return {group, kLast};
  // The least figure of all stands beside the absent ones: there is no room below it.
  if (order == Order::kFigureRising) return {group, *candidate.figure};
  return {group,
          *candidate.figure == std::numeric_limits<int64_t>::min() ? kLast : -*candidate.figure};
}

std::vector<size_t> Ordered(absl::Span<const Candidate> candidates, Order order) {
  std::vector<size_t> at(candidates.size());
  std::iota(at.begin(), at.end(), 0);
  std::sort(at.begin(), at.end(), [&](size_t a, size_t b) {
    const auto key_a = KeyOf(candidates[a], order);
    const auto key_b = KeyOf(candidates[b], order);
    return key_a != key_b ? key_a < key_b : candidates[a].id < candidates[b].id;
  });
  return at;
}

absl::Status Apply(absl::Span<const Move> moves, absl::Span<const Candidate> candidates,
                   std::vector<size_t>& at) {
  std::set<std::string> moved;
  for (size_t i = 0; i < moves.size(); ++i) {
    const auto from = std::find_if(at.begin(), at.end(),
                                   [&](size_t one) { return candidates[one].id == moves[i].id; });
    const std::string path = absl::StrCat("moves[", i, "]");
    if (from == at.end()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", moves[i].id, " is not ranked"));
    }
    if (!moved.insert(moves[i].id).second) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", moves[i].id, " is moved twice"));
    }
    if (moves[i].place < 1 || moves[i].place > static_cast<int>(at.size())) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ".place must be 1 to ", at.size(), "; it is ", moves[i].place));
    }
    const size_t candidate = *from;
    at.erase(from);
    at.insert(at.begin() + (moves[i].place - 1), candidate);
  }
  return absl::OkStatus();
}

// How far the ceilings go, first come first served.
class Purse {
 public:
  explicit Purse(absl::Span<const Ceiling> ceilings)
      : uses_(ceilings.size()), is_cut_(ceilings.size()) {
    left_minor_.reserve(ceilings.size());
    for (const Ceiling& ceiling : ceilings) left_minor_.push_back(ceiling.amount.amount_minor);
  }

  absl::StatusOr<Place> Take(size_t candidate, const std::vector<Claim>& claims) {
    Place place{.candidate = candidate};
    for (const Claim& claim : claims) {
      Use& use = uses_[claim.ceiling];
      use.cases_count += 1;
      use.unlike_count += claim.is_unlike;
      RETURN_IF_ERROR(AddTo(use.asked_minor, claim.amount_minor));
      if (claim.is_unlike) place.standing = Standing::kUnknown;
    }
    if (place.standing == Standing::kUnknown) return place;
    for (const Claim& claim : claims) {
      const bool fits = claim.amount_minor <= left_minor_[claim.ceiling];
      if (fits && !is_cut_[claim.ceiling]) continue;
      if (!fits) is_cut_[claim.ceiling] = true;
      if (!place.cut_by.has_value()) place.cut_by = claim.ceiling;
    }
    if (place.cut_by.has_value()) {
      place.standing = Standing::kBeyond;
      return place;
    }
    for (const Claim& claim : claims) {
      left_minor_[claim.ceiling] -= claim.amount_minor;
      uses_[claim.ceiling].within_minor += claim.amount_minor;
    }
    return place;
  }

  // Whether a case beyond the line fits into what is left; if so, that is left no more.
  bool TakeRest(const std::vector<Claim>& claims) {
    const bool fits = std::all_of(claims.begin(), claims.end(), [&](const Claim& claim) {
      return claim.amount_minor <= left_minor_[claim.ceiling];
    });
    for (const Claim& claim : claims) {
      if (fits) left_minor_[claim.ceiling] -= claim.amount_minor;
    }
    return fits;
  }

  std::vector<Use> TakeUses() { return std::move(uses_); }

 private:
  std::vector<Use> uses_;
  std::vector<bool> is_cut_;
  std::vector<int64_t> left_minor_;
};

}  // namespace

absl::StatusOr<Ranking> Rank(absl::Span<const Candidate> candidates,
                             absl::Span<const Ceiling> ceilings, Order order,
                             absl::Span<const Move> moves) {
  ASSIGN_OR_RETURN(const Index index, IndexOf(ceilings));
  std::vector<size_t> at = Ordered(candidates, order);
  RETURN_IF_ERROR(Apply(moves, candidates, at));
  Ranking ranking;
  Purse purse(ceilings);
  std::vector<std::vector<Claim>> claims;
  for (const size_t candidate : at) {
    ASSIGN_OR_RETURN(claims.emplace_back(), ClaimsOf(candidates[candidate], index, ceilings));
    ASSIGN_OR_RETURN(const Place place, purse.Take(candidate, claims.back()));
    ranking.places.push_back(place);
  }
  for (size_t i = 0; i < ranking.places.size(); ++i) {
    Place& place = ranking.places[i];
    if (place.standing == Standing::kBeyond) place.would_fit = purse.TakeRest(claims[i]);
  }
  ranking.uses = purse.TakeUses();
  return ranking;
}

absl::string_view Name(Standing standing) {
  switch (standing) {
    case Standing::kWithin:
      return "within";
    case Standing::kBeyond:
      return "beyond";
    case Standing::kUnknown:
      return "unknown";
  }
  return "";
}

}  // namespace cartera::ranking
