#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_decisions.h"
#include "services/review/store_judgement.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

// Who reviewed the case and who stands behind the decision, each once.
std::vector<std::string> JudgesOf(const Submission& submission, const Decision& decision) {
  std::vector<std::string> judges = submission.co_reviewers;
  judges.push_back(submission.reviewer);
  judges.push_back(decision.recorded_by);
  if (absl::StartsWith(decision.decided_by, "people/")) {
    judges.push_back(IdOf(decision.decided_by));
  }
  std::sort(judges.begin(), judges.end());
  judges.erase(std::unique(judges.begin(), judges.end()), judges.end());
  std::erase(judges, "");
  return judges;
}

// The second look begins: as the next iteration, so that it is scored anew.
void TakeUpAgain(const Round& round, const Appeal& appeal, absl::Time now, Submission* submission) {
  EnterState(round, lifecycle::State::kSubmitted, now, submission);
  submission->iteration += 1;
  submission->reviewer.clear();
  submission->co_reviewers.clear();
  submission->judged_before = appeal.judges;
  submission->appealed_decision = appeal.decision;
}

}  // namespace

absl::Status AppealSubmission(Deps& deps, rpc::Call& call,
                              const v1::AppealSubmissionRequest& request,
                              v1::AppealSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, lifecycle::Verb::kAppeal));
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.reasons_given = IsReason(request.grounds());
    facts.appeal_open = opened.round.state == "open" && submission.appealed_decision == 0 &&
                        convert::DayOf(tx.Now()) <= opened.round.windows.decision_until;
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    ASSIGN_OR_RETURN(const auto decisions, ListDecisions(tx, submission));
    if (decisions.empty()) return absl::InternalError("a rejection without its decision");
    Appeal appeal{.decision = decisions.back().id,
                  .grounds = request.grounds(),
                  .person = opened.caller.person,
                  .judges = JudgesOf(submission, decisions.back())};
    RETURN_IF_ERROR(AppendAppeal(tx, submission, &appeal));
    TakeUpAgain(opened.round, appeal, tx.Now(), &submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(EmitCaseEvent(tx, "review.submitted", &submission));
    RETURN_IF_ERROR(tx.Audit({ProjectNameOf(submission), "appeal.create", request.name(),
                              Digest(appeal), NameOf(decisions.back())}));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.appeal", request.grounds());
  });
}

absl::Status ListAppeals(Deps& deps, rpc::Call& call, const v1::ListAppealsRequest& request,
                         v1::ListAppealsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto appeals, ListAppeals(tx, opened.submission));
    for (const Appeal& appeal : appeals) {
      *response->add_appeals() = ToProto(appeal, opened.submission);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
