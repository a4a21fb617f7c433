#include "libs/domain/appraisal/v2/funding.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/appraisal/v2/option_account.h"
#include "libs/domain/money/unit.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::GainSharing;
using methodology::GrantRule;
using methodology::kWholeBp;

int64_t ShareOf(int64_t minor, int share_bp) {
  return *v1::DivideHalfEven(absl::int128(minor) * share_bp, kWholeBp);
}

// A limit of the methodology in the case's unit.
absl::StatusOr<int64_t> InUnit(const OptionAccount& of, const std::string& unit, int64_t minor,
                               const std::string& path) {
  ASSIGN_OR_RETURN(const money::Unit known, money::UnitTable::Iso().Find(unit));
  return of.ledger.rates.Convert({known, path}, minor);
}

absl::StatusOr<GrantRule> InUnit(const OptionAccount& of, GrantRule rule) {
  const std::string path = absl::StrCat("grants[id=", rule.id, "]");
  ASSIGN_OR_RETURN(rule.from_minor, InUnit(of, rule.unit, rule.from_minor, path));
  for (std::optional<int64_t>* limit : {&rule.to_minor, &rule.cap_minor}) {
    if (!limit->has_value()) continue;
    ASSIGN_OR_RETURN(*limit, InUnit(of, rule.unit, **limit, path));
  }
  return rule;
}

std::string InWords(const GrantRule& rule) {
  std::string words = absl::StrCat(rule.share_bp, " bp of a project cost from ", rule.from_minor);
  if (rule.to_minor.has_value()) absl::StrAppend(&words, " to ", *rule.to_minor);
  if (rule.cap_minor.has_value()) absl::StrAppend(&words, ", at most ", *rule.cap_minor);
  return words;
}

void SetOrigin(const methodology::Origin& origin, Explanation& explanation) {
  explanation.source = origin.source;
  explanation.standing = origin.standing;
}

void AddGrants(const OptionAccount& of, FigureList& list) {
  const int64_t cost = *list.ValueOf("total_cost") - *list.ValueOf("running_cost");
  Figure& project = list.Money(
      {"project_cost", "cost of the project until it is used", "total cost - running cost"}, cost);
  project.explanation.inputs = {list.See("total_cost"), list.See("running_cost")};
  Figure& ceiling = list.Money(
      {"grant_ceiling", "most that a scheme pays", "the greatest of the schemes"}, std::nullopt);
  ceiling.explanation.inputs = {list.See("project_cost")};
  for (const GrantRule& stated : of.ledger.methodology.grants) {
    Explanation scheme{.label = std::string(methodology::InLanguage(stated.title, "en")),
                       .unit = of.ledger.UnitText()};
    SetOrigin(stated.origin, scheme);
    if (const auto rule = InUnit(of, stated); rule.ok()) {
      scheme.formula = InWords(*rule);
      scheme.value = GrantOf(*rule, cost);
    } else {
      scheme.formula = std::string(rule.status().message());
    }
    if (scheme.value.has_value()) {
      ceiling.explanation.value = std::max(ceiling.explanation.value.value_or(0), *scheme.value);
    }
    ceiling.explanation.inputs.push_back(std::move(scheme));
  }
  if (!ceiling.explanation.value.has_value()) ceiling.note = "no scheme is for such a cost";
}

// Of one body in one year.
struct YearOfBody {
  int64_t gain_minor = 0;
  int64_t running_minor = 0;
};

// "" is the applicant.
using Bodies = std::map<std::string, YearOfBody>;

std::string BodyOf(const Line& line) {
  if (line.party == Bearer::kApplicant) return "";
  const Confirmation& said = line.is_cost ? line.cost->confirmation : line.benefit->confirmation;
  const std::string& own = line.is_cost ? line.cost->bearer_body : line.benefit->beneficiary;
  const std::string& body = said.body.empty() ? own : said.body;
  return body.empty() ? std::string(Name(line.party)) : body;
}

Bodies BodiesIn(const OptionAccount& of, int fiscal_year) {
  Bodies bodies;
  const money::PriceBasis basis = BasisOf(of.ledger, of.worth.account);
  for (const Line* line : of.lines) {
    const bool is_central =
        line->party == Bearer::kApplicant || line->party == Bearer::kCentralAgency;
    const bool counts = Counts(of.worth.account, *line) && (!line->is_cost || IsRunning(*line));
    if (!is_central || !counts) continue;
    for (const LineYear& year : line->years) {
      if (year.fiscal_year != fiscal_year) continue;
      YearOfBody& body = bodies[BodyOf(*line)];
      (line->is_cost ? body.running_minor : body.gain_minor) +=
          AmountIn(of.worth.account, year).amount.In(basis);
    }
  }
  return bodies;
}

void AddBudgetCut(const OptionAccount& of, FigureList& list) {
  GainSharing rule = *of.ledger.methodology.gain_sharing;
  const int year = of.ledger.horizon.last_fiscal_year();
  Figure& figure =
      list.Money({"budget_cut", absl::StrCat("what budgets lose of the gains of ", year),
                  absl::StrCat("sum over bodies of ", rule.share_bp, " bp of the net gain")},
                 std::nullopt);
  const auto above = InUnit(of, rule.unit, rule.others_above_minor, "gain_sharing");
  if (!above.ok()) {
    figure.note = std::string(above.status().message());
    return;
  }
  rule.others_above_minor = *above;
  int64_t sum = 0;
  for (const auto& [body, in_year] : BodiesIn(of, year)) {
    const bool is_applicant = body.empty();
    const int64_t net = in_year.gain_minor - in_year.running_minor;
    const std::string unit = of.ledger.UnitText();
    Explanation cut =
        Amount(is_applicant ? "the applicant" : body, BudgetCutOf(rule, is_applicant, net), unit);
    cut.formula = absl::StrCat(rule.share_bp, " bp of (gains - running cost)");
    if (!is_applicant) absl::StrAppend(&cut.formula, " when above ", rule.others_above_minor);
    SetOrigin(rule.origin, cut);
    cut.inputs = {Amount("gains of the year", in_year.gain_minor, unit),
                  Amount("running cost of the year", in_year.running_minor, unit)};
    cut.inputs[0].formula = list.SeeLines(false);
    cut.inputs[1].formula = list.SeeLines(true);
    sum += *cut.value;
    figure.explanation.inputs.push_back(std::move(cut));
  }
  figure.explanation.value = sum;
}

}  // namespace

std::optional<int64_t> GrantOf(const GrantRule& rule, int64_t cost_minor) {
  if (cost_minor < rule.from_minor) return std::nullopt;
  if (rule.to_minor.has_value() && cost_minor > *rule.to_minor) return std::nullopt;
  const int64_t share = ShareOf(cost_minor, rule.share_bp);
  return rule.cap_minor.has_value() ? std::min(share, *rule.cap_minor) : share;
}

int64_t BudgetCutOf(const GainSharing& rule, bool is_applicant, int64_t net_gain_minor) {
  const int64_t above = is_applicant ? 0 : rule.others_above_minor;
  return net_gain_minor > above ? ShareOf(net_gain_minor, rule.share_bp) : 0;
}

absl::Status AddFunding(const OptionAccount& of, FigureList& list) {
  if (!of.ledger.methodology.grants.empty()) AddGrants(of, list);
  if (of.ledger.methodology.gain_sharing.has_value()) AddBudgetCut(of, list);
  return absl::OkStatus();
}

}  // namespace cartera::appraisal::v2
