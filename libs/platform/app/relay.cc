#include "libs/platform/app/relay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "libs/platform/obs/log.h"

namespace cartera::app {
namespace {

constexpr int kBatchRows = 100;
constexpr absl::Duration kIdleMin = absl::Milliseconds(10);
constexpr absl::Duration kIdleMax = absl::Milliseconds(250);
constexpr absl::Duration kNotOurTurn = absl::Seconds(1);
constexpr absl::Duration kCallTimeout = absl::Seconds(10);

}  // namespace

Relay::Relay(Options options) : options_(std::move(options)) {
  thread_ = std::thread([this] { Run(); });
}

Relay::~Relay() {
  stopping_.store(true);
  Wake();
  thread_.join();
}

void Relay::Wake() {
  {
    const MutexLock lock(&mutex_);
    wake_ = true;
  }
  woken_.NotifyOne();
}

void Relay::Rest(absl::Duration at_most) {
  const MutexLock lock(&mutex_);
  if (!wake_) woken_.WaitFor(&mutex_, at_most);  // waking early for no reason does no harm
  wake_ = false;
}

pg::CallContext Relay::Context() const {
  pg::CallContext context;
  context.principal = absl::StrCat("services/", options_.service);
  context.method = "relay";
  context.now = options_.clock->Now();
  context.deadline = absl::Now() + kCallTimeout;
  return context;
}

void Relay::Run() {
  std::unique_ptr<pg::RelayLease> lease;
  absl::Duration idle = kIdleMin;
  while (!stopping_.load()) {
    if (lease == nullptr || !lease->StillHeld(absl::Now() + kCallTimeout)) {
      lease.reset();
      auto acquired = pg::RelayLease::TryAcquire(*options_.database, absl::Now() + kCallTimeout);
      if (acquired.ok()) lease = *std::move(acquired);
      if (lease == nullptr) {
        Rest(kNotOurTurn);
        continue;
      }
    }
    const absl::StatusOr<int> moved = DeliverBatch();
    if (!moved.ok()) {
      obs::Log(obs::Severity::kWarning, "relay",
               {{"svc", options_.service}, {"cause", moved.status().ToString()}});
      lease.reset();
    }
    idle = moved.ok() && *moved > 0 ? kIdleMin : std::min(idle * 2, kIdleMax);
    Rest(idle);
  }
}

absl::StatusOr<int> Relay::DeliverBatch() {
  ASSIGN_OR_RETURN(const std::vector<pg::OutboxRow> rows,
                   pg::FetchDeliverable(*options_.database, Context(), kBatchRows));
  std::set<std::string> held_back;
  int moved = 0;
  for (const pg::OutboxRow& row : rows) {
    if (stopping_.load()) break;
    if (held_back.contains(row.aggregate)) continue;
    const absl::Status status = Deliver(row);
    ++moved;
    if (status.ok()) {
      RETURN_IF_ERROR(pg::MarkDelivered(*options_.database, Context(), {row.id}));
      continue;
    }
    held_back.insert(row.aggregate);
    obs::Log(obs::Severity::kWarning, "event not delivered",
             {{"svc", options_.service},
              {"event", row.id},
              {"type", row.type},
              {"attempts", row.attempts + 1},
              {"cause", status.ToString()}});
    RETURN_IF_ERROR(
        pg::MarkFailed(*options_.database, Context(), row.id, std::string(status.message())));
    if (options_.metrics != nullptr && row.attempts + 1 >= pg::kDeliveryAttemptsMax) {
      ASSIGN_OR_RETURN(const auto parked, pg::ListParked(*options_.database, Context(), 1000));
      options_.metrics->RelayParked(options_.service, static_cast<int64_t>(parked.size()));
    }
  }
  return moved;
}

absl::Status Relay::Deliver(const pg::OutboxRow& row) {
  for (const Route& route : options_.routes) {
    if (route.type != row.type) continue;
    server::v1::DeliverEventRequest request;
    request.set_source(options_.service);
    request.set_event_id(row.id);
    request.set_target(route.target);
    request.set_aggregate(row.aggregate);
    request.set_type(row.type);
    request.set_payload(row.payload);
    rpc::CallOptions call;
    ASSIGN_OR_RETURN(const std::string token,
                     options_.key->MintServiceToken(options_.service, options_.clock->Now()));
    call.authorization = absl::StrCat("Bearer ", token);
    call.timeout = kCallTimeout;
    server::v1::DeliverEventResponse response;
    RETURN_IF_ERROR(options_.client(route.target).Call(request, &response, call));
  }
  return absl::OkStatus();
}

}  // namespace cartera::app
