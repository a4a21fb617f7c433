#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CHECK_METHODOLOGY_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CHECK_METHODOLOGY_H_

#include <vector>

#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::appraisal::v2 {

// Weights may differ from the judgements they are made from by this much, for rounding.
inline constexpr double kWeightToleranceBp = 1.0;

// appraisal::CheckMethodology for methodologies of engine 2: rules, facts and fields that do not
// exist, limits a rule cannot use, what a rule needs and the methodology lacks, facts that two
// criteria would both score, weights other than their judgements give, judgements that contradict
// one another (consistency ratio of 0.10 or more), floors and hints that name nothing.
std::vector<methodology::Fault> CheckMethodology(const methodology::Methodology& methodology);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_CHECK_METHODOLOGY_H_
