#include "libs/domain/methodology/terms.h"

#include <array>
#include <cstddef>

#include "libs/base/vocabulary.h"

namespace cartera::methodology {
namespace {

// One table per vocabulary, in the order of its enum: the name of value i is at index i.
constexpr std::array<absl::string_view, 16> kSections = {
    "identification", "problem",    "theory_of_change", "existing_assets",
    "options",        "technology", "security",         "costs",
    "benefits",       "risks",      "alignment",        "commissioning",
    "iteration",      "governance", "stakeholders",     "exploration"};
constexpr std::array<absl::string_view, 12> kCostCategories = {"acquisition",
                                                               "development",
                                                               "integration_and_migration",
                                                               "internal_staff",
                                                               "training_and_change",
                                                               "operation",
                                                               "support",
                                                               "maintenance",
                                                               "security",
                                                               "connectivity",
                                                               "refresh",
                                                               "decommissioning"};
constexpr std::array<absl::string_view, 4> kBenefitCategories = {"cash_releasing", "non_cash",
                                                                 "societal", "non_monetised"};
constexpr std::array<absl::string_view, 4> kRiskGroups = {"governance", "technology",
                                                          "implementation", "strategy"};
constexpr std::array<absl::string_view, 4> kOutcomes = {"reject", "request_iteration",
                                                        "approve_with_observations", "approve"};
constexpr std::array<absl::string_view, 3> kStandings = {"illustrative", "from_source", "official"};

template <typename Enum, size_t kSize>
constexpr std::array<Enum, kSize> Enumerate() {
  std::array<Enum, kSize> values{};
  for (size_t i = 0; i < kSize; ++i) values[i] = static_cast<Enum>(i);
  return values;
}

constexpr auto kSectionValues = Enumerate<Section, kSections.size()>();
constexpr auto kCostCategoryValues = Enumerate<CostCategory, kCostCategories.size()>();
constexpr auto kBenefitCategoryValues = Enumerate<BenefitCategory, kBenefitCategories.size()>();
constexpr auto kRiskGroupValues = Enumerate<RiskGroup, kRiskGroups.size()>();
constexpr auto kOutcomeValues = Enumerate<Outcome, kOutcomes.size()>();
constexpr auto kStandingValues = Enumerate<Standing, kStandings.size()>();

}  // namespace

absl::string_view Name(Section value) { return NameIn(kSections, value); }
absl::string_view Name(CostCategory value) { return NameIn(kCostCategories, value); }
absl::string_view Name(BenefitCategory value) { return NameIn(kBenefitCategories, value); }
absl::string_view Name(RiskGroup value) { return NameIn(kRiskGroups, value); }
absl::string_view Name(Outcome value) { return NameIn(kOutcomes, value); }
absl::string_view Name(Standing value) { return NameIn(kStandings, value); }

absl::Span<const Section> AllSections() { return kSectionValues; }
absl::Span<const CostCategory> AllCostCategories() { return kCostCategoryValues; }
absl::Span<const BenefitCategory> AllBenefitCategories() { return kBenefitCategoryValues; }
absl::Span<const RiskGroup> AllRiskGroups() { return kRiskGroupValues; }
absl::Span<const Outcome> AllOutcomes() { return kOutcomeValues; }
absl::Span<const Standing> AllStandings() { return kStandingValues; }

std::optional<Section> ParseSection(absl::string_view name) {
  return ParseIn<Section>(kSections, name);
}
std::optional<CostCategory> ParseCostCategory(absl::string_view name) {
  return ParseIn<CostCategory>(kCostCategories, name);
}
std::optional<BenefitCategory> ParseBenefitCategory(absl::string_view name) {
  return ParseIn<BenefitCategory>(kBenefitCategories, name);
}
std::optional<RiskGroup> ParseRiskGroup(absl::string_view name) {
  return ParseIn<RiskGroup>(kRiskGroups, name);
}
std::optional<Outcome> ParseOutcome(absl::string_view name) {
  return ParseIn<Outcome>(kOutcomes, name);
}
std::optional<Standing> ParseStanding(absl::string_view name) {
  return ParseIn<Standing>(kStandings, name);
}

}  // namespace cartera::methodology
