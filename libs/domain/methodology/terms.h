#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_TERMS_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_TERMS_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// The closed vocabularies that methodologies and business cases share. Each value has a stable
// name, as written in files ("integration_and_migration"). `All...` lists a vocabulary in its
// order, `Name` is total, `Parse...` gives nothing for an unknown name.
namespace cartera::methodology {

// The sections of a business case.
enum class Section : uint8_t {
  kIdentification,
  kProblem,
  kTheoryOfChange,
  kExistingAssets,
  kOptions,
  kTechnology,
  kSecurity,
  kCosts,
  kBenefits,
  kRisks,
  kAlignment,
  kCommissioning,
  kIteration,
  kGovernance,
  kStakeholders,
  kExploration,
};

// The parts of the total cost of ownership. Depreciation is not among them: it is no payment.
enum class CostCategory : uint8_t {
  kAcquisition,
  kDevelopment,
  kIntegrationAndMigration,
  kInternalStaff,
  kTrainingAndChange,
  kOperation,
  kSupport,
  kMaintenance,
  kSecurity,
  kConnectivity,
  kRefresh,
  kDecommissioning,
};

// Cash-releasing: can be taken out of a budget. Non-cash: time or capacity of government freed.
// Societal: what people and firms gain, in money. Non-monetised: importance and magnitude only.
enum class BenefitCategory : uint8_t { kCashReleasing, kNonCash, kSocietal, kNonMonetised };

// The four groups of risk that the OECD names for ICT projects.
enum class RiskGroup : uint8_t { kGovernance, kTechnology, kImplementation, kStrategy };

// What a decision on a case can be.
enum class Outcome : uint8_t { kReject, kRequestIteration, kApproveWithObservations, kApprove };

// How far a value can be relied on: chosen for illustration and published by nobody, found in a
// cited source, or published by the authority whose method it is.
enum class Standing : uint8_t { kIllustrative, kFromSource, kOfficial };

absl::string_view Name(Section value);
absl::string_view Name(CostCategory value);
absl::string_view Name(BenefitCategory value);
absl::string_view Name(RiskGroup value);
absl::string_view Name(Outcome value);
absl::string_view Name(Standing value);

absl::Span<const Section> AllSections();
absl::Span<const CostCategory> AllCostCategories();
absl::Span<const BenefitCategory> AllBenefitCategories();
absl::Span<const RiskGroup> AllRiskGroups();
absl::Span<const Outcome> AllOutcomes();
absl::Span<const Standing> AllStandings();

std::optional<Section> ParseSection(absl::string_view name);
std::optional<CostCategory> ParseCostCategory(absl::string_view name);
std::optional<BenefitCategory> ParseBenefitCategory(absl::string_view name);
std::optional<RiskGroup> ParseRiskGroup(absl::string_view name);
std::optional<Outcome> ParseOutcome(absl::string_view name);
std::optional<Standing> ParseStanding(absl::string_view name);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_TERMS_H_
