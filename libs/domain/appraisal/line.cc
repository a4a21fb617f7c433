#include "libs/domain/appraisal/line.h"

#include <array>

#include "libs/base/vocabulary.h"

namespace cartera::appraisal {
namespace {

// One table per vocabulary, in the order of its enum: the name of value i is at index i.
constexpr std::array<absl::string_view, 3> kCloudTerms = {"unspecified", "committed", "on_demand"};
constexpr std::array<absl::string_view, 7> kBearers = {
    "unspecified", "applicant", "central_agency", "region", "municipality", "citizens", "business"};
constexpr std::array<absl::string_view, 4> kResources = {"unspecified", "cash", "own_staff",
                                                         "in_kind"};
constexpr std::array<absl::string_view, 3> kAdditionalities = {"unspecified", "new_money",
                                                               "existing_money"};
constexpr std::array<absl::string_view, 3> kSpendKinds = {"unspecified", "capital", "current"};
constexpr std::array<absl::string_view, 6> kRealisationForms = {
    "unspecified", "budget_cut", "avoided_cost", "redeployment", "more_output", "quality"};
constexpr std::array<absl::string_view, 5> kSpreadShapes = {"unspecified", "triangular", "pert",
                                                            "uniform", "lognormal"};
constexpr std::array<absl::string_view, 5> kConfirmationStates = {"unspecified", "not_asked",
                                                                  "asked", "confirmed", "disputed"};

}  // namespace

absl::string_view Name(CloudTerm value) { return NameIn(kCloudTerms, value); }
absl::string_view Name(Bearer value) { return NameIn(kBearers, value); }
absl::string_view Name(Resource value) { return NameIn(kResources, value); }
absl::string_view Name(Additionality value) { return NameIn(kAdditionalities, value); }
absl::string_view Name(SpendKind value) { return NameIn(kSpendKinds, value); }
absl::string_view Name(RealisationForm value) { return NameIn(kRealisationForms, value); }
absl::string_view Name(SpreadShape value) { return NameIn(kSpreadShapes, value); }
absl::string_view Name(ConfirmationState value) { return NameIn(kConfirmationStates, value); }

std::optional<CloudTerm> ParseCloudTerm(absl::string_view name) {
  return ParseIn<CloudTerm>(kCloudTerms, name);
}
std::optional<Bearer> ParseBearer(absl::string_view name) {
  return ParseIn<Bearer>(kBearers, name);
}
std::optional<Resource> ParseResource(absl::string_view name) {
  return ParseIn<Resource>(kResources, name);
}
std::optional<Additionality> ParseAdditionality(absl::string_view name) {
  return ParseIn<Additionality>(kAdditionalities, name);
}
std::optional<SpendKind> ParseSpendKind(absl::string_view name) {
  return ParseIn<SpendKind>(kSpendKinds, name);
}
std::optional<RealisationForm> ParseRealisationForm(absl::string_view name) {
  return ParseIn<RealisationForm>(kRealisationForms, name);
}
std::optional<SpreadShape> ParseSpreadShape(absl::string_view name) {
  return ParseIn<SpreadShape>(kSpreadShapes, name);
}
std::optional<ConfirmationState> ParseConfirmationState(absl::string_view name) {
  return ParseIn<ConfirmationState>(kConfirmationStates, name);
}

}  // namespace cartera::appraisal
