#ifndef CARTERA_LIBS_PLATFORM_PG_AUDIT_H_
#define CARTERA_LIBS_PLATFORM_PG_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"

namespace cartera::pg {

// The bytes that are hashed and stored: one JSON object without spaces, keys in this order:
// v (1), at_us, actor, method, request_id, action, resource, digest (hex), detail. Strings
// escape only '"', '\' and bytes below 0x20 (as \u00xx); all other bytes stand as they are.
std::string CanonicalEntry(const CallContext& context, absl::string_view actor, int64_t at_us,
                           const AuditEntry& entry);

struct ChainFault {
  enum class Kind {
    kHash,       // the entry does not hash to what is stored, or the head's hash differs at the end
    kGap,        // seq is missing
    kTruncated,  // the head says there are more entries than there are
    kHeadBehind  // there are more entries than the head says, or there is no head
  };
  std::string subject;
  int64_t seq = 0;  // the first entry that is wrong
  Kind kind = Kind::kHash;
};
absl::string_view ToString(ChainFault::Kind kind);

struct ChainReport {
  int64_t chains = 0;
  int64_t entries = 0;
  int64_t faults = 0;
};

// Recomputes the chain of `subject`, or all chains of the schema, page by page on the snapshot of
// `tx`; reports the first fault of each broken chain.
absl::StatusOr<ChainReport> VerifyChains(Tx& tx, const std::optional<std::string>& subject,
                                         absl::FunctionRef<void(const ChainFault&)> report);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_AUDIT_H_
