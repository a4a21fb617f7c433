#ifndef CARTERA_LIBS_DOMAIN_LIGHTS_LIGHTS_H_
#define CARTERA_LIBS_DOMAIN_LIGHTS_LIGHTS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/methodology/lights.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/variance/variance.h"

// The lights of a project against one baseline, from figures alone.
namespace cartera::lights {

using methodology::Light;

inline constexpr int kFiguresMax = 1'000;
inline constexpr int kMustHavesMax = 10'000;
inline constexpr int64_t kAchievementBpMax = 10'000'000;  // 100,000 percent, either side

// Why a light is undefined.
enum class Why : uint8_t {
  kDefined,
  kNoRules,        // the methodology gives no limits
  kNoBaseline,     // nothing to hold the project to
  kNoForecast,     // nothing is said of where it stands
  kOtherUnit,      // the limit is an amount of another unit, and the share alone cannot tell
  kNothingToGain,  // the baseline promises no change
};

// A light, or why there is none. Undefined is never green.
struct Lamp {
  std::optional<Light> light;
  Why why = Why::kDefined;
  friend bool operator==(const Lamp&, const Lamp&) = default;
};

// "green", "yellow", "red", "undefined"; "no_rules".
absl::string_view Name(const Lamp& lamp);
absl::string_view Name(Why why);

// Red when any is red, else yellow when any is yellow, else undefined (with the first reason) when
// any is or there are none, else green: what is not known hides nothing and helps nothing.
Lamp Worst(absl::Span<const Lamp> lamps);

// The cost light and what stands beside it always: the comparison it was taken from with the
// nominal overrun, and the split into parts.
struct Cost {
  Lamp lamp;
  std::optional<variance::Split> split;
  std::optional<variance::Comparison> comparison;
};

// `rules` may be null; `split` is of the whole project, in minor units of `unit`. When the rules'
// amount is of another unit, nothing is converted: no overrun is green and one past the share red,
// between them undefined.
Cost CostOf(const methodology::LightRules* rules, absl::string_view unit,
            const std::optional<variance::Split>& split, const variance::LeaveOut& leave_out = {});

// How late `forecast` is in thousandths of a month: whole months of the calendar, then the days
// that remain over the days to the month after. A day counts up to the next lower thousandth.
// Negative when early (the same, backwards). Errors: OUT_OF_RANGE at the edge of the calendar.
absl::StatusOr<int64_t> LateMilliMonths(const calendar::CivilDate& planned,
                                        const calendar::CivilDate& forecast);

struct Time {
  Lamp lamp;
  std::optional<int64_t> late_milli_months;
};

// What is realised counts before the forecast. A forecast day that has passed unrealised is not
// believed: at the earliest it is `as_of`. Without a forecast, a planned day that has passed is
// late up to `as_of`; one that has not is undefined.
struct Dates {
  std::optional<calendar::CivilDate> planned;
  std::optional<calendar::CivilDate> forecast;
  std::optional<calendar::CivilDate> realised;
  calendar::CivilDate as_of;
};
// Errors: those of LateMilliMonths; INVALID_ARGUMENT when what is realised lies after `as_of`.
absl::StatusOr<Time> TimeOf(const methodology::LightRules* rules, const Dates& dates);

// Limits of benefits. No source gives any (Denmark publishes its cost and time limits only).
struct BenefitRules {
  int64_t yellow_below_bp = 10'000;  // of what was promised
  int64_t red_below_bp = 9'000;
};

// One benefit, or all of those in money together, in its own unit: from `start` (measured before
// the project, 0 for money) to `target` in the baseline, and what is now forecast. Down is as good
// as up: fewer days have a target below the start. Magnitudes up to kAmountMinorMax.
struct BenefitFigure {
  std::string id;
  int64_t start = 0;
  int64_t target = 0;
  std::optional<int64_t> forecast;
};

struct Benefit {
  std::string id;
  Lamp lamp;
  std::optional<int64_t> achieved_bp;  // (forecast - start) / (target - start), half to even, cut
                                       // off at kAchievementBpMax
};

struct Benefits {
  Lamp lamp;  // the worst of them
  std::vector<Benefit> benefits;
};
// `rules` may be null: every light is then undefined and the shares stand alone.
// Errors: INVALID_ARGUMENT naming all faults by field ("figures[1].id").
absl::StatusOr<Benefits> BenefitsOf(const BenefitRules* rules,
                                    absl::Span<const BenefitFigure> figures);

// Limits of scope, illustrative: any must-have that is due and not accepted is yellow.
struct ScopeRules {
  int64_t red_missing_above_bp = 1'000;  // of those due
};
inline constexpr ScopeRules kScopeRules;

// Of a project with fixed money and time: the capabilities it must have, and when real users first
// use it.
struct ScopePosition {
  int must_haves = 0;  // all it promised; 0: it promised none, and the light is undefined
  int due = 0;         // of them, to be accepted by now
  int accepted = 0;    // of them, accepted by now
  Dates first_use;
};

struct Scope {
  Lamp lamp;        // the worst of the two
  Lamp must_haves;  // accepted against due
  Lamp first_use;   // by the limits of time
  std::optional<int64_t> late_milli_months;
};
// Errors: INVALID_ARGUMENT naming all faults by field; those of TimeOf.
absl::StatusOr<Scope> ScopeOf(const methodology::LightRules* rules, const ScopeRules& scope_rules,
                              const ScopePosition& position);

}  // namespace cartera::lights

#endif  // CARTERA_LIBS_DOMAIN_LIGHTS_LIGHTS_H_
