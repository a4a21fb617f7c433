#include "libs/platform/app/upkeep.h"

#include <utility>

#include "absl/time/clock.h"
#include "libs/platform/obs/log.h"

namespace cartera::app {
namespace {

constexpr absl::Duration kEvery = absl::Minutes(1);
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int64_t kBatchRows = 1000;

}  // namespace

Upkeep::Upkeep(std::vector<pg::Database*> databases) : databases_(std::move(databases)) {
  thread_ = std::thread([this] { Run(); });
}

Upkeep::~Upkeep() {
  {
    const MutexLock lock(&mutex_);
    stopping_ = true;
  }
  woken_.NotifyOne();
  thread_.join();
}

bool Upkeep::stopping() {
  const MutexLock lock(&mutex_);
  return stopping_;
}

void Upkeep::Sweep(pg::Database& database) {
  int64_t swept = kBatchRows;
  while (swept == kBatchRows && !stopping()) {
    pg::CallContext context;
    context.method = "upkeep";
    context.deadline = absl::Now() + kTimeout;
    const auto now_swept = pg::SweepAnswers(database, context, kBatchRows);
    if (!now_swept.ok()) {
      obs::Log(obs::Severity::kWarning, "upkeep",
               {{"svc", database.options().schema}, {"cause", now_swept.status().ToString()}});
      return;
    }
    swept = *now_swept;
  }
}

void Upkeep::Run() {
  while (!stopping()) {
    for (pg::Database* database : databases_) Sweep(*database);
    const MutexLock lock(&mutex_);
    // Woken for no reason it sweeps a little early.
    if (!stopping_) woken_.WaitFor(&mutex_, kEvery);
  }
}

}  // namespace cartera::app
