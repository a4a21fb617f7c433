#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_REQUIREMENTS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_REQUIREMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/methodology/methodology.h"

// How a case answers for the laws, circulars and standards of its methodology.
namespace cartera::appraisal::v2 {

// What is wrong with one answer on its own, in words; empty when nothing is. A promise or an
// exemption needs a date that is not before `valuation_date`; an exemption and "not applicable" a
// reason.
absl::string_view FaultOf(const RequirementAnswer& answer, calendar::CivilDate valuation_date);

// Of the mandatory requirements; the lists are ids in the methodology's order, with commas.
struct RegisterState {
  int mandatory = 0;
  int answered = 0;
  std::string unanswered;
  std::string invalid;  // answered with a fault
  std::string open;     // promised by a date, or exempt until one
};
RegisterState RegisterStateOf(const std::vector<RequirementAnswer>& answers,
                              const std::vector<methodology::Requirement>& requirements,
                              calendar::CivilDate valuation_date);

// The first answer to a requirement, or nullptr; an unspecified compliance is no answer.
const RequirementAnswer* FindAnswer(const std::vector<RequirementAnswer>& answers,
                                    absl::string_view requirement);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_REQUIREMENTS_H_
