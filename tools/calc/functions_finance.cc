#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/status_macros.h"
#include "libs/domain/finance/figures.h"
#include "libs/domain/finance/limits.h"
#include "libs/domain/finance/optimism_bias.h"
#include "libs/domain/finance/present_value.h"
#include "libs/domain/finance/rate_of_return.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"
#include "tools/calc/calc.h"
#include "tools/calc/json.h"

namespace cartera::calc {
namespace {

using finance::DayCount;
using finance::FirstFlow;
using finance::Payments;
using finance::RatesOfReturn;
using finance::Timing;

using Text = absl::StatusOr<std::string>;

absl::StatusOr<DayCount> DayCountOf(Arguments& args) {
  ASSIGN_OR_RETURN(const int word,
                   args.Word("day_count", {"actual/365", "actual/360", "actual/365.25"}));
  return static_cast<DayCount>(word);
}

absl::StatusOr<Payments> PaymentsOf(Arguments& args) {
  ASSIGN_OR_RETURN(const int word, args.Word("payments_at", {"end", "start"}));
  return static_cast<Payments>(word);
}

Text Npv(Arguments& args) {
  ASSIGN_OR_RETURN(const double rate, args.Number("rate"));
  ASSIGN_OR_RETURN(const std::vector<double> flows, args.Numbers("flows"));
  ASSIGN_OR_RETURN(const int first, args.Whole("first_flow_year", 0, 1));
  ASSIGN_OR_RETURN(const double npv, finance::Npv(rate, flows, static_cast<FirstFlow>(first)));
  return Json(npv);
}

Text Xnpv(Arguments& args) {
  ASSIGN_OR_RETURN(const double rate, args.Number("rate"));
  ASSIGN_OR_RETURN(const std::vector<finance::DatedFlow> flows, args.DatedFlows("flows"));
  ASSIGN_OR_RETURN(const int64_t day, args.Day("valuation_date"));
  ASSIGN_OR_RETURN(const DayCount day_count, DayCountOf(args));
  ASSIGN_OR_RETURN(const double npv, finance::Xnpv(rate, flows, day, day_count));
  return Json(npv);
}

std::string JsonOfRates(const RatesOfReturn& answer) {
  constexpr const char* kCounts[] = {"none", "one", "several", "every"};
  std::vector<double> rates;
  std::vector<double> touching;
  for (const RatesOfReturn::Rate& rate : answer.rates) {
    rates.push_back(rate.rate);
    if (rate.touches) touching.push_back(rate.rate);
  }
  std::vector<std::pair<std::string, std::string>> members = {
      {"count", JsonText(kCounts[static_cast<size_t>(answer.count)])}, {"rates", Json(rates)}};
  if (!touching.empty()) members.emplace_back("only_touched", Json(touching));
  return JsonObject(members);
}

Text Irr(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> flows, args.Numbers("flows"));
  ASSIGN_OR_RETURN(const RatesOfReturn answer, finance::Irr(flows));
  return JsonOfRates(answer);
}

Text Xirr(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<finance::DatedFlow> flows, args.DatedFlows("flows"));
  ASSIGN_OR_RETURN(const DayCount day_count, DayCountOf(args));
  ASSIGN_OR_RETURN(const RatesOfReturn answer, finance::Xirr(flows, day_count));
  return JsonOfRates(answer);
}

Text Mirr(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> flows, args.Numbers("flows"));
  ASSIGN_OR_RETURN(const double finance_rate, args.Number("finance_rate"));
  ASSIGN_OR_RETURN(const double reinvest_rate, args.Number("reinvest_rate"));
  ASSIGN_OR_RETURN(const std::optional<double> rate,
                   finance::Mirr(flows, finance_rate, reinvest_rate));
  return Json(rate);
}

// pv, fv and pmt: the same equation solved for another unknown.
Text Annuity(Arguments& args, const char* first, const char* second,
             absl::StatusOr<double> (*solve)(double, double, double, double, Payments)) {
  ASSIGN_OR_RETURN(const double rate, args.Number("rate"));
  ASSIGN_OR_RETURN(const double periods, args.Number("periods"));
  ASSIGN_OR_RETURN(const double a, args.Number(first));
  ASSIGN_OR_RETURN(const double b, args.Number(second));
  ASSIGN_OR_RETURN(const Payments when, PaymentsOf(args));
  ASSIGN_OR_RETURN(const double value, solve(rate, periods, a, b, when));
  return Json(value);
}
Text Pv(Arguments& args) { return Annuity(args, "payment", "fv", &finance::PresentValue); }
Text Fv(Arguments& args) { return Annuity(args, "payment", "pv", &finance::FutureValue); }
Text Pmt(Arguments& args) { return Annuity(args, "pv", "fv", &finance::Payment); }

