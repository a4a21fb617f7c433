#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/opened_authorisation.h"

namespace cartera::review {
namespace {

struct OpenedCondition {
  OpenedAuthorisation opened;
  Condition condition;
};

// The condition for a change of its state, its authorisation held. On a replay only authorised.
absl::StatusOr<OpenedCondition> OpenCondition(pg::WriteTx& tx, const rpc::Call& call,
                                              const std::string& name, const std::string& etag) {
  OpenedCondition found;
  ASSIGN_OR_RETURN(found.opened, HoldAuthorisation(tx, call, name));
  if (tx.Replayed()) return found;
  const Authorisation& held = found.opened.authorisation;
  ASSIGN_OR_RETURN(auto condition, FindCondition(tx, held.project, held.id, IdOf(name)));
  if (!condition.has_value()) return access::NotFound(name);
  RETURN_IF_ERROR(CheckEtag(etag, condition->version_us, name));
  found.condition = *std::move(condition);
  return found;
}

absl::Status RecordCondition(pg::WriteTx& tx, const Condition& condition,
                             absl::string_view action) {
  tx.NameResource(NameOf(condition));
  return tx.Audit({absl::StrCat("projects/", condition.project), std::string(action),
                   NameOf(condition), Digest(condition), condition.terms.kind});
}

// With the last condition precedent money may be spent, from this very transaction on.
absl::Status TakeEffect(pg::WriteTx& tx, const Condition& accepted, OpenedAuthorisation* opened) {
  Authorisation& held = opened->authorisation;
  if (accepted.terms.kind != "precedent") return absl::OkStatus();
  std::erase(held.open_conditions, accepted.terms.id);
  if (!held.open_conditions.empty() || held.state != authorisation::State::kProvisional) {
    return absl::OkStatus();
  }
  AuthorisationAct act;
  act.kind = "take_effect";
  act.reason = absl::StrCat("The last condition precedent was accepted: ", accepted.terms.id, ".");
  act.person = opened->caller.person;
  act.state_before = std::string(authorisation::Name(held.state));
  held.state = authorisation::State::kEffective;
  RETURN_IF_ERROR(ActOnAuthorisation(tx, std::move(act), &held));
  RETURN_IF_ERROR(EmitAuthorised(tx, held));
  return tx.Audit({absl::StrCat("projects/", held.project), "authorisation.take_effect",
                   NameOf(held), Digest(held), std::string(authorisation::Name(held.state))});
}

// What accepting and refusing share: a condition that was met, judged by somebody else.
absl::StatusOr<OpenedCondition> OpenForJudgement(pg::WriteTx& tx, const rpc::Call& call,
                                                 const std::string& name, const std::string& etag,
                                                 absl::string_view act) {
  ASSIGN_OR_RETURN(OpenedCondition found, OpenCondition(tx, call, name, etag));
  if (tx.Replayed()) return found;
  RETURN_IF_ERROR(RefuseConflict(tx, call, found.opened));
  if (found.condition.state != "met") return StateRefused(name, found.condition.state, act);
  if (found.condition.met_by == found.opened.caller.person) {
    return ConflictOfInterestFound(found.opened.caller.actor, "said that it is met");
  }
  found.condition.judged_by = found.opened.caller.person;
  return found;
}

}  // namespace

absl::Status GetCondition(Deps& deps, rpc::Call& call, const v1::GetConditionRequest& request,
                          v1::GetConditionResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Authorisation read, ReadAuthorisation(tx, call, request.name()));
    ASSIGN_OR_RETURN(const auto condition,
                     FindCondition(tx, read.project, read.id, IdOf(request.name())));
    if (!condition.has_value()) return access::NotFound(request.name());
    *response->mutable_condition() =
        ToProto(*condition, convert::DayOf(convert::InstantOf(tx, call)));
    return absl::OkStatus();
  });
}

absl::Status ListConditions(Deps& deps, rpc::Call& call, const v1::ListConditionsRequest& request,
                            v1::ListConditionsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Authorisation read, ReadAuthorisation(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto conditions, ListConditions(tx, read.project, read.id));
    for (const Condition& condition : conditions) {
      *response->add_conditions() =
          ToProto(condition, convert::DayOf(convert::InstantOf(tx, call)));
    }
    return absl::OkStatus();
  });
}

absl::Status MeetCondition(Deps& deps, rpc::Call& call, const v1::MeetConditionRequest& request,
                           v1::MeetConditionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedCondition found,
                     OpenCondition(tx, call, request.name(), request.etag()));
    if (tx.Replayed()) return absl::OkStatus();
    rpc::Violations violations;
    if (!IsDocumentHash(request.document_hash())) {
      violations.Add("document_hash", "NOT_SHA256", "must be 64 lower-case hexadecimal digits");
    }
    RETURN_IF_ERROR(violations.ToStatus());
    Condition& condition = found.condition;
    if (condition.state != "open" && condition.state != "refused") {
      return StateRefused(request.name(), condition.state, "meeting");
    }
    condition.state = "met";
    condition.evidence = request.evidence();
    condition.document_hash = request.document_hash();
    condition.met_by = found.opened.caller.person;
    condition.judged_by.clear();
    condition.judgement.clear();
    RETURN_IF_ERROR(UpdateCondition(tx, &condition));
    *response->mutable_condition() = ToProto(condition, convert::DayOf(tx.Now()));
    return RecordCondition(tx, condition, "condition.meet");
  });
}

absl::Status AcceptCondition(Deps& deps, rpc::Call& call, const v1::AcceptConditionRequest& request,
                             v1::AcceptConditionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedCondition found,
                     OpenForJudgement(tx, call, request.name(), request.etag(), "accepting"));
    if (tx.Replayed()) return absl::OkStatus();
    Condition& condition = found.condition;
    condition.state = "accepted";
    condition.judgement = request.judgement();
    RETURN_IF_ERROR(UpdateCondition(tx, &condition));
    *response->mutable_condition() = ToProto(condition, convert::DayOf(tx.Now()));
    RETURN_IF_ERROR(RecordCondition(tx, condition, "condition.accept"));
    return TakeEffect(tx, condition, &found.opened);
  });
}

absl::Status RefuseCondition(Deps& deps, rpc::Call& call, const v1::RefuseConditionRequest& request,
                             v1::RefuseConditionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedCondition found,
                     OpenForJudgement(tx, call, request.name(), request.etag(), "refusing"));
    if (tx.Replayed()) return absl::OkStatus();
    Condition& condition = found.condition;
    condition.state = "refused";
    condition.judgement = request.judgement();
    RETURN_IF_ERROR(UpdateCondition(tx, &condition));
    *response->mutable_condition() = ToProto(condition, convert::DayOf(tx.Now()));
    return RecordCondition(tx, condition, "condition.refuse");
  });
}

}  // namespace cartera::review
