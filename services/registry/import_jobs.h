#ifndef CARTERA_SERVICES_REGISTRY_IMPORT_JOBS_H_
#define CARTERA_SERVICES_REGISTRY_IMPORT_JOBS_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/base/mutex.h"
#include "libs/platform/app/module.h"
#include "libs/platform/rpc/call.h"
#include "services/registry/import_sheet.h"

namespace cartera::registry {

// Longest an import may take; one that is not done by then wrote nothing.
inline constexpr absl::Duration kImportTimeMax = absl::Minutes(5);

// Writes all rows of `sheet` in the transaction of `tx`, with agencies below `parent` as needed,
// and counts into `operation`. A row of an agency or project that stands elsewhere in the tree is
// left out with a finding: the caller's role holds at `parent`. `progress` is called after each row
// and says whether to go on.
absl::Status WriteSheet(pg::WriteTx& tx, const Sheet& sheet, const std::string& parent,
                        absl::Time now, v1::Operation* operation,
                        const std::function<bool(int rows_done)>& progress);

// The import that runs in this process, if any. Thread-safe.
class ImportJobs {
 public:
  explicit ImportJobs(app::Env& env) : env_(env) {}
  ~ImportJobs();

  // Takes the place; ImportBusy when it is taken. Run or Release follows.
  absl::Status Reserve();
  void Release();
  // Runs the import in a thread of its own and stores its outcome in the operation.
  void Run(const rpc::Call& call, const std::string& actor, Sheet sheet, const std::string& parent,
           v1::Operation operation);
  // Rows done so far when `name` runs here, else -1.
  int RowsDone(const std::string& name) const;
  // Asks it to end; nothing will have been written.
  void Cancel(const std::string& name);

 private:
  void Work(pg::CallContext context, const std::string& actor, const Sheet& sheet,
            const std::string& parent, v1::Operation operation);

  app::Env& env_;
  mutable Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  std::string name_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int> rows_done_{0};
  std::atomic<bool> cancelled_{false};
};

// Operations as stored.
absl::Status InsertOperation(pg::WriteTx& tx, const std::string& person,
                             const v1::Operation& operation);
absl::Status StoreOperation(pg::WriteTx& tx, const v1::Operation& operation);
struct StoredOperation {
  std::string person;
  v1::Operation operation;
};
absl::StatusOr<std::optional<StoredOperation>> FindOperation(pg::Tx& tx, absl::string_view id);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_IMPORT_JOBS_H_
