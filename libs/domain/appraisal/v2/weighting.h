#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WEIGHTING_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WEIGHTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// What the judgements behind the weights of the dimensions come to.
struct DerivedWeights {
  std::vector<double> weights;  // by dimension, in the methodology's order; add up to 1
  double consistency_ratio = 0.0;
};

// From the swings or the comparisons. Of a pair of comparisons the larger is the judgement and the
// smaller must be one over it, to the thousandth. Errors: INVALID_ARGUMENT naming what is wrong;
// FAILED_PRECONDITION for a direct weighting, from which nothing is derived.
absl::StatusOr<DerivedWeights> DeriveWeights(const methodology::Weighting& weighting, int count);

// How the weights came about, in words; empty when the methodology does not say.
std::string Describe(const methodology::Methodology& methodology);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WEIGHTING_H_
