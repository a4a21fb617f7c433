#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
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

using access::Caller;
using lifecycle::State;
using lifecycle::Verb;

constexpr char kOutOfRound[] = "out_of_round";

absl::StatusOr<Submission> NewSubmission(const v1::CreateSubmissionRequest& request) {
  ASSIGN_OR_RETURN(const auto ids, ParseResourceName("projects/{project}/cases/{case}",
                                                     request.submission().case_()));
  Submission submission;
  submission.round = IdOf(request.parent());
  submission.id = request.submission_id();
  submission.project = ids[0];
  submission.case_id = ids[1];
  submission.kind =
      convert::EnumToText(v1::SubmissionKind_descriptor(), request.submission().kind());
  submission.urgency = request.submission().urgency();
  rpc::Violations violations;
  if (submission.kind == kOutOfRound && !IsReason(submission.urgency)) {
    violations.Add("submission.urgency", "REQUIRED", "must say why the case cannot wait");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return submission;
}

absl::Status RequireWindow(const Opened& opened, absl::Time now) {
  if (opened.round.state != "open") {
    return RoundNotOpen(NameOf(opened.round), opened.round.state);
  }
  if (FactsOf(opened, now).window_open) return absl::OkStatus();
  const lifecycle::Windows& windows = opened.round.windows;
  if (windows.formulation_from.has_value() && convert::DayOf(now) < *windows.formulation_from) {
    return WindowNotBegun(NameOf(opened.round), calendar::FormatDate(*windows.formulation_from));
  }
  return WindowPassed(NameOf(opened.round), calendar::FormatDate(windows.submission_until));
}

absl::Status CheckKind(const Opened& opened) {
  const bool is_out_of_round = opened.submission.kind == kOutOfRound;
  if (is_out_of_round == opened.round.is_standing) return absl::OkStatus();
  return KindNotTaken(NameOf(opened.round), opened.round.is_standing);
}

// Places, round and rights for a new submission; nothing is stored yet.
absl::StatusOr<Opened> OpenForEntry(pg::WriteTx& tx, const rpc::Call& call,
                                    const v1::CreateSubmissionRequest& request,
                                    const Submission& submission) {
  Opened opened;
  ASSIGN_OR_RETURN(opened.caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(std::optional<Places> places, FindPlaces(tx, submission.project, call.now()));
  if (!places.has_value() || !HoldsAtAny(opened.caller, Readers(), *places)) {
    return NoSuchReference("submission.case", request.submission().case_());
  }
  opened.places = *std::move(places);
  RETURN_IF_ERROR(access::Require(opened.caller, call, opened.places.lead));
  ASSIGN_OR_RETURN(std::optional<Round> round,
                   FindRound(tx, submission.round, tx.Replayed() ? Lock::kNone : Lock::kShare));
  if (!round.has_value()) return access::NotFound(request.parent());
  opened.round = *std::move(round);
  opened.submission = submission;
  opened.submission.lead_agency = opened.places.lead.back();
  return opened;
}

// The rounds of a page, by id.
absl::StatusOr<std::map<std::string, Round>> RoundsOf(pg::Tx& tx, const SubmissionPage& page) {
  std::vector<std::string> ids;
  for (const PlacedSubmission& placed : page.submissions) ids.push_back(placed.submission.round);
  std::map<std::string, Round> rounds;
  if (ids.empty()) return rounds;
  ASSIGN_OR_RETURN(std::vector<Round> found, FindRounds(tx, ids));
  for (Round& round : found) rounds.emplace(round.id, std::move(round));
  return rounds;
}

bool IsLocked(State state) {
  return state == State::kSubmitted || state == State::kScreening || state == State::kInReview;
}

}  // namespace

absl::Status CreateSubmission(Deps& deps, rpc::Call& call,
                              const v1::CreateSubmissionRequest& request,
                              v1::CreateSubmissionResponse* response) {
  ASSIGN_OR_RETURN(const Submission wanted, NewSubmission(request));
  std::string methodology_version;
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const auto found, GetCase(deps, call, CaseNameOf(wanted), "submission.case"));
    methodology_version = found.methodology_version();
    return absl::OkStatus();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForEntry(tx, call, request, wanted));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RequireWindow(opened, tx.Now()));
    RETURN_IF_ERROR(CheckKind(opened));
    if (!asked) return absl::OkStatus();
    if (methodology_version != opened.round.methodology_version) {
      return MethodologyDiffers(CaseNameOf(wanted), methodology_version,
                                opened.round.methodology_version);
    }
    RETURN_IF_ERROR(InsertSubmission(tx, &opened.submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, opened.submission, "submission.create", CaseNameOf(opened.submission));
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

absl::Status GetSubmission(Deps& deps, rpc::Call& call, const v1::GetSubmissionRequest& request,
                           v1::GetSubmissionResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.name()));
    *response->mutable_submission() = Shown(opened, convert::InstantOf(tx, call));
    return absl::OkStatus();
  });
}

