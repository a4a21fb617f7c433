// Rules on the benefits, and on what they are worth against the cost.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/line_shares.h"
#include "libs/domain/appraisal/v2/rule_functions.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kScoreMax;

// Bodies that can be asked; citizens and business cannot confirm as one.
bool IsOtherBody(Bearer bearer) {
  return bearer == Bearer::kCentralAgency || bearer == Bearer::kRegion ||
         bearer == Bearer::kMunicipality;
}

bool IsMeasured(const BenefitLine& line) {
  return IsFilled(line.indicator) && IsFilled(line.measured_baseline);
}

}  // namespace

RuleResult BenefitsOwned(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  bool any = false, any_part = false, any_whole = false;
  bool all_measured = true, all_owned = true;
  for (const BenefitLine& line : input.content.benefits.lines) {
    if (line.option != input.preferred->option) continue;
    const bool is_measured = IsMeasured(line);
    const bool is_owned = IsFilled(line.benefit_owner);
    any = true;
    any_part = any_part || is_measured || is_owned;
    any_whole = any_whole || (is_measured && is_owned);
    all_measured = all_measured && is_measured;
    all_owned = all_owned && is_owned;
  }
  if (!any) return {0, "The preferred option has no benefit lines."};
  if (!any_part) return {0, "No benefit has an owner, or an indicator with its value today."};
  if (!any_whole) {
    return {1, "No benefit has an owner as well as an indicator with its value today."};
  }
  if (!all_measured && !all_owned) {
    return {2, "Some benefits have no owner, and some no indicator with its value today."};
  }
  if (!all_measured) return {3, "Some benefits have no indicator with its value today."};
  if (!all_owned) return {3, "Some benefits have no owner."};
  return {kScoreMax, "Every benefit has an indicator, its value today and an owner."};
}

RuleResult BenefitsEvidenced(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const auto share = ShareOfBenefits(
      input.content, input.methodology, input.preferred->option,
      [](const BenefitLine&) { return true; },
      [](const BenefitLine& line) { return IsFilled(line.evidence.source); });
  if (!share.ok()) return {std::nullopt, std::string(share.status().message())};
  if (!share->share_bp().has_value()) {
    return {std::nullopt, "No benefit is in money; a person must judge the evidence."};
  }
  return {PointsReached(*share->share_bp(), input.criterion.limits_bp),
          absl::StrCat(Percent(*share->share_bp()), " of the gains in money have evidence.")};
}

RuleResult BenefitsConfirmed(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const auto share = ShareOfBenefits(
      input.content, input.methodology, input.preferred->option,
      [](const BenefitLine& line) { return IsOtherBody(line.gainer); },
      [](const BenefitLine& line) {
        return line.confirmation.state == ConfirmationState::kConfirmed;
      });
  if (!share.ok()) return {std::nullopt, std::string(share.status().message())};
  if (!share->share_bp().has_value()) {
    return {kScoreMax, "No gain in money is laid on another body, so none needs confirming."};
  }
  return {PointsReached(*share->share_bp(), input.criterion.limits_bp),
          absl::StrCat("Other bodies confirm ", Percent(*share->share_bp()),
                       " of the gains that are laid on them.")};
}

RuleResult NonMonetisedValue(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  int64_t greatest = 0;
  std::string id;
  for (const BenefitLine& line : input.content.benefits.lines) {
    if (line.option != input.preferred->option) continue;
    if (line.category != BenefitCategory::kNonMonetised) continue;
    const int64_t weight = int64_t{line.importance} * line.magnitude;
    if (weight > greatest || (weight == greatest && line.id < id)) {
      greatest = weight;
      id = line.id;
    }
  }
  if (greatest == 0) return {0, "No benefit without a price is weighed."};
  return {PointsReached(greatest, input.criterion.limits_bp),
          absl::StrCat("The weightiest benefit without a price, \"", id,
                       "\", has importance x magnitude ", greatest, " of 25.")};
}

RuleResult ValueForMoney(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  const OptionFigures& figures = *input.preferred;
  if (figures.incremental_pv_benefits.amount.amount_minor <= 0 && figures.non_monetised_count > 0) {
    return {std::nullopt, "No benefit is in money; a person must weigh those that are not."};
  }
  if (!figures.incremental_bcr.ratio_bp.has_value()) {
    if (figures.incremental_npv.amount.amount_minor > 0) {
      return {kScoreMax, "It costs no more than doing nothing and gains more."};
    }
    return {0, "There are no additional costs and no additional benefits."};
  }
  const int64_t ratio_bp = *figures.incremental_bcr.ratio_bp;
  return {
      PointsReached(ratio_bp, input.criterion.limits_bp),
      absl::StrCat("Against doing nothing, benefits are ", Percent(ratio_bp), " of the costs.")};
}

RuleResult SimulatedNpv(const RuleInput& input) {
  if (input.preferred == nullptr) return {0, "No option is preferred."};
  if (!input.simulation.has_value()) {
    return {std::nullopt, "The case was not simulated; a person must judge."};
  }
  return {PointsReached(input.simulation->positive_npv_bp, input.criterion.limits_bp),
          absl::StrCat("In ", Percent(input.simulation->positive_npv_bp), " of ",
                       input.simulation->draws, " draws the gains exceed the cost.")};
}

}  // namespace cartera::appraisal::v2
