#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/registry/convert.h"
#include "services/registry/errors.h"
#include "services/registry/handlers.h"
#include "services/registry/place.h"
#include "services/registry/store_agencies.h"
#include "services/registry/store_projects.h"

namespace cartera::registry {
namespace {

using access::Caller;
using lifecycle::Role;
using lifecycle::RoleSet;

constexpr RoleSet kEditors = {Role::kFormulator, Role::kTechnologyOfficer,
                              Role::kSeniorResponsibleOwner, Role::kBudgetOfficer};

bool MaySee(const Caller& caller, const PlacedProject& placed) {
  if (placed.open || caller.Sees(placed.lead)) return true;
  for (const access::Place& place : placed.participants) {
    if (caller.Sees(place)) return true;
  }
  return false;
}

std::vector<std::string> AllowedActions(const Caller& caller, const PlacedProject& placed) {
  if (!caller.Holds(kEditors, placed.lead)) return {};
  return {"update", "add_participant", "create_case"};
}

// The project, held for a change, that the caller may see and change. It is looked at before it is
// held: who is turned away neither holds the row nor waits for it.
absl::StatusOr<PlacedProject> Open(pg::WriteTx& tx, const rpc::Call& call, const Caller& caller,
                                   absl::string_view name) {
  std::optional<PlacedProject> placed;
  for (const bool hold : {false, true}) {
    if (hold && tx.Replayed()) break;
    ASSIGN_OR_RETURN(placed, FindProject(tx, IdOf(name), call.now(), hold));
    if (!placed.has_value() || !MaySee(caller, *placed)) return access::NotFound(name);
    RETURN_IF_ERROR(access::Require(caller, call, placed->lead));
  }
  return *std::move(placed);
}

absl::Status Record(pg::WriteTx& tx, const std::string& project, absl::string_view action,
                    std::string resource, std::string digest, std::string detail) {
  tx.NameResource(resource);
  return tx.Audit({absl::StrCat("projects/", project), std::string(action), std::move(resource),
                   std::move(digest), std::move(detail)});
}

}  // namespace

absl::Status CreateProject(Deps& deps, rpc::Call& call, const v1::CreateProjectRequest& request,
                           v1::CreateProjectResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(Project project, FromProto(request.project_id(), request.project()));
    ASSIGN_OR_RETURN(const access::Place lead,
                     RequireAt(tx, call, caller, "project.lead_agency", project.lead_agency));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(InsertProject(tx, &project));
    const PlacedProject placed{project, lead, {}};
    *response->mutable_project() = ToProto(project, AllowedActions(caller, placed));
    return Record(tx, project.id, "project.create", response->project().name(), Digest(project),
                  project.title);
  });
}

absl::Status GetProject(Deps& deps, rpc::Call& call, const v1::GetProjectRequest& request,
                        v1::GetProjectResponse* response) {
  const auto read = [&](pg::Tx& tx) -> absl::Status {
    const access::AskedCaller asked = access::AskCaller(tx, call);
    tx.EndWithNext();
    ASSIGN_OR_RETURN(const std::optional<PlacedProject> placed,
                     FindProject(tx, IdOf(request.name()), call.now(), /*lock=*/false));
    ASSIGN_OR_RETURN(const Caller caller, access::Answer(asked));
    if (!placed.has_value() || !MaySee(caller, *placed)) return access::NotFound(request.name());
    *response->mutable_project() = ToProto(placed->project, AllowedActions(caller, *placed));
    return absl::OkStatus();
  };
  if (!request.has_as_of()) return deps.env.database().Read(call.context, read);
  return deps.env.database().ReadAsOf(
      call.context, absl::FromUnixMicros(convert::UsFromTimestamp(request.as_of())), read);
}

