#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_LIGHTS_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_LIGHTS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "libs/domain/methodology/methodology.h"

// The traffic lights of a project against its baseline, by the rules of a methodology.
namespace cartera::methodology {

enum class Light : uint8_t { kGreen, kYellow, kRed };

absl::string_view Name(Light light);

// Of amounts in minor units of the rules' unit, up to kAmountMinorMax. Green: no overrun. Red: past
// either limit.
Light CostLight(const LightRules& rules, int64_t baseline_minor, int64_t forecast_minor);

// Of how many thousandths of a month a project is late; negative when early.
Light ScheduleLight(const LightRules& rules, int64_t late_milli_months);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_LIGHTS_H_
