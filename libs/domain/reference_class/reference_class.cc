#include "libs/domain/reference_class/reference_class.h"

#include <algorithm>
#include <array>
#include <map>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/vocabulary.h"
#include "libs/domain/money/text.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

constexpr std::array<absl::string_view, 5> kMeasureNames = {
    "cost", "duration", "cost_overrun", "duration_overrun", "benefit_delivered"};
constexpr std::array<absl::string_view, kOutcomes> kOutcomeNames = {
    "highly unsatisfactory",   "unsatisfactory", "moderately unsatisfactory",
    "moderately satisfactory", "satisfactory",   "highly satisfactory"};
constexpr std::array<absl::string_view, kOutcomes> kOutcomeCodes = {"HU", "U", "MU",
                                                                    "MS", "S", "HS"};

// Of numbers that are not negative, the divisor above 0.
absl::int128 DividedHalfEven(absl::int128 number, absl::int128 by) {
  const absl::int128 whole = number / by;
  const absl::int128 twice = 2 * (number % by);
  return twice > by || (twice == by && whole % 2 == 1) ? whole + 1 : whole;
}

std::optional<int64_t> RatioOf(std::optional<int64_t> planned, std::optional<int64_t> actual) {
  if (!planned.has_value() || !actual.has_value()) return std::nullopt;
  const absl::StatusOr<int64_t> ratio = RatioBp(*planned, *actual);
  return ratio.ok() ? std::optional(*ratio) : std::nullopt;
}

void Collect(const std::vector<std::string>& words, std::vector<Label>* labels) {
  std::map<std::string, std::string> meanings;
  for (const Label& label : *labels) meanings[label.code] = label.meaning;
  for (const std::string& word : words) meanings.try_emplace(word);
  labels->clear();
  for (const auto& [code, meaning] : meanings) labels->push_back({code, meaning});
}

}  // namespace

absl::string_view Name(Measure measure) { return NameIn(kMeasureNames, measure); }
absl::string_view Name(Outcome outcome) { return NameIn(kOutcomeNames, outcome); }
absl::string_view CodeOf(Outcome outcome) { return NameIn(kOutcomeCodes, outcome); }
std::optional<Outcome> ParseOutcome(absl::string_view code) {
  return ParseIn<Outcome>(kOutcomeCodes, code);
}
bool IsSatisfactory(Outcome outcome) { return outcome >= Outcome::kModeratelySatisfactory; }
bool IsRatio(Measure measure) { return measure != Measure::kCost && measure != Measure::kDuration; }

std::optional<int64_t> ValueOf(const FinishedProject& project, Measure measure) {
  switch (measure) {
    case Measure::kCost:
      return project.cost_minor;
    case Measure::kDuration:
      return project.months;
    case Measure::kCostOverrun:
      return RatioOf(project.cost_minor, project.final_cost_minor);
    case Measure::kDurationOverrun:
      return RatioOf(project.months, project.final_months);
    case Measure::kBenefit:
      return RatioOf(project.benefit_minor, project.final_benefit_minor);
  }
  return std::nullopt;
}

size_t CountWith(const ReferenceClass& of, Measure measure) {
  size_t count = 0;
  for (const FinishedProject& project : of.projects) {
    count += ValueOf(project, measure).has_value() ? 1 : 0;
  }
  return count;
}

void CollectLabels(ReferenceClass* of) {
  std::vector<std::string> kinds;
  std::vector<std::string> sectors;
  std::vector<std::string> regions;
  for (const FinishedProject& project : of->projects) {
    kinds.insert(kinds.end(), project.kinds.begin(), project.kinds.end());
    if (!project.sector.empty()) sectors.push_back(project.sector);
    if (!project.region.empty()) regions.push_back(project.region);
  }
  Collect(kinds, &of->kinds);
  Collect(sectors, &of->sectors);
  Collect(regions, &of->regions);
}

absl::StatusOr<int64_t> RatioBp(int64_t planned, int64_t actual) {
  if (planned <= 0) return absl::InvalidArgumentError("what was planned is not above 0");
  if (actual < 0) return absl::InvalidArgumentError("what came of it is below 0");
  const absl::int128 ratio = DividedHalfEven(absl::int128(actual) * 10'000, planned);
  if (ratio > kRatioBpMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "what came of it is more than ", kRatioBpMax / 10'000, " times what was planned"));
  }
  return static_cast<int64_t>(ratio);
}

absl::StatusOr<int64_t> AmountIn(const money::Unit& unit, const money::Money& money,
                                 int64_t rate_nano) {
  if (rate_nano < kRateNanoMin || rate_nano > kRateNanoMax) {
    return absl::InvalidArgumentError("the rate is not within 0.000001 to 100,000,000");
  }
  if (money.amount_minor < 0 || money.amount_minor > kAmountMinorMax) {
    return absl::OutOfRangeError(
        absl::StrCat("the amount ", money::Format(money), " is not within 0 and the largest one"));
  }
  absl::int128 number = absl::int128(money.amount_minor) * kNano;
  absl::int128 by = rate_nano;
  for (int i = money.unit.decimals; i < unit.decimals; ++i) number *= 10;
  for (int i = unit.decimals; i < money.unit.decimals; ++i) by *= 10;
  const absl::int128 amount = DividedHalfEven(number, by);
  if (amount > kAmountMinorMax) {
    return absl::OutOfRangeError(
        absl::StrCat(money::Format(money), " is too much in ", unit.code, " at this rate"));
  }
  return static_cast<int64_t>(amount);
}

}  // namespace cartera::reference_class
