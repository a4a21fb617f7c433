#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_EVENTS_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/tx.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// How far a reader of events is: all transactions before `txid`, and of that one so many entries.
struct EventPlace {
  int64_t txid = 0;
  int64_t passed = 0;

  friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

struct StoredEvent {
  int64_t txid = 0;
  std::string subject;
  HistoryLine line;
};

// Entries from `place` on of transactions before `until_txid`, whoever may see them, by (txid,
// service, subject, seq); at most `limit`. `only` is the one subject to read, empty for all.
absl::StatusOr<std::vector<StoredEvent>> ReadEvents(pg::Tx& tx, const EventPlace& place,
                                                    int64_t until_txid, const std::string& only,
                                                    int limit);

// Where a reader is who has read `events` from `place` on; `until_txid` when there were no more.
EventPlace PlaceAfter(const EventPlace& place, const std::vector<StoredEvent>& events,
                      bool were_all, int64_t until_txid);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_EVENTS_H_
