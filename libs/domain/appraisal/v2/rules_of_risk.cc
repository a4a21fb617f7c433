// Rules on risk, as far as the simulation does not price it.
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/risk_profile.h"
#include "libs/domain/appraisal/v2/rule_functions.h"

namespace cartera::appraisal::v2 {

using methodology::kScoreMax;
using methodology::kWholeBp;

RuleResult RiskProfileLevel(const RuleInput& input) {
  if (!input.methodology.risk_profile.has_value()) {
    return {std::nullopt, "The methodology has no risk profile."};
  }
  const methodology::RiskProfile& profile = *input.methodology.risk_profile;
  const RiskProfileResult result = RateProfile(profile, input.content.risks.profile);
  const std::string words = Describe(profile, result);
  if (!result.level.has_value()) return {0, words};
  // The lowest level gives most points, the highest none, those between in even steps.
  const auto highest = static_cast<int>(profile.levels.size()) - 1;
  const int level = *result.level;
  const int score = highest <= 0 ? kScoreMax : kScoreMax * (highest - level) / highest;
  return {score, absl::StrCat("The risk profile is \"", profile.levels[static_cast<size_t>(level)],
                              "\". ", words)};
}

RuleResult RiskTreatment(const RuleInput& input) {
  const std::vector<Risk>& risks = input.content.risks.risks;
  if (risks.empty()) return {0, "No risks are named."};
  int64_t treated = 0;
  for (const Risk& risk : risks) {
    treated += IsFilled(risk.response) && IsFilled(risk.owner) &&
               risk.residual_probability_bp.has_value() && risk.residual_impact >= 1 &&
               risk.residual_impact <= 5;
  }
  const auto count = static_cast<int64_t>(risks.size());
  return {PointsReached(treated * kWholeBp / count, input.criterion.limits_bp),
          absl::StrCat(treated, " of ", count,
                       " risks have an owner, a response and what remains after it.")};
}

}  // namespace cartera::appraisal::v2
