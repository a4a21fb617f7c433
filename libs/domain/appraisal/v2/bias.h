#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_BIAS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_BIAS_H_

#include <cstdint>
#include <map>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// Uplifts are exact in millionths of millionths: basis points of basis points of basis points.
inline constexpr int64_t kBiasWhole = 1'000'000'000'000;

// What is added to a cost for optimism, and why.
struct Bias {
  int64_t share = 0;  // of kBiasWhole
  Explanation explanation;
};

// By category; categories without one are absent. Of the methodology's bias for the project type,
// with what the case has mitigated: (1 - sum of contribution x mitigated) x upper bound, but not
// below the lower; else of the methodology's uplifts.
std::map<methodology::CostCategory, Bias> BiasesOf(const CaseContent& content,
                                                   const methodology::Methodology& methodology);

// amount x share, rounded half to even. Errors: OUT_OF_RANGE.
absl::StatusOr<int64_t> BiasOn(int64_t amount_minor, const Bias& bias);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_BIAS_H_
