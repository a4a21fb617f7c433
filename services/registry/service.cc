#include "services/registry/service.h"

#include <utility>

#include "services/registry/handlers.h"

namespace cartera::registry {

std::vector<std::unique_ptr<rpc::Service>> MakeServices(Deps& deps) {
  auto registry = std::make_unique<rpc::Service>("cartera.registry.v1.RegistryService");
  registry->Bind(deps, CreateAgency);
  registry->Bind(deps, GetAgency);
  registry->Bind(deps, ListAgencies);
  registry->Bind(deps, MoveAgency);
  registry->Bind(deps, CreateProject);
  registry->Bind(deps, GetProject);
  registry->Bind(deps, ListProjects);
  registry->Bind(deps, UpdateProject);
  registry->Bind(deps, AddParticipant);
  registry->Bind(deps, EndParticipant);
  registry->Bind(deps, ListParticipants);
  registry->Bind(deps, ImportProjects);
  registry->Bind(deps, GetOperation);
  registry->Bind(deps, CancelOperation);
  auto access = std::make_unique<rpc::Service>("cartera.registry.v1.AccessService");
  access->Bind(deps, WhoAmI);
  access->Bind(deps, Bootstrap);
  access->Bind(deps, CreatePerson);
  access->Bind(deps, GetPerson);
  access->Bind(deps, ListPeople);
  access->Bind(deps, CreateGrant);
  access->Bind(deps, RevokeGrant);
  access->Bind(deps, ListGrants);
  auto documents = std::make_unique<rpc::Service>("cartera.registry.v1.DocumentService");
  documents->Bind(deps, CreateDocument);
  documents->Bind(deps, AppendDocument);
  documents->Bind(deps, GetDocument);
  documents->Bind(deps, ListDocuments);
  documents->BindStream(deps, DownloadDocument, v1::DownloadDocumentResponse::default_instance());
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(std::move(registry));
  services.push_back(std::move(access));
  services.push_back(std::move(documents));
  return services;
}

}  // namespace cartera::registry
