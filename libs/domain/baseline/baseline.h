#ifndef CARTERA_LIBS_DOMAIN_BASELINE_BASELINE_H_
#define CARTERA_LIBS_DOMAIN_BASELINE_BASELINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/money/money.h"

// What a project is held to. Baseline 0 is the first effective authorisation; each later one has a
// reason, explanations and an approval, and none is ever changed or taken away.
namespace cartera::baseline {

// Why a baseline is replaced. The first eight are those of the Dutch Rijks ICT-dashboard.
enum class Reason : uint8_t {
  kLawChange,
  kWishOfParliament,
  kChangedGoals,
  kImplementationComplexity,
  kInternalScopeChange,  // risks, dependencies
  kSetbacks,
  kExternalAdvice,
  kPriceDevelopment,
  kScopeMovedTo,    // to other projects, which are named
  kScopeMovedFrom,  // from other projects, which are named
  kIndexation,      // the same amounts in other prices
  kReorganisation,
};

// "law_change", and back. Errors: INVALID_ARGUMENT.
absl::string_view Name(Reason reason);
absl::StatusOr<Reason> ParseReason(absl::string_view name);

// Amounts alike in unit, price basis and price year.
struct Frame {
  money::Money point;           // what is expected without the unforeseen
  money::Money steering_frame;  // what the project is steered by: P50
  money::Money cost_frame;      // what may be spent at most: P80 or P85
  int cost_frame_percentile = 85;
  money::Money reserve;        // between the two; zero when nobody holds one
  std::string reserve_holder;  // who may release it; empty exactly when the reserve is zero
  friend bool operator==(const Frame&, const Frame&) = default;
};

// What sets a later baseline apart from the one before.
struct Change {
  Reason reason = Reason::kLawChange;
  std::string cost_explanation;          // required when an amount changes
  std::string time_explanation;          // required when the finish changes
  std::string approval;                  // name of the decision
  std::vector<std::string> other_sides;  // projects, for scope moved to or from
  friend bool operator==(const Change&, const Change&) = default;
};

struct Baseline {
  int number = 0;
  calendar::CivilDate effective_on;
  calendar::CivilDate finish_on;
  Frame frame;
  std::string authorisation;     // the one it stands on
  std::optional<Change> change;  // absent exactly for baseline 0
  friend bool operator==(const Baseline&, const Baseline&) = default;
};

// What is wrong, by field: "frame.cost_frame".
struct Fault {
  std::string field;
  std::string message;
  friend bool operator==(const Fault&, const Fault&) = default;
};

// Everything that keeps `proposed` from following `history` (all baselines so far, by number; empty
// for baseline 0), in the order of the fields.
std::vector<Fault> Check(absl::Span<const Baseline> history, const Baseline& proposed);

}  // namespace cartera::baseline

#endif  // CARTERA_LIBS_DOMAIN_BASELINE_BASELINE_H_
