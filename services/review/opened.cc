#include "services/review/opened.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/review/v1/judgement_service.pb.h"
#include "cartera/review/v1/review_service.pb.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/rpc/client.h"
#include "services/review/convert.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

using google::protobuf::Descriptor;
using lifecycle::State;
using lifecycle::Verb;

// Ids of round and submission in a name of a submission or of something below it.
struct Ids {
  std::string round;
  std::string submission;
};

Ids ParseIds(absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  // The request validator has checked the pattern.
  return parts.size() >= 4 ? Ids{parts[1], parts[3]} : Ids{};
}

absl::StatusOr<Opened> Open(pg::Tx& tx, const rpc::Call& call, access::Caller caller,
                            absl::string_view name, bool hold) {
  const Ids ids = ParseIds(name);
  Opened opened;
  opened.caller = std::move(caller);
  const pg::Asked asked = AskRound(tx, ids.round, hold ? Lock::kShare : Lock::kNone);
  ASSIGN_OR_RETURN(std::optional<PlacedSubmission> placed,
                   FindSubmission(tx, ids.round, ids.submission, call.now(),
                                  hold ? Lock::kUpdate : Lock::kNone));
  ASSIGN_OR_RETURN(std::optional<Round> round, AnswerRound(tx, asked));
  if (!round.has_value() || !placed.has_value() ||
      !HoldsAtAny(opened.caller, Readers(), placed->places)) {
    return access::NotFound(name);
  }
  opened.round = *std::move(round);
  opened.submission = std::move(placed->submission);
  opened.places = std::move(placed->places);
  opened.stand_ins = std::move(placed->stand_ins);
  opened.is_past = tx.AsOfUs() > 0;
  return opened;
}

lifecycle::AgencyPath NamesOf(const access::Place& place) {
  lifecycle::AgencyPath path;
  for (const std::string& id : place) path.push_back(absl::StrCat("agencies/", id));
  return path;
}

// An act of the contract and the method that does it, whose access says who may.
struct Action {
  std::string name;
  rpc::Method method;
};

Action MakeAction(const char* name, const Descriptor* request) {
  const auto* method = rpc::MethodFor(request);
  return {name, {method, &method->options().GetExtension(type::v1::access), ""}};
}

const lifecycle::RoleSet& RolesFor(const Action& action) {
  rpc::Call probe;
  probe.method = &action.method;
  return access::RolesOf(probe);
}

enum class Act {
  kSign,
  kSubmit,
  kWithdraw,
  kAssign,
  kStart,
  kAssess,
  kObserve,
  kDecide,
  kRevise,
  kClear,
  kEndorse,
  kReturn,
  kAppeal,
  kAddReviewer,
  kGiveOpinion,
  kVote
};

const Action& ActionOf(Act act) {
  static const auto* const kActions = new std::vector<Action>{
      MakeAction("sign", v1::SignSubmissionRequest::descriptor()),
      MakeAction("submit", v1::SubmitSubmissionRequest::descriptor()),
      MakeAction("withdraw", v1::WithdrawSubmissionRequest::descriptor()),
      MakeAction("assign_reviewer", v1::AssignReviewerRequest::descriptor()),
      MakeAction("start_review", v1::StartReviewRequest::descriptor()),
      MakeAction("assess", v1::AssessSubmissionRequest::descriptor()),
      MakeAction("create_observation", v1::CreateObservationRequest::descriptor()),
      MakeAction("decide", v1::DecideSubmissionRequest::descriptor()),
      MakeAction("revise", v1::ReviseSubmissionRequest::descriptor()),
      MakeAction("clear", v1::ClearSubmissionRequest::descriptor()),
      MakeAction("endorse", v1::EndorseSubmissionRequest::descriptor()),
      MakeAction("return", v1::ReturnSubmissionRequest::descriptor()),
      MakeAction("appeal", v1::AppealSubmissionRequest::descriptor()),
      MakeAction("add_reviewer", v1::AddReviewerRequest::descriptor()),
      MakeAction("give_opinion", v1::GiveOpinionRequest::descriptor()),
      MakeAction("vote", v1::CastVoteRequest::descriptor()),
  };
  return (*kActions)[static_cast<size_t>(act)];
}

// The contract's method behind a verb of the table; nothing when no person does it, or not from
// there.
std::optional<Act> ActOf(const lifecycle::Transition& row) {
  switch (row.verb) {
    case Verb::kSign:
      return Act::kSign;
    case Verb::kSubmit:
      return Act::kSubmit;
    case Verb::kWithdraw:
      return Act::kWithdraw;
    case Verb::kStartScreening:
      return Act::kAssign;
    case Verb::kStartReview:
      return Act::kStart;
    case Verb::kRevise:
      return row.from == State::kIterationRequested ? Act::kRevise : Act::kReturn;
    case Verb::kApprove:
    case Verb::kApproveWithObservations:
    case Verb::kReject:
    case Verb::kRequestIteration:
      return row.from == State::kInReview ? std::optional(Act::kDecide) : std::nullopt;
    case Verb::kClear:
      return Act::kClear;
    case Verb::kEndorse:
      return Act::kEndorse;
    case Verb::kAppeal:
      return Act::kAppeal;
    case Verb::kDefer:
      return std::nullopt;
  }
  return std::nullopt;
}

