#include "tools/cartera/page_ranking.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/convert/convert.h"
#include "libs/domain/money/text.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using review::v1::CeilingSet;
using review::v1::CeilingUse;
using review::v1::RankedSubmission;
using review::v1::RankSummary;

std::string Last(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// Amounts of a page: in whole units under one heading when all are of the same money.
class Amounts {
 public:
  Amounts(const RankSummary& summary, const std::vector<RankedSubmission>& cases) {
    for (const CeilingUse& use : summary.uses()) See(use.ceiling().amount());
    for (const RankedSubmission& one : cases) {
      for (const auto& ask : one.asked()) See(ask.amount());
      if (one.figures().has_net_present_value()) See(one.figures().net_present_value());
      if (one.figures().has_total_cost()) See(one.figures().total_cost());
    }
  }
  std::string Text(const type::v1::Money& amount) const {
    const auto value = convert::FromProto(amount);
    if (!value.ok() || kinds_.size() != 1) return MoneyForPage(amount);
    int64_t scale = 1;
    for (int i = 0; i < value->unit.decimals; ++i) scale *= 10;
    const int64_t minor = value->amount_minor;
    return money::FormatAmountMinor(minor / scale + minor % scale * 2 / scale, 0);
  }
  // What stands above the tables.
  std::string Heading() const {
    return kinds_.size() == 1 ? absl::StrCat("Amounts in whole ", *kinds_.begin(), ".\n") : "";
  }

 private:
  void See(type::v1::Money amount) {
    amount.set_amount_minor(0);
    const std::string text = MoneyForPage(amount);  // "0.00 NOK (2026 prices)"
    kinds_.insert(text.substr(text.find(' ') + 1));
  }
  std::set<std::string> kinds_;
};

std::string StandingText(const RankedSubmission& one) {
  switch (one.standing()) {
    case review::v1::RANK_STANDING_WITHIN:
      return "within";
    case review::v1::RANK_STANDING_BEYOND:
      return one.would_fit() ? "beyond, would fit" : "beyond";
    default:
      return "other money";
  }
}

std::string CutText(const RankedSubmission& one) {
  if (one.cut_by_agency().empty()) return "";
  return absl::StrCat(Last(one.cut_by_agency()), " ", one.cut_by_fiscal_year());
}

// "1 -> 3" when a move took it elsewhere.
std::string PlaceText(const RankedSubmission& one) {
  if (one.place_before() == 0 || one.place_before() == one.place()) {
    return absl::StrCat(one.place());
  }
  return absl::StrCat(one.place(), " (was ", one.place_before(), ")");
}

std::string ChangeText(const RankedSubmission& one) {
  if (one.standing_before() == review::v1::RANK_STANDING_UNSPECIFIED ||
      one.standing_before() == one.standing()) {
    return "";
  }
  const auto* before =
      review::v1::RankStanding_descriptor()->FindValueByNumber(one.standing_before());
  return absl::StrCat(" (was ", EnumWord(before), ")");
}

// The figure that the round is ordered by.
std::string FigureText(const RankedSubmission& one, review::v1::RankOrder order,
                       const Amounts& amounts) {
  const review::v1::CaseFigures& figures = one.figures();
  const auto bp = [](int64_t value) {
    return absl::StrFormat("%.2f", static_cast<double>(value) / 10'000.0);
  };
  switch (order) {
    case review::v1::RANK_ORDER_NET_PRESENT_VALUE:
      return figures.has_net_present_value() ? amounts.Text(figures.net_present_value()) : "none";
    case review::v1::RANK_ORDER_TOTAL_COST:
      return figures.has_total_cost() ? amounts.Text(figures.total_cost()) : "none";
    case review::v1::RANK_ORDER_BENEFIT_COST_RATIO:
      return figures.has_benefit_cost_ratio_bp() ? bp(figures.benefit_cost_ratio_bp()) : "none";
    case review::v1::RANK_ORDER_VALUE_PER_COST:
      return figures.has_value_per_cost_bp() ? bp(figures.value_per_cost_bp()) : "none";
    case review::v1::RANK_ORDER_SCORE:
      return figures.has_score_bp() ? absl::StrFormat("%.1f %%", figures.score_bp() / 100.0)
                                    : "not scored";
    default:
      return one.has_ministry_rank() ? absl::StrCat(one.ministry_rank()) : "none";
  }
}

std::string FigureTitle(review::v1::RankOrder order) {
  const auto* value = review::v1::RankOrder_descriptor()->FindValueByNumber(order);
  return value == nullptr ? "" : Words(EnumWord(value));
}

// New money of one year.
std::string AskedText(const RankedSubmission& one, int fiscal_year, const Amounts& amounts) {
  std::vector<std::string> texts;
  for (const auto& ask : one.asked()) {
    if (ask.fiscal_year() == fiscal_year) texts.push_back(amounts.Text(ask.amount()));
  }
  return absl::StrJoin(texts, " + ");
}

std::string UsesTable(const RankSummary& summary, const Amounts& amounts, const PageStyle& style) {
  if (summary.uses().empty()) return "  No ceilings are in force.\n";
  std::vector<std::vector<std::string>> rows;
  for (const CeilingUse& use : summary.uses()) {
    const int64_t ceiling = use.ceiling().amount().amount_minor();
    const int64_t within = use.within().amount_minor();
    const int64_t share_bp = ceiling == 0
                                 ? 0
                                 : static_cast<int64_t>(10'000.0 * static_cast<double>(within) /
                                                        static_cast<double>(ceiling));
    rows.push_back(
        {Last(use.ceiling().agency()), absl::StrCat(use.ceiling().fiscal_year()),
         amounts.Text(use.ceiling().amount()), amounts.Text(use.within()),
         amounts.Text(use.asked()), Bar(share_bp, 10),
         use.unlike_count() == 0 ? "" : absl::StrCat(use.unlike_count(), " in other money")});
  }
  return RenderTable({{.title = "Ceiling", .whole = true},
                      {.title = "Year"},
                      {.title = "Amount", .right = true},
                      {.title = "Within", .right = true},
                      {.title = "Asked", .right = true},
                      {.title = "Used"},
                      {.title = ""}},
                     rows, style);
}

void AppendSet(const CeilingSet& set, absl::string_view title, const PageStyle& style,
               std::string* out) {
  absl::StrAppend(out, Bold(absl::StrCat(title, ", version ", set.version()), style), "\n",
                  Indented(set.reason(), 2, style.width), "  proposed by ", set.proposed_by(),
                  set.confirmed_by().empty() ? "" : ", confirmed by ", set.confirmed_by(), "\n");
  std::vector<std::vector<std::string>> rows;
  for (const auto& ceiling : set.ceilings()) {
    rows.push_back({Last(ceiling.agency()), absl::StrCat(ceiling.fiscal_year()),
                    MoneyForPage(ceiling.amount())});
  }
  if (rows.empty()) {
    absl::StrAppend(out, "  Nothing is capped.\n");
    return;
  }
  absl::StrAppend(out, RenderTable({{.title = "Agency", .whole = true},
                                    {.title = "Year"},
                                    {.title = "Amount", .right = true}},
                                   rows, style));
}

}  // namespace

std::string RankingPage(const RankSummary& summary, const std::vector<RankedSubmission>& cases,
                        const PageStyle& style) {
  int first_year = 0;
  for (const RankedSubmission& one : cases) {
    for (const auto& ask : one.asked()) {
      if (first_year == 0 || ask.fiscal_year() < first_year) first_year = ask.fiscal_year();
    }
  }
  std::string out = absl::StrCat(
      Title(absl::StrCat("Ranking by ", FigureTitle(summary.order())), style),
      summary.within_count(), " of ", summary.cases_count(), " cases are within the ceilings");
  if (summary.ceilings_version() > 0) {
    absl::StrAppend(&out, " (version ", summary.ceilings_version(), ")");
  }
  absl::StrAppend(&out, ".\n");
  if (summary.unordered_count() > 0) {
    absl::StrAppend(
        &out, summary.unordered_count(), " have no such figure or rank and come last, by name",
        summary.unlike_figure_count() > 0
            ? absl::StrCat("; ", summary.unlike_figure_count(), " of them in other money")
            : "",
        ".\n");
  }
  const Amounts amounts(summary, cases);
  absl::StrAppend(&out, amounts.Heading(), "\n");
  bool any_committed = false;
  std::vector<std::vector<std::string>> rows;
  for (const RankedSubmission& one : cases) {
    const bool is_committed = one.kind() == review::v1::SUBMISSION_KIND_CONTINUING;
    any_committed = any_committed || is_committed;
    rows.push_back({PlaceText(one), absl::StrCat(Last(one.submission()), is_committed ? " *" : ""),
                    FigureText(one, summary.order(), amounts), AskedText(one, first_year, amounts),
                    absl::StrCat(StandingText(one), ChangeText(one)), CutText(one)});
  }
  absl::StrAppend(
      &out,
      RenderTable({{.title = "Place", .right = true},
                   {.title = "Submission", .whole = true},
                   {.title = FigureTitle(summary.order()), .right = true},
                   {.title = first_year == 0 ? "New money" : absl::StrCat("New money ", first_year),
                    .right = true},
                   {.title = "Standing", .wrap = true},
                   {.title = "Cut by"}},
                  rows, style));
  if (any_committed) out += "  * goes on from an earlier year, so it comes first\n";
  absl::StrAppend(&out, "\n", UsesTable(summary, amounts, style));
  return out;
}

std::string CeilingsPage(const review::v1::GetCeilingsResponse& ceilings, const PageStyle& style) {
  std::string out;
  if (ceilings.has_in_force()) AppendSet(ceilings.in_force(), "Ceilings in force", style, &out);
  if (ceilings.has_proposed()) {
    if (!out.empty()) out += "\n";
    AppendSet(ceilings.proposed(), "Waiting for a second person", style, &out);
  }
  return out.empty() ? "No ceilings were ever set.\n" : out;
}

absl::StatusOr<std::string> ShowCeilings(Invocation& invocation,
                                         const google::protobuf::Message& response) {
  return CeilingsPage(static_cast<const review::v1::GetCeilingsResponse&>(response),
                      invocation.style);
}

}  // namespace cartera::cli
