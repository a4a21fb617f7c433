#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/review/appraisal_calls.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"

namespace cartera::review {
namespace {

using lifecycle::Verb;

// What appraisal says about the revision to be signed.
struct RevisionToSign {
  int number = 0;
  std::string hash;
  std::vector<std::string> authors;  // of every revision up to it
};

// The latest revision, when it is the one that was read and nothing in it blocks.
absl::StatusOr<RevisionToSign> AskForRevision(Deps& deps, const rpc::Call& call, const Round& round,
                                              const Submission& submission,
                                              const std::string& hash_read) {
  const std::string case_name = CaseNameOf(submission);
  ASSIGN_OR_RETURN(const auto revisions, ListRevisions(deps, call, case_name));
  if (revisions.empty()) return NoRevision(case_name);
  const std::string& name = revisions.back().name();
  RevisionToSign found;
  found.hash = revisions.back().content_hash();
  if (found.hash != hash_read) return RevisionChanged(case_name, found.hash);
  if (!absl::SimpleAtoi(IdOf(name), &found.number)) {
    return absl::InternalError(absl::StrCat(name, " has no number"));
  }
  ASSIGN_OR_RETURN(const auto revision, GetRevision(deps, call, name));
  if (revision.methodology_version() != round.methodology_version) {
    return MethodologyDiffers(name, revision.methodology_version(), round.methodology_version);
  }
  ASSIGN_OR_RETURN(const auto blocking,
                   BlockingFindings(deps, call, case_name, revision.content()));
  if (!blocking.empty()) return CaseHasBlockingFindings(name, blocking);
  absl::btree_set<std::string> authors(revision.authors().begin(), revision.authors().end());
  for (const auto& earlier : revisions) {
    authors.insert(earlier.authors().begin(), earlier.authors().end());
  }
  found.authors.assign(authors.begin(), authors.end());
  return found;
}

}  // namespace

absl::Status SignSubmission(Deps& deps, rpc::Call& call, const v1::SignSubmissionRequest& request,
                            v1::SignSubmissionResponse* response) {
  Opened before;
  RevisionToSign revision;
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(revision, AskForRevision(deps, call, before.round, before.submission,
                                              request.revision_hash()));
    return absl::OkStatus();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kSign));
    if (!asked) {
      before = std::move(opened);
      return absl::OkStatus();
    }
    if (submission.version_us != before.submission.version_us) return EtagStale(request.name());
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.mandatory_findings_resolved = true;  // else appraisal's findings were the answer
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    submission.state = row.to;
    submission.revision = revision.number;
    submission.revision_hash = revision.hash;
    submission.authors = revision.authors;
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    *response->mutable_submission() = ToProto(submission, AllowedActions(opened));
    return Record(tx, submission, "submission.sign", RevisionNameOf(submission));
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

absl::Status SubmitSubmission(Deps& deps, rpc::Call& call,
                              const v1::SubmitSubmissionRequest& request,
                              v1::SubmitSubmissionResponse* response) {
  Opened before;
  std::string evaluation;
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const auto made,
                     Evaluate(deps, call, before.round, before.submission, /*assessments=*/{}));
    evaluation = made.name();
    return absl::OkStatus();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kSubmit));
    GuardFacts facts = FactsOf(opened, tx.Now());
    // Checked when it was signed; neither the revision nor the methodology can change since.
    facts.mandatory_findings_resolved = true;
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    if (!asked) {
      before = std::move(opened);
      return absl::OkStatus();
    }
    if (submission.version_us != before.submission.version_us) return EtagStale(request.name());
    submission.state = row.to;
    submission.evaluation = evaluation;
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(EmitCaseEvent(tx, "review.submitted", &submission));
    *response->mutable_submission() = ToProto(submission, AllowedActions(opened));
    return Record(tx, submission, "submission.submit", RevisionNameOf(submission));
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

}  // namespace cartera::review
