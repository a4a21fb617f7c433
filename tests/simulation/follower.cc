#include "tests/simulation/follower.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/oversight/v1/event_service.pb.h"

namespace cartera::simulation {

Follower::Follower(Population& population, faults::Fleet& fleet) : population_(population) {
  thread_ = std::thread([this, &fleet] { Follow(fleet); });
}

Follower::~Follower() {
  if (thread_.joinable()) Finish();
}

int64_t Follower::events() const {
  const MutexLock lock(&mutex_);
  return events_;
}

std::map<std::string, std::vector<std::string>> Follower::Finish() {
  {
    const MutexLock lock(&mutex_);
    finishing_ = true;
  }
  thread_.join();
  const MutexLock lock(&mutex_);
  return chains_;
}

void Follower::Follow(faults::Fleet& fleet) {
  for (;;) {
    oversight::v1::WatchEventsRequest request;
    {
      const MutexLock lock(&mutex_);
      request.set_cursor(cursor_);
      request.set_until_now(finishing_);
    }
    request.set_from_beginning(request.cursor().empty());
    const testing::Caller caller(fleet.client(), population_.TokenOf("auditor-0"));
    const absl::Status status =
        caller.ForEach(request, [&](const google::protobuf::Message& page) { Take(page); });
    if (status.ok() && request.until_now()) return;
    const bool away = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
                      absl::IsResourceExhausted(status) || absl::IsCancelled(status);
    EXPECT_TRUE(status.ok() || away) << status;
    if (!status.ok() && !away) return;
    if (!status.ok()) absl::SleepFor(absl::Milliseconds(50));
  }
}

void Follower::Take(const google::protobuf::Message& message) {
  const auto& page = static_cast<const oversight::v1::WatchEventsResponse&>(message);
  const MutexLock lock(&mutex_);
  for (const oversight::v1::Event& event : page.events()) {
    const std::string chain = absl::StrCat(event.entry().service(), "/", event.entry().subject());
    EXPECT_EQ(event.id(), absl::StrCat(chain, "/", event.entry().sequence()));
    std::vector<std::string>& actions = chains_[chain];
    const auto place = static_cast<size_t>(event.entry().sequence());
    // What was given before a break may come again; nothing may be left out.
    EXPECT_LE(place, actions.size() + 1) << event.id() << " came before the one before it";
    if (place == actions.size() + 1) {
      actions.push_back(event.entry().action());
      ++events_;
    } else {
      ++repeated_;
    }
  }
  if (!page.cursor().empty()) cursor_ = page.cursor();
}

}  // namespace cartera::simulation