lifecycle::RoleSet RolesOf(std::initializer_list<lifecycle::Side> sides) {
  lifecycle::RoleSet roles;
  for (const lifecycle::Role role : lifecycle::AllRoles()) {
    if (std::find(sides.begin(), sides.end(), lifecycle::SideOf(role)) != sides.end()) {
      roles.Insert(role);
    }
  }
  return roles;
}

bool Contains(const std::vector<std::string>& people, const std::string& person) {
  return std::find(people.begin(), people.end(), person) != people.end();
}

bool MayAct(const Opened& opened, Act act, bool conflicted) {
  const bool judges = act == Act::kStart || act == Act::kAssess || act == Act::kObserve ||
                      act == Act::kDecide || act == Act::kGiveOpinion || act == Act::kVote;
  if (judges && conflicted) return false;
  const std::string seat = SeatOf(opened);
  if (act == Act::kStart && (seat.empty() || seat != opened.submission.reviewer)) return false;
  if (act == Act::kAssess && seat.empty()) return false;
  return opened.caller.Holds(RolesFor(ActionOf(act)), opened.places.lead);
}

}  // namespace

const lifecycle::RoleSet& Readers() {
  static const auto* const kReaders =
      new lifecycle::RoleSet(RolesOf({lifecycle::Side::kAgency, lifecycle::Side::kMinistry,
                                      lifecycle::Side::kCentre, lifecycle::Side::kOversight}));
  return *kReaders;
}

const lifecycle::RoleSet& Judges() {
  static const auto* const kJudges =
      new lifecycle::RoleSet(RolesOf({lifecycle::Side::kCentre, lifecycle::Side::kOversight}));
  return *kJudges;
}

bool HoldsAtAny(const access::Caller& caller, const lifecycle::RoleSet& roles,
                const Places& places) {
  return caller.is_service || caller.Holds(roles, places.lead) ||
         std::any_of(places.participants.begin(), places.participants.end(),
                     [&](const access::Place& place) { return caller.Holds(roles, place); });
}

