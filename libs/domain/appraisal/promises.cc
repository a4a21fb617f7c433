#include "libs/domain/appraisal/promises.h"

#include <utility>

#include "libs/domain/appraisal/v2/requirements.h"

namespace cartera::appraisal {

std::vector<Promise> PromisesOf(const CaseContent& content,
                                const methodology::Methodology& methodology) {
  std::vector<Promise> promises;
  for (const methodology::Requirement& requirement : methodology.requirements) {
    const RequirementAnswer* answer =
        v2::FindAnswer(content.alignment.requirements, requirement.id);
    if (answer == nullptr || !answer->date.has_value()) continue;
    if (answer->compliance != Compliance::kWillComplyBy &&
        answer->compliance != Compliance::kExemptUntil) {
      continue;
    }
    promises.push_back({.requirement = requirement.id,
                        .title = requirement.title.at("en"),
                        .compliance = answer->compliance,
                        .due_date = *answer->date,
                        .reason = answer->reason});
  }
  return promises;
}

}  // namespace cartera::appraisal
