#include "libs/domain/lights/lights.h"

#include <algorithm>
#include <set>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/base/faults.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/vocabulary.h"
#include "libs/domain/money/rounding.h"

namespace cartera::lights {
namespace {

using calendar::CivilDate;

constexpr int64_t kWholeBp = 10'000;
constexpr int64_t kMilli = 1'000;
constexpr int kWhyCount = 6;
constexpr std::array<absl::string_view, kWhyCount> kWhys = {
    "defined", "no_rules", "no_baseline", "no_forecast", "other_unit", "nothing_to_gain"};

Lamp Undefined(Why why) { return {.light = std::nullopt, .why = why}; }
Lamp Defined(Light light) { return {.light = light, .why = Why::kDefined}; }

// The share limit without the limit in money.
Lamp ByShareAlone(const methodology::LightRules& rules, const variance::Comparison& comparison) {
  if (comparison.overrun_minor <= 0) return Defined(Light::kGreen);
  const bool is_past = absl::int128(comparison.overrun_minor) * kWholeBp >
                       absl::int128(comparison.baseline_minor) * rules.cost_red_above_bp;
  return is_past ? Defined(Light::kRed) : Undefined(Why::kOtherUnit);
}

// `from` is not after `to`.
absl::StatusOr<int64_t> MilliMonths(const CivilDate& from, const CivilDate& to) {
  int64_t months = (int64_t{to.year()} - from.year()) * 12 + (int64_t{to.month()} - from.month());
  ASSIGN_OR_RETURN(CivilDate reached, calendar::AddMonths(from, months));
  if (reached > to) {
    months -= 1;
    ASSIGN_OR_RETURN(reached, calendar::AddMonths(from, months));
  }
  if (reached == to) return months * kMilli;
  ASSIGN_OR_RETURN(const CivilDate next, calendar::AddMonths(from, months + 1));
  return months * kMilli +
         calendar::DaysBetween(reached, to) * kMilli / calendar::DaysBetween(reached, next);
}

Lamp OfBenefit(const BenefitRules& rules, int64_t achieved_bp) {
  if (achieved_bp < rules.red_below_bp) return Defined(Light::kRed);
  return Defined(achieved_bp < rules.yellow_below_bp ? Light::kYellow : Light::kGreen);
}

Benefit BenefitOf(const BenefitRules* rules, const BenefitFigure& figure) {
  Benefit benefit{.id = figure.id, .lamp = {}, .achieved_bp = std::nullopt};
  if (figure.target == figure.start) {
    benefit.lamp = Undefined(Why::kNothingToGain);
    return benefit;
  }
  if (!figure.forecast.has_value()) {
    benefit.lamp = Undefined(Why::kNoForecast);
    return benefit;
  }
  absl::int128 gained = absl::int128(*figure.forecast) - figure.start;
  absl::int128 promised = absl::int128(figure.target) - figure.start;
  if (promised < 0) {
    gained = -gained;
    promised = -promised;
  }
  const absl::int128 share = money::DivideHalfEven(gained * kWholeBp, promised);
  const absl::int128 limit = kAchievementBpMax;
  benefit.achieved_bp = static_cast<int64_t>(std::clamp(share, -limit, limit));
  benefit.lamp =
      rules == nullptr ? Undefined(Why::kNoRules) : OfBenefit(*rules, *benefit.achieved_bp);
  return benefit;
}

absl::Status CheckFigures(absl::Span<const BenefitFigure> figures) {
  FieldFaults faults;
  const auto is_amount = [](int64_t value) {
    return value >= -kAmountMinorMax && value <= kAmountMinorMax;
  };
  const std::string range = absl::StrCat("must be within ", kAmountMinorMax, " either side");
  faults.AddIf(figures.size() > kFiguresMax, "figures",
               absl::StrCat("must be ", kFiguresMax, " at most"));
  std::set<absl::string_view> ids;
  for (size_t i = 0; i < figures.size(); ++i) {
    const BenefitFigure& figure = figures[i];
    const std::string path = absl::StrCat("figures[", i, "]");
    faults.AddIf(figure.id.empty(), path + ".id", "must not be empty");
    faults.AddIf(!ids.insert(figure.id).second, path + ".id", "must not be that of an earlier one");
    faults.AddIf(!is_amount(figure.start), path + ".start", range);
    faults.AddIf(!is_amount(figure.target), path + ".target", range);
    faults.AddIf(figure.forecast.has_value() && !is_amount(*figure.forecast), path + ".forecast",
                 range);
  }
  return faults.AsStatus();
}

absl::Status CheckScope(const ScopePosition& position) {
  FieldFaults faults;
  faults.AddIf(position.must_haves < 0 || position.must_haves > kMustHavesMax, "must_haves",
               absl::StrCat("must be from 0 to ", kMustHavesMax));
  faults.AddIf(position.due < 0 || position.due > position.must_haves, "due",
               "must be from 0 to must_haves");
  faults.AddIf(position.accepted < 0 || position.accepted > position.must_haves, "accepted",
               "must be from 0 to must_haves");
  return faults.AsStatus();
}

Lamp OfMustHaves(const ScopeRules& rules, const ScopePosition& position) {
  if (position.must_haves == 0) return Undefined(Why::kNoBaseline);
  const int64_t missing = int64_t{position.due} - position.accepted;
  if (missing <= 0) return Defined(Light::kGreen);
  const bool is_red = missing * kWholeBp > position.due * rules.red_missing_above_bp;
  return Defined(is_red ? Light::kRed : Light::kYellow);
}

}  // namespace

absl::string_view Name(const Lamp& lamp) {
  return lamp.light.has_value() ? methodology::Name(*lamp.light) : "undefined";
}

absl::string_view Name(Why why) { return NameIn(kWhys, why); }

Lamp Worst(absl::Span<const Lamp> lamps) {
  if (lamps.empty()) return Undefined(Why::kNoBaseline);
  Lamp worst = Defined(Light::kGreen);
  const Lamp* undefined = nullptr;
  for (const Lamp& lamp : lamps) {
    if (!lamp.light.has_value()) {
      if (undefined == nullptr) undefined = &lamp;
    } else if (*lamp.light > *worst.light) {
      worst = lamp;
    }
  }
  return undefined != nullptr && *worst.light == Light::kGreen ? *undefined : worst;
}

Cost CostOf(const methodology::LightRules* rules, absl::string_view unit,
            const std::optional<variance::Split>& split, const variance::LeaveOut& leave_out) {
  Cost cost;
  if (!split.has_value()) {
    cost.lamp = Undefined(Why::kNoForecast);
    return cost;
  }
  cost.split = split;
  cost.comparison = variance::Compare(*split, leave_out);
  if (rules == nullptr) {
    cost.lamp = Undefined(Why::kNoRules);
  } else if (rules->unit != unit) {
    cost.lamp = ByShareAlone(*rules, *cost.comparison);
  } else {
    cost.lamp = Defined(methodology::CostLight(*rules, cost.comparison->baseline_minor,
                                               cost.comparison->now_minor));
  }
  return cost;
}

absl::StatusOr<int64_t> LateMilliMonths(const CivilDate& planned, const CivilDate& forecast) {
  if (planned <= forecast) return MilliMonths(planned, forecast);
  ASSIGN_OR_RETURN(const int64_t early, MilliMonths(forecast, planned));
  return -early;
}

absl::StatusOr<Time> TimeOf(const methodology::LightRules* rules, const Dates& dates) {
  if (dates.realised.has_value() && *dates.realised > dates.as_of) {
    return absl::InvalidArgumentError("realised: must not lie after as_of");
  }
  Time time;
  if (!dates.planned.has_value()) {
    time.lamp = Undefined(Why::kNoBaseline);
    return time;
  }
  std::optional<CivilDate> stands = dates.realised;
  if (!stands.has_value() && dates.forecast.has_value()) {
    stands = std::max(*dates.forecast, dates.as_of);
  }
  if (!stands.has_value() && *dates.planned < dates.as_of) stands = dates.as_of;
  if (!stands.has_value()) {
    time.lamp = Undefined(Why::kNoForecast);
    return time;
  }
  ASSIGN_OR_RETURN(time.late_milli_months, LateMilliMonths(*dates.planned, *stands));
  time.lamp = rules == nullptr
                  ? Undefined(Why::kNoRules)
                  : Defined(methodology::ScheduleLight(*rules, *time.late_milli_months));
  return time;
}

absl::StatusOr<Benefits> BenefitsOf(const BenefitRules* rules,
                                    absl::Span<const BenefitFigure> figures) {
  RETURN_IF_ERROR(CheckFigures(figures));
  Benefits answer;
  std::vector<Lamp> lamps;
  for (const BenefitFigure& figure : figures) {
    answer.benefits.push_back(BenefitOf(rules, figure));
    lamps.push_back(answer.benefits.back().lamp);
  }
  answer.lamp = Worst(lamps);
  return answer;
}

absl::StatusOr<Scope> ScopeOf(const methodology::LightRules* rules, const ScopeRules& scope_rules,
                              const ScopePosition& position) {
  RETURN_IF_ERROR(CheckScope(position));
  ASSIGN_OR_RETURN(const Time first_use, TimeOf(rules, position.first_use));
  Scope scope;
  scope.must_haves = OfMustHaves(scope_rules, position);
  scope.first_use = first_use.lamp;
  scope.late_milli_months = first_use.late_milli_months;
  const std::array<Lamp, 2> both = {scope.must_haves, scope.first_use};
  scope.lamp = Worst(both);
  return scope;
}

}  // namespace cartera::lights