// "chile-ict/1" is the file chile-ict-1.json.
absl::StatusOr<methodology::Discounting> DiscountingOf(absl::string_view version) {
  const std::string file = absl::StrCat(absl::StrReplaceAll(version, {{"/", "-"}}), ".json");
  for (const EmbeddedFile& pack : methodology::Packs()) {
    if (absl::EndsWith(pack.name, file) && absl::StrContains(version, "/")) {
      ASSIGN_OR_RETURN(const methodology::Methodology found, methodology::ParseText(pack.text));
      return found.discounting;
    }
  }
  return absl::NotFoundError(
      absl::StrCat("methodology_version: \"", version, "\" does not come with Cartera"));
}

Text DiscountFactors(Arguments& args) {
  ASSIGN_OR_RETURN(const int years, args.Whole("years", 0, finance::kPeriodsMax));
  std::vector<finance::RateStep> schedule;
  Timing timing = Timing::kPeriodStart;
  if (args.Has("methodology_version")) {
    ASSIGN_OR_RETURN(const std::string version, args.Text("methodology_version"));
    ASSIGN_OR_RETURN(const methodology::Discounting discounting, DiscountingOf(version));
    for (const methodology::DiscountStep& step : discounting.schedule) {
      schedule.push_back(
          {step.from_year_offset, static_cast<double>(step.rate_bp) / methodology::kWholeBp});
    }
    if (discounting.timing == methodology::FlowTiming::kMidYear) timing = Timing::kMidPeriod;
  } else {
    ASSIGN_OR_RETURN(const std::vector<std::vector<double>> rows, args.Rows("schedule"));
    for (const std::vector<double>& row : rows) {
      if (row.size() != 2 || !(row[0] >= 0 && row[0] <= finance::kPeriodsMax) ||
          row[0] != static_cast<int>(row[0])) {
        return absl::InvalidArgumentError("schedule: not pairs of a year and the rate from it on");
      }
      schedule.push_back({static_cast<int>(row[0]), row[1]});
    }
    ASSIGN_OR_RETURN(const int word, args.Word("flows_at", {"start", "middle"}));
    timing = static_cast<Timing>(word);
  }
  ASSIGN_OR_RETURN(const std::vector<double> factors,
                   finance::DiscountFactors(schedule, years, timing));
  return Json(factors);
}

Text Payback(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> flows, args.Numbers("net_flows"));
  if (!args.Has("factors")) {
    ASSIGN_OR_RETURN(const std::optional<double> time, finance::Payback(flows));
    return Json(time);
  }
  ASSIGN_OR_RETURN(const std::vector<double> factors, args.Numbers("factors"));
  ASSIGN_OR_RETURN(const std::optional<double> time, finance::DiscountedPayback(flows, factors));
  return Json(time);
}

Text Bcr(Arguments& args) {
  ASSIGN_OR_RETURN(const double benefits, args.Number("pv_benefits"));
  ASSIGN_OR_RETURN(const double costs, args.Number("pv_costs"));
  ASSIGN_OR_RETURN(const std::optional<double> ratio, finance::BenefitCostRatio(benefits, costs));
  return Json(ratio);
}

Text NpvPerInvested(Arguments& args) {
  ASSIGN_OR_RETURN(const double npv, args.Number("npv"));
  ASSIGN_OR_RETURN(const double invested, args.Number("pv_invested"));
  ASSIGN_OR_RETURN(const std::optional<double> ratio, finance::NpvPerInvested(npv, invested));
  return Json(ratio);
}

Text EquivalentAnnual(Arguments& args) {
  ASSIGN_OR_RETURN(const double present_value, args.Number("present_value"));
  ASSIGN_OR_RETURN(const std::vector<double> factors, args.Numbers("factors"));
  ASSIGN_OR_RETURN(const double annual, finance::EquivalentAnnual(present_value, factors));
  return Json(annual);
}

Text OptimismBias(Arguments& args) {
  ASSIGN_OR_RETURN(const double upper, args.Number("upper"));
  ASSIGN_OR_RETURN(const double lower, args.Number("lower"));
  ASSIGN_OR_RETURN(const std::vector<std::vector<double>> rows, args.Rows("contributions"));
  std::vector<finance::BiasContribution> contributions;
  for (const std::vector<double>& row : rows) {
    if (row.size() != 2) {
      return absl::InvalidArgumentError(
          "contributions: not pairs of a share and what is mitigated");
    }
    contributions.push_back({row[0], row[1]});
  }
  ASSIGN_OR_RETURN(const double bias, finance::OptimismBias(upper, lower, contributions));
  return Json(bias);
}

