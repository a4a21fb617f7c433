#ifndef CARTERA_SERVICES_OVERSIGHT_STORE_AUDIT_H_
#define CARTERA_SERVICES_OVERSIGHT_STORE_AUDIT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/platform/pg/tx.h"
#include "services/oversight/records.h"

namespace cartera::oversight {

// The services whose chains are the record, by name.
absl::Span<const absl::string_view> ChainServices();

// The links of `service` after (subject, seq), in that order, each with its head; at most `limit`.
// `only` is the one chain to read, empty for all. `service` is one of ChainServices().
absl::StatusOr<std::vector<ChainLink>> ReadLinks(pg::Tx& tx, absl::string_view service,
                                                 const std::string& only,
                                                 const std::string& subject, int64_t seq,
                                                 int limit);
// Subjects after `after`, at most `limit`, whose head is there and none of whose entries is.
absl::StatusOr<std::vector<std::string>> ReadEmptyChains(pg::Tx& tx, absl::string_view service,
                                                         const std::string& only,
                                                         const std::string& after, int limit);

// Entries of `subject` from every service's chain after `after` (at_us, service, seq), in that
// order.
absl::StatusOr<std::vector<HistoryLine>> ReadHistory(pg::Tx& tx, const std::string& subject,
                                                     const HistoryLine& after, int limit);

// Where those of `projects` (ids) that there are stand on the day of `now`, by id.
absl::StatusOr<std::map<std::string, ProjectPlaces>> FindPlaces(
    pg::Tx& tx, const std::vector<std::string>& projects, absl::Time now);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_STORE_AUDIT_H_
