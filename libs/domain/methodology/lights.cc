#include "libs/domain/methodology/lights.h"

#include "absl/numeric/int128.h"

namespace cartera::methodology {

absl::string_view Name(Light light) {
  switch (light) {
    case Light::kGreen:
      return "green";
    case Light::kYellow:
      return "yellow";
    case Light::kRed:
      break;
  }
  return "red";
}

Light CostLight(const LightRules& rules, int64_t baseline_minor, int64_t forecast_minor) {
  const absl::int128 overrun = absl::int128(forecast_minor) - baseline_minor;
  if (overrun <= 0) return Light::kGreen;
  const bool is_red = overrun > rules.cost_red_above_minor ||
                      overrun * kWholeBp > absl::int128(baseline_minor) * rules.cost_red_above_bp;
  return is_red ? Light::kRed : Light::kYellow;
}

Light ScheduleLight(const LightRules& rules, int64_t late_milli_months) {
  if (late_milli_months > rules.late_red_above_milli_months) return Light::kRed;
  return late_milli_months < rules.late_yellow_from_milli_months ? Light::kGreen : Light::kYellow;
}

}  // namespace cartera::methodology
