#include "tests/simulation/case_model.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "absl/strings/str_cat.h"

namespace cartera::simulation {
namespace {

using absl::StatusCode;

const Answer kOk;
const Answer kStateRefused{StatusCode::kFailedPrecondition, "STATE_REFUSED"};
const Answer kGuardFailed{StatusCode::kFailedPrecondition, "GUARD_FAILED"};
const Answer kNotAssigned{StatusCode::kPermissionDenied, "NOT_ASSIGNED"};
const Answer kEtagStale{StatusCode::kAborted, "ETAG_STALE"};
const Answer kRevisionChanged{StatusCode::kAborted, "REVISION_CHANGED"};

bool IsOneOf(Kind kind, std::initializer_list<Kind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool MayCall(Act act, Kind kind) {
  switch (act) {
    case Act::kEnter:
    case Act::kSubmit:
    case Act::kRevise:
      return IsOneOf(kind, {Kind::kFormulator, Kind::kSignatory});
    case Act::kSign:
    case Act::kWithdraw:
      return kind == Kind::kSignatory;
    case Act::kAssign:
      return IsOneOf(kind, {Kind::kBudgetOfficer, Kind::kApprover});
    case Act::kStart:
    case Act::kAssess:
      return kind == Kind::kReviewer;
    case Act::kObserve:
    case Act::kClose:
    case Act::kReopen:
      return IsOneOf(kind, {Kind::kReviewer, Kind::kApprover});
    case Act::kReply:
      return kind == Kind::kFormulator;
    case Act::kDecide:
      return kind == Kind::kApprover;
  }
  return false;
}

bool HasEtag(Act act) {
  switch (act) {
    case Act::kSign:
    case Act::kSubmit:
    case Act::kAssign:
    case Act::kStart:
    case Act::kDecide:
    case Act::kRevise:
    case Act::kWithdraw:
      return true;
    default:
      return false;
  }
}

}  // namespace

const char* Name(State state) {
  constexpr std::array<const char*, 11> kNames = {"NONE",
                                                  "DRAFT",
                                                  "SIGNED",
                                                  "SUBMITTED",
                                                  "SCREENING",
                                                  "IN_REVIEW",
                                                  "ITERATION_REQUESTED",
                                                  "APPROVED",
                                                  "APPROVED_WITH_OBSERVATIONS",
                                                  "REJECTED",
                                                  "WITHDRAWN"};
  return kNames[static_cast<size_t>(state)];
}

const char* Name(Act act) {
  constexpr std::array<const char*, kActsCount> kNames = {
      "enter", "sign",  "submit", "assign", "start",  "assess",  "observe",
      "reply", "close", "reopen", "decide", "revise", "withdraw"};
  return kNames[static_cast<size_t>(act)];
}

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << absl::StatusCodeToString(answer.code) << " " << answer.reason;
}

bool CaseModel::AsksBetween(Act act) {
  return act == Act::kSign || act == Act::kSubmit || act == Act::kDecide;
}

bool CaseModel::over() const {
  return state == State::kApproved || state == State::kApprovedWithObservations ||
         state == State::kRejected || state == State::kWithdrawn;
}

bool CaseModel::AnyOpen(bool only_blocking) const {
  return std::any_of(observations.begin(), observations.end(), [&](const auto& one) {
    return one.second.state != "CLOSED" && (!only_blocking || one.second.blocking);
  });
}

Answer CaseModel::Predict(const Step& step) const {
  if (step.actor.kind == Kind::kAnonymous) return {StatusCode::kUnauthenticated, ""};
  if (step.act == Act::kEnter) return kOk;
  if (state == State::kNone || step.actor.kind == Kind::kStranger) {
    return {StatusCode::kNotFound, "NOT_FOUND"};
  }
  if (!MayCall(step.act, step.actor.kind)) return {StatusCode::kPermissionDenied, "ROLE_MISSING"};
  if (step.stale_etag && HasEtag(step.act)) return kEtagStale;
  const bool under_review = state == State::kScreening || state == State::kInReview;
  switch (step.act) {
    case Act::kEnter:
      return kOk;
    case Act::kSign:
      if (state != State::kDraft) return kStateRefused;
      return step.other_revision ? kRevisionChanged : kOk;
    case Act::kSubmit:
      return state == State::kSigned ? kOk : kStateRefused;
    case Act::kAssign:
      // A reason is always given, so that under review another reviewer takes over.
      if (state != State::kSubmitted && !under_review) return kStateRefused;
      if (step.reviewer.kind == Kind::kFormulator) {
        return {StatusCode::kPermissionDenied, "CONFLICT_OF_INTEREST"};
      }
      if (step.reviewer.kind == Kind::kStranger) {
        return {StatusCode::kFailedPrecondition, "REVIEWER_ROLE_MISSING"};
      }
      return kOk;
    case Act::kStart:
      if (state != State::kScreening) return kStateRefused;
      return reviewer == step.actor.person ? kOk : kNotAssigned;
    case Act::kAssess:
      if (state != State::kInReview) return kStateRefused;
      return reviewer == step.actor.person ? kOk : kNotAssigned;
    case Act::kObserve:
      return under_review ? kOk : kStateRefused;
    case Act::kReply:
    case Act::kClose:
    case Act::kReopen: {
      const auto found = observations.find(step.observation);
      if (found == observations.end()) return {StatusCode::kNotFound, "NOT_FOUND"};
      const bool closed = found->second.state == "CLOSED";
      if (step.act != Act::kReopen) return closed ? kStateRefused : kOk;
      return closed && under_review ? kOk : kStateRefused;
    }
    case Act::kDecide:
      return PredictDecision(step);
    case Act::kRevise:
      return state == State::kIterationRequested ? kOk : kStateRefused;
    case Act::kWithdraw:
      return over() ? kStateRefused : kOk;
  }
  return kOk;
}

Answer CaseModel::PredictDecision(const Step& step) const {
  if (state != State::kInReview) return kStateRefused;
  if (step.other_revision) return kRevisionChanged;
  const bool any_open = AnyOpen(/*only_blocking=*/false);
  const bool blocked = AnyOpen(/*only_blocking=*/true);
  switch (step.outcome) {
    case Outcome::kApprove:
      return assessed && !blocked ? kOk : kGuardFailed;
    case Outcome::kApproveWithObservations:
      return assessed && !blocked && any_open ? kOk : kGuardFailed;
    case Outcome::kReject:
      return assessed ? kOk : kGuardFailed;
    case Outcome::kRequestIteration:
      return any_open ? kOk : kGuardFailed;
  }
  return kOk;
}

void CaseModel::Apply(const Step& step) {
  const auto go = [&](State to, const char* action) {
    state = to;
    record.emplace_back(action);
  };
  switch (step.act) {
    case Act::kEnter:
      return go(State::kDraft, "submission.create");
    case Act::kSign:
      assessed = false;
      return go(State::kSigned, "submission.sign");
    case Act::kSubmit:
      return go(State::kSubmitted, "submission.submit");
    case Act::kAssign:
      reviewer = step.reviewer.person;
      if (state != State::kSubmitted) {
        return record.emplace_back("submission.reassign_reviewer"), void();
      }
      return go(State::kScreening, "submission.assign_reviewer");
    case Act::kStart:
      return go(State::kInReview, "submission.start_review");
    case Act::kAssess:
      assessed = true;
      return record.emplace_back("submission.assess"), void();
    case Act::kObserve:
      observations[step.observation] = {step.blocking, "OPEN"};
      return record.emplace_back("observation.create"), void();
    case Act::kReply:
      observations[step.observation].state = "REPLIED";
      return record.emplace_back("observation.reply"), void();
    case Act::kClose:
      observations[step.observation].state = "CLOSED";
      return record.emplace_back("observation.close"), void();
    case Act::kReopen:
      observations[step.observation].state = "OPEN";
      return record.emplace_back("observation.reopen"), void();
    case Act::kDecide:
      break;
    case Act::kRevise:
      ++iteration;
      return go(State::kDraft, "submission.revise");
    case Act::kWithdraw:
      return go(State::kWithdrawn, "submission.withdraw");
  }
  ++decisions;
  const bool approval =
      step.outcome == Outcome::kApprove || step.outcome == Outcome::kApproveWithObservations;
  if (approval) {
    ++authorisations;
    record.emplace_back("authorisation.create");
  }
  switch (step.outcome) {
    case Outcome::kApprove:
      go(State::kApproved, "submission.approve");
      break;
    case Outcome::kApproveWithObservations:
      go(State::kApprovedWithObservations, "submission.approve_with_observations");
      break;
    case Outcome::kReject:
      go(State::kRejected, "submission.reject");
      break;
    case Outcome::kRequestIteration:
      go(State::kIterationRequested, "submission.request_iteration");
      break;
  }
  record.emplace_back("decision.create");
}

}  // namespace cartera::simulation
