// How much a case must say: proportion to its kind, its amount and its stage.
#include <algorithm>
#include <utility>

#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/v2/route.h"

namespace cartera::appraisal {
namespace {

using methodology::Methodology;
using methodology::Section;
using methodology::SectionRequirement;
using Sections = std::vector<SectionRequirement>;

template <typename Part>
const Part* FindById(const std::vector<Part>& parts, absl::string_view id) {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [id](const Part& part) { return part.id == id; });
  return found == parts.end() ? nullptr : &*found;
}

const SectionRequirement* FindSection(const Sections& sections, Section section) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [section](const auto& one) { return one.section == section; });
  return found == sections.end() ? nullptr : &*found;
}

// An exploration stands in no tier: it is asked for whatever the amount.
bool IsOfAnyTier(const Methodology& methodology, Section section) {
  return std::any_of(
      methodology.tiers.begin(), methodology.tiers.end(),
      [section](const auto& tier) { return FindSection(tier.sections, section) != nullptr; });
}

bool HasRate(const CaseContent& content, absl::string_view a, absl::string_view b) {
  const auto& rates = content.costs.planning_rates;
  return std::any_of(rates.begin(), rates.end(), [a, b](const PlanningRate& rate) {
    return (rate.from_unit == a && rate.to_unit == b) || (rate.from_unit == b && rate.to_unit == a);
  });
}

// The case without cost lines that cannot be added up: they are findings of their own, and must not
// send a small case to the tier of those whose cost nobody knows.
CaseContent WithoutFaultyLines(CaseContent content, const Methodology& methodology) {
  std::string unit;
  std::erase_if(content.costs.lines, [&](const CostLine& line) {
    if (line.sunk) return false;
    const auto flow = FlowOf(line, methodology);
    if (!flow.ok()) return true;
    if (unit.empty()) unit = flow->like.unit.code;
    return flow->like.unit.code != unit && !HasRate(content, flow->like.unit.code, unit);
  });
  return content;
}

}  // namespace

std::vector<SectionRequirement> RequiredSections(const Methodology& methodology,
                                                 const CheckScope& scope) {
  const methodology::Tier* tier = FindById(methodology.tiers, scope.tier);
  const methodology::Stage* stage = FindById(methodology.stages, scope.stage);
  if (stage == nullptr) return tier != nullptr ? tier->sections : methodology.sections;
  if (tier == nullptr) return stage->sections;
  Sections required;
  for (const SectionRequirement& of_stage : stage->sections) {
    const SectionRequirement* of_tier = FindSection(tier->sections, of_stage.section);
    if (of_tier == nullptr) {
      if (!IsOfAnyTier(methodology, of_stage.section)) required.push_back(of_stage);
      continue;
    }
    SectionRequirement both{.section = of_stage.section};
    for (const std::string& field : of_stage.required_fields) {
      const auto& fields = of_tier->required_fields;
      if (std::find(fields.begin(), fields.end(), field) != fields.end()) {
        both.required_fields.push_back(field);
      }
    }
    required.push_back(std::move(both));
  }
  return required;
}

CheckScope ScopeOf(const CaseContent& content, const Methodology& methodology,
                   absl::string_view project_kind, absl::string_view stage) {
  if (methodology.tiers.empty()) return {.stage = std::string(stage)};
  const v2::TierChoice choice =
      v2::TierFor(WithoutFaultyLines(content, methodology), methodology, project_kind);
  return {.stage = std::string(stage), .tier = choice.tier == nullptr ? "" : choice.tier->id};
}

}  // namespace cartera::appraisal
