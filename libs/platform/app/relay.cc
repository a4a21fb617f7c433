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
constexpr absl::Duration kUpkeepEvery = absl::Minutes(1);
constexpr int kSweepsMax = 100;

// Without the details: they are for machines, and of one call.
std::string Plain(const absl::Status& status) {
  return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message());
}

// The receiver is not there, has no time or does not trust us: nothing is said about the event.
bool IsAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsCancelled(status) || absl::IsAborted(status);
}

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
    absl::StatusOr<int> moved = DeliverBatch();
    if (const absl::Status kept_up = KeepUp(); moved.ok() && !kept_up.ok()) moved = kept_up;
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
  std::set<std::string> held_back, away;
  std::vector<int64_t> postponed;
  std::string why;
  int moved = 0;
  for (const pg::OutboxRow& row : rows) {
    if (stopping_.load()) break;
    if (held_back.contains(row.aggregate)) continue;
    const absl::Status status = Deliver(row, &away);
    ++moved;
    if (status.ok()) {
      RETURN_IF_ERROR(pg::MarkDelivered(*options_.database, Context(), {row.id}));
      if (!row.last_error.empty()) next_upkeep_ = absl::InfinitePast();  // one parked less, perhaps
      continue;
    }
    held_back.insert(row.aggregate);
    if (IsAway(status)) {
      postponed.push_back(row.id);
      why = Plain(status);
    } else {
      RETURN_IF_ERROR(NoteFailure(row, status));
    }
  }
  if (!postponed.empty()) {
    obs::Log(obs::Severity::kInfo, "a receiver of events is away",
             {{"svc", options_.service},
              {"events", static_cast<int64_t>(postponed.size())},
              {"cause", why}});
    RETURN_IF_ERROR(pg::MarkPostponed(*options_.database, Context(), postponed, why));
  }
  return moved;
}

absl::Status Relay::NoteFailure(const pg::OutboxRow& row, const absl::Status& why) {
  obs::Log(obs::Severity::kWarning, "event not delivered",
           {{"svc", options_.service},
            {"event", row.id},
            {"type", row.type},
            {"attempts", row.attempts + 1},
            {"cause", why.ToString()}});
  if (row.attempts + 1 >= pg::kDeliveryAttemptsMax) next_upkeep_ = absl::InfinitePast();
  return pg::MarkFailed(*options_.database, Context(), row.id, Plain(why));
}

absl::Status Relay::Deliver(const pg::OutboxRow& row, std::set<std::string>* away) {
  for (const Route& route : options_.routes) {
    if (route.type != row.type) continue;
    if (away->contains(route.target)) {
      return absl::UnavailableError(absl::StrCat(route.target, " is away"));
    }
    const absl::Status status = DeliverTo(route, row);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
      away->insert(route.target);
    }
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status Relay::DeliverTo(const Route& route, const pg::OutboxRow& row) {
  server::v1::DeliverEventRequest request;
  request.set_source(options_.service);
  request.set_event_id(row.id);
  request.set_target(route.target);
  request.set_aggregate(row.aggregate);
  request.set_type(row.type);
  request.set_payload(row.payload);
  request.set_settled_id(settled_[route.target]);
  rpc::CallOptions call;
  ASSIGN_OR_RETURN(const std::string token,
                   options_.key->MintServiceToken(options_.service, options_.clock->Now()));
  call.authorization = absl::StrCat("Bearer ", token);
  call.timeout = kCallTimeout;
  server::v1::DeliverEventResponse response;
  RETURN_IF_ERROR(options_.client(route.target).Call(request, &response, call));
  settled_[route.target] = 0;
  return absl::OkStatus();
}

absl::Status Relay::KeepUp() {
  if (absl::Now() < next_upkeep_) return absl::OkStatus();
  next_upkeep_ = absl::Now() + kUpkeepEvery;
  ASSIGN_OR_RETURN(const int64_t parked, pg::CountParked(*options_.database, Context()));
  if (options_.metrics != nullptr) options_.metrics->RelayParked(options_.service, parked);
  ASSIGN_OR_RETURN(const int64_t settled, pg::SettledId(*options_.database, Context()));
  for (const Route& route : options_.routes) settled_[route.target] = settled;
  int64_t swept = 1;
  for (int i = 0; i < kSweepsMax && swept > 0 && !stopping_.load(); ++i) {
    ASSIGN_OR_RETURN(swept, pg::SweepOutbox(*options_.database, Context()));
  }
  return absl::OkStatus();
}

}  // namespace cartera::app
