#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_REFERENCE_CLASS_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_REFERENCE_CLASS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/money/money.h"

// Finished projects that a case can be held against.
namespace cartera::reference_class {

// What is compared. Costs are in minor units of the class's unit, durations in months; the others
// are final / planned in basis points, 10,000 being as planned.
enum class Measure : uint8_t { kCost, kDuration, kCostOverrun, kDurationOverrun, kBenefit };
inline constexpr Measure kMeasures[] = {Measure::kCost, Measure::kDuration, Measure::kCostOverrun,
                                        Measure::kDurationOverrun, Measure::kBenefit};

// "cost", "duration", "cost_overrun", "duration_overrun", "benefit_delivered".
absl::string_view Name(Measure measure);
bool IsRatio(Measure measure);

// How an outcome was rated, worst first.
enum class Outcome : uint8_t {
  kHighlyUnsatisfactory,
  kUnsatisfactory,
  kModeratelyUnsatisfactory,
  kModeratelySatisfactory,
  kSatisfactory,
  kHighlySatisfactory
};
inline constexpr size_t kOutcomes = 6;

// "highly unsatisfactory"; "HU", and back.
absl::string_view Name(Outcome outcome);
absl::string_view CodeOf(Outcome outcome);
std::optional<Outcome> ParseOutcome(absl::string_view code);
bool IsSatisfactory(Outcome outcome);  // moderately or better

// Absent, empty and 0 mean that the list does not say. Final is the latest known, where the class's
// caveats say so.
struct FinishedProject {
  std::string title;
  std::vector<std::string> kinds;
  std::string sector;
  std::string region;
  int year = 0;
  std::optional<int64_t> cost_minor;  // planned, or what ReferenceClass::cost_meaning says
  std::optional<int64_t> final_cost_minor;
  std::optional<int64_t> months;  // planned
  std::optional<int64_t> final_months;
  std::optional<int64_t> benefit_minor;  // promised
  std::optional<int64_t> final_benefit_minor;
  std::optional<Outcome> outcome;
  friend bool operator==(const FinishedProject&, const FinishedProject&) = default;
};

// A word of the list with what it means.
struct Label {
  std::string code;
  std::string meaning;  // empty when the list does not say
  friend bool operator==(const Label&, const Label&) = default;
};

struct ReferenceClass {
  std::string id;
  std::string title;
  std::string source;
  std::string licence;  // with what its holder asks to be named
  std::string cost_meaning;
  std::string overrun_meaning;  // when it is not final against planned cost
  std::string outcome_meaning;
  std::vector<std::string> caveats;  // what the list does not hold, in sentences
  std::optional<money::Unit> unit;   // absent when it has no amounts
  std::vector<Label> kinds;          // that occur, sorted by code
  std::vector<Label> sectors;
  std::vector<Label> regions;
  std::vector<FinishedProject> projects;
};

// Absent when the project's row does not say, or has nothing planned to compare with.
std::optional<int64_t> ValueOf(const FinishedProject& project, Measure measure);
size_t CountWith(const ReferenceClass& of, Measure measure);

// Fills kinds, sectors and regions from the projects; meanings that stand there already stay.
void CollectLabels(ReferenceClass* of);

// `planned` -> `actual` in basis points, rounded half to even. Errors: INVALID_ARGUMENT when
// planned is not above 0, actual is negative, or the ratio is above kRatioBpMax.
absl::StatusOr<int64_t> RatioBp(int64_t planned, int64_t actual);

// An amount in minor units of `unit`, one of which costs `rate_nano` / kNano of the money's unit;
// rounded half to even. Its price basis is left behind. Errors: INVALID_ARGUMENT for a rate outside
// kRateNanoMin..kRateNanoMax, OUT_OF_RANGE past kAmountMinorMax.
absl::StatusOr<int64_t> AmountIn(const money::Unit& unit, const money::Money& money,
                                 int64_t rate_nano);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_REFERENCE_CLASS_H_
