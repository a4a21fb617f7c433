#include "libs/domain/appraisal/v2/route.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/v2/line_shares.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Methodology;
using methodology::Threshold;
using methodology::Tier;

constexpr int64_t kNano = 1'000'000'000;
// What amounts and rates may be so that their product fits; beyond, nothing is compared.
constexpr int64_t kComparedMax = 1'000'000'000'000'000'000;

struct Amount {
  absl::int128 minor = 0;
  money::Unit unit;
};

absl::int128 PowerOfTen(int exponent) {
  absl::int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string InWords(const Amount& amount) {
  const auto minor =
      static_cast<int64_t>(std::clamp<absl::int128>(amount.minor, -kComparedMax, kComparedMax));
  return absl::StrCat(money::FormatAmountMinor(minor, amount.unit.decimals), " ", amount.unit.code);
}

// A limit in a unit that the case need not share.
struct Limit {
  int64_t minor = 0;
  std::string unit;

  std::string InWords() const {
    const auto known = money::UnitTable::Iso().Find(unit);
    return known.ok() ? v2::InWords({minor, *known})
                      : absl::StrCat(minor, " minor units of ", unit);
  }
};

// -1, 0, 1 as the amount is below, at or above the limit; absent when they cannot be compared.
// `how` says the rate that was used.
std::optional<int> Compare(const Amount& amount, const Limit& limit, const CaseContent& content,
                           std::string& how) {
  const auto order = [](absl::int128 a, absl::int128 b) { return a < b ? -1 : a > b ? 1 : 0; };
  if (amount.unit.code == limit.unit) return order(amount.minor, limit.minor);
  const auto limit_unit = money::UnitTable::Iso().Find(limit.unit);
  if (!limit_unit.ok() || amount.minor > kComparedMax || amount.minor < -kComparedMax ||
      limit.minor > kComparedMax || limit.minor < -kComparedMax) {
    return std::nullopt;
  }
  for (const PlanningRate& rate : content.costs.planning_rates) {
    // kNano x 10,000 of one unit for one of another is more than there is.
    if (rate.rate_nano <= 0 || rate.rate_nano > kNano * 10'000) continue;
    const bool is_forth = rate.from_unit == amount.unit.code && rate.to_unit == limit.unit;
    const bool is_back = rate.from_unit == limit.unit && rate.to_unit == amount.unit.code;
    if (!is_forth && !is_back) continue;
    how = absl::StrCat(" at the planning rate ", rate.from_unit, " to ", rate.to_unit);
    const absl::int128 amount_scale = PowerOfTen(limit_unit->decimals);
    const absl::int128 limit_scale = PowerOfTen(amount.unit.decimals);
    if (is_forth) {
      return order(amount.minor * rate.rate_nano * amount_scale,
                   absl::int128(limit.minor) * kNano * limit_scale);
    }
    return order(amount.minor * kNano * amount_scale,
                 absl::int128(limit.minor) * rate.rate_nano * limit_scale);
  }
  return std::nullopt;
}

// What the case costs as stated; absent when that is not known.
std::optional<Amount> StatedCost(const CaseContent& content, const Methodology& methodology) {
  const Option* preferred = FindPreferred(content);
  std::optional<Amount> dearest;
  for (const Option& option : content.options.options) {
    if (preferred != nullptr && option.id != preferred->id) continue;
    const auto sum = CostAsStated(content, methodology, option.id);
    if (!sum.ok()) return std::nullopt;
    if (!sum->unit.has_value()) continue;
    if (dearest.has_value() && dearest->unit.code != sum->unit->code) return std::nullopt;
    if (!dearest.has_value() || sum->minor > dearest->minor) dearest = {sum->minor, *sum->unit};
  }
  const std::optional<money::Money>& limit = content.exploration.cost_limit;
  if (!dearest.has_value() && limit.has_value()) return Amount{limit->amount_minor, limit->unit};
  return dearest;
}

// Whether a tier takes the cost, and what is said of it.
bool Takes(const Tier& tier, const std::optional<Amount>& cost, const CaseContent& content,
           std::string& words) {
  if (!tier.below_minor.has_value()) {
    words = absl::StrCat("\"", tier.id, "\" takes any cost");
    return true;
  }
  const Limit limit{*tier.below_minor, tier.unit};
  if (!cost.has_value()) {
    words = absl::StrCat("\"", tier.id, "\" takes what costs less than ", limit.InWords(),
                         ", but the cost is not known in one unit");
    return false;
  }
  std::string how;
  const std::optional<int> order = Compare(*cost, limit, content, how);
  if (!order.has_value()) {
    words = absl::StrCat("\"", tier.id, "\" takes what costs less than ", limit.InWords(),
                         ", but the case is in ", cost->unit.code, " and has no planning rate");
    return false;
  }
  words = absl::StrCat("the cost of ", InWords(*cost), " is ", *order < 0 ? "" : "not ", "below ",
                       limit.InWords(), " of \"", tier.id, "\"", how);
  return *order < 0;
}

bool IsForKind(const Tier& tier, absl::string_view kind) {
  return tier.project_kinds.empty() ||
         std::find(tier.project_kinds.begin(), tier.project_kinds.end(), kind) !=
             tier.project_kinds.end();
}

std::string TitleOf(const Threshold& threshold) {
  const absl::string_view title = methodology::InLanguage(threshold.title, "en");
  return std::string(title.empty() ? threshold.id : title);
}

// Why a threshold is met; empty when it is not.
std::string Met(const Threshold& threshold, const CaseContent& content,
                const OptionFigures* preferred,
                const std::optional<SimulationFigures>& simulation) {
  constexpr absl::string_view kComputed = "fiscal.total_cost";
  const Limit limit{threshold.from_minor, threshold.unit};
  absl::string_view figure = threshold.figure;
  std::optional<int64_t> value = ValueOf(figure, preferred, simulation);
  if (!value.has_value() && absl::StartsWith(figure, "simulation.")) {
    figure = kComputed;
    value = ValueOf(figure, preferred, simulation);
  }
  const std::string intro = absl::StrCat(TitleOf(threshold), ": ");
  if (!value.has_value() || preferred == nullptr) {
    return absl::StrCat(intro, "\"", threshold.figure, "\" is not known, so it is taken as met.");
  }
  const std::string instead = figure == threshold.figure
                                  ? ""
                                  : absl::StrCat(" (\"", threshold.figure, "\" is not simulated)");
  const Amount amount{*value, preferred->npv.amount.unit};
  std::string how;
  const std::optional<int> order = Compare(amount, limit, content, how);
  if (!order.has_value()) {
    return absl::StrCat(intro, "\"", figure, "\" is in ", amount.unit.code, ", the threshold of ",
                        limit.InWords(), " is not, and there is no planning rate, so it is taken ",
                        "as met.");
  }
  if (threshold.strictly_above ? *order <= 0 : *order < 0) return "";
  return absl::StrCat(intro, "\"", figure, "\"", instead, " of ", InWords(amount),
                      *order == 0 ? " reaches " : " is above ", limit.InWords(), how, ".");
}

}  // namespace

TierChoice TierFor(const CaseContent& content, const Methodology& methodology,
                   absl::string_view project_kind) {
  TierChoice choice;
  if (methodology.tiers.empty()) return choice;
  const std::optional<Amount> cost = StatedCost(content, methodology);
  std::string said;
  for (const Tier& tier : methodology.tiers) {
    if (!IsForKind(tier, project_kind)) continue;
    std::string words;
    const bool takes = Takes(tier, cost, content, words);
    absl::StrAppend(&said, said.empty() ? "" : "; ", words);
    if (!takes) continue;
    return {&tier, absl::StrCat("Tier \"", tier.id, "\": ", said, ".")};
  }
  const Tier& last = methodology.tiers.back();
  return {&last, absl::StrCat("Tier \"", last.id, "\", because no tier takes it",
                              said.empty() ? "" : ": ", said, ".")};
}

Route RouteOf(const CaseContent& content, const Methodology& methodology,
              const EvaluationContext& context, const std::vector<OptionFigures>& figures,
              const std::optional<SimulationFigures>& simulation) {
  Route route;
  const TierChoice choice = TierFor(content, methodology, context.project_kind);
  if (choice.tier != nullptr) {
    route.tier = choice.tier->id;
    route.reviewer_count = choice.tier->reviewer_count;
    route.technical_opinion = choice.tier->technical_opinion;
  }
  route.tier_reason = choice.reason;
  for (const Threshold& threshold : methodology.thresholds) {
    std::string reason = Met(threshold, content, PreferredOf(figures), simulation);
    if (reason.empty()) continue;
    route.thresholds_met.push_back(threshold.id);
    route.threshold_reasons.push_back(std::move(reason));
  }
  return route;
}

}  // namespace cartera::appraisal::v2
