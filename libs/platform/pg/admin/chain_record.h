#ifndef CARTERA_LIBS_PLATFORM_PG_ADMIN_CHAIN_RECORD_H_
#define CARTERA_LIBS_PLATFORM_PG_ADMIN_CHAIN_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/admin/session.h"

// The heads of all hash chains as a text file, one line a chain: service, length, hash (hex) and
// subject, with tabs between; sorted by service and subject. Whoever holds it can later say which
// chains were cut or rewritten.
namespace cartera::pg {

// Writes the heads of the record as it is. Returns their number.
absl::StatusOr<int64_t> ExportChainHeads(Session& session, const std::string& path);

// A published head that the record does not confirm.
struct HeadFault {
  std::string service;
  std::string subject;
  int64_t published_length = 0;
  int64_t length = 0;      // what the record has; shorter: the published head is in its future
  bool rewritten = false;  // as long, but with another hash at that length
};
// The faults among the heads in `path`, in its order.
absl::StatusOr<std::vector<HeadFault>> CompareChainHeads(Session& session, const std::string& path);

struct ServiceChains {
  std::string service;
  int64_t chains = 0;
  int64_t entries = 0;
  std::vector<std::string> faults;  // "projects/a 7 hash"
};
// Recomputes every chain of every service.
absl::StatusOr<std::vector<ServiceChains>> VerifyAllChains(Session& session);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_ADMIN_CHAIN_RECORD_H_
