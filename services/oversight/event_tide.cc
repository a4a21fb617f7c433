#include "services/oversight/event_tide.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {
namespace {

constexpr absl::Duration kGood = absl::Milliseconds(400);

}  // namespace

absl::StatusOr<int64_t> EventTide::Ended(const pg::CallContext& context, bool fresh) {
  if (!fresh) {
    const MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    if (ended_ > 0 && now - read_at_ < kGood) return ended_;
    read_at_ = now;  // whoever comes while this one asks takes what there is
  }
  int64_t ended = 0;
  RETURN_IF_ERROR(database_.Read(context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(ended, ReadEndedTxid(tx));
    return absl::OkStatus();
  }));
  const MutexLock lock(&mutex_);
  ended_ = std::max(ended_, ended);
  read_at_ = absl::Now();
  return ended_;
}

}  // namespace cartera::oversight
