#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FUNDING_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FUNDING_H_

#include <cstdint>
#include <optional>

#include "libs/domain/methodology/methodology.h"

// What a scheme pays and what a budget loses, in minor units of the rule, rounded half to even.
// Amounts up to kSumMinorMax.
namespace cartera::appraisal::v2 {

// The most that the scheme pays towards a project of that cost; nothing when it is not for it.
std::optional<int64_t> GrantOf(const methodology::GrantRule& rule, int64_t cost_minor);

// What the budget of a body with that net gain loses.
int64_t BudgetCutOf(const methodology::GainSharing& rule, bool is_applicant,
                    int64_t net_gain_minor);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FUNDING_H_
