#include "libs/platform/pg/pool.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

// A connection idle for longer is asked before it is lent: something in between may have dropped
// it.
constexpr absl::Duration kIdleCheck = absl::Seconds(30);
constexpr absl::Duration kPingTimeout = absl::Seconds(1);
constexpr Query kPing{"pg.ping", "SELECT 1"};

thread_local int leases_held = 0;

bool Alive(Connection& connection, absl::Time deadline) {
  if (connection.Unusable(deadline)) {
    return false;
  }
  if (absl::Now() - connection.last_used() < kIdleCheck) {
    return true;
  }
  return connection.RunOne(kPing, {}, std::min(deadline, absl::Now() + kPingTimeout)).ok();
}

}  // namespace

bool LeaseHeldByThisThread() { return leases_held > 0; }

Lease::Lease(Pool* pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {
  ++leases_held;
}

Lease::Lease(Lease&& other) noexcept
    : pool_(other.pool_), connection_(std::move(other.connection_)) {
  other.pool_ = nullptr;
}

Lease::~Lease() {
  if (pool_ != nullptr) {
    --leases_held;
    pool_->Return(std::move(connection_));
  }
}

absl::StatusOr<Lease> Pool::Acquire(absl::Time deadline) {
  std::unique_ptr<Connection> connection;
  for (;;) {
    {
      const MutexLock lock(&mutex_);
      bool late = false;
      while (idle_.empty() && lent_ >= options_.size) {
        if (late) {
          return PoolTimeout();
        }
        late = free_.WaitUntil(&mutex_, deadline);
      }
      if (idle_.empty()) {
        ++lent_;
        break;
      }
      // The last one returned first, so that a quiet pool lets the others grow old.
      connection = std::move(idle_.back());
      idle_.pop_back();
      ++lent_;
    }
    if (Alive(*connection, deadline)) {
      return Lease(this, std::move(connection));
    }
    connection.reset();
    Return(nullptr);
  }
  auto opened = Connection::Open(options_, deadline);
  if (!opened.ok()) {
    Return(nullptr);
    return opened.status();
  }
  return Lease(this, *std::move(opened));
}

int Pool::lent() {
  const MutexLock lock(&mutex_);
  return lent_;
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  if (connection != nullptr && connection->broken()) {
    connection.reset();
  }
  {
    const MutexLock lock(&mutex_);
    --lent_;
    if (connection != nullptr) {
      idle_.push_back(std::move(connection));
    }
  }
  free_.NotifyOne();
}

}  // namespace cartera::pg
