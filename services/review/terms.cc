#include "services/review/terms.h"

#include <algorithm>

#include "libs/convert/convert.h"
#include "services/review/convert.h"

namespace cartera::review {
namespace {

calendar::CivilDate DayOfUs(int64_t us) { return convert::DayOf(absl::FromUnixMicros(us)); }

}  // namespace

void EnterState(const Round& round, lifecycle::State to, absl::Time now, Submission* submission) {
  submission->state = to;
  submission->state_since_us = absl::ToUnixMicros(now);
  submission->step_due_date =
      lifecycle::DueDate(round.service_levels, round.calendar, to, convert::DayOf(now));
}

void AddStoppedDays(const Round& round, const dialogue::Span& stopped, Submission* submission) {
  if (!submission->step_due_date.has_value() || !stopped.end_us.has_value()) return;
  const int64_t start_us = std::max(stopped.start_us, submission->state_since_us);
  const int64_t days =
      calendar::WorkingDaysBetween(round.calendar, DayOfUs(start_us), DayOfUs(*stopped.end_us));
  const auto moved = calendar::AddWorkingDays(round.calendar, *submission->step_due_date, days);
  // Beyond the years of the calendar nothing is due.
  submission->step_due_date = moved.ok() ? std::optional(*moved) : std::nullopt;
}

Terms TermsOf(const Round& round, const Submission& submission, const calendar::CivilDate& today) {
  Terms terms;
  terms.next_date = lifecycle::NextDate(round.windows, submission.state, submission.iteration,
                                        submission.step_due_date);
  terms.contact = submission.reviewer.empty() ? round.contact : PersonName(submission.reviewer);
  if (lifecycle::IsFinal(submission.state)) return terms;
  terms.overdue = !submission.is_clock_stopped && submission.step_due_date.has_value() &&
                  *submission.step_due_date < today;
  terms.waiting_working_days = static_cast<int>(
      calendar::WorkingDaysBetween(round.calendar, DayOfUs(submission.state_since_us), today));
  return terms;
}

}  // namespace cartera::review
