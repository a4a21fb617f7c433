#include "libs/domain/baseline/case_update.h"

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/money/text.h"

namespace cartera::baseline {

absl::StatusOr<std::vector<Fault>> BeyondTolerance(const Baseline& current,
                                                   const Tolerance& tolerance,
                                                   const CaseUpdate& update) {
  if (tolerance.cost_bp < 0 || tolerance.cost_bp > kRateBpMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("tolerance.cost_bp must be within 0 to ", kRateBpMax));
  }
  if (tolerance.late_days < 0) {
    return absl::InvalidArgumentError("tolerance.late_days must not be below zero");
  }
  const money::Money& point = current.frame.point;
  ASSIGN_OR_RETURN(const money::Money over, money::Subtract(update.point, point));
  bool costs_too_much = absl::int128(over.amount_minor) * 10'000 >
                        absl::int128(point.amount_minor) * tolerance.cost_bp;
  if (tolerance.cost_max.has_value()) {
    ASSIGN_OR_RETURN(const money::Money past, money::Subtract(over, *tolerance.cost_max));
    costs_too_much = costs_too_much || past.amount_minor > 0;
  }
  std::vector<Fault> beyond;
  if (over.amount_minor > 0 && costs_too_much) {
    beyond.push_back({"point", absl::StrCat("is ", money::Format(over), " above the baseline")});
  }
  const int64_t late_days = calendar::DaysBetween(current.finish_on, update.finish_on);
  if (late_days > tolerance.late_days) {
    beyond.push_back(
        {"finish_on", absl::StrCat("is ", late_days, " days later than the baseline")});
  }
  return beyond;
}

}  // namespace cartera::baseline
