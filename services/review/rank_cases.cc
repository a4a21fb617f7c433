#include "services/review/rank_cases.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"

namespace cartera::review {
namespace {

using ranking::Candidate;
using MoneyKind = std::tuple<std::string, int, int>;  // unit, basis, price year

MoneyKind KindOf(const money::Money& amount) {
  return {amount.unit.code, static_cast<int>(amount.basis), amount.price_year};
}

// The net present value for each unit of the present value of costs, in basis points, cut towards
// zero; nothing without costs.
std::optional<int64_t> ValuePerCostBp(const CaseFigures& figures) {
  if (!figures.npv_minor.has_value() || figures.costs_pv_minor.value_or(0) <= 0) {
    return std::nullopt;
  }
  const absl::int128 share_bp = absl::int128(*figures.npv_minor) * 10'000 / *figures.costs_pv_minor;
  if (share_bp > INT64_MAX || share_bp < INT64_MIN) return std::nullopt;
  return static_cast<int64_t>(share_bp);
}

std::optional<int64_t> FigureOf(const CaseFigures& figures, v1::RankOrder order) {
  switch (order) {
    case v1::RANK_ORDER_NET_PRESENT_VALUE:
      return figures.npv_minor;
    case v1::RANK_ORDER_TOTAL_COST:
      return figures.total_cost_minor;
    case v1::RANK_ORDER_BENEFIT_COST_RATIO:
      return figures.bcr_bp;
    case v1::RANK_ORDER_VALUE_PER_COST:
      return ValuePerCostBp(figures);
    case v1::RANK_ORDER_SCORE:
      return figures.score_bp;
    default:
      return std::nullopt;
  }
}

bool IsMoney(v1::RankOrder order) {
  return order == v1::RANK_ORDER_NET_PRESENT_VALUE || order == v1::RANK_ORDER_TOTAL_COST;
}

// The money that most cases state their figures in.
MoneyKind MostCommonMoney(const std::vector<RankedCase>& cases) {
  std::map<MoneyKind, int> counts;
  for (const RankedCase& one : cases) {
    if (one.figures.has_value()) ++counts[KindOf(one.figures->like)];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? MoneyKind() : most->first;
}

ranking::Order OrderOf(v1::RankOrder order) {
  if (order == v1::RANK_ORDER_MINISTRY_RANK) return ranking::Order::kRank;
  return order == v1::RANK_ORDER_TOTAL_COST ? ranking::Order::kFigureRising
                                            : ranking::Order::kFigureFalling;
}

std::vector<Candidate> CandidatesOf(const std::vector<RankedCase>& cases, v1::RankOrder order,
                                    v1::RankSummary& summary) {
  const MoneyKind usual = MostCommonMoney(cases);
  std::vector<Candidate> candidates;
  for (const RankedCase& one : cases) {
    Candidate candidate{.id = NameOf(one.submission),
                        .agencies = one.lead,
                        .is_committed = one.submission.kind == "continuing",
                        .rank = one.submission.ministry_rank};
    if (one.figures.has_value()) {
      const bool is_like = !IsMoney(order) || KindOf(one.figures->like) == usual;
      if (is_like) candidate.figure = FigureOf(*one.figures, order);
      summary.set_unlike_figure_count(summary.unlike_figure_count() + !is_like);
    }
    const bool is_ordered = order == v1::RANK_ORDER_MINISTRY_RANK ? candidate.rank.has_value()
                                                                  : candidate.figure.has_value();
    summary.set_unordered_count(summary.unordered_count() + !is_ordered);
    for (const YearAmount& ask : one.new_money) {
      candidate.asks.push_back({ask.fiscal_year, ask.amount});
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

v1::RankStanding StandingOf(ranking::Standing standing) {
  switch (standing) {
    case ranking::Standing::kWithin:
      return v1::RANK_STANDING_WITHIN;
    case ranking::Standing::kBeyond:
      return v1::RANK_STANDING_BEYOND;
    case ranking::Standing::kUnknown:
      return v1::RANK_STANDING_UNKNOWN;
  }
  return v1::RANK_STANDING_UNSPECIFIED;
}

void AddUses(const ranking::Ranking& ranked, const CeilingSet& ceilings, v1::RankSummary& summary) {
  for (size_t i = 0; i < ceilings.ceilings.size(); ++i) {
    v1::CeilingUse& use = *summary.add_uses();
    *use.mutable_ceiling() = ToProto(ceilings.ceilings[i]);
    money::Money amount = ceilings.ceilings[i].amount;
    amount.amount_minor = ranked.uses[i].within_minor;
    *use.mutable_within() = convert::ToProto(amount);
    amount.amount_minor = ranked.uses[i].asked_minor;
    *use.mutable_asked() = convert::ToProto(amount);
    use.set_cases_count(ranked.uses[i].cases_count);
    use.set_unlike_count(ranked.uses[i].unlike_count);
  }
}

// What the cases up to the present one ask for together.
class Cumulative {
 public:
  absl::Status Add(const std::vector<YearAmount>& asks) {
    for (const YearAmount& ask : asks) {
      const auto [at, is_first] =
          sums_.emplace(std::pair(ask.fiscal_year, KindOf(ask.amount)), ask);
      if (is_first) continue;
      ASSIGN_OR_RETURN(at->second.amount, money::Add(at->second.amount, ask.amount));
    }
    return absl::OkStatus();
  }
  void WriteTo(v1::RankedSubmission& out) const {
    for (const auto& [key, sum] : sums_) *out.add_cumulative() = ToProto(sum);
  }

 private:
  std::map<std::pair<int, MoneyKind>, YearAmount> sums_;
};

v1::CaseFigures FiguresOf(const CaseFigures& figures) {
  v1::CaseFigures out;
  money::Money amount = figures.like;
  const auto put = [&](std::optional<int64_t> minor, type::v1::Money* to) {
    amount.amount_minor = *minor;
    *to = convert::ToProto(amount);
  };
  if (figures.total_cost_minor) put(figures.total_cost_minor, out.mutable_total_cost());
  if (figures.npv_minor) put(figures.npv_minor, out.mutable_net_present_value());
  if (figures.bcr_bp) out.set_benefit_cost_ratio_bp(*figures.bcr_bp);
  if (const auto share_bp = ValuePerCostBp(figures)) out.set_value_per_cost_bp(*share_bp);
  if (figures.score_bp) out.set_score_bp(*figures.score_bp);
  out.set_suggestion(figures.suggestion);
  return out;
}

v1::RankedSubmission RowOf(const RankedCase& one, const ranking::Place& place,
                           const CeilingSet& ceilings) {
  v1::RankedSubmission out;
  const v1::Submission submission = ToProto(one.submission, {});
  out.set_submission(submission.name());
  out.set_case_(submission.case_());
  out.set_lead_agency(submission.lead_agency());
  out.set_kind(submission.kind());
  out.set_state(submission.state());
  if (submission.has_ministry_rank()) out.set_ministry_rank(submission.ministry_rank());
  if (one.figures.has_value()) *out.mutable_figures() = FiguresOf(*one.figures);
  for (const YearAmount& ask : one.new_money) *out.add_asked() = ToProto(ask);
  out.set_standing(StandingOf(place.standing));
  out.set_would_fit(place.would_fit);
  if (place.cut_by.has_value()) {
    const ranking::Ceiling& ceiling = ceilings.ceilings[*place.cut_by];
    out.set_cut_by_agency(absl::StrCat("agencies/", ceiling.agency));
    out.set_cut_by_fiscal_year(ceiling.fiscal_year);
  }
  return out;
}

// What was asked in the request's own words.
absl::Status AsViolation(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  rpc::Violations violations;
  const std::string text(status.message());
  violations.Add(text.substr(0, text.find_first_of(": ")), "NOT_POSSIBLE", text);
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<RankedRound> RankCases(const v1::RankRoundRequest& request,
                                      const std::vector<RankedCase>& cases,
                                      const CeilingSet& ceilings) {
  const v1::RankOrder order = request.order() == v1::RANK_ORDER_UNSPECIFIED
                                  ? v1::RANK_ORDER_MINISTRY_RANK
                                  : request.order();
  RankedRound out;
  const std::vector<Candidate> candidates = CandidatesOf(cases, order, out.summary);
  std::vector<ranking::Move> moves;
  for (const v1::RankMove& move : request.moves())
    moves.push_back({move.submission(), move.place()});
  const auto ranked = ranking::Rank(candidates, ceilings.ceilings, OrderOf(order), moves);
  if (!ranked.ok()) return AsViolation(ranked.status());
  ASSIGN_OR_RETURN(const ranking::Ranking before,
                   ranking::Rank(candidates, ceilings.ceilings, OrderOf(order), {}));
  std::vector<size_t> place_before(cases.size());
  for (size_t i = 0; i < before.places.size(); ++i) place_before[before.places[i].candidate] = i;
  Cumulative cumulative;
  for (size_t i = 0; i < ranked->places.size(); ++i) {
    const ranking::Place& place = ranked->places[i];
    const RankedCase& one = cases[place.candidate];
    v1::RankedSubmission row = RowOf(one, place, ceilings);
    row.set_place(static_cast<int>(i) + 1);
    RETURN_IF_ERROR(cumulative.Add(one.new_money));
    cumulative.WriteTo(row);
    if (!moves.empty()) {
      const size_t was = place_before[place.candidate];
      row.set_place_before(static_cast<int>(was) + 1);
      row.set_standing_before(StandingOf(before.places[was].standing));
    }
    const bool is_within = place.standing == ranking::Standing::kWithin;
    out.summary.set_within_count(out.summary.within_count() + is_within);
    out.cases.push_back(std::move(row));
  }
  out.summary.set_order(order);
  out.summary.set_cases_count(static_cast<int>(cases.size()));
  out.summary.set_ceilings_version(ceilings.version);
  AddUses(*ranked, ceilings, out.summary);
  return out;
}

}  // namespace cartera::review
