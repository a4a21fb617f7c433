#ifndef CARTERA_LIBS_CONVERT_AS_OF_H_
#define CARTERA_LIBS_CONVERT_AS_OF_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/convert/convert.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/rpc/call.h"

namespace cartera::convert {

// Reads the service's tables as they are, or as they were when the request names an instant
// (`as_of`). Errors: FAILED_PRECONDITION AS_OF_NOT_CLOSED.
template <typename Request>
absl::Status ReadAt(pg::Database& database, const rpc::Call& call, const Request& request,
                    absl::FunctionRef<absl::Status(pg::Tx&)> read) {
  if (!request.has_as_of()) return database.Read(call.context, read);
  return database.ReadPast(call.context, absl::FromUnixMicros(UsFromTimestamp(request.as_of())),
                           read);
}

// The instant that is read: now, unless the past is.
inline absl::Time InstantOf(const pg::Tx& tx, const rpc::Call& call) {
  return tx.AsOfUs() > 0 ? absl::FromUnixMicros(tx.AsOfUs()) : call.now();
}

// What a page token of a list is bound to besides its filter: a page of the past goes on there.
template <typename Request>
std::string ListedAt(absl::string_view parent, const Request& request) {
  if (!request.has_as_of()) return std::string(parent);
  return absl::StrCat(parent, "@", UsFromTimestamp(request.as_of()));
}

}  // namespace cartera::convert

#endif  // CARTERA_LIBS_CONVERT_AS_OF_H_
