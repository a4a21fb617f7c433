#ifndef CARTERA_SERVICES_REGISTRY_HANDLERS_H_
#define CARTERA_SERVICES_REGISTRY_HANDLERS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/agency.pb.h"
#include "cartera/registry/v1/document.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/rpc/service.h"
#include "services/registry/deps.h"

// One function per RPC; the contract says what each does and which errors it gives.
namespace cartera::registry {

// agency_handlers.cc
absl::Status CreateAgency(Deps&, rpc::Call&, const v1::CreateAgencyRequest&,
                          v1::CreateAgencyResponse*);
absl::Status GetAgency(Deps&, rpc::Call&, const v1::GetAgencyRequest&, v1::GetAgencyResponse*);
absl::Status ListAgencies(Deps&, rpc::Call&, const v1::ListAgenciesRequest&,
                          v1::ListAgenciesResponse*);
absl::Status MoveAgency(Deps&, rpc::Call&, const v1::MoveAgencyRequest&, v1::MoveAgencyResponse*);

// project_handlers.cc
absl::Status CreateProject(Deps&, rpc::Call&, const v1::CreateProjectRequest&,
                           v1::CreateProjectResponse*);
absl::Status GetProject(Deps&, rpc::Call&, const v1::GetProjectRequest&, v1::GetProjectResponse*);
absl::Status ListProjects(Deps&, rpc::Call&, const v1::ListProjectsRequest&,
                          v1::ListProjectsResponse*);
absl::Status UpdateProject(Deps&, rpc::Call&, const v1::UpdateProjectRequest&,
                           v1::UpdateProjectResponse*);
absl::Status AddParticipant(Deps&, rpc::Call&, const v1::AddParticipantRequest&,
                            v1::AddParticipantResponse*);
absl::Status EndParticipant(Deps&, rpc::Call&, const v1::EndParticipantRequest&,
                            v1::EndParticipantResponse*);
absl::Status ListParticipants(Deps&, rpc::Call&, const v1::ListParticipantsRequest&,
                              v1::ListParticipantsResponse*);

// import_handlers.cc
absl::Status ImportProjects(Deps&, rpc::Call&, const v1::ImportProjectsRequest&,
                            v1::ImportProjectsResponse*);
absl::Status GetOperation(Deps&, rpc::Call&, const v1::GetOperationRequest&,
                          v1::GetOperationResponse*);
absl::Status CancelOperation(Deps&, rpc::Call&, const v1::CancelOperationRequest&,
                             v1::CancelOperationResponse*);

// access_handlers.cc
absl::Status WhoAmI(Deps&, rpc::Call&, const v1::WhoAmIRequest&, v1::WhoAmIResponse*);
absl::Status Bootstrap(Deps&, rpc::Call&, const v1::BootstrapRequest&, v1::BootstrapResponse*);
absl::Status CreatePerson(Deps&, rpc::Call&, const v1::CreatePersonRequest&,
                          v1::CreatePersonResponse*);
absl::Status GetPerson(Deps&, rpc::Call&, const v1::GetPersonRequest&, v1::GetPersonResponse*);
absl::Status ListPeople(Deps&, rpc::Call&, const v1::ListPeopleRequest&, v1::ListPeopleResponse*);
absl::Status CreateGrant(Deps&, rpc::Call&, const v1::CreateGrantRequest&,
                         v1::CreateGrantResponse*);
absl::Status RevokeGrant(Deps&, rpc::Call&, const v1::RevokeGrantRequest&,
                         v1::RevokeGrantResponse*);
absl::Status ListGrants(Deps&, rpc::Call&, const v1::ListGrantsRequest&, v1::ListGrantsResponse*);

// document_handlers.cc
absl::Status CreateDocument(Deps&, rpc::Call&, const v1::CreateDocumentRequest&,
                            v1::CreateDocumentResponse*);
absl::Status AppendDocument(Deps&, rpc::Call&, const v1::AppendDocumentRequest&,
                            v1::AppendDocumentResponse*);
absl::Status GetDocument(Deps&, rpc::Call&, const v1::GetDocumentRequest&,
                         v1::GetDocumentResponse*);
absl::Status ListDocuments(Deps&, rpc::Call&, const v1::ListDocumentsRequest&,
                           v1::ListDocumentsResponse*);
absl::StatusOr<std::unique_ptr<rpc::Pages>> DownloadDocument(Deps&, rpc::Call&,
                                                             const v1::DownloadDocumentRequest&);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_HANDLERS_H_
