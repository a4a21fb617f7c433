#include "libs/platform/rpc/call.h"

#include "libs/base/status_macros.h"
#include "libs/platform/rpc/error.h"

namespace cartera::rpc {

absl::Status Mutate(pg::Database& database, const Call& call, google::protobuf::Message* response,
                    absl::FunctionRef<absl::Status(pg::WriteTx&)> change) {
  std::string answer;
  RETURN_IF_ERROR(
      database.Write(call.context, &answer, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
        response->Clear();
        RETURN_IF_ERROR(change(tx));
        return response->SerializeAsString();
      }));
  if (!response->ParseFromString(answer)) {
    return Error(absl::StatusCode::kInternal, "STORED_ANSWER_UNREADABLE",
                 "the stored answer cannot be read");
  }
  return absl::OkStatus();
}

}  // namespace cartera::rpc
