#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/field_path.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/opened_authorisation.h"
#include "services/review/store_dialogue.h"
#include "services/review/store_observations.h"

namespace cartera::review {
namespace {

using lifecycle::State;

absl::StatusOr<Observation> NewObservation(const v1::CreateObservationRequest& request,
                                           const Opened& opened, absl::Time now) {
  const v1::Observation& given = request.observation();
  Observation observation;
  observation.round = opened.submission.round;
  observation.submission = opened.submission.id;
  observation.id = request.observation_id();
  observation.field = given.field();
  observation.severity = convert::EnumToText(type::v1::Severity_descriptor(), given.severity());
  observation.text = given.text();
  ASSIGN_OR_RETURN(observation.due_date, convert::FromProto(given.due_date()));
  observation.state = "open";
  observation.author = opened.caller.person;
  observation.revision = opened.submission.revision;
  rpc::Violations violations;
  if (const absl::Status path = CheckFieldPath(given.field()); !path.ok()) {
    violations.Add("observation.field", "NO_SUCH_FIELD", path.message());
  }
  if (observation.due_date < convert::DayOf(now)) {
    violations.Add("observation.due_date", "PAST", "must not be before today");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return observation;
}

struct OpenedObservation {
  Opened opened;
  Observation observation;
};

// The observation for a change of its state. On a replay only authorised.
absl::StatusOr<OpenedObservation> OpenObservation(pg::WriteTx& tx, const rpc::Call& call,
                                                  const std::string& name,
                                                  const std::string& etag) {
  OpenedObservation found;
  ASSIGN_OR_RETURN(found.opened, OpenForChange(tx, call, name));
  if (tx.Replayed()) return found;
  ASSIGN_OR_RETURN(std::optional<Observation> observation,
                   FindObservation(tx, found.opened.submission, IdOf(name)));
  if (!observation.has_value()) return access::NotFound(name);
  RETURN_IF_ERROR(CheckEtag(etag, observation->version_us, name));
  found.observation = *std::move(observation);
  return found;
}

absl::Status RefuseClosed(const Observation& observation, absl::string_view act) {
  if (observation.state != "closed") return absl::OkStatus();
  return StateRefused(NameOf(observation), "closed", act);
}

// Observations are raised, first or again, only while the centre has the case.
absl::Status RequireUnderReview(const Opened& opened, absl::string_view act) {
  const State state = opened.submission.state;
  if (state == State::kScreening || state == State::kInReview) return absl::OkStatus();
  return StateRefused(NameOf(opened.submission), state, act, opened.round.steps);
}

absl::Status CheckReply(const v1::ReplyObservationRequest& request) {
  rpc::Violations violations;
  if (!IsDocumentHash(request.document_hash())) {
    violations.Add("document_hash", "NOT_SHA256", "must be 64 lower-case hexadecimal digits");
  }
  for (int i = 0; i < request.answered_fields_size(); ++i) {
    if (const absl::Status path = CheckFieldPath(request.answered_fields(i)); !path.ok()) {
      violations.Add(absl::StrCat("answered_fields[", i, "]"), "NO_SUCH_FIELD", path.message());
    }
  }
  return violations.ToStatus();
}

absl::Status RecordObservation(pg::WriteTx& tx, const Submission& submission,
                               const Observation& observation, absl::string_view action) {
  tx.NameResource(NameOf(observation));
  return tx.Audit({ProjectNameOf(submission), std::string(action), NameOf(observation),
                   Digest(observation), observation.field});
}

// Stores the observation as it now is, the turn that made it so, and both in the record.
absl::Status TakeTurn(pg::WriteTx& tx, const Opened& opened, ObservationAct act,
                      Observation* observation) {
  act.person = opened.caller.person;
  RETURN_IF_ERROR(UpdateObservation(tx, observation));
  RETURN_IF_ERROR(AppendObservationAct(tx, *observation, act));
  return RecordObservation(tx, opened.submission, *observation,
                           absl::StrCat("observation.", act.kind));
}

}  // namespace

absl::Status CreateObservation(Deps& deps, rpc::Call& call,
                               const v1::CreateObservationRequest& request,
                               v1::CreateObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForChange(tx, call, request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseConflict(opened));
    RETURN_IF_ERROR(RequireUnderReview(opened, "observing"));
    ASSIGN_OR_RETURN(Observation observation, NewObservation(request, opened, call.now()));
    RETURN_IF_ERROR(InsertObservation(tx, &observation));
    *response->mutable_observation() = ToProto(observation, opened.submission);
    return RecordObservation(tx, opened.submission, observation, "observation.create");
  });
}

