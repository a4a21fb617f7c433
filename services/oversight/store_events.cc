#include "services/oversight/store_events.h"

#include <utility>

#include "libs/base/status_macros.h"

namespace cartera::oversight {
namespace {

#define EVENTS(schema, which)                                                             \
  "(SELECT '" schema                                                                      \
  "'::text COLLATE \"C\" AS service, a.subject, a.seq, a.at_us, a.txid, a.entry, a.hash " \
  "FROM " schema                                                                          \
  "_read.audit_v1 a WHERE a.txid >= $1::bigint::text::xid8 AND a.txid < $2::bigint::text" \
  "::xid8" which " ORDER BY a.txid, a.subject, a.seq LIMIT $3::bigint + $4::bigint)"
// An entry's transaction id never falls along its chain, and is final once all below have ended.
#define ALL_EVENTS(which) \
  "SELECT e.txid::text::bigint, e.subject, e.service, e.seq, e.at_us, e.entry, e.hash FROM " \
  "("  \
  EVENTS("appraisal", which) " UNION ALL " EVENTS("registry", which) " UNION ALL " EVENTS(     \
      "review", which) ") e ORDER BY e.txid, e.service, e.subject, e.seq OFFSET $3::bigint LIMIT " \
                       "$4::bigint"

constexpr pg::Query kEvents{"oversight.events", ALL_EVENTS("")};
constexpr pg::Query kEventsOf{"oversight.events_of", ALL_EVENTS(" AND a.subject = $5")};

}  // namespace

absl::StatusOr<std::vector<StoredEvent>> ReadEvents(pg::Tx& tx, const EventPlace& place,
                                                    int64_t until_txid, const std::string& only,
                                                    int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   only.empty()
                       ? tx.Exec(kEvents, place.txid, until_txid, place.passed, limit)
                       : tx.Exec(kEventsOf, place.txid, until_txid, place.passed, limit, only));
  std::vector<StoredEvent> events;
  events.reserve(static_cast<size_t>(result.size()));
  for (const pg::Row row : result) {
    events.push_back({row.Int64(0),
                      row.Text(1),
                      {row.Text(2), row.Int64(3), row.Int64(4), row.Bytes(5), row.Bytes(6)}});
  }
  return events;
}

EventPlace PlaceAfter(const EventPlace& place, const std::vector<StoredEvent>& events,
                      bool were_all, int64_t until_txid) {
  if (were_all) return {until_txid, 0};
  EventPlace next{events.back().txid, 0};
  if (next.txid == place.txid) next.passed = place.passed;
  for (const StoredEvent& event : events) next.passed += event.txid == next.txid ? 1 : 0;
  return next;
}

}  // namespace cartera::oversight
