#ifndef CARTERA_SERVICES_REVIEW_OVERSIGHT_CALLS_H_
#define CARTERA_SERVICES_REVIEW_OVERSIGHT_CALLS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/domain/letter/decision_letter.h"
#include "libs/platform/rpc/call.h"
#include "services/review/deps.h"

namespace cartera::review {

// The latest signed checkpoint of the record; nullopt while there is none. Asked on behalf of the
// caller, while no transaction is open. Errors: UNAVAILABLE, and those of oversight.
absl::StatusOr<std::optional<letter::RecordState>> LatestCheckpoint(Deps& deps,
                                                                    const rpc::Call& call);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_OVERSIGHT_CALLS_H_
