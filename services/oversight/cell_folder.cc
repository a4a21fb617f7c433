#include "services/oversight/cell_folder.h"

#include <string>

#include "absl/time/clock.h"
#include "libs/platform/obs/log.h"
#include "services/oversight/store_cells.h"

namespace cartera::oversight {
namespace {

constexpr absl::Duration kRest = absl::Seconds(1);
// A first fold over everything may take minutes.
constexpr absl::Duration kFoldTimeout = absl::Minutes(10);

}  // namespace

CellFolder::CellFolder(app::Env& env) : env_(env) {
  thread_ = std::thread([this] { Run(); });
}

CellFolder::~CellFolder() {
  {
    const MutexLock lock(&mutex_);
    stopping_ = true;
  }
  woken_.NotifyOne();
  thread_.join();
}

void CellFolder::Run() {
  bool failed = false;
  for (;;) {
    {
      const MutexLock lock(&mutex_);
      if (!stopping_) woken_.WaitFor(&mutex_, kRest);  // folding early does no harm
      if (stopping_) return;
    }
    pg::CallContext context;
    context.principal = "services/oversight";
    context.method = "fold_cells";
    context.now = env_.clock().Now();
    context.deadline = absl::Now() + kFoldTimeout;
    const auto folded = FoldCells(env_.database(), context);
    // One line for an outage, not one a second.
    if (!folded.ok() && !failed) {
      obs::Log(obs::Severity::kWarning, "cells not folded",
               {{"svc", "oversight"}, {"cause", folded.status().ToString()}});
    }
    failed = !folded.ok();
  }
}

}  // namespace cartera::oversight
