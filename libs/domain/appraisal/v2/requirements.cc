#include "libs/domain/appraisal/v2/requirements.h"

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::v2 {

absl::string_view FaultOf(const RequirementAnswer& answer, calendar::CivilDate valuation_date) {
  const bool has_date = answer.compliance == Compliance::kWillComplyBy ||
                        answer.compliance == Compliance::kExemptUntil;
  if (has_date && !answer.date.has_value()) return "its date is missing";
  if (has_date && *answer.date < valuation_date) return "its date has passed";
  const bool needs_reason = answer.compliance == Compliance::kExemptUntil ||
                            answer.compliance == Compliance::kNotApplicable;
  if (needs_reason && !IsFilled(answer.reason)) return "its reason is missing";
  return "";
}

const RequirementAnswer* FindAnswer(const std::vector<RequirementAnswer>& answers,
                                    absl::string_view requirement) {
  for (const RequirementAnswer& answer : answers) {
    if (answer.requirement == requirement && answer.compliance != Compliance::kUnspecified) {
      return &answer;
    }
  }
  return nullptr;
}

RegisterState RegisterStateOf(const std::vector<RequirementAnswer>& answers,
                              const std::vector<methodology::Requirement>& requirements,
                              calendar::CivilDate valuation_date) {
  RegisterState state;
  const auto append = [](std::string& list, const std::string& id) {
    absl::StrAppend(&list, list.empty() ? "" : ", ", id);
  };
  for (const methodology::Requirement& requirement : requirements) {
    if (!requirement.mandatory) continue;
    ++state.mandatory;
    const RequirementAnswer* answer = FindAnswer(answers, requirement.id);
    if (answer == nullptr) {
      append(state.unanswered, requirement.id);
      continue;
    }
    ++state.answered;
    if (!FaultOf(*answer, valuation_date).empty()) {
      append(state.invalid, requirement.id);
    } else if (answer->compliance == Compliance::kWillComplyBy ||
               answer->compliance == Compliance::kExemptUntil) {
      append(state.open, requirement.id);
    }
  }
  return state;
}

}  // namespace cartera::appraisal::v2
