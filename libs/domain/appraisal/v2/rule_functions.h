#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULE_FUNCTIONS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULE_FUNCTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/v2/rules.h"

// What the table of rules is made of; not for use outside this folder. Rules over lines use sums of
// amounts, "all" and "any", never counts of lines, so that splitting a line changes nothing.
namespace cartera::appraisal::v2 {

// The case as a form.
RuleResult OptionsWithMinimum(const RuleInput& input);
RuleResult UserNeed(const RuleInput& input);
RuleResult Reuse(const RuleInput& input);
RuleResult ExitAndSwitchOff(const RuleInput& input);
RuleResult SecurityAndSovereignty(const RuleInput& input);
RuleResult RequirementsMet(const RuleInput& input);

// Cost.
RuleResult CostComplete(const RuleInput& input);
RuleResult CostCredibility(const RuleInput& input);
RuleResult Affordability(const RuleInput& input);
RuleResult CostPerUser(const RuleInput& input);
RuleResult CostPerTransaction(const RuleInput& input);

// Benefits, and what they are worth against the cost.
RuleResult BenefitsOwned(const RuleInput& input);
RuleResult BenefitsEvidenced(const RuleInput& input);
RuleResult BenefitsConfirmed(const RuleInput& input);
RuleResult NonMonetisedValue(const RuleInput& input);
RuleResult ValueForMoney(const RuleInput& input);
RuleResult SimulatedNpv(const RuleInput& input);

// Risk beyond what the simulation prices.
RuleResult RiskProfileLevel(const RuleInput& input);
RuleResult RiskTreatment(const RuleInput& input);

// One point for each limit that `value` reaches.
int PointsReached(int64_t value, const std::vector<int64_t>& limits);
// kScoreMax less one for each limit that `value` passes.
int PointsKept(int64_t value, const std::vector<int64_t>& limits);

// "12.34 %"
std::string Percent(int64_t share_bp);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULE_FUNCTIONS_H_
