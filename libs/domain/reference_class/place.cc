#include "libs/domain/reference_class/place.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

constexpr int kWholeBp = 10'000;

absl::Status CheckOwn(const OwnValues& own) {
  if (own.cost_minor.has_value() && (*own.cost_minor < 1 || *own.cost_minor > kAmountMinorMax)) {
    return absl::InvalidArgumentError("cost_minor: is not above 0 and up to the largest amount");
  }
  if (own.months.has_value() && (*own.months < 1 || *own.months > kMonthsMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat("months: ", *own.months, " is not within 1 to ", kMonthsMax));
  }
  const int64_t uplift_max = kRatioBpMax - kWholeBp;
  if (own.cost_uplift_bp.has_value() &&
      (*own.cost_uplift_bp < -kWholeBp || *own.cost_uplift_bp > uplift_max)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "cost_uplift_bp: ", *own.cost_uplift_bp, " is not within ", -kWholeBp, " to ", uplift_max));
  }
  return absl::OkStatus();
}

std::optional<int64_t> OwnValue(const OwnValues& own, Measure measure) {
  if (measure == Measure::kCost) return own.cost_minor;
  if (measure == Measure::kDuration) return own.months;
  if (measure == Measure::kCostOverrun && own.cost_uplift_bp.has_value()) {
    return kWholeBp + *own.cost_uplift_bp;
  }
  return std::nullopt;
}

// Of benefits the least is what the cautious look at: they are covered from above.
absl::StatusOr<Covering> CoveringOf(const std::vector<int64_t>& sorted, Measure measure,
                                    int share_bp) {
  const size_t count = sorted.size();
  const bool from_above = measure == Measure::kBenefit;
  const auto at = [&](size_t rank) { return sorted[from_above ? count - rank : rank - 1]; };
  ASSIGN_OR_RETURN(const size_t rank, RankCovering(count, share_bp));
  ASSIGN_OR_RETURN(const RankRange range, RangeOfQuantile(count, share_bp, kConfidenceBp));
  Covering covering{.share_bp = share_bp, .value = at(rank)};
  ASSIGN_OR_RETURN(covering.count_for_range, CountForRange(share_bp, kConfidenceBp));
  std::optional<int64_t> from;
  std::optional<int64_t> until;
  if (range.from.has_value()) from = at(*range.from);
  if (range.until.has_value()) until = at(*range.until);
  covering.least = from_above ? until : from;
  covering.greatest = from_above ? from : until;
  return covering;
}

absl::StatusOr<Placement> PlaceBy(const ReferenceClass& of, const Sought& sought,
                                  const OwnValues& own, Measure measure) {
  Placement placement{.measure = measure};
  ASSIGN_OR_RETURN(placement.comparable,
                   FindComparable(of, sought, measure, [measure](const FinishedProject& project) {
                     return ValueOf(project, measure).has_value();
                   }));
  if (!placement.comparable.enough) return placement;
  for (const size_t index : placement.comparable.projects) {
    placement.values.push_back(*ValueOf(of.projects[index], measure));
  }
  std::sort(placement.values.begin(), placement.values.end());
  for (const int share_bp : kSharesBp) {
    ASSIGN_OR_RETURN(const Covering covering, CoveringOf(placement.values, measure, share_bp));
    placement.coverings.push_back(covering);
  }
  if (const std::optional<int64_t> value = OwnValue(own, measure)) {
    ASSIGN_OR_RETURN(placement.own, PositionAmong(placement.values, *value));
  }
  return placement;
}

}  // namespace

absl::StatusOr<std::vector<Placement>> Place(const ReferenceClass& of, const Sought& sought,
                                             const OwnValues& own) {
  RETURN_IF_ERROR(Check(of, sought));
  RETURN_IF_ERROR(CheckOwn(own));
  std::vector<Placement> placements;
  for (const Measure measure : kMeasures) {
    if (CountWith(of, measure) == 0) continue;
    ASSIGN_OR_RETURN(Placement placement, PlaceBy(of, sought, own, measure));
    placements.push_back(std::move(placement));
  }
  return placements;
}

absl::StatusOr<std::optional<OutcomeCounts>> CountOutcomes(const ReferenceClass& of,
                                                           const Sought& sought) {
  OutcomeCounts outcomes;
  // A rating is no cost: here the size does say something.
  ASSIGN_OR_RETURN(outcomes.comparable, FindComparable(of, sought, Measure::kBenefit,
                                                       [](const FinishedProject& project) {
                                                         return project.outcome.has_value();
                                                       }));
  if (outcomes.comparable.candidates == 0) return std::optional<OutcomeCounts>();
  if (!outcomes.comparable.enough) return std::optional(outcomes);
  for (const size_t index : outcomes.comparable.projects) {
    const Outcome outcome = *of.projects[index].outcome;
    ++outcomes.counts[static_cast<size_t>(outcome)];
    outcomes.satisfactory += IsSatisfactory(outcome) ? 1 : 0;
  }
  return std::optional(outcomes);
}

}  // namespace cartera::reference_class
