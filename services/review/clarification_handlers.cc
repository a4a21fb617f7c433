#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/domain/dialogue/stopped_clock.h"
#include "libs/platform/rpc/error.h"
#include "services/review/errors.h"
#include "services/review/field_path.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_dialogue.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::State;

absl::Status RecordClarification(pg::WriteTx& tx, const Submission& submission,
                                 const Clarification& clarification, absl::string_view action) {
  tx.NameResource(NameOf(clarification));
  return tx.Audit({ProjectNameOf(submission), std::string(action), NameOf(clarification),
                   Digest(clarification), clarification.field});
}

absl::Status CheckField(const std::string& field) {
  rpc::Violations violations;
  if (const absl::Status path = field.empty() ? absl::OkStatus() : CheckFieldPath(field);
      !path.ok()) {
    violations.Add("clarification.field", "NO_SUCH_FIELD", path.message());
  }
  return violations.ToStatus();
}

// After an answer: when no other question is open, the time that was lost is given back.
absl::Status LetClockRun(pg::WriteTx& tx, const Round& round, int64_t now_us,
                         Submission* submission) {
  ASSIGN_OR_RETURN(const auto clarifications, ListClarifications(tx, *submission));
  std::vector<dialogue::Span> spans;
  for (const Clarification& one : clarifications) spans.push_back({one.asked_us, one.answered_us});
  const std::vector<dialogue::Span> stopped = dialogue::StoppedSpans(std::move(spans));
  if (stopped.empty() || stopped.back().end_us != now_us) return absl::OkStatus();
  const auto due_before = submission->step_due_date;
  AddStoppedDays(round, stopped.back(), submission);
  return submission->step_due_date == due_before ? absl::OkStatus()
                                                 : UpdateSubmission(tx, submission);
}

}  // namespace

absl::Status AskClarification(Deps& deps, rpc::Call& call,
                              const v1::AskClarificationRequest& request,
                              v1::AskClarificationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForChange(tx, call, request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseConflict(opened));
    const Submission& submission = opened.submission;
    if (submission.state != State::kScreening && submission.state != State::kInReview) {
      return StateRefused(request.parent(), submission.state, "asking", opened.round.steps);
    }
    RETURN_IF_ERROR(CheckField(request.clarification().field()));
    Clarification clarification;
    clarification.round = submission.round;
    clarification.submission = submission.id;
    clarification.id = request.clarification_id();
    clarification.field = request.clarification().field();
    clarification.question = request.clarification().question();
    clarification.asked_by = opened.caller.person;
    clarification.asked_us = absl::ToUnixMicros(tx.Now());
    RETURN_IF_ERROR(InsertClarification(tx, &clarification));
    *response->mutable_clarification() = ToProto(clarification);
    return RecordClarification(tx, submission, clarification, "clarification.ask");
  });
}

absl::Status AnswerClarification(Deps& deps, rpc::Call& call,
                                 const v1::AnswerClarificationRequest& request,
                                 v1::AnswerClarificationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto found, FindClarification(tx, opened.submission, IdOf(request.name())));
    if (!found.has_value()) return access::NotFound(request.name());
    RETURN_IF_ERROR(CheckEtag(request.etag(), found->version_us, request.name()));
    if (found->answered_us.has_value()) {
      return StateRefused(request.name(), "answered", "answering");
    }
    Clarification clarification = *std::move(found);
    clarification.answer = request.answer();
    clarification.answered_by = opened.caller.person;
    clarification.answered_us = std::max(absl::ToUnixMicros(tx.Now()), clarification.asked_us);
    RETURN_IF_ERROR(UpdateClarification(tx, &clarification));
    RETURN_IF_ERROR(LetClockRun(tx, opened.round, *clarification.answered_us, &opened.submission));
    *response->mutable_clarification() = ToProto(clarification);
    return RecordClarification(tx, opened.submission, clarification, "clarification.answer");
  });
}

absl::Status ListClarifications(Deps& deps, rpc::Call& call,
                                const v1::ListClarificationsRequest& request,
                                v1::ListClarificationsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto clarifications, ListClarifications(tx, opened.submission));
    std::vector<dialogue::Span> open;
    for (const Clarification& clarification : clarifications) {
      *response->add_clarifications() = ToProto(clarification);
      open.push_back({clarification.asked_us, clarification.answered_us});
    }
    for (const dialogue::Span& span : dialogue::StoppedSpans(std::move(open))) {
      v1::StoppedSpan& out = *response->add_stopped();
      *out.mutable_start_time() = convert::TimestampFromUs(span.start_us);
      if (span.end_us.has_value()) {
        *out.mutable_end_time() = convert::TimestampFromUs(*span.end_us);
      }
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
