#include "libs/domain/finance/rate_of_return.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/finance/exponential_sum.h"
#include "libs/domain/finance/limits.h"
#include "libs/domain/math/v1/exp_log.h"

namespace cartera::finance {
namespace {

using math::v1::Sum2;
using Count = RatesOfReturn::Count;

// Of a sum whose unit of time is 1 / `units_per_year` of what rates are per.
absl::StatusOr<RatesOfReturn> RatesOf(const std::vector<ExponentialSum::Term>& terms,
                                      double units_per_year) {
  const ExponentialSum sum(terms);
  if (sum.IsZero()) return RatesOfReturn{.count = Count::kEvery};
  if (const int changes = sum.SignChanges(); changes > kSignChangesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("flows: they change sign ", changes, " times, more than ", kSignChangesMax));
  }
  ASSIGN_OR_RETURN(const std::vector<ExponentialSum::Root> roots, sum.Roots());
  RatesOfReturn answer;
  for (const ExponentialSum::Root& root : roots) {
    const double rate = math::v1::Expm1(root.w * units_per_year);
    if (!(rate > -1.0 && rate <= std::numeric_limits<double>::max())) {
      return absl::OutOfRangeError(absl::StrCat("flows: a rate of return is too ",
                                                rate > 0.0 ? "large" : "near to -100 %",
                                                " to be computed"));
    }
    answer.rates.push_back({rate, root.touches});
  }
  answer.count = roots.empty() ? Count::kNone : roots.size() == 1 ? Count::kOne : Count::kSeveral;
  return answer;
}

}  // namespace

absl::StatusOr<RatesOfReturn> Irr(absl::Span<const double> flows) {
  RETURN_IF_ERROR(CheckAmounts("flows", flows));
  std::vector<ExponentialSum::Term> terms;
  terms.reserve(flows.size());
  for (const double flow : flows) terms.push_back({static_cast<double>(terms.size()), {flow, 0.0}});
  return RatesOf(terms, 1.0);
}

absl::StatusOr<RatesOfReturn> Xirr(absl::Span<const DatedFlow> flows, DayCount day_count) {
  RETURN_IF_ERROR(CheckDatedFlows("flows", flows));
  std::vector<DatedFlow> sorted(flows.begin(), flows.end());
  // By amount within a day, so that the order of the flows changes no bit.
  std::sort(sorted.begin(), sorted.end(), [](const DatedFlow& a, const DatedFlow& b) {
    return std::pair(a.day, a.amount) < std::pair(b.day, b.amount);
  });
  std::vector<ExponentialSum::Term> terms;
  for (const DatedFlow& flow : sorted) {
    const auto time = static_cast<double>(flow.day - sorted.front().day);
    if (terms.empty() || terms.back().time != time) terms.push_back({time, {0.0, 0.0}});
    terms.back().coefficient = math::v1::Add(flow.amount, terms.back().coefficient);
  }
  return RatesOf(terms, DaysOfYear(day_count));
}

absl::StatusOr<std::optional<double>> Mirr(absl::Span<const double> flows, double finance_rate,
                                           double reinvest_rate) {
  RETURN_IF_ERROR(CheckAmounts("flows", flows));
  RETURN_IF_ERROR(CheckRate("finance_rate", finance_rate));
  RETURN_IF_ERROR(CheckRate("reinvest_rate", reinvest_rate));
  std::vector<double> paid(flows.begin(), flows.end());
  for (double& flow : paid) flow = flow < 0.0 ? -flow : 0.0;
  ASSIGN_OR_RETURN(const double paid_pv, Npv(finance_rate, paid, FirstFlow::kAtStart));
  double gains = 0.0;
  for (const double flow : flows) {
    gains = gains * (1.0 + reinvest_rate) + (flow > 0.0 ? flow : 0.0);
  }
  RETURN_IF_ERROR(Finite("mirr", gains).status());
  if (flows.size() < 2 || paid_pv == 0.0 || gains == 0.0) return std::nullopt;
  const double periods = static_cast<double>(flows.size() - 1);
  ASSIGN_OR_RETURN(const double rate,
                   Finite("mirr", math::v1::Pow(gains / paid_pv, 1.0 / periods) - 1.0));
  return rate;
}

}  // namespace cartera::finance
