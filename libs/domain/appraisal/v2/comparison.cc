// One option against another, and against what others have confirmed.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/npv.h"
#include "libs/domain/appraisal/v1/payback.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/appraisal/v2/rates.h"

namespace cartera::appraisal::v2 {
namespace {

// Importance x magnitude of the gains without a price.
int64_t NonMonetised(const OptionAccount& of) {
  int64_t sum = 0;
  for (const BenefitLine& line : of.ledger.content.benefits.lines) {
    if (line.option != of.option.id) continue;
    if (line.category != methodology::BenefitCategory::kNonMonetised) continue;
    sum += int64_t{line.importance} * line.magnitude;
  }
  return sum;
}

bool Dominates(const OptionAccount& a, const OptionAccount& b) {
  const int64_t gain_a = NonMonetised(a), gain_b = NonMonetised(b);
  if (a.worth.pv_costs > b.worth.pv_costs || a.worth.pv_benefits < b.worth.pv_benefits ||
      gain_a < gain_b) {
    return false;
  }
  return a.worth.pv_costs < b.worth.pv_costs || a.worth.pv_benefits > b.worth.pv_benefits ||
         gain_a > gain_b;
}

// The extra of one option over another.
struct Extra {
  std::optional<int64_t> costs, benefits, npv, bcr, payback;
  std::vector<int64_t> net;
};

absl::StatusOr<Extra> ExtraOf(const Worth& worth, const Worth& reference) {
  Extra extra;
  ASSIGN_OR_RETURN(extra.costs, v1::NetPresentValue(worth.pv_costs, reference.pv_costs));
  ASSIGN_OR_RETURN(extra.benefits, v1::NetPresentValue(worth.pv_benefits, reference.pv_benefits));
  ASSIGN_OR_RETURN(extra.npv, v1::NetPresentValue(*extra.benefits, *extra.costs));
  extra.bcr = RatioBp(*extra.benefits, *extra.costs);
  for (size_t at = 0; at < worth.net.size(); ++at) {
    ASSIGN_OR_RETURN(const int64_t net, v1::NetPresentValue(worth.net[at], reference.net[at]));
    extra.net.push_back(net);
  }
  ASSIGN_OR_RETURN(extra.payback, v1::SimplePaybackMilliyears(extra.net));
  return extra;
}

}  // namespace

absl::Status AddIncremental(const OptionAccount& of, const std::optional<OptionAccount>& reference,
                            FigureList& list) {
  Extra extra;
  std::string against = "a reference option";
  if (reference.has_value()) {
    ASSIGN_OR_RETURN(extra, ExtraOf(of.worth, reference->worth));
    against = absl::StrCat("option ", reference->option.id);
  }
  const std::string unit = of.ledger.UnitText();
  const auto add = [&](absl::string_view name, absl::string_view label, absl::string_view own,
                       std::optional<int64_t> value, std::optional<int64_t> other) {
    Figure& figure =
        list.Present({absl::StrCat("incremental_", name), absl::StrCat(label, " against ", against),
                      "of this option - of the reference"},
                     value);
    figure.explanation.inputs = {list.See(own)};
    if (other.has_value()) {
      figure.explanation.inputs.push_back(Amount(absl::StrCat("of ", against), *other, unit));
      figure.explanation.inputs.back().formula = absl::StrCat(list.SeeText(own), " of ", against);
    } else {
      figure.note = "needs an option that does nothing or the minimum";
    }
  };
  using Value = std::optional<int64_t>;
  const Worth* other = reference.has_value() ? &reference->worth : nullptr;
  add("present_value_costs", "present value of additional costs", "present_value_costs",
      extra.costs, other == nullptr ? Value() : other->pv_costs);
  add("present_value_benefits", "present value of additional benefits", "present_value_benefits",
      extra.benefits, other == nullptr ? Value() : other->pv_benefits);
  add("net_present_value", "net present value", "net_present_value", extra.npv,
      other == nullptr ? Value() : other->npv);
  Figure& bcr = list.Plain(
      {"incremental_benefit_cost_ratio", absl::StrCat("benefit-cost ratio against ", against),
       "additional PVB / additional PVC"},
      extra.bcr, "1e-4");
  bcr.explanation.inputs = {list.See("incremental_present_value_benefits"),
                            list.See("incremental_present_value_costs")};
  if (!extra.bcr.has_value()) bcr.note = "none: there are no additional costs";
  Figure& payback =
      list.Plain({"incremental_simple_payback", absl::StrCat("simple payback against ", against),
                  "years until the cumulated additional net flow is not negative"},
                 extra.payback, "milliyears");
  payback.explanation.inputs = {list.See("incremental_net_present_value")};
  if (!extra.payback.has_value()) payback.note = "beyond horizon";
  Figure& irr =
      list.Plain({"incremental_irr", absl::StrCat("internal rate of return against ", against),
                  "rates at which the additional net flows have a present value of 0"},
                 std::nullopt, "bp");
  irr.explanation.inputs = {list.See("incremental_net_present_value")};
  SetInternalRates(extra.net, irr);
  if (!reference.has_value()) {
    bcr.note = payback.note = irr.note = "needs an option that does nothing or the minimum";
  }
  return absl::OkStatus();
}

absl::Status AddConfirmed(const OptionAccount& of, FigureList& list) {
  std::vector<const Line*> confirmed;
  std::vector<Explanation> left_out;
  for (const Line* line : of.lines) {
    if (line->is_confirmed) {
      confirmed.push_back(line);
    } else if (Counts(of.worth.account, *line)) {
      Explanation without{.label = absl::StrCat("without ", line->id)};
      without.field_path = line->Path("confirmation");
      left_out.push_back(std::move(without));
    }
  }
  ASSIGN_OR_RETURN(const Worth worth, WorthOf(of.ledger, of.factors, confirmed, of.worth.account));
  const auto same = [&](absl::string_view figure) {
    return absl::StrCat("the same of lines that nobody has still to agree to, ",
                        list.SeeText(figure));
  };
  Figure& cost =
      list.Money({"total_cost_confirmed", "total cost, confirmed lines only", same("total_cost")},
                 worth.total_cost);
  cost.explanation.inputs = std::move(left_out);
  list.Present({"present_value_costs_confirmed", "present value of costs, confirmed lines only",
                same("present_value_costs")},
               worth.pv_costs);
  list.Present({"present_value_benefits_confirmed",
                "present value of benefits, confirmed lines only", same("present_value_benefits")},
               worth.pv_benefits);
  list.Present({"net_present_value_confirmed", "net present value, confirmed lines only",
                same("net_present_value")},
               worth.npv);
  Figure& bcr = list.Plain({"benefit_cost_ratio_confirmed",
                            "benefit-cost ratio, confirmed lines only", same("benefit_cost_ratio")},
                           RatioBp(worth.pv_benefits, worth.pv_costs), "1e-4");
  if (!bcr.explanation.value.has_value()) {
    bcr.note = "none: the present value of costs is not positive";
  }
  return absl::OkStatus();
}

void AddDominance(const OptionAccount& of, const std::vector<OptionAccount>& all,
                  FigureList& list) {
  std::vector<std::string> better;
  std::vector<Explanation> inputs;
  for (const OptionAccount& other : all) {
    if (other.option.id == of.option.id || !Dominates(other, of)) continue;
    better.push_back(other.option.id);
    inputs.push_back(Amount(absl::StrCat("option ", other.option.id), 1, "options"));
    inputs.back().field_path = OptionPath(other.option, "id");
  }
  Figure& figure = list.Plain({"dominated_by", "options that cost no more and give no less",
                               "of PVC, PVB and importance x magnitude of gains without a price"},
                              static_cast<int64_t>(better.size()), "options");
  figure.explanation.inputs = std::move(inputs);
  figure.note = absl::StrJoin(better, ", ");
}

}  // namespace cartera::appraisal::v2