absl::Status ListSubmissions(Deps& deps, rpc::Call& call, const v1::ListSubmissionsRequest& request,
                             v1::ListSubmissionsResponse* response) {
  const std::string listed = convert::ListedAt(request.parent(), request);
  ASSIGN_OR_RETURN(
      const convert::ListPage page,
      convert::ListPage::Make({call.context.method, listed, request.filter(), request.order_by(),
                               request.page_token(), request.page_size(), call.context.principal},
                              SubmissionFields(), SubmissionKey(), deps.tokens,
                              kListSubmissionsParameters + 1));
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const std::string round = IdOf(request.parent());
    if (round != "-") {
      ASSIGN_OR_RETURN(const auto found, FindRound(tx, round, Lock::kNone));
      if (!found.has_value()) return access::NotFound(request.parent());
    }
    ASSIGN_OR_RETURN(const SubmissionPage found,
                     ListSubmissions(tx, round, caller.is_service, caller.AgenciesWith(Readers()),
                                     call.now(), page));
    ASSIGN_OR_RETURN(const auto rounds, RoundsOf(tx, found));
    for (const PlacedSubmission& placed : found.submissions) {
      *response->add_submissions() = ToProto(placed.submission, rounds.at(placed.submission.round),
                                             convert::DayOf(convert::InstantOf(tx, call)), {});
    }
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status WithdrawSubmission(Deps& deps, rpc::Call& call,
                                const v1::WithdrawSubmissionRequest& request,
                                v1::WithdrawSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kWithdraw));
    GuardFacts facts = FactsOf(opened, tx.Now());
    facts.reasons_given = IsReason(request.reason());
    RETURN_IF_ERROR(CheckGuards(request.name(), row, facts));
    // Only what was handed in is locked; another round's submission may hold the same case.
    const bool unlock = IsLocked(submission.state);
    EnterState(opened.round, row.to, tx.Now(), &submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    if (unlock) RETURN_IF_ERROR(EmitCaseEvent(tx, "review.withdrawn", &submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.withdraw", request.reason());
  });
}

absl::Status ReviseSubmission(Deps& deps, rpc::Call& call,
                              const v1::ReviseSubmissionRequest& request,
                              v1::ReviseSubmissionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    RETURN_IF_ERROR(CheckEtag(request.etag(), submission.version_us, request.name()));
    // The table's other rows for the verb are ReturnSubmission's, which asks for a reason.
    if (submission.state != State::kIterationRequested) {
      return StateRefused(request.name(), submission.state, lifecycle::Name(Verb::kRevise),
                          opened.round.steps);
    }
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kRevise));
    RETURN_IF_ERROR(CheckGuards(request.name(), row, FactsOf(opened, tx.Now())));
    EnterState(opened.round, row.to, tx.Now(), &submission);
    submission.iteration += 1;
    submission.earlier_tier = submission.tier;
    Unpin(&submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(VoidClearances(tx, submission));
    *response->mutable_submission() = Shown(opened, tx.Now());
    return Record(tx, submission, "submission.revise",
                  absl::StrCat("iteration ", submission.iteration));
  });
}

}  // namespace cartera::review
