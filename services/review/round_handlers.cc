#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/appraisal_calls.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_rounds.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using access::Caller;
using lifecycle::Verb;

// A round is every agency's: closing it defers what any of them has open. So the role counts at the
// root of the tree; a budget officer of one agency runs nobody else's budget.
absl::Status RequireRunner(const Caller& caller, const rpc::Call& call) {
  return access::Require(caller, call, caller.Root());
}

absl::Status CheckRound(const v1::Round& proto, const Round& round) {
  rpc::Violations violations;
  for (const lifecycle::WindowFault& fault : lifecycle::Faults(round.windows)) {
    violations.Add(
        absl::StrCat("round.", fault.field), "TOO_EARLY",
        absl::StrCat("must not be before ", fault.before, ", ", calendar::FormatDate(fault.day)));
  }
  std::set<calendar::CivilDate> days;
  for (int i = 0; i < proto.working_calendar().holidays_size(); ++i) {
    const auto day = convert::FromProto(proto.working_calendar().holidays(i).date());
    if (!day.ok() || days.insert(*day).second) continue;
    violations.Add(absl::StrCat("round.working_calendar.holidays[", i, "].date"), "TWICE",
                   "is in the list already");
  }
  const auto timed = lifecycle::StepsWithServiceLevel();
  std::set<lifecycle::State> steps;
  for (size_t i = 0; i < round.service_levels.size(); ++i) {
    const lifecycle::State step = round.service_levels[i].step;
    const std::string field = absl::StrCat("round.service_levels[", i, "].step");
    if (std::find(timed.begin(), timed.end(), step) == timed.end()) {
      violations.Add(field, "NOT_TIMED",
                     "must be SUBMITTED, SCREENING, IN_REVIEW or ITERATION_REQUESTED");
    } else if (!steps.insert(step).second) {
      violations.Add(field, "TWICE", "has a service level already");
    }
  }
  return violations.ToStatus();
}

absl::Status RecordRound(pg::WriteTx& tx, const Round& round, absl::string_view action,
                         std::string detail) {
  tx.NameResource(NameOf(round));
  return tx.Audit(
      {NameOf(round), std::string(action), NameOf(round), Digest(round), std::move(detail)});
}

// The round for a change of its state, which must be `from`. nullopt on a replay.
absl::StatusOr<std::optional<Round>> OpenRoundIn(pg::WriteTx& tx, const rpc::Call& call,
                                                 const std::string& name, const std::string& etag,
                                                 absl::string_view from, absl::string_view act,
                                                 Caller* caller) {
  ASSIGN_OR_RETURN(*caller, access::LoadCaller(tx, call));
  RETURN_IF_ERROR(RequireRunner(*caller, call));
  if (tx.Replayed()) return std::nullopt;
  ASSIGN_OR_RETURN(std::optional<Round> round, FindRound(tx, IdOf(name), Lock::kUpdate));
  if (!round.has_value()) return access::NotFound(name);
  RETURN_IF_ERROR(CheckEtag(etag, round->version_us, name));
  if (round->state != from) return StateRefused(name, round->state, act);
  return round;
}

// Defers what was asked again and has not come back: silence never approves. The number of them.
absl::StatusOr<int> DeferOpenIterations(pg::WriteTx& tx, const Round& round) {
  tx.SeeEverything("a round closes for every agency");
  ASSIGN_OR_RETURN(std::vector<Submission> submissions, LockOpenIterations(tx, round.id));
  for (Submission& submission : submissions) {
    Opened opened;
    opened.round = round;
    opened.submission = submission;
    ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, Verb::kDefer));
    RETURN_IF_ERROR(CheckGuards(NameOf(submission), row, FactsOf(opened, tx.Now())));
    EnterState(round, row.to, tx.Now(), &submission);
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    RETURN_IF_ERROR(EmitCaseEvent(tx, "review.deferred", &submission));
    RETURN_IF_ERROR(tx.Audit({ProjectNameOf(submission), "submission.defer", NameOf(submission),
                              Digest(submission), "the round was closed"}));
  }
  return static_cast<int>(submissions.size());
}

}  // namespace

