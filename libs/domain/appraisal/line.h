#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_LINE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/money/money.h"

// What cost and benefit lines are made of. Absent and unspecified mean "not filled".
namespace cartera::appraisal {

// Bounds of what a line may state; the contract's rules have the same.
inline constexpr int64_t kQuantityMilliMax = 1'000'000'000'000'000;
inline constexpr int kGrowthBpMin = -10'000;
inline constexpr int kGrowthBpMax = 100'000;
inline constexpr int kOverheadBpMax = 100'000;
inline constexpr int kTaxRateBpMax = 10'000;
inline constexpr int kSpreadBpMax = 1'000'000;
inline constexpr int kDelayMonthsMax = 240;

// What a statement rests on, or that it is assumed and why.
struct Evidence {
  std::string source;
  bool assumption = false;
  std::string note;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

enum class CloudTerm : uint8_t { kUnspecified, kCommitted, kOnDemand };

// One year's amount: quantity x price x (1 + overhead). The price is the line's own or a unit value
// of the methodology, by id; exactly one of the two.
struct Quantity {
  int64_t quantity_milli = 0;  // thousandths of `unit`
  std::string unit;
  std::optional<money::Money> unit_price;
  std::string unit_value;
  int overhead_bp = 0;
  int growth_bp = 0;  // of the quantity, a year
  CloudTerm cloud_term = CloudTerm::kUnspecified;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

// From that fiscal year on the full amount is another, and growth counts from there.
struct Step {
  int from_fiscal_year = 0;
  int64_t amount_minor = 0;
  friend bool operator==(const Step&, const Step&) = default;
};

// How an amount goes on: in year k after the first (or after the last step's), full x (1 +
// growth)^k x the ramp's share of that year (whole after the ramp's end).
struct Course {
  int last_fiscal_year = 0;  // 0: only the line's own
  int growth_bp = 0;
  std::vector<int> ramp_bp;
  std::vector<Step> steps;  // years rise strictly
  friend bool operator==(const Course&, const Course&) = default;
};

// Who bears a cost or has a gain.
enum class Bearer : uint8_t {
  kUnspecified,
  kApplicant,
  kCentralAgency,
  kRegion,
  kMunicipality,
  kCitizens,
  kBusiness
};

// Included: the amount has the tax in it; else it comes on top.
struct Tax {
  int rate_bp = 0;
  bool included = false;
  bool recoverable = false;
  friend bool operator==(const Tax&, const Tax&) = default;
};

enum class Resource : uint8_t { kUnspecified, kCash, kOwnStaff, kInKind };
enum class Additionality : uint8_t { kUnspecified, kNewMoney, kExistingMoney };
enum class SpendKind : uint8_t { kUnspecified, kCapital, kCurrent };

enum class RealisationForm : uint8_t {
  kUnspecified,
  kBudgetCut,
  kAvoidedCost,
  kRedeployment,
  kMoreOutput,
  kQuality
};

// Lognormal: low and high are the 10th and 90th percentile.
enum class SpreadShape : uint8_t { kUnspecified, kTriangular, kPert, kUniform, kLognormal };

// Shares of the stated amount, in basis points.
struct Spread {
  SpreadShape shape = SpreadShape::kUnspecified;
  int low_bp = 0;
  int likely_bp = 0;
  int high_bp = 0;
  friend bool operator==(const Spread&, const Spread&) = default;
};

enum class ConfirmationState : uint8_t { kUnspecified, kNotAsked, kAsked, kConfirmed, kDisputed };

// What another body says of what is laid upon it; `amount` is what it says it is, when disputed.
struct Confirmation {
  ConfirmationState state = ConfirmationState::kUnspecified;
  std::string body;
  std::string text;
  std::optional<money::Money> amount;
  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

// One major unit of `from_unit` is rate_nano / 1e9 of `to_unit`, for planning.
struct PlanningRate {
  std::string from_unit;
  std::string to_unit;
  int64_t rate_nano = 0;
  Evidence evidence;
  friend bool operator==(const PlanningRate&, const PlanningRate&) = default;
};

// "unspecified", "new_money" and so on, and back.
absl::string_view Name(CloudTerm value);
absl::string_view Name(Bearer value);
absl::string_view Name(Resource value);
absl::string_view Name(Additionality value);
absl::string_view Name(SpendKind value);
absl::string_view Name(RealisationForm value);
absl::string_view Name(SpreadShape value);
absl::string_view Name(ConfirmationState value);
std::optional<CloudTerm> ParseCloudTerm(absl::string_view name);
std::optional<Bearer> ParseBearer(absl::string_view name);
std::optional<Resource> ParseResource(absl::string_view name);
std::optional<Additionality> ParseAdditionality(absl::string_view name);
std::optional<SpendKind> ParseSpendKind(absl::string_view name);
std::optional<RealisationForm> ParseRealisationForm(absl::string_view name);
std::optional<SpreadShape> ParseSpreadShape(absl::string_view name);
std::optional<ConfirmationState> ParseConfirmationState(absl::string_view name);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_LINE_H_