absl::StatusOr<Opened> OpenForReading(pg::Tx& tx, const rpc::Call& call, absl::string_view name) {
  ASSIGN_OR_RETURN(access::Caller caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(Opened opened, Open(tx, call, std::move(caller), name, /*hold=*/false));
  if (!HoldsAtAny(opened.caller, access::RolesOf(call), opened.places)) {
    return access::Require(opened.caller, call, opened.places.lead);
  }
  return opened;
}

absl::StatusOr<Opened> OpenForChange(pg::WriteTx& tx, const rpc::Call& call,
                                     absl::string_view name) {
  ASSIGN_OR_RETURN(access::Caller caller, access::LoadCaller(tx, call));
  // Looked at before it is held: who is turned away neither holds the rows nor waits for them.
  ASSIGN_OR_RETURN(Opened opened, Open(tx, call, std::move(caller), name, /*hold=*/false));
  RETURN_IF_ERROR(access::Require(opened.caller, call, opened.places.lead));
  if (tx.Replayed()) return opened;
  ASSIGN_OR_RETURN(opened, Open(tx, call, std::move(opened.caller), name, /*hold=*/true));
  RETURN_IF_ERROR(access::Require(opened.caller, call, opened.places.lead));
  return opened;
}

absl::Status CheckEtag(const std::string& etag, int64_t version_us, absl::string_view name) {
  if (etag.empty() || convert::VersionOf(etag) == version_us) return absl::OkStatus();
  return EtagStale(name);
}

absl::StatusOr<lifecycle::Transition> StepOf(const Opened& opened, Verb verb) {
  const auto row = lifecycle::Next(opened.submission.state, verb, opened.round.steps);
  if (row.ok()) return *row;
  return StateRefused(NameOf(opened.submission), opened.submission.state, lifecycle::Name(verb),
                      opened.round.steps);
}

GuardFacts FactsOf(const Opened& opened, absl::Time now, bool hands_in) {
  const Submission& submission = opened.submission;
  // What was asked again comes back as the next iteration.
  const int iteration = submission.iteration + (submission.state == State::kIterationRequested);
  GuardFacts facts;
  facts.window_open =
      opened.round.state == "open" &&
      lifecycle::IsInWindow(opened.round.windows, convert::DayOf(now), iteration, hands_in);
  facts.iteration_open = submission.state == State::kIterationRequested || submission.iteration > 1;
  facts.reviewer_assigned =
      !submission.reviewer.empty() && static_cast<int>(1 + submission.co_reviewers.size()) >=
                                          RuleFor(opened.round, submission.tier).reviewer_count;
  return facts;
}

absl::Status RequireDeclaration(const Opened& opened) {
  if (!opened.round.declarations_required ||
      Contains(opened.submission.disinterested, opened.caller.person)) {
    return absl::OkStatus();
  }
  return DeclarationMissing(NameOf(opened.submission), opened.caller.actor);
}

std::string SeatOf(const Opened& opened) {
  const std::string& person = opened.caller.person;
  const Submission& submission = opened.submission;
  if (person.empty()) return "";
  if (submission.reviewer == person || Contains(submission.co_reviewers, person)) return person;
  for (const StandIn& one : opened.stand_ins) {
    if (one.delegate == person) return one.reviewer;
  }
  return "";
}

absl::Status RequireAssigned(const Opened& opened, bool any) {
  const std::string seat = SeatOf(opened);
  if (seat.empty() || (!any && seat != opened.submission.reviewer)) {
    return NotAssigned(NameOf(opened.submission));
  }
  return RequireDeclaration(opened);
}

v1::Submission Shown(const Opened& opened, absl::Time now) {
  return ToProto(opened.submission, opened.round, convert::DayOf(now), AllowedActions(opened));
}

bool IsReason(absl::string_view text) { return !absl::StripAsciiWhitespace(text).empty(); }

std::optional<lifecycle::Conflict> ConflictOf(absl::string_view person,
                                              const access::Place& affiliation,
                                              const Submission& submission, const Places& places) {
  lifecycle::CaseParties parties;
  parties.lead = NamesOf(places.lead);
  for (const access::Place& place : places.participants) {
    parties.participants.push_back(NamesOf(place));
  }
  parties.authors = submission.authors;
  for (const std::string& declared : submission.conflicted) {
    parties.interested.push_back(PersonName(declared));
  }
  for (const std::string& judge : submission.judged_before) {
    parties.judged.push_back(PersonName(judge));
  }
  return lifecycle::ConflictOfInterest(PersonName(std::string(person)), {NamesOf(affiliation)},
                                       parties);
}

absl::Status RefuseConflict(const Opened& opened) {
  const auto conflict = ConflictOf(opened.caller.person, opened.caller.affiliation_place,
                                   opened.submission, opened.places);
  if (!conflict.has_value()) return absl::OkStatus();
  return ConflictOfInterestFound(opened.caller.actor, conflict->reason);
}

std::vector<std::string> AllowedActions(const Opened& opened) {
  if (opened.is_past) return {};
  const bool conflicted = !RefuseConflict(opened).ok();
  std::vector<Act> acts;
  for (const lifecycle::Transition& row :
       lifecycle::Allowed(opened.submission.state, opened.round.steps)) {
    const std::optional<Act> act = ActOf(row);
    if (act.has_value() && (acts.empty() || acts.back() != *act)) acts.push_back(*act);
  }
  const State state = opened.submission.state;
  if (state == State::kInReview) {
    const TierRule rule = RuleFor(opened.round, opened.submission.tier);
    acts.push_back(Act::kAssess);
    if (rule.technical_opinion) acts.push_back(Act::kGiveOpinion);
    if (rule.panel_quorum > 0) acts.push_back(Act::kVote);
  }
  if (state == State::kInReview || state == State::kScreening) {
    acts.push_back(Act::kObserve);
    acts.push_back(Act::kAssign);
    acts.push_back(Act::kAddReviewer);
  }
  std::vector<std::string> names;
  for (const Act act : acts) {
    if (MayAct(opened, act, conflicted)) names.push_back(ActionOf(act).name);
  }
  return names;
}

std::vector<std::string> AllowedActions(const access::Caller& caller, const Round& round) {
  static const auto* const kOpen =
      new Action(MakeAction("open", v1::OpenRoundRequest::descriptor()));
  static const auto* const kClose =
      new Action(MakeAction("close", v1::CloseRoundRequest::descriptor()));
  static const auto* const kEnter =
      new Action(MakeAction("create_submission", v1::CreateSubmissionRequest::descriptor()));
  std::vector<std::string> names;
  for (const Action* action : {kOpen, kClose, kEnter}) {
    const bool fits = action == kOpen ? round.state == "planned" : round.state == "open";
    const lifecycle::RoleSet& roles = RolesFor(*action);
    const bool may =
        action == kEnter ? caller.HoldsAnywhere(roles) : caller.Holds(roles, caller.Root());
    if (fits && may) names.push_back(action->name);
  }
  return names;
}

absl::Status Record(pg::WriteTx& tx, const Submission& submission, absl::string_view action,
                    std::string detail) {
  tx.NameResource(NameOf(submission));
  return tx.Audit({ProjectNameOf(submission), std::string(action), NameOf(submission),
                   Digest(submission), std::move(detail)});
}

absl::Status EmitCaseEvent(pg::WriteTx& tx, absl::string_view type, Submission* submission) {
  canonical::Value payload;
  payload.Set("case", CaseNameOf(*submission)).Set("submission", NameOf(*submission));
  ++submission->effects_pending;
  return tx.Emit({ProjectNameOf(*submission), std::string(type), canonical::Write(payload)});
}

}  // namespace cartera::review
