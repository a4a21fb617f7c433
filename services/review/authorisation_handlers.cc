#include "absl/strings/numbers.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/convert.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/opened_authorisation.h"
#include "services/review/store_decisions.h"

namespace cartera::review {
absl::Status GetDecision(Deps& deps, rpc::Call& call, const v1::GetDecisionRequest& request,
                         v1::GetDecisionResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
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
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto decisions, ListDecisions(tx, opened.submission));
    for (const Decision& decision : decisions) *response->add_decisions() = ToProto(decision);
    return absl::OkStatus();
  });
}

absl::Status GetAuthorisation(Deps& deps, rpc::Call& call,
                              const v1::GetAuthorisationRequest& request,
                              v1::GetAuthorisationResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Authorisation read, ReadAuthorisation(tx, call, request.name()));
    ASSIGN_OR_RETURN(*response->mutable_authorisation(),
                     ToProto(read, convert::DayOf(convert::InstantOf(tx, call))));
    return absl::OkStatus();
  });
}

absl::Status ListAuthorisations(Deps& deps, rpc::Call& call,
                                const v1::ListAuthorisationsRequest& request,
                                v1::ListAuthorisationsResponse* response) {
  const std::string project = IdOf(request.parent());
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireProject(tx, call, project, request.parent()));
    ASSIGN_OR_RETURN(const auto authorisations, ListAuthorisations(tx, project));
    for (const Authorisation& one : authorisations) {
      ASSIGN_OR_RETURN(*response->add_authorisations(),
                       ToProto(one, convert::DayOf(convert::InstantOf(tx, call))));
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