absl::Status ReplyObservation(Deps& deps, rpc::Call& call,
                              const v1::ReplyObservationRequest& request,
                              v1::ReplyObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedObservation found,
                     OpenObservation(tx, call, request.name(), request.etag()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseClosed(found.observation, "replying"));
    RETURN_IF_ERROR(CheckReply(request));
    Observation& observation = found.observation;
    observation.state = "replied";
    observation.reply = request.reply();
    observation.replied_by = found.opened.caller.person;
    observation.evidence = request.evidence();
    observation.document_hash = request.document_hash();
    observation.answered_fields.assign(request.answered_fields().begin(),
                                       request.answered_fields().end());
    RETURN_IF_ERROR(TakeTurn(tx, found.opened,
                             {.kind = "reply",
                              .text = observation.reply,
                              .evidence = observation.evidence,
                              .document_hash = observation.document_hash,
                              .answered_fields = observation.answered_fields},
                             &observation));
    *response->mutable_observation() = ToProto(observation, found.opened.submission);
    return absl::OkStatus();
  });
}

absl::Status CloseObservation(Deps& deps, rpc::Call& call,
                              const v1::CloseObservationRequest& request,
                              v1::CloseObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedObservation found,
                     OpenObservation(tx, call, request.name(), request.etag()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseClosed(found.observation, "closing"));
    RETURN_IF_ERROR(RefuseConflict(found.opened));
    Observation& observation = found.observation;
    observation.state = "closed";
    observation.closed_by = found.opened.caller.person;
    RETURN_IF_ERROR(TakeTurn(tx, found.opened, {.kind = "close"}, &observation));
    *response->mutable_observation() = ToProto(observation, found.opened.submission);
    return absl::OkStatus();
  });
}

absl::Status ReopenObservation(Deps& deps, rpc::Call& call,
                               const v1::ReopenObservationRequest& request,
                               v1::ReopenObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedObservation found,
                     OpenObservation(tx, call, request.name(), request.etag()));
    if (tx.Replayed()) return absl::OkStatus();
    Observation& observation = found.observation;
    if (observation.state != "closed") {
      return StateRefused(request.name(), observation.state, "reopening");
    }
    RETURN_IF_ERROR(RequireUnderReview(found.opened, "reopening an observation"));
    RETURN_IF_ERROR(RefuseConflict(found.opened));
    observation.state = "open";
    observation.closed_by.clear();
    ++observation.reopened_count;
    RETURN_IF_ERROR(
        TakeTurn(tx, found.opened, {.kind = "reopen", .text = request.reason()}, &observation));
    *response->mutable_observation() = ToProto(observation, found.opened.submission);
    return absl::OkStatus();
  });
}

absl::Status GetObservation(Deps& deps, rpc::Call& call, const v1::GetObservationRequest& request,
                            v1::GetObservationResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.name()));
    ASSIGN_OR_RETURN(const auto observation,
                     FindObservation(tx, opened.submission, IdOf(request.name())));
    if (!observation.has_value()) return access::NotFound(request.name());
    *response->mutable_observation() = ToProto(*observation, opened.submission);
    ASSIGN_OR_RETURN(const auto acts, ListObservationActs(tx, *observation));
    for (const ObservationAct& act : acts) *response->add_acts() = ToProto(act);
    return absl::OkStatus();
  });
}

absl::Status ListObservations(Deps& deps, rpc::Call& call,
                              const v1::ListObservationsRequest& request,
                              v1::ListObservationsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto observations, ListObservations(tx, opened.submission));
    for (const Observation& observation : observations) {
      *response->add_observations() = ToProto(observation, opened.submission);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
