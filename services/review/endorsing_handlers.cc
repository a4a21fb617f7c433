#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/signing.h"
#include "services/review/store_ranking.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::Role;
using lifecycle::Verb;

struct OfficeRole {
  const char* office;
  Role role;
};
constexpr OfficeRole kOffices[kOfficesCount] = {{"technology", Role::kTechnologyOfficer},
                                                {"finance", Role::kFinanceOfficer}};

// Clears for every office that the caller holds. All offices that have cleared the revision.
absl::StatusOr<std::vector<std::string>> Clear(pg::WriteTx& tx, const Opened& opened,
                                               const std::string& revision_hash) {
  for (const OfficeRole& one : kOffices) {
    if (!opened.caller.Holds({one.role}, opened.places.lead)) continue;
    RETURN_IF_ERROR(
        PutClearance(tx, opened.submission, one.office, revision_hash, opened.caller.person));
  }
  return ListClearances(tx, opened.submission, revision_hash);
}

}  // namespace

absl::Status ClearSubmission(Deps& deps, rpc::Call& call, const v1::ClearSubmissionRequest& request,
                             v1::ClearSubmissionResponse* response) {
  Opened before;
  const auto ask = [&]() -> absl::Status {
    return AskForRevision(deps, call, before.round, before.submission, request.revision_hash())
        .status();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kClear));
    if (!asked) {
      before = std::move(opened);
      return absl::OkStatus();
    }
    if (submission.version_us != before.submission.version_us) return EtagStale(request.name());
    ASSIGN_OR_RETURN(const std::vector<std::string> cleared,
                     Clear(tx, opened, request.revision_hash()));
    for (const std::string& one : cleared) {
      response->add_cleared(
          static_cast<v1::Office>(convert::EnumFromText(v1::Office_descriptor(), one)));
    }
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.mandatory_findings_resolved = true;  // else appraisal's findings were the answer
    facts.technology_and_finance_cleared = cleared.size() == kOfficesCount;
    if (facts.technology_and_finance_cleared) {
      RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
      EnterState(opened.round, row.to, tx.Now(), &submission);
    }
    // Also for the first of the two: who acts next sees that something happened.
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.clear", request.revision_hash());
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

absl::Status EndorseSubmission(Deps& deps, rpc::Call& call,
                               const v1::EndorseSubmissionRequest& request,
                               v1::EndorseSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kEndorse));
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.rank_given = true;  // the request must have one
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    EnterState(opened.round, row.to, tx.Now(), &submission);
    submission.ministry_rank = request.rank();
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.endorse",
                  absl::StrCat("rank ", request.rank(), ": ", request.reason()));
  });
}

absl::Status ReturnSubmission(Deps& deps, rpc::Call& call,
                              const v1::ReturnSubmissionRequest& request,
                              v1::ReturnSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    if (submission.state == lifecycle::State::kIterationRequested) {
      return StateRefused(request.name(), submission.state, "return", opened.round.steps);
    }
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kRevise));
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.reasons_given = IsReason(request.reason());
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    EnterState(opened.round, row.to, tx.Now(), &submission);
    Unpin(&submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(VoidClearances(tx, submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.return", request.reason());
  });
}

}  // namespace cartera::review
