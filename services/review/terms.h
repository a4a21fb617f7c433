#ifndef CARTERA_SERVICES_REVIEW_TERMS_H_
#define CARTERA_SERVICES_REVIEW_TERMS_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/dialogue/stopped_clock.h"
#include "services/review/records.h"

namespace cartera::review {

// Takes the submission into a state: its time begins to run, by the round's service levels.
void EnterState(const Round& round, lifecycle::State to, absl::Time now, Submission* submission);

// Moves the due date of the state by the working days on which the clock stood still: those of
// `stopped`, which has ended, since the state began.
void AddStoppedDays(const Round& round, const dialogue::Span& stopped, Submission* submission);

// What whoever waits for a submission wants to know on a day.
struct Terms {
  std::optional<calendar::CivilDate> next_date;
  bool overdue = false;
  int waiting_working_days = 0;
  std::string contact;
};
Terms TermsOf(const Round& round, const Submission& submission, const calendar::CivilDate& today);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_TERMS_H_
