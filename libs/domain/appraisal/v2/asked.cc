#include "libs/domain/appraisal/v2/asked.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/rules.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::SectionRequirement;
using methodology::Tier;

bool AsksFor(const Tier& tier, absl::string_view fact) {
  const absl::string_view name = fact.substr(0, fact.find('.'));
  const auto of = [&](absl::string_view section) {
    return std::find_if(
        tier.sections.begin(), tier.sections.end(),
        [&](const SectionRequirement& one) { return methodology::Name(one.section) == section; });
  };
  if (name == "figures") {
    return of("costs") != tier.sections.end() &&
           (fact == "figures.total_cost" || of("benefits") != tier.sections.end());
  }
  const auto section = of(name);
  if (section == tier.sections.end()) return false;
  if (section->required_fields.empty() || FindField(fact) == nullptr) return true;
  return std::find(section->required_fields.begin(), section->required_fields.end(), fact) !=
         section->required_fields.end();
}

}  // namespace

bool IsAsked(const methodology::Criterion& criterion, const Tier* tier) {
  if (tier == nullptr || tier->field_count_max == 0) return true;
  const std::vector<std::string> facts = FactsOf(criterion);
  return std::all_of(facts.begin(), facts.end(),
                     [&](const std::string& fact) { return AsksFor(*tier, fact); });
}

}  // namespace cartera::appraisal::v2