absl::Status ListProjects(Deps& deps, rpc::Call& call, const v1::ListProjectsRequest& request,
                          v1::ListProjectsResponse* response) {
  ASSIGN_OR_RETURN(const convert::ListPage page,
                   convert::ListPage::Make(
                       {call.context.method, "", request.filter(), request.order_by(),
                        request.page_token(), request.page_size(), call.context.principal},
                       ProjectFields(), ProjectKey(), deps.tokens, kListProjectsParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const ProjectPage found, ListProjects(tx, caller, call.now(), page));
    for (const Project& project : found.projects) {
      *response->add_projects() = ToProto(project, {});
    }
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status UpdateProject(Deps& deps, rpc::Call& call, const v1::UpdateProjectRequest& request,
                           v1::UpdateProjectResponse* response) {
  const std::string& name = request.project().name();
  if (name.empty()) return NameMissing("project.name");
  if (request.update_mask().paths().empty()) return NameMissing("update_mask");
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(PlacedProject placed, Open(tx, call, caller, name));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckEtag(request.etag(), placed.project.version_us, name));
    const std::string lead_before = placed.project.lead_agency;
    RETURN_IF_ERROR(ApplyMask(request.project(), request.update_mask(), &placed.project));
    const bool lead_changed = placed.project.lead_agency != lead_before;
    if (lead_changed) {
      // Handing a project over needs the right at the new place, too.
      ASSIGN_OR_RETURN(placed.lead, RequireAt(tx, call, caller, "project.lead_agency",
                                              placed.project.lead_agency));
    }
    RETURN_IF_ERROR(UpdateProject(tx, &placed.project, lead_changed));
    *response->mutable_project() = ToProto(placed.project, AllowedActions(caller, placed));
    return Record(tx, placed.project.id, "project.update", name, Digest(placed.project),
                  absl::StrJoin(request.update_mask().paths(), ","));
  });
}

absl::Status AddParticipant(Deps& deps, rpc::Call& call, const v1::AddParticipantRequest& request,
                            v1::AddParticipantResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedProject placed, Open(tx, call, caller, request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    Participant participant;
    participant.project = placed.project.id;
    participant.id = request.participant_id();
    participant.agency = IdOf(request.participant().agency());
    participant.role =
        convert::EnumToText(v1::ParticipantRole_descriptor(), request.participant().role());
    participant.from = convert::DayOf(call.now());
    if (request.participant().has_from()) {
      ASSIGN_OR_RETURN(participant.from, convert::FromProto(request.participant().from()));
    }
    if (request.participant().has_until()) {
      ASSIGN_OR_RETURN(participant.until, convert::FromProto(request.participant().until()));
      if (*participant.until < participant.from) {
        return DayTooEarly("participant.until", calendar::FormatDate(participant.from));
      }
    }
    RETURN_IF_ERROR(InsertParticipant(tx, &participant));
    *response->mutable_participant() = ToProto(participant);
    return Record(tx, participant.project, "participant.add", response->participant().name(),
                  Digest(participant), participant.agency);
  });
}

absl::Status EndParticipant(Deps& deps, rpc::Call& call, const v1::EndParticipantRequest& request,
                            v1::EndParticipantResponse* response) {
  ASSIGN_OR_RETURN(
      const auto ids,
      ParseResourceName("projects/{project}/participants/{participant}", request.name()));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const auto placed = Open(tx, call, caller, absl::StrCat("projects/", ids[0]));
    if (absl::IsNotFound(placed.status())) return access::NotFound(request.name());
    RETURN_IF_ERROR(placed.status());
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::optional<Participant> participant, FindParticipant(tx, ids[0], ids[1]));
    if (!participant.has_value()) return access::NotFound(request.name());
    RETURN_IF_ERROR(CheckEtag(request.etag(), participant->version_us, request.name()));
    ASSIGN_OR_RETURN(participant->until, convert::FromProto(request.until()));
    if (*participant->until < participant->from) {
      return DayTooEarly("until", calendar::FormatDate(participant->from));
    }
    RETURN_IF_ERROR(UpdateParticipant(tx, &*participant));
    *response->mutable_participant() = ToProto(*participant);
    return Record(tx, participant->project, "participant.end", request.name(), Digest(*participant),
                  calendar::FormatDate(*participant->until));
  });
}

absl::Status ListParticipants(Deps& deps, rpc::Call& call,
                              const v1::ListParticipantsRequest& request,
                              v1::ListParticipantsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const std::optional<PlacedProject> placed,
                     FindProject(tx, IdOf(request.parent()), call.now(), /*lock=*/false));
    if (!placed.has_value() || !MaySee(caller, *placed)) return access::NotFound(request.parent());
    ASSIGN_OR_RETURN(const auto participants, ListParticipants(tx, placed->project.id));
    for (const Participant& participant : participants) {
      *response->add_participants() = ToProto(participant);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::registry
