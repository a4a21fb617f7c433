#ifndef CARTERA_LIBS_DOMAIN_LIFECYCLE_WINDOWS_H_
#define CARTERA_LIBS_DOMAIN_LIFECYCLE_WINDOWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/calendar/working_days.h"
#include "libs/domain/lifecycle/submission.h"

namespace cartera::lifecycle {

// The days of a round, each the first or last one on which the thing may be done. What is absent
// bounds nothing: entering and handing in may begin as soon as the round is open, iterations end
// with the submission window, and nothing is followed up.
struct Windows {
  std::optional<calendar::CivilDate> formulation_from;  // cases may be entered
  std::optional<calendar::CivilDate> submission_from;   // and handed in
  calendar::CivilDate submission_until;
  std::optional<calendar::CivilDate> iteration_until;  // a case that was asked again may come back
  calendar::CivilDate decision_until;
  std::optional<calendar::CivilDate> follow_up_until;
  friend bool operator==(const Windows&, const Windows&) = default;
};

// A day that comes before the one it must not precede.
struct WindowFault {
  std::string field;   // of Windows
  std::string before;  // the field it must not precede
  calendar::CivilDate day;
};
// All of them: the six follow one another in the order above.
std::vector<WindowFault> Faults(const Windows& windows);

// Last day on which a case of this iteration (from 1) may be handed in.
const calendar::CivilDate& LastDayToHandIn(const Windows& windows, int iteration);
// True when on `day` a case of this iteration may be entered, mended and signed; with `hands_in`,
// handed in.
bool IsInWindow(const Windows& windows, const calendar::CivilDate& day, int iteration,
                bool hands_in);

// How long the centre may take over a state, in working days.
struct ServiceLevel {
  State step;
  int working_days = 0;
  friend bool operator==(const ServiceLevel&, const ServiceLevel&) = default;
};
// The states that a service level may be set for: those in which somebody waits for an answer.
absl::Span<const State> StepsWithServiceLevel();
// By when the step that began on `since` is to be done; nothing without a level for it.
std::optional<calendar::CivilDate> DueDate(absl::Span<const ServiceLevel> levels,
                                           const calendar::WorkingCalendar& calendar, State step,
                                           const calendar::CivilDate& since);

// The next date that matters to whoever waits for the case: until when the agency may hand it in,
// by when the centre answers (`step_due`, else the end of decisions), until when observations of an
// approval are followed up. Nothing in another final state.
std::optional<calendar::CivilDate> NextDate(const Windows& windows, State state, int iteration,
                                            const std::optional<calendar::CivilDate>& step_due);

}  // namespace cartera::lifecycle

#endif  // CARTERA_LIBS_DOMAIN_LIFECYCLE_WINDOWS_H_