Text SwitchingValues(Arguments& args) {
  ASSIGN_OR_RETURN(const std::vector<double> items, args.Numbers("item_pvs"));
  ASSIGN_OR_RETURN(const auto values, finance::SwitchingValues(items));
  std::vector<std::string> texts;
  for (const std::optional<finance::SwitchingValue>& value : values) {
    texts.push_back(!value.has_value() ? "null"
                                       : JsonObject({{"multiplier", Json(value->multiplier)},
                                                     {"change", Json(value->change)}}));
  }
  return JsonList(texts);
}

}  // namespace

// clang-format off
std::vector<Function> FinanceFunctions() {
  return {
      {"npv", "net present value, the sum of flow / (1 + rate)^t.",
       "rate; flows; first_flow_year: 0 when the first flow is not discounted, 1 when it is by a "
       "year",
       R"({"rate": 0.035, "flows": [-100, 30, 30, 30, 30, 30], "first_flow_year": 0})", &Npv},
      {"xnpv", "net present value of flows on days.",
       "rate per year; flows as [date, amount], in any order; valuation_date; "
       "day_count: actual/365 (spreadsheets), actual/360, actual/365.25",
       R"({"rate": 0.09, "flows": [["2027-01-01", -100], ["2027-07-01", 108]], )"
       R"("valuation_date": "2027-01-01", "day_count": "actual/365"})", &Xnpv},
      {"irr", "every rate above -1 at which the NPV is zero, and whether that is none, one, "
       "several or every.",
       "flows, one a period",
       R"({"flows": [-5, 10.5, 1, -8, 1]})", &Irr},
      {"xirr", "the same per year, of flows on days.",
       "flows as [date, amount], in any order; day_count as of xnpv",
       R"({"flows": [["2019-12-31", -100], ["2020-03-05", 1000]], "day_count": "actual/365"})",
       &Xirr},
      {"mirr", "modified rate of return; null when nothing is paid or nothing comes in.",
       "flows, one a period from now; finance_rate of what is paid; reinvest_rate of what comes in",
       R"({"flows": [-120000, 39000, 30000, 21000, 37000, 46000], "finance_rate": 0.1, )"
       R"("reinvest_rate": 0.12})", &Mirr},
      {"pv", "present value of equal payments and a last amount; what goes out is negative.",
       "rate per period; periods; payment; fv; payments_at: end or start of each period",
       R"({"rate": 0.07, "periods": 20, "payment": 12000, "fv": 0, "payments_at": "end"})", &Pv},
      {"fv", "future value of equal payments and a first amount.",
       "rate per period; periods; payment; pv; payments_at: end or start of each period",
       R"({"rate": 0.075, "periods": 20, "payment": -2000, "pv": 0, "payments_at": "end"})", &Fv},
      {"pmt", "the equal payment for a first and a last amount.",
       "rate per period; periods; pv; fv; payments_at: end or start of each period",
       R"({"rate": 0.01, "periods": 60, "pv": 15000, "fv": 0, "payments_at": "end"})", &Pmt},
      {"discount_factors", "factors of years 0 on, chained: each is the one before over 1 + rate.",
       "years, how many; methodology_version, or schedule as [from year, rate] and flows_at: start "
       "or middle of the year",
       R"({"years": 4, "schedule": [[0, 0.04], [2, 0.03]], "flows_at": "start"})",
       &DiscountFactors},
      {"payback",
       "years from which on the cumulated flow is not negative any more; null for never.",
       "net_flows from year 0; factors, when they are to be discounted",
       R"({"net_flows": [-100, 30, 30, 30, 30, 30]})", &Payback},
      {"bcr", "benefits over costs; null without costs.", "pv_benefits; pv_costs",
       R"({"pv_benefits": 171, "pv_costs": 195})", &Bcr},
      {"npv_per_invested", "NPV per unit invested; null without investment.", "npv; pv_invested",
       R"({"npv": 12, "pv_invested": 40})", &NpvPerInvested},
      {"equivalent_annual", "the amount that has the same present value in each of the years 1 on.",
       "present_value; factors of the years 0 on",
       R"({"present_value": -250, "factors": [1, 0.96, 0.92, 0.89]})", &EquivalentAnnual},
      {"optimism_bias", "(1 - sum of share x mitigated) x upper, at least lower.",
       "upper; lower; contributions as [share, mitigated], the shares adding up to 1",
       R"({"upper": 0.39, "lower": 0.02, "contributions": [[1, 0.238]]})", &OptimismBias},
      {"switching_values", "what each item would have to be multiplied by for an NPV of zero.",
       "item_pvs, the signed present values that add up to the NPV",
       R"({"item_pvs": [-100, 80, 50]})", &SwitchingValues},
  };
}
// clang-format on

}  // namespace cartera::calc
