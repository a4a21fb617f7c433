#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/field_path.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
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

// The observation for a change of its state, not closed yet. On a replay only authorised.
absl::StatusOr<OpenedObservation> OpenObservation(pg::WriteTx& tx, const rpc::Call& call,
                                                  const std::string& name, const std::string& etag,
                                                  absl::string_view act) {
  OpenedObservation found;
  ASSIGN_OR_RETURN(found.opened, OpenForChange(tx, call, name));
  if (tx.Replayed()) return found;
  ASSIGN_OR_RETURN(std::optional<Observation> observation,
                   FindObservation(tx, found.opened.submission, IdOf(name)));
  if (!observation.has_value()) return access::NotFound(name);
  RETURN_IF_ERROR(CheckEtag(etag, observation->version_us, name));
  if (observation->state == "closed") return StateRefused(name, "closed", act);
  found.observation = *std::move(observation);
  return found;
}

absl::Status RecordObservation(pg::WriteTx& tx, const Submission& submission,
                               const Observation& observation, absl::string_view action) {
  tx.NameResource(NameOf(observation));
  return tx.Audit({ProjectNameOf(submission), std::string(action), NameOf(observation),
                   Digest(observation), observation.field});
}

}  // namespace

absl::Status CreateObservation(Deps& deps, rpc::Call& call,
                               const v1::CreateObservationRequest& request,
                               v1::CreateObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForChange(tx, call, request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseConflict(opened));
    const State state = opened.submission.state;
    if (state != State::kScreening && state != State::kInReview) {
      return StateRefused(request.parent(), state, "observing", opened.round.steps);
    }
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
                     OpenObservation(tx, call, request.name(), request.etag(), "replying"));
    if (tx.Replayed()) return absl::OkStatus();
    Observation& observation = found.observation;
    observation.state = "replied";
    observation.reply = request.reply();
    observation.replied_by = found.opened.caller.person;
    RETURN_IF_ERROR(UpdateObservation(tx, &observation));
    *response->mutable_observation() = ToProto(observation, found.opened.submission);
    return RecordObservation(tx, found.opened.submission, observation, "observation.reply");
  });
}

absl::Status CloseObservation(Deps& deps, rpc::Call& call,
                              const v1::CloseObservationRequest& request,
                              v1::CloseObservationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedObservation found,
                     OpenObservation(tx, call, request.name(), request.etag(), "closing"));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseConflict(found.opened));
    Observation& observation = found.observation;
    observation.state = "closed";
    observation.closed_by = found.opened.caller.person;
    RETURN_IF_ERROR(UpdateObservation(tx, &observation));
    *response->mutable_observation() = ToProto(observation, found.opened.submission);
    return RecordObservation(tx, found.opened.submission, observation, "observation.close");
  });
}

absl::Status ListObservations(Deps& deps, rpc::Call& call,
                              const v1::ListObservationsRequest& request,
                              v1::ListObservationsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto observations, ListObservations(tx, opened.submission));
    for (const Observation& observation : observations) {
      *response->add_observations() = ToProto(observation, opened.submission);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
