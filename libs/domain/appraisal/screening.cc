#include "libs/domain/appraisal/screening.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal {
namespace {

using methodology::RefusalGround;
using methodology::SectionRequirement;

// What the case leaves empty of what `path`, a field or a section, stands for.
std::optional<Finding> Absence(const CaseContent& content, const std::string& path,
                               const std::vector<SectionRequirement>& asked) {
  const Field* field = FindField(path);
  const auto section =
      field != nullptr ? std::optional(field->section) : methodology::ParseSection(path);
  if (!section.has_value()) return std::nullopt;
  const bool is_asked = std::any_of(asked.begin(), asked.end(),
                                    [&](const auto& one) { return one.section == *section; });
  const bool is_there = field != nullptr ? field->is_filled(content) : !IsEmpty(content, *section);
  if (!is_asked || is_there) return std::nullopt;
  return Finding{Severity::kMust, *section, path, "ABSENT", absl::StrCat(path, " is empty"), ""};
}

}  // namespace

std::vector<GivenGround> Screen(const CaseContent& content,
                                const methodology::Methodology& methodology,
                                const CaseContext& context, const CheckScope& scope) {
  const std::vector<SectionRequirement> asked = RequiredSections(methodology, scope);
  const std::vector<Finding> checked = Check(content, methodology, context, scope);
  std::vector<GivenGround> given;
  for (const RefusalGround& ground : methodology.refusal_grounds) {
    GivenGround one{&ground, {}};
    for (const std::string& path : ground.absent) {
      if (auto absence = Absence(content, path, asked)) one.findings.push_back(*std::move(absence));
    }
    for (const Finding& finding : checked) {
      if (std::count(ground.findings.begin(), ground.findings.end(), finding.code) > 0) {
        one.findings.push_back(finding);
      }
    }
    if (!one.findings.empty()) given.push_back(std::move(one));
  }
  return given;
}

}  // namespace cartera::appraisal
