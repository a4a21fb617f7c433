// Tiers, stages, thresholds, requirements and labels.
#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/domain/methodology/fault_list.h"

namespace cartera::methodology {
namespace {

// As the registry names them.
constexpr absl::string_view kProjectKinds[] = {"unknown",         "new",
                                               "enhancement",     "legacy_replacement",
                                               "continuity",      "infrastructure",
                                               "shared_platform", "preparation",
                                               "decommission"};
constexpr absl::string_view kStages[] = {"exploration", "strategic",    "outline",
                                         "full",        "continuation", "closure"};

bool IsAmong(absl::Span<const absl::string_view> words, absl::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void CheckSections(const std::vector<SectionRequirement>& sections, absl::string_view path,
                   FaultList& faults) {
  std::set<Section> seen;
  for (const SectionRequirement& requirement : sections) {
    const absl::string_view name = Name(requirement.section);
    const std::string at = absl::StrCat(path, ".sections[", name, "]");
    if (!seen.insert(requirement.section).second) faults.Add(at, "this section stands twice");
    for (const std::string& field : requirement.required_fields) {
      if (absl::StartsWith(field, absl::StrCat(name, "."))) continue;
      faults.Add(at, absl::StrCat("field \"", field, "\" is not of this section"));
    }
  }
}

// A case goes to the first tier that takes it, so the last takes all, and no other does.
void CheckOrder(const std::vector<Tier>& tiers, FaultList& faults) {
  for (size_t i = 0; i < tiers.size(); ++i) {
    const bool takes_all = tiers[i].project_kinds.empty() && !tiers[i].below_minor.has_value();
    const bool is_last = i + 1 == tiers.size();
    if (takes_all == is_last) continue;
    faults.Add(absl::StrCat("tiers[id=", tiers[i].id, "]"),
               is_last ? "the last tier must take every kind and amount"
                       : "takes every kind and amount, so none after it takes any");
  }
}

void CheckTiers(const Methodology& methodology, FaultList& faults) {
  CheckOrder(methodology.tiers, faults);
  std::set<std::string> ids;
  for (const Tier& tier : methodology.tiers) {
    const std::string path = faults.PathOf("tiers", tier.id, ids);
    for (const std::string& kind : tier.project_kinds) {
      if (IsAmong(kProjectKinds, kind)) continue;
      faults.Add(path + ".project_kinds", absl::StrCat("\"", kind, "\" is no kind of project"));
    }
    if (tier.below_minor.has_value()) faults.CheckUnit(tier.unit, path + ".unit");
    size_t field_count = 0;
    for (const SectionRequirement& section : tier.sections) {
      field_count += section.required_fields.size();
    }
    if (tier.field_count_max > 0 && field_count > static_cast<size_t>(tier.field_count_max)) {
      faults.Add(path + ".field_count_max", absl::StrCat("is ", tier.field_count_max, ", but ",
                                                         field_count, " fields are required"));
    }
    if (tier.simulates && !methodology.frames.has_value()) {
      faults.Add(path + ".simulates", "needs frames");
    }
    CheckSections(tier.sections, path, faults);
    faults.CheckOrigin(tier.origin, path + ".origin");
  }
}

void CheckStages(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const Stage& stage : methodology.stages) {
    const std::string path = faults.PathOf("stages", stage.id, ids);
    if (!IsAmong(kStages, stage.id)) {
      faults.Add(path + ".id",
                 "is none of exploration, strategic, outline, full, continuation, "
                 "closure");
    }
    CheckSections(stage.sections, path, faults);
    faults.CheckOrigin(stage.origin, path + ".origin");
  }
}

void CheckThresholds(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const Threshold& threshold : methodology.thresholds) {
    const std::string path = faults.PathOf("thresholds", threshold.id, ids);
    faults.CheckUnit(threshold.unit, path + ".unit");
    faults.CheckOrigin(threshold.origin, path + ".origin");
    // Of one figure in one unit the higher threshold stands later, as people read them.
    for (const Threshold& before : methodology.thresholds) {
      if (&before == &threshold) break;
      if (before.figure == threshold.figure && before.unit == threshold.unit &&
          before.from_minor > threshold.from_minor) {
        faults.Add(path + ".from_minor", absl::StrCat("must not be below that of ", before.id));
      }
    }
  }
}

void CheckRequirements(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const Requirement& requirement : methodology.requirements) {
    const std::string path = faults.PathOf("requirements", requirement.id, ids);
    faults.CheckOrigin(requirement.origin, path + ".origin");
  }
}

void CheckRefusalGrounds(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const RefusalGround& ground : methodology.refusal_grounds) {
    const std::string path = faults.PathOf("refusal_grounds", ground.id, ids);
    faults.CheckOrigin(ground.origin, path + ".origin");
    if (ground.absent.empty() && ground.findings.empty()) {
      faults.Add(path, "needs absent or findings: a ground that nothing gives is no rule");
    }
  }
}

bool IsLabel(absl::string_view key) {
  if (absl::ConsumePrefix(&key, "decision.")) return ParseOutcome(key).has_value();
  if (absl::ConsumePrefix(&key, "stage.")) return IsAmong(kStages, key);
  if (absl::ConsumePrefix(&key, "section.")) return ParseSection(key).has_value();
  if (absl::ConsumePrefix(&key, "cost.")) return ParseCostCategory(key).has_value();
  if (absl::ConsumePrefix(&key, "benefit.")) return ParseBenefitCategory(key).has_value();
  return false;
}

}  // namespace

void ValidateForm(const Methodology& methodology, FaultList& faults) {
  CheckTiers(methodology, faults);
  CheckStages(methodology, faults);
  CheckThresholds(methodology, faults);
  CheckRequirements(methodology, faults);
  CheckRefusalGrounds(methodology, faults);
  for (const auto& [key, text] : methodology.labels) {
    if (!IsLabel(key)) faults.Add(absl::StrCat("labels.", key), "names nothing that has a label");
  }
}

}  // namespace cartera::methodology
