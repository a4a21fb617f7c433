#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SCORECARD_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SCORECARD_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// Scores every criterion by its rule and by the scores that people gave, then the dimensions and
// the whole: sum of weight x score / 4 over the weights of what is scored, in basis points, rounded
// half to even; then what floors and knock-outs leave of the suggestion, and the weights within
// which it stays. What the case's tier does not ask for (asked.h) is scored by people alone. A
// criterion without weight changes nothing unless a knock-out names it. Errors: INVALID_ARGUMENT
// for an unknown criterion or rule, a score outside 0..4, a score without assessor or reason, a
// criterion scored once and blind, or blind by fewer than two different people.
absl::StatusOr<Scorecard> Score(const CaseContent& content,
                                const methodology::Methodology& methodology,
                                const EvaluationContext& context, const Horizon& horizon,
                                const std::vector<OptionFigures>& figures,
                                const std::optional<SimulationFigures>& simulation);

// The median of scores of several people; of an even number the mean of the middle two, ties half
// to even (2 and 3 give 2). `scores` must not be empty.
int MedianScore(std::vector<int> scores);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SCORECARD_H_
