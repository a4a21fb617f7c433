#ifndef CARTERA_LIBS_DOMAIN_LIGHTS_DIVERGENCE_H_
#define CARTERA_LIBS_DOMAIN_LIGHTS_DIVERGENCE_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/lights/lights.h"

// How far what people say of a project lies from its figures. One scale for all: 5 is green, 4
// amber-green, 3 amber (yellow), 2 amber-red, 1 red, as in the analysis code of the UK Department
// for Transport.
namespace cartera::lights {

inline constexpr int kPointsMin = 1;
inline constexpr int kPointsMax = 5;
inline constexpr int kObservationsMax = 100'000;
inline constexpr int kTrendReportsMin = 3;  // fewer give no slope (this product's own)

// 5, 3 or 1; nothing for undefined.
std::optional<int> Points(const Lamp& lamp);

// What one report says of a project, side by side.
struct Ratings {
  Lamp computed;
  std::optional<Light> self;
  std::optional<int> confidence;  // independent, kPointsMin to kPointsMax; 5 is the most confident
};

// Differences in points, -4 to 4: above 0, the first is rosier than the second. Absent when either
// side is.
struct Divergence {
  std::optional<int> self_over_computed;
  std::optional<int> confidence_over_computed;
  std::optional<int> self_over_confidence;
  bool watermelon = false;  // green by itself, red by the figures
  friend bool operator==(const Divergence&, const Divergence&) = default;
};
// Errors: INVALID_ARGUMENT for a confidence outside the scale.
absl::StatusOr<Divergence> DivergenceOf(const Ratings& ratings);

// One report of a series: of a project one per period, of an agency as many as it has projects.
struct Observation {
  int period = 0;  // 0 for the first of the series, to kObservationsMax
  std::optional<int> divergence;
};

struct Trend {
  int reports = 0;
  int undefined = 0;                  // of them, without a divergence
  int rosier = 0;                     // of the others, above 0
  int gloomier = 0;                   // below 0
  std::optional<int64_t> mean_milli;  // thousandths of a point, half to even; nothing to average
  // Thousandths of a point from one period to the next, by least squares over the reports that have
  // a divergence; nothing below kTrendReportsMin of them or when all are of one period. Above 0,
  // what is said leaves the figures further behind with every report.
  std::optional<int64_t> slope_milli;
  friend bool operator==(const Trend&, const Trend&) = default;
};
// Errors: INVALID_ARGUMENT naming all faults by field ("observations[3].period").
absl::StatusOr<Trend> TrendOf(absl::Span<const Observation> observations);

}  // namespace cartera::lights

#endif  // CARTERA_LIBS_DOMAIN_LIGHTS_DIVERGENCE_H_
