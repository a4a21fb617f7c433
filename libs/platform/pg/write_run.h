#ifndef CARTERA_LIBS_PLATFORM_PG_WRITE_RUN_H_
#define CARTERA_LIBS_PLATFORM_PG_WRITE_RUN_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/platform/pg/connection.h"
#include "libs/platform/pg/database.h"

namespace cartera::pg {

// The time left until `deadline` as a value for statement_timeout.
std::string TimeoutText(absl::Time deadline);

// One Database::Write: each attempt on a connection, and what is known when it ended. Internal.
class WriteRun {
 public:
  using Body = absl::FunctionRef<absl::StatusOr<std::string>(WriteTx&)>;
  WriteRun(const CallContext& context, Isolation isolation, Body body)
      : context_(context), isolation_(isolation), body_(body) {}

  // Clears *may_rerun when the outcome is final or in doubt.
  absl::Status Once(Connection& connection, bool* may_rerun);

  bool in_doubt() const { return in_doubt_; }
  // True when the last attempt left events in the outbox.
  bool emitted() const { return emitted_; }
  const std::string& xid() const { return xid_; }
  const std::string& answer() const { return answer_; }
  // The first entry of the last attempt's audit, empty when it had none: with at_us in it, nobody
  // else's.
  const std::string& audit_subject() const { return audit_subject_; }
  const std::string& audit_entry() const { return audit_entry_; }

 private:
  bool AnsweredMeanwhile(Connection& connection, const WriteTx& tx);
  absl::Status Begin(WriteTx& tx, const Clock& clock);
  absl::Status Seal(WriteTx& tx, bool* may_rerun);
  void QueueSeal(WriteTx& tx);
  absl::Status Commit(WriteTx& tx, bool* may_rerun);

  const CallContext& context_;
  const Isolation isolation_;
  const Body body_;
  bool in_doubt_ = false;
  bool emitted_ = false;
  std::string xid_;
  std::string answer_;
  std::string audit_subject_;
  std::string audit_entry_;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_WRITE_RUN_H_