absl::Status CreateRound(Deps& deps, rpc::Call& call, const v1::CreateRoundRequest& request,
                         v1::CreateRoundResponse* response) {
  ASSIGN_OR_RETURN(Round round, FromProto(request.round_id(), request.round()));
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(
        const methodology::Methodology found,
        GetMethodology(deps, call, round.methodology_version, "round.methodology_version"));
    round.steps = found.steps;
    round.person_criteria.clear();
    for (const methodology::Criterion& criterion : found.criteria) {
      if (criterion.kind == methodology::CriterionKind::kByPerson) {
        round.person_criteria.push_back(criterion.id);
      }
    }
    round.unscored_tiers.clear();
    round.tier_rules.clear();
    for (const methodology::Tier& tier : found.tiers) {
      if (!tier.is_scored) round.unscored_tiers.push_back(tier.id);
      round.tier_rules.push_back(
          {tier.id, tier.reviewer_count, tier.technical_opinion, tier.panel_quorum});
    }
    return absl::OkStatus();
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    RETURN_IF_ERROR(RequireRunner(caller, call));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckRound(request.round(), round));
    if (!asked) return absl::OkStatus();
    RETURN_IF_ERROR(InsertRound(tx, &round));
    *response->mutable_round() = ToProto(round, AllowedActions(caller, round));
    return RecordRound(tx, round, "round.create", round.title);
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

absl::Status GetRound(Deps& deps, rpc::Call& call, const v1::GetRoundRequest& request,
                      v1::GetRoundResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const std::optional<Round> round,
                     FindRound(tx, IdOf(request.name()), Lock::kNone));
    if (!round.has_value()) return access::NotFound(request.name());
    *response->mutable_round() = ToProto(
        *round, tx.AsOfUs() > 0 ? std::vector<std::string>() : AllowedActions(caller, *round));
    return absl::OkStatus();
  });
}

absl::Status ListRounds(Deps& deps, rpc::Call& call, const v1::ListRoundsRequest& request,
                        v1::ListRoundsResponse* response) {
  ASSIGN_OR_RETURN(
      const convert::ListPage page,
      convert::ListPage::Make({call.context.method, "", request.filter(), request.order_by(),
                               request.page_token(), request.page_size(), call.context.principal},
                              RoundFields(), RoundKey(), deps.tokens, kListRoundsParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    ASSIGN_OR_RETURN(const RoundPage found, ListRounds(tx, page));
    for (const Round& round : found.rounds) *response->add_rounds() = ToProto(round, {});
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status OpenRound(Deps& deps, rpc::Call& call, const v1::OpenRoundRequest& request,
                       v1::OpenRoundResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    Caller caller;
    ASSIGN_OR_RETURN(
        std::optional<Round> round,
        OpenRoundIn(tx, call, request.name(), request.etag(), "planned", "opening", &caller));
    if (!round.has_value()) return absl::OkStatus();
    round->state = "open";
    RETURN_IF_ERROR(UpdateRoundState(tx, &*round));
    *response->mutable_round() = ToProto(*round, AllowedActions(caller, *round));
    return RecordRound(tx, *round, "round.open", "");
  });
}

absl::Status CloseRound(Deps& deps, rpc::Call& call, const v1::CloseRoundRequest& request,
                        v1::CloseRoundResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    Caller caller;
    ASSIGN_OR_RETURN(
        std::optional<Round> round,
        OpenRoundIn(tx, call, request.name(), request.etag(), "open", "closing", &caller));
    if (!round.has_value()) return absl::OkStatus();
    round->state = "closed";
    RETURN_IF_ERROR(UpdateRoundState(tx, &*round));
    ASSIGN_OR_RETURN(const int deferred, DeferOpenIterations(tx, *round));
    *response->mutable_round() = ToProto(*round, AllowedActions(caller, *round));
    response->set_deferred_count(deferred);
    return RecordRound(tx, *round, "round.close", absl::StrCat(deferred, " deferred"));
  });
}

}  // namespace cartera::review
