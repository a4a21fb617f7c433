#include "libs/domain/lights/divergence.h"

#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/base/faults.h"
#include "libs/base/status_macros.h"
#include "libs/domain/money/rounding.h"

namespace cartera::lights {
namespace {

constexpr int kSpread = kPointsMax - kPointsMin;

std::optional<int> Difference(std::optional<int> of, std::optional<int> over) {
  if (!of.has_value() || !over.has_value()) return std::nullopt;
  return *of - *over;
}

absl::Status Check(absl::Span<const Observation> observations) {
  FieldFaults faults;
  faults.AddIf(observations.size() > kObservationsMax, "observations",
               absl::StrCat("must be ", kObservationsMax, " at most"));
  for (size_t i = 0; i < observations.size(); ++i) {
    const std::string path = absl::StrCat("observations[", i, "]");
    const Observation& one = observations[i];
    faults.AddIf(one.period < 0 || one.period > kObservationsMax, path + ".period",
                 absl::StrCat("must be from 0 to ", kObservationsMax));
    faults.AddIf(
        one.divergence.has_value() && (*one.divergence < -kSpread || *one.divergence > kSpread),
        path + ".divergence", absl::StrCat("must be within ", kSpread, " either side"));
  }
  return faults.AsStatus();
}

// Of the reports that have a divergence. The sums of at most 1e5 terms below 1e10 fit easily.
struct Sums {
  absl::int128 count = 0, x = 0, y = 0, xx = 0, xy = 0;
};

}  // namespace

std::optional<int> Points(const Lamp& lamp) {
  if (!lamp.light.has_value()) return std::nullopt;
  return kPointsMax - 2 * static_cast<int>(*lamp.light);
}

absl::StatusOr<Divergence> DivergenceOf(const Ratings& ratings) {
  if (ratings.confidence.has_value() &&
      (*ratings.confidence < kPointsMin || *ratings.confidence > kPointsMax)) {
    return absl::InvalidArgumentError("confidence: must be from 1 to 5");
  }
  const std::optional<int> computed = Points(ratings.computed);
  const std::optional<int> self = Points({.light = ratings.self, .why = Why::kDefined});
  return Divergence{
      .self_over_computed = Difference(self, computed),
      .confidence_over_computed = Difference(ratings.confidence, computed),
      .self_over_confidence = Difference(self, ratings.confidence),
      .watermelon = ratings.self == Light::kGreen && ratings.computed.light == Light::kRed};
}

absl::StatusOr<Trend> TrendOf(absl::Span<const Observation> observations) {
  RETURN_IF_ERROR(Check(observations));
  Trend trend;
  Sums sums;
  for (const Observation& one : observations) {
    trend.reports += 1;
    if (!one.divergence.has_value()) {
      trend.undefined += 1;
      continue;
    }
    const absl::int128 x = one.period, y = *one.divergence;
    trend.rosier += y > 0 ? 1 : 0;
    trend.gloomier += y < 0 ? 1 : 0;
    sums.count += 1;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.xy += x * y;
  }
  if (sums.count == 0) return trend;
  trend.mean_milli = static_cast<int64_t>(money::DivideHalfEven(sums.y * 1000, sums.count));
  const absl::int128 spread = sums.count * sums.xx - sums.x * sums.x;
  if (sums.count < kTrendReportsMin || spread == 0) return trend;
  trend.slope_milli = static_cast<int64_t>(
      money::DivideHalfEven((sums.count * sums.xy - sums.x * sums.y) * 1000, spread));
  return trend;
}

}  // namespace cartera::lights
