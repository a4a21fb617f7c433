// What is read off the yearly flows of an option in an account.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v1/payback.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/appraisal/v2/rates.h"
#include "libs/domain/finance/figures.h"
#include "libs/domain/finance/rate_of_return.h"

namespace cartera::appraisal::v2 {
namespace {

using finance::RatesOfReturn;
using methodology::kWholeBp;

constexpr double kMilli = 1000.0;

absl::StatusOr<int64_t> RateBp(double rate) { return v1::RoundToMinor(rate * kWholeBp); }

std::vector<double> AsDoubles(const Years& years) { return {years.begin(), years.end()}; }

// Errors: OUT_OF_RANGE for a rate past every use.
absl::Status SetRates(const RatesOfReturn& rates, Figure& figure) {
  for (const RatesOfReturn::Rate& root : rates.rates) {
    ASSIGN_OR_RETURN(const int64_t rate_bp, RateBp(root.rate));
    if (rates.count == RatesOfReturn::Count::kOne) {
      figure.explanation.value = rate_bp;
    } else {
      Explanation input = Amount(root.touches ? "root that touches zero" : "root", rate_bp, "bp");
      // The net present value, whose flows it is a root of.
      if (!figure.explanation.inputs.empty()) input.formula = figure.explanation.inputs[0].formula;
      figure.explanation.inputs.push_back(std::move(input));
    }
  }
  if (rates.count == RatesOfReturn::Count::kNone) figure.note = "none";
  if (rates.count == RatesOfReturn::Count::kEvery) figure.note = "every";
  if (rates.count == RatesOfReturn::Count::kSeveral) figure.note = "several";
  return absl::OkStatus();
}

absl::Status AddRates(const OptionAccount& of, FigureList& list) {
  Figure& irr = list.Plain({"irr", "internal rate of return",
                            "rates at which the yearly net flows have a present value of 0"},
                           std::nullopt, "bp");
  irr.explanation.inputs = {list.See("net_present_value")};
  SetInternalRates(of.worth.net, irr);
  const int rate_bp = methodology::RateBpAt(of.ledger.methodology.discounting, 1);
  const double rate = static_cast<double>(rate_bp) / kWholeBp;
  Figure& mirr = list.Plain({"mirr", "modified internal rate of return",
                             "(gains reinvested to the end / outlays discounted to the start)^"
                             "(1 / years) - 1"},
                            std::nullopt, "bp");
  const methodology::Origin& origin = of.ledger.methodology.discounting.origin;
  mirr.explanation.inputs = {list.See("net_present_value"),
                             Amount("rate of year 1, for both", rate_bp, "bp")};
  mirr.explanation.inputs[1].source = origin.source;
  mirr.explanation.inputs[1].standing = origin.standing;
  const auto modified = finance::Mirr(AsDoubles(of.worth.net), rate, rate);
  if (modified.ok() && modified->has_value()) {
    ASSIGN_OR_RETURN(mirr.explanation.value, RateBp(**modified));
  } else {
    mirr.note = modified.ok() ? "none" : std::string(modified.status().message());
  }
  return absl::OkStatus();
}

}  // namespace

void SetInternalRates(const Years& net, Figure& figure) {
  const auto rates = finance::Irr(AsDoubles(net));
  absl::Status set = rates.status();
  if (rates.ok()) set = SetRates(*rates, figure);
  if (set.ok()) return;
  figure.explanation.value.reset();
  figure.note = std::string(set.message());
}

bool IsRunning(const Line& line) {
  if (!line.is_cost) return false;
  switch (*line.cost->category) {
    case methodology::CostCategory::kOperation:
    case methodology::CostCategory::kSupport:
    case methodology::CostCategory::kMaintenance:
    case methodology::CostCategory::kConnectivity:
      return true;
    default:
      return false;
  }
}

absl::Status AddReturns(const OptionAccount& of, FigureList& list) {
  RETURN_IF_ERROR(AddRates(of, list));
  Figure& simple =
      list.Plain({"simple_payback", "simple payback",
                  "years from the base year until the cumulated net flow is not negative"},
                 std::nullopt, "milliyears");
  simple.explanation.inputs = {list.See("net_present_value")};
  ASSIGN_OR_RETURN(simple.explanation.value, v1::SimplePaybackMilliyears(of.worth.net));
  if (!simple.explanation.value.has_value()) simple.note = "beyond horizon";
  Figure& discounted = list.Plain(
      {"discounted_payback", "discounted payback",
       "years from the base year until the cumulated discounted net flow is not negative"},
      std::nullopt, "milliyears");
  discounted.explanation.inputs = {list.See("net_present_value")};
  const auto years = finance::DiscountedPayback(AsDoubles(of.worth.net), of.factors);
  if (!years.ok()) return years.status();
  if (years->has_value()) {
    ASSIGN_OR_RETURN(discounted.explanation.value, v1::RoundToMinor(**years * kMilli));
  } else {
    discounted.note = "beyond horizon";
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal::v2
