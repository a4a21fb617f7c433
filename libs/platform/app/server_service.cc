#include "libs/platform/app/server_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "libs/platform/app/version.h"
#include "libs/platform/obs/log.h"
#include "libs/platform/pg/outbox.h"
#include "libs/platform/rpc/error.h"

namespace cartera::app {
namespace {

namespace v1 = ::cartera::server::v1;

constexpr int kParkedRows = 1000;
constexpr int kDefaultLifetimeS = 12 * 3600;

void SetTimestamp(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const int64_t us = absl::ToUnixMicros(time);
  timestamp->set_seconds(us / 1'000'000);
  timestamp->set_nanos(static_cast<int32_t>(us % 1'000'000 * 1000));
}

absl::StatusOr<ServerDeps::Hosted*> FindHosted(ServerDeps& deps, const std::string& name) {
  const auto found = deps.hosted.find(name);
  if (found == deps.hosted.end()) {
    return rpc::Error(absl::StatusCode::kNotFound, "NO_SUCH_SERVICE",
                      absl::StrCat("the service ", name, " is not hosted here"));
  }
  return &found->second;
}

absl::Status DeliverEvent(ServerDeps& deps, rpc::Call& call, const v1::DeliverEventRequest& request,
                          v1::DeliverEventResponse* response) {
  ASSIGN_OR_RETURN(ServerDeps::Hosted * hosted, FindHosted(deps, request.target()));
  return rpc::Mutate(*hosted->database, call, response, [&](pg::WriteTx& tx) -> absl::Status {
    tx.SetActor(absl::StrCat("services/", request.source()));
    ASSIGN_OR_RETURN(const bool first, tx.FirstDelivery(request.source(), request.event_id()));
    if (!first) return absl::OkStatus();
    tx.SeeEverything("an event of another service");
    for (const Subscription& subscription : hosted->subscriptions) {
      if (subscription.source == request.source() && subscription.type == request.type()) {
        RETURN_IF_ERROR(subscription.handle(tx, request.aggregate(), request.payload()));
      }
    }
    return absl::OkStatus();
  });
}

absl::Status ListParkedEvents(ServerDeps& deps, rpc::Call& call, const v1::ListParkedEventsRequest&,
                              v1::ListParkedEventsResponse* response) {
  for (auto& [name, hosted] : deps.hosted) {
    RETURN_IF_ERROR(
        hosted.database->Read(call.context, [&](pg::Tx& tx) { return deps.authorise(tx, call); }));
    ASSIGN_OR_RETURN(const auto rows, pg::ListParked(*hosted.database, call.context, kParkedRows));
    for (const pg::OutboxRow& row : rows) {
      v1::ParkedEvent* event = response->add_events();
      event->set_service(name);
      event->set_event_id(row.id);
      event->set_aggregate(row.aggregate);
      event->set_type(row.type);
      event->set_attempts(row.attempts);
      event->set_last_error(row.last_error);
    }
  }
  return absl::OkStatus();
}

absl::Status RetryEvent(ServerDeps& deps, rpc::Call& call, const v1::RetryEventRequest& request,
                        v1::RetryEventResponse*) {
  ASSIGN_OR_RETURN(ServerDeps::Hosted * hosted, FindHosted(deps, request.service()));
  RETURN_IF_ERROR(
      hosted->database->Read(call.context, [&](pg::Tx& tx) { return deps.authorise(tx, call); }));
  return pg::Retry(*hosted->database, call.context, request.event_id());
}

absl::Status IssueDevToken(ServerDeps& deps, rpc::Call& call,
                           const v1::IssueDevTokenRequest& request,
                           v1::IssueDevTokenResponse* response) {
  const int lifetime_s = request.lifetime_s() > 0 ? request.lifetime_s() : kDefaultLifetimeS;
  ASSIGN_OR_RETURN(
      *response->mutable_token(),
      deps.dev_issuer->IssueToken(request.subject(), call.now(), absl::Seconds(lifetime_s)));
  response->set_issuer(deps.dev_issuer->issuer());
  return absl::OkStatus();
}

absl::Status AdvanceClock(ServerDeps& deps, rpc::Call&, const v1::AdvanceClockRequest& request,
                          v1::AdvanceClockResponse* response) {
  deps.clock->Advance(request.seconds());
  obs::Log(obs::Severity::kWarning, "clock moved forward", {{"seconds", request.seconds()}});
  SetTimestamp(deps.clock->Now(), response->mutable_now());
  return absl::OkStatus();
}

absl::Status GetServerInfo(ServerDeps& deps, rpc::Call& call, const v1::GetServerInfoRequest&,
                           v1::GetServerInfoResponse* response) {
  response->set_version(kVersion);
  for (const std::string& service : deps.services) response->add_services(service);
  response->set_epoch(deps.epoch);
  response->set_dev(deps.dev_issuer != nullptr);
  SetTimestamp(call.now(), response->mutable_now());
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<rpc::Service> MakeServerService(ServerDeps& deps) {
  auto service = std::make_unique<rpc::Service>("cartera.server.v1.ServerService");
  service->Bind(deps, DeliverEvent);
  service->Bind(deps, ListParkedEvents);
  service->Bind(deps, RetryEvent);
  service->Bind(deps, IssueDevToken);
  service->Bind(deps, AdvanceClock);
  service->Bind(deps, GetServerInfo);
  return service;
}

}  // namespace cartera::app
