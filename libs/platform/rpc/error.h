#ifndef CARTERA_LIBS_PLATFORM_RPC_ERROR_H_
#define CARTERA_LIBS_PLATFORM_RPC_ERROR_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cartera::rpc {

// Builds a status with the details a client may act on: one reason (ErrorInfo), and as needed the
// resource, what to wait for, or which precondition failed. Services' errors.h name each error
// once.
class Error {
 public:
  // `reason` is UPPER_SNAKE and stable; `message` is a sentence for people.
  Error(absl::StatusCode code, absl::string_view reason, absl::string_view message);
  // ErrorInfo.metadata.
  Error& Meta(absl::string_view key, absl::string_view value);
  // ResourceInfo.
  Error& Resource(absl::string_view type, absl::string_view name);
  // PreconditionFailure, e.g. ("STATE", "rounds/b27/submissions/s1", "it is DRAFT").
  Error& Precondition(absl::string_view type, absl::string_view subject,
                      absl::string_view description);
  // RetryInfo.
  Error& RetryAfter(absl::Duration delay);
  // BadRequest with one field.
  Error& Field(absl::string_view field, absl::string_view description);

  operator absl::Status() const { return status_; }  // NOLINT: that is what it is for

 private:
  absl::Status status_;
};

// Faults of a request, gathered so that all are reported at once.
class Violations {
 public:
  struct Fault {
    std::string field;        // "project.total_budget.unit"
    std::string reason;       // "REQUIRED"
    std::string description;  // "must be given"
    int row = 0;              // of a sheet; 0 when not from one
    std::string column;
  };

  void Add(absl::string_view field, absl::string_view reason, absl::string_view description);
  void Add(Fault fault) { faults_.push_back(std::move(fault)); }
  bool empty() const { return faults_.empty(); }
  const std::vector<Fault>& faults() const { return faults_; }
  // OK when empty; else INVALID_ARGUMENT INVALID_REQUEST with BadRequest and Findings details.
  absl::Status ToStatus() const;

 private:
  std::vector<Fault> faults_;
};

// The reason a status carries, from Error or from the libraries below; "" when none.
std::string ReasonOf(const absl::Status& status);
// The faults a status carries (client side: after a call), "" fields when none.
std::vector<Violations::Fault> FaultsOf(const absl::Status& status);
// What a status says does not hold, in the same form: the subject as the field, the type as the
// reason.
std::vector<Violations::Fault> PreconditionsOf(const absl::Status& status);

// google.rpc.Status bytes for `status`: exactly one ErrorInfo (domain `cartera`) and the details it
// carries. The text of INTERNAL and UNKNOWN is replaced by one that names `call_id`.
std::string WireDetails(const absl::Status& status, absl::string_view call_id);
// The message that goes with it.
std::string WireMessage(const absl::Status& status, absl::string_view call_id);
// The status behind a code, message and google.rpc.Status bytes that came over the wire.
absl::Status FromWire(int code, absl::string_view message, absl::string_view details);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_ERROR_H_
