#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_SCREENING_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_SCREENING_H_

#include <vector>

#include "libs/domain/appraisal/findings.h"

namespace cartera::appraisal {

// A published ground for refusal that a case gives, and what shows it.
struct GivenGround {
  const methodology::RefusalGround* ground = nullptr;  // lives as long as the methodology
  std::vector<Finding> findings;                       // never empty
};

// The grounds that the case gives, in the order of the methodology. What shows one: first what it
// wants and the case leaves empty (code ABSENT), in the ground's order, then the findings of Check
// that it names, in theirs. Sections that the scope does not ask for are not missed. The same case
// and scope give the same answer to agency and centre.
std::vector<GivenGround> Screen(const CaseContent& content,
                                const methodology::Methodology& methodology,
                                const CaseContext& context, const CheckScope& scope);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_SCREENING_H_
