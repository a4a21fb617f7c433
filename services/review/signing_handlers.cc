#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/review/appraisal_calls.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/signing.h"
#include "services/review/store_ranking.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::Verb;

absl::StatusOr<std::vector<AskedAmount>> AsksOf(const appraisal::v1::Revision& revision) {
  std::vector<AskedAmount> asks;
  for (const auto& one : revision.asked_amounts()) {
    AskedAmount ask{.is_new_money = one.new_money()};
    ask.amount.fiscal_year = one.fiscal_year();
    ask.amount.budget_line = one.budget_line();
    ASSIGN_OR_RETURN(ask.amount.amount, convert::FromProto(one.amount()));
    asks.push_back(std::move(ask));
  }
  return asks;
}

// The preferred option's figures; nothing when no option is preferred.
absl::StatusOr<std::optional<CaseFigures>> FiguresOf(const appraisal::v1::Evaluation& evaluation) {
  for (const appraisal::v1::OptionFigures& option : evaluation.figures()) {
    if (!option.preferred()) continue;
    CaseFigures figures{.suggestion = evaluation.scorecard().suggestion()};
    const auto take = [&](bool has, const type::v1::Money& amount,
                          std::optional<int64_t>* minor) -> absl::Status {
      if (!has) return absl::OkStatus();
      ASSIGN_OR_RETURN(figures.like, convert::FromProto(amount));
      *minor = figures.like.amount_minor;
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(take(option.has_total_cost_of_ownership(), option.total_cost_of_ownership(),
                         &figures.total_cost_minor));
    RETURN_IF_ERROR(take(option.has_present_value_costs(), option.present_value_costs(),
                         &figures.costs_pv_minor));
    RETURN_IF_ERROR(
        take(option.has_net_present_value(), option.net_present_value(), &figures.npv_minor));
    if (option.has_benefit_cost_ratio_bp()) figures.bcr_bp = option.benefit_cost_ratio_bp();
    if (evaluation.scorecard().has_overall_bp()) {
      figures.score_bp = evaluation.scorecard().overall_bp();
    }
    if (figures.like.unit.code.empty()) return std::nullopt;
    return figures;
  }
  return std::nullopt;
}

// The revision, and that the methodology routes it elsewhere than the one before.
std::string DetailOf(const Submission& submission) {
  std::string detail = RevisionNameOf(submission);
  if (!submission.earlier_tier.empty()) {
    absl::StrAppend(&detail, "; routed to ", submission.tier, ", before to ",
                    submission.earlier_tier);
  }
  return detail;
}

}  // namespace

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
  ASSIGN_OR_RETURN(found.asks, AsksOf(revision));
  return found;
}

void Unpin(Submission* submission) {
  submission->revision = 0;
  submission->revision_hash.clear();
  submission->authors.clear();
  submission->evaluation.clear();
  submission->tier.clear();
  submission->ministry_rank.reset();
}

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
    if (opened.round.steps.clear_required) {
      ASSIGN_OR_RETURN(const auto cleared, ListClearances(tx, submission, revision.hash));
      if (cleared.size() != kOfficesCount) return NotCleared(request.name());
    }
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.mandatory_findings_resolved = true;  // else appraisal's findings were the answer
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    EnterState(opened.round, row.to, tx.Now(), &submission);
    submission.revision = revision.number;
    submission.revision_hash = revision.hash;
    submission.authors = revision.authors;
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(KeepAsks(tx, submission, revision.asks));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.sign", RevisionNameOf(submission));
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

absl::Status SubmitSubmission(Deps& deps, rpc::Call& call,
                              const v1::SubmitSubmissionRequest& request,
                              v1::SubmitSubmissionResponse* response) {
  Opened before;
  std::string evaluation, tier;
  std::optional<CaseFigures> figures;
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const auto made,
                     Evaluate(deps, call, before.round, before.submission, /*assessments=*/{}));
    evaluation = made.name();
    tier = made.route().tier();
    ASSIGN_OR_RETURN(figures, FiguresOf(made));
    return absl::OkStatus();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kSubmit));
    GuardFacts facts = FactsOf(opened, tx.Now(), /*hands_in=*/true);
    // Checked when it was signed; neither the revision nor the methodology can change since.
    facts.mandatory_findings_resolved = true;
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    if (!asked) {
      before = std::move(opened);
      return absl::OkStatus();
    }
    if (submission.version_us != before.submission.version_us) return EtagStale(request.name());
    EnterState(opened.round, row.to, tx.Now(), &submission);
    submission.evaluation = evaluation;
    submission.tier = tier;
    if (submission.earlier_tier == tier) submission.earlier_tier.clear();
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    if (figures.has_value()) RETURN_IF_ERROR(KeepFigures(tx, submission, *figures));
    RETURN_IF_ERROR(EmitCaseEvent(tx, "review.submitted", &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.submit", DetailOf(submission));
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

}  // namespace cartera::review
