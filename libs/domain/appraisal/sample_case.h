#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_SAMPLE_CASE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_SAMPLE_CASE_H_

#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

// A complete, made-up case for tests, and what it is evaluated against.
namespace cartera::appraisal {

// Vector 6 of the discounting tests in thousands of dollars (CAD, 2027 prices), as option "new":
// build in 2027 and 2028, use from 2029 to 2036. No finding but notes under the Chile pack.
CaseContent SampleCase();
// The same with something in each field that engine 2 reads besides: line c5 is a cloud by
// quantity, course, tax, spread and a municipality that agreed, line b2 the time of applicants by
// unit value. No finding under ChileOfEngine2 in any tier or stage.
CaseContent SampleCaseOfEngine2();
EvaluationContext SampleContext();
methodology::Methodology Chile();
// The same read by engine 2, with made-up tiers "line" and "full", a stage "exploration", a unit
// value, requirements, a risk profile and an optimism bias.
methodology::Methodology ChileOfEngine2();
// A country that does not exist: other dimensions, weights, rates, bands and an uplift.
methodology::Methodology Atlantis();

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_SAMPLE_CASE_H_
