#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/review/convert.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_decisions.h"

namespace cartera::review {
namespace {

// OK when the caller may see what was authorised for the project. Errors: NOT_FOUND naming `name`.
absl::Status RequireProject(pg::Tx& tx, const rpc::Call& call, const std::string& project,
                            const std::string& name) {
  ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(const std::optional<Places> places, FindPlaces(tx, project, call.now()));
  if (places.has_value() && HoldsAtAny(caller, access::RolesOf(call), *places)) {
    return absl::OkStatus();
  }
  return access::NotFound(name);
}

}  // namespace

absl::Status GetDecision(Deps& deps, rpc::Call& call, const v1::GetDecisionRequest& request,
                         v1::GetDecisionResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.name()));
    int id = 0;
    if (!absl::SimpleAtoi(IdOf(request.name()), &id)) return access::NotFound(request.name());
    ASSIGN_OR_RETURN(const auto decision, FindDecision(tx, opened.submission, id));
    if (!decision.has_value()) return access::NotFound(request.name());
    *response->mutable_decision() = ToProto(*decision);
    return absl::OkStatus();
  });
}

absl::Status ListDecisions(Deps& deps, rpc::Call& call, const v1::ListDecisionsRequest& request,
                           v1::ListDecisionsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto decisions, ListDecisions(tx, opened.submission));
    for (const Decision& decision : decisions) *response->add_decisions() = ToProto(decision);
    return absl::OkStatus();
  });
}

absl::Status GetAuthorisation(Deps& deps, rpc::Call& call,
                              const v1::GetAuthorisationRequest& request,
                              v1::GetAuthorisationResponse* response) {
  ASSIGN_OR_RETURN(
      const auto ids,
      ParseResourceName("projects/{project}/authorisations/{authorisation}", request.name()));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireProject(tx, call, ids[0], request.name()));
    ASSIGN_OR_RETURN(const auto authorisation, FindAuthorisation(tx, ids[0], ids[1]));
    if (!authorisation.has_value()) return access::NotFound(request.name());
    *response->mutable_authorisation() = ToProto(*authorisation);
    return absl::OkStatus();
  });
}

absl::Status ListAuthorisations(Deps& deps, rpc::Call& call,
                                const v1::ListAuthorisationsRequest& request,
                                v1::ListAuthorisationsResponse* response) {
  const std::string project = IdOf(request.parent());
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireProject(tx, call, project, request.parent()));
    ASSIGN_OR_RETURN(const auto authorisations, ListAuthorisations(tx, project));
    for (const Authorisation& one : authorisations) {
      *response->add_authorisations() = ToProto(one);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
