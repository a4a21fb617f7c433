#include "libs/domain/lifecycle/windows.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cartera::lifecycle {
namespace {

using calendar::CivilDate;

constexpr std::array<State, 4> kStepsWithServiceLevel = {
    State::kSubmitted, State::kScreening, State::kInReview, State::kIterationRequested};

}  // namespace

std::vector<WindowFault> Faults(const Windows& windows) {
  const std::pair<const char*, std::optional<CivilDate>> in_order[] = {
      {"formulation_from", windows.formulation_from}, {"submission_from", windows.submission_from},
      {"submission_until", windows.submission_until}, {"iteration_until", windows.iteration_until},
      {"decision_until", windows.decision_until},     {"follow_up_until", windows.follow_up_until}};
  std::vector<WindowFault> faults;
  const char* latest = nullptr;
  CivilDate reached;
  for (const auto& [field, day] : in_order) {
    if (!day.has_value()) continue;
    if (latest != nullptr && *day < reached) {
      faults.push_back({field, latest, reached});
      continue;
    }
    latest = field;
    reached = *day;
  }
  return faults;
}

const CivilDate& LastDayToHandIn(const Windows& windows, int iteration) {
  return iteration > 1 && windows.iteration_until.has_value() ? *windows.iteration_until
                                                              : windows.submission_until;
}

bool IsInWindow(const Windows& windows, const CivilDate& day, int iteration, bool hands_in) {
  const std::optional<CivilDate>& first = hands_in && windows.submission_from.has_value()
                                              ? windows.submission_from
                                              : windows.formulation_from;
  return (!first.has_value() || *first <= day) && day <= LastDayToHandIn(windows, iteration);
}

absl::Span<const State> StepsWithServiceLevel() { return kStepsWithServiceLevel; }

std::optional<CivilDate> DueDate(absl::Span<const ServiceLevel> levels,
                                 const calendar::WorkingCalendar& calendar, State step,
                                 const CivilDate& since) {
  const auto level = std::find_if(levels.begin(), levels.end(),
                                  [&](const ServiceLevel& one) { return one.step == step; });
  if (level == levels.end()) return std::nullopt;
  const auto due = calendar::AddWorkingDays(calendar, since, level->working_days);
  return due.ok() ? std::optional(*due) : std::nullopt;
}

std::optional<CivilDate> NextDate(const Windows& windows, State state, int iteration,
                                  const std::optional<CivilDate>& step_due) {
  switch (state) {
    case State::kDraft:
    case State::kCleared:
    case State::kSigned:
    case State::kEndorsed:
      return LastDayToHandIn(windows, iteration);
    case State::kIterationRequested: {
      // What comes back is the next iteration.
      const CivilDate& last = LastDayToHandIn(windows, iteration + 1);
      return step_due.has_value() ? std::min(*step_due, last) : last;
    }
    case State::kSubmitted:
    case State::kScreening:
    case State::kInReview:
      return step_due.value_or(windows.decision_until);
    case State::kApprovedWithObservations:
      return windows.follow_up_until;
    case State::kApproved:
    case State::kRejected:
    case State::kDeferred:
    case State::kWithdrawn:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace cartera::lifecycle
