#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_STEADY_WEIGHTS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_STEADY_WEIGHTS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// The outcome of the band that a score is in; bands must not be empty.
methodology::Outcome OutcomeAt(const methodology::Suggestion& suggestion, int overall_bp);

// The overall score in basis points if `dimension` had `weight_bp` of the whole and the others the
// rest in proportion, each over what is scored, rounded half to even. Absent when nothing would be
// scored, or the dimension has no weight or all of it today, so that there is no proportion.
std::optional<int> OverallAt(const std::vector<CriterionScore>& criteria,
                             const std::string& dimension, int weight_bp);

// For each dimension the least and greatest weight in basis points of the whole between which the
// same is suggested; `at_best` is what floors and knock-outs allow. Exact: one basis point outside,
// something else is suggested. Without those that have no scored criterion, no weight or all of it.
std::map<std::string, std::pair<int, int>> SteadyWeights(
    const Scorecard& card, const methodology::Suggestion& suggestion,
    const std::optional<methodology::Outcome>& at_best);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_STEADY_WEIGHTS_H_
