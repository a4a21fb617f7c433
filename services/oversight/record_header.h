#ifndef CARTERA_SERVICES_OVERSIGHT_RECORD_HEADER_H_
#define CARTERA_SERVICES_OVERSIGHT_RECORD_HEADER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {

// What an exported record and an inclusion proof begin with: the checkpoint, how its keys were
// introduced, and that it continues those of `earlier` sizes. Errors: DATA_LOSS when the tree is
// not whole.
absl::Status FillHeader(pg::Tx& tx, const std::string& subject, const StoredCheckpoint& checkpoint,
                        const std::vector<int64_t>& earlier, v1::RecordHeader* header);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_RECORD_HEADER_H_
