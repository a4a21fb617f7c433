#include "libs/domain/baseline/baseline.h"

#include <array>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/text_rule.h"
#include "libs/base/vocabulary.h"
#include "libs/domain/money/text.h"

namespace cartera::baseline {
namespace {

constexpr std::array<absl::string_view, 12> kReasons = {"law_change",
                                                        "wish_of_parliament",
                                                        "changed_goals",
                                                        "implementation_complexity",
                                                        "internal_scope_change",
                                                        "setbacks",
                                                        "external_advice",
                                                        "price_development",
                                                        "scope_moved_to",
                                                        "scope_moved_from",
                                                        "indexation",
                                                        "reorganisation"};

class FaultList {
 public:
  void AddIf(bool wrong, absl::string_view field, absl::string_view message) {
    if (wrong) faults_.push_back({.field = std::string(field), .message = std::string(message)});
  }
  std::vector<Fault> Take() { return std::move(faults_); }

 private:
  std::vector<Fault> faults_;
};

bool IsBlank(absl::string_view text) { return absl::StripAsciiWhitespace(text).empty(); }

bool MovesScope(Reason reason) {
  return reason == Reason::kScopeMovedTo || reason == Reason::kScopeMovedFrom;
}

bool SameMoney(const Frame& a, const Frame& b) {
  return a.point == b.point && a.steering_frame == b.steering_frame &&
         a.cost_frame == b.cost_frame && a.reserve == b.reserve;
}

void CheckFrame(const Frame& frame, FaultList& faults) {
  const auto unlike = [&](const money::Money& amount) {
    return !money::IsLike(amount, frame.point);
  };
  const bool frames_alike = !unlike(frame.steering_frame) && !unlike(frame.cost_frame);
  const std::string like =
      absl::StrCat("must be in the money of the point, ", money::Format(frame.point));
  faults.AddIf(frame.point.amount_minor <= 0, "frame.point", "must be above zero");
  faults.AddIf(unlike(frame.steering_frame), "frame.steering_frame", like);
  faults.AddIf(frame.steering_frame.amount_minor <= 0, "frame.steering_frame",
               "must be above zero");
  faults.AddIf(unlike(frame.cost_frame), "frame.cost_frame", like);
  faults.AddIf(frames_alike && frame.cost_frame.amount_minor < frame.steering_frame.amount_minor,
               "frame.cost_frame", "must be at least the steering frame");
  faults.AddIf(frame.cost_frame_percentile != 80 && frame.cost_frame_percentile != 85,
               "frame.cost_frame_percentile", "must be 80 or 85");
  faults.AddIf(unlike(frame.reserve), "frame.reserve", like);
  faults.AddIf(frame.reserve.amount_minor < 0, "frame.reserve", "must not be below zero");
  faults.AddIf(frames_alike && !unlike(frame.reserve) &&
                   frame.reserve.amount_minor >
                       frame.cost_frame.amount_minor - frame.steering_frame.amount_minor,
               "frame.reserve", "must fit between the steering frame and the cost frame");
  faults.AddIf(frame.reserve.amount_minor > 0 && IsBlank(frame.reserve_holder),
               "frame.reserve_holder", "must say who may release the reserve");
  faults.AddIf(frame.reserve.amount_minor == 0 && !frame.reserve_holder.empty(),
               "frame.reserve_holder", "must be empty without a reserve");
}

void CheckOtherSides(const Change& change, FaultList& faults) {
  const bool moves = MovesScope(change.reason);
  const std::set<std::string> distinct(change.other_sides.begin(), change.other_sides.end());
  faults.AddIf(moves && change.other_sides.empty(), "change.other_sides",
               "must name the projects that scope moved to or from");
  faults.AddIf(!moves && !change.other_sides.empty(), "change.other_sides",
               absl::StrCat("must be empty for ", Name(change.reason)));
  faults.AddIf(distinct.size() != change.other_sides.size() || distinct.contains(""),
               "change.other_sides", "must name each project once");
}

void CheckChange(const Baseline& last, const Baseline& next, FaultList& faults) {
  if (!next.change.has_value()) {
    faults.AddIf(true, "change", "must be given after baseline 0");
    return;
  }
  const Change& change = *next.change;
  const bool money_changes = !SameMoney(last.frame, next.frame);
  const bool time_changes = last.finish_on != next.finish_on;
  const bool other_unit = last.frame.point.unit != next.frame.point.unit;
  const bool other_prices = !other_unit && !money::IsLike(last.frame.point, next.frame.point);
  const bool prices_may_change =
      change.reason == Reason::kIndexation || change.reason == Reason::kPriceDevelopment;
  faults.AddIf(other_unit, "frame.point",
               absl::StrCat("must be in ", last.frame.point.unit.code, ", as the baseline before"));
  faults.AddIf(other_prices && !prices_may_change, "change.reason",
               "other prices are indexation or price_development");
  faults.AddIf(
      last.frame == next.frame && !time_changes && change.reason != Reason::kReorganisation,
      "change", "changes neither money nor time");
  faults.AddIf(money_changes && IsBlank(change.cost_explanation), "change.cost_explanation",
               "must say why the money changes");
  faults.AddIf(time_changes && IsBlank(change.time_explanation), "change.time_explanation",
               "must say why the finish changes");
  faults.AddIf(money_changes && time_changes && !IsBlank(change.cost_explanation) &&
                   absl::StripAsciiWhitespace(change.cost_explanation) ==
                       absl::StripAsciiWhitespace(change.time_explanation),
               "change.time_explanation", "must not repeat the explanation of the cost");
  faults.AddIf(IsBlank(change.approval), "change.approval", "must name the decision");
  CheckOtherSides(change, faults);
}

}  // namespace

absl::string_view Name(Reason reason) { return NameIn(kReasons, reason); }

absl::StatusOr<Reason> ParseReason(absl::string_view name) {
  if (const auto reason = ParseIn<Reason>(kReasons, name); reason.has_value()) return *reason;
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 40), " is no reason for a new baseline"));
}

std::vector<Fault> Check(absl::Span<const Baseline> history, const Baseline& proposed) {
  FaultList faults;
  faults.AddIf(proposed.number != static_cast<int>(history.size()), "number",
               absl::StrCat("must be ", history.size()));
  faults.AddIf(!history.empty() && proposed.effective_on < history.back().effective_on,
               "effective_on", "must not be before the baseline that it replaces");
  faults.AddIf(proposed.finish_on < proposed.effective_on, "finish_on",
               "must not be before the baseline takes effect");
  CheckFrame(proposed.frame, faults);
  faults.AddIf(IsBlank(proposed.authorisation), "authorisation",
               "must name the authorisation that it stands on");
  if (history.empty()) {
    faults.AddIf(proposed.change.has_value(), "change", "must be empty for baseline 0");
  } else {
    CheckChange(history.back(), proposed, faults);
  }
  return faults.Take();
}

}  // namespace cartera::baseline
