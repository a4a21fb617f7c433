#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/error.h"
#include "services/oversight/convert.h"
#include "services/oversight/errors.h"
#include "services/oversight/handlers.h"
#include "services/oversight/rights.h"
#include "services/oversight/store_audit.h"
#include "services/oversight/store_events.h"

namespace cartera::oversight {
namespace {

constexpr absl::Duration kRest = absl::Milliseconds(500);
constexpr absl::Duration kHeartbeat = absl::Seconds(15);
// The stream ends by itself so long before its deadline would end it.
constexpr absl::Duration kMargin = absl::Seconds(2);
constexpr absl::string_view kProjects = "projects/";

bool IsProject(const std::string& subject) { return absl::StartsWith(subject, kProjects); }

class EventPages final : public rpc::Pages {
 public:
  EventPages(Deps& deps, rpc::Call& call, const v1::WatchEventsRequest& request,
             std::optional<EventPlace> place)
      : deps_(deps),
        call_(call),
        project_(request.project()),
        from_beginning_(request.from_beginning()),
        until_now_(request.until_now()),
        place_(place) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    if (over_ || absl::Now() + kMargin > call_.context.deadline) return false;
    call_.context.now = deps_.env.clock().Now();
    auto* response = static_cast<v1::WatchEventsResponse*>(page);
    rest_ = absl::ZeroDuration();
    if (!place_.has_value()) RETURN_IF_ERROR(Begin());
    if (!(until_now_ && until_ > 0)) {
      ASSIGN_OR_RETURN(until_, deps_.tide.Ended(call_.context, /*fresh=*/until_ == 0));
    }
    // The rights hold for what is given now, also of one who asked long ago.
    const bool caught_up = place_->txid >= until_;
    if (!caught_up || !asked_) RETURN_IF_ERROR(Read(response));
    asked_ = true;
    const bool at_end = place_->txid >= until_;
    if (at_end && until_now_) {
      over_ = true;
    } else if (at_end) {
      rest_ = kRest;
    }
    if (response->events_size() > 0 || over_ || absl::Now() - told_at_ >= kHeartbeat) {
      ASSIGN_OR_RETURN(*response->mutable_cursor(), Cursor());
      told_at_ = absl::Now();
    }
    return true;
  }

  absl::Duration Rest() const override { return rest_; }

 private:
  absl::Status Begin() {
    place_.emplace();
    if (from_beginning_) return absl::OkStatus();
    ASSIGN_OR_RETURN(place_->txid, deps_.tide.Ended(call_.context, /*fresh=*/true));
    return absl::OkStatus();
  }

  absl::Status Read(v1::WatchEventsResponse* response) {
    EventPlace next;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      response->Clear();
      ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call_));
      RETURN_IF_ERROR(RequireAny(tx, caller));
      ASSIGN_OR_RETURN(const std::vector<StoredEvent> events,
                       ReadEvents(tx, *place_, until_, project_, kStreamRowsPerMessage));
      next = PlaceAfter(*place_, events, events.size() < kStreamRowsPerMessage,
                        std::max(until_, place_->txid));
      return Show(tx, caller, events, response);
    }));
    place_ = next;
    return absl::OkStatus();
  }

  absl::Status RequireAny(pg::Tx& tx, const access::Caller& caller) const {
    if (!project_.empty()) return RequireProject(tx, call_, caller, project_);
    if (caller.HoldsAnywhere(access::RolesOf(call_))) return absl::OkStatus();
    return access::Require(caller, call_, caller.Root());
  }

  // Those of `events` that the caller may follow.
  absl::Status Show(pg::Tx& tx, const access::Caller& caller,
                    const std::vector<StoredEvent>& events,
                    v1::WatchEventsResponse* response) const {
    std::set<std::string> ids;
    for (const StoredEvent& event : events) {
      if (IsProject(event.subject)) ids.emplace(event.subject.substr(kProjects.size()));
    }
    ASSIGN_OR_RETURN(const auto places, FindPlaces(tx, {ids.begin(), ids.end()}, call_.now()));
    const bool auditor =
        caller.Holds(lifecycle::RoleSet({lifecycle::Role::kAuditor}), caller.Root());
    for (const StoredEvent& event : events) {
      bool shown = auditor && !IsProject(event.subject);
      if (IsProject(event.subject)) {
        const auto place = places.find(event.subject.substr(kProjects.size()));
        shown = place != places.end() && MayFollow(call_, caller, place->second);
      }
      if (!shown) continue;
      v1::Event& one = *response->add_events();
      one.set_id(absl::StrCat(event.line.service, "/", event.subject, "/", event.line.seq));
      *one.mutable_entry() = ToProto(event.line, event.subject);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Cursor() const;

  Deps& deps_;
  rpc::Call& call_;
  const std::string project_;
  const bool from_beginning_, until_now_;
  std::optional<EventPlace> place_;
  int64_t until_ = 0;
  bool asked_ = false, over_ = false;
  absl::Time told_at_ = absl::InfinitePast();
  absl::Duration rest_;
};

constexpr list::ListScope kScope{.method = "WatchEvents"};

absl::StatusOr<std::string> EventPages::Cursor() const {
  return deps_.tokens.Seal(kScope,
                           {.last_key = {list::Value(deps_.env.epoch()), list::Value(place_->txid),
                                         list::Value(place_->passed)}});
}

// What Cursor wrote.
absl::StatusOr<std::optional<EventPlace>> PlaceOf(Deps& deps, const std::string& cursor) {
  auto position = deps.tokens.Open(kScope, cursor);
  if (!position.ok()) {
    rpc::Violations faults;
    faults.Add("cursor", "CURSOR_INVALID", "must be one that WatchEvents gave, unchanged");
    return faults.ToStatus();
  }
  if (!position->has_value()) return std::nullopt;
  std::vector<int64_t> numbers;
  for (const list::KeyValue& value : (*position)->last_key) {
    numbers.push_back(std::get<int64_t>(value.value_or(list::Value(int64_t{0}))));
  }
  if (numbers.at(0) != deps.env.epoch()) return CursorBeforeRestore();
  return EventPlace{numbers.at(1), numbers.at(2)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> WatchEvents(Deps& deps, rpc::Call& call,
                                                        const v1::WatchEventsRequest& request) {
  if (!request.cursor().empty() && request.from_beginning()) {
    rpc::Violations faults;
    faults.Add("from_beginning", "NOT_WITH_A_CURSOR", "give a cursor, or begin anew, not both");
    return faults.ToStatus();
  }
  ASSIGN_OR_RETURN(const std::optional<EventPlace> place, PlaceOf(deps, request.cursor()));
  return std::make_unique<EventPages>(deps, call, request, place);
}

}  // namespace cartera::oversight
