#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/rpc/error.h"
#include "services/registry/convert.h"
#include "services/registry/handlers.h"
#include "services/registry/import_jobs.h"
#include "services/registry/place.h"

namespace cartera::registry {
namespace {

using access::Caller;

v1::Operation Describe(const Sheet& sheet, absl::Time now) {
  v1::Operation operation;
  operation.set_rows_total(sheet.rows_total);
  operation.set_rejected_count(sheet.rejected_count);
  operation.set_findings_count(static_cast<int>(sheet.findings.size()));
  for (size_t i = 0; i < sheet.findings.size() && i < kFindingsMax; ++i) {
    *operation.add_findings() = sheet.findings[i];
  }
  *operation.mutable_create_time() = convert::TimestampFromUs(absl::ToUnixMicros(now));
  return operation;
}

// The operation, if it is the caller's own.
absl::StatusOr<v1::Operation> Load(Deps& deps, const rpc::Call& call, pg::Tx& tx,
                                   const std::string& name) {
  ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(std::optional<StoredOperation> stored, FindOperation(tx, IdOf(name)));
  if (!stored.has_value() || stored->person != caller.person) return access::NotFound(name);
  v1::Operation operation = std::move(stored->operation);
  if (operation.done()) return operation;
  if (const int done = deps.imports->RowsDone(name); done >= 0) {
    operation.set_rows_done(done);
  } else if (call.now() - absl::FromUnixMicros(convert::UsFromTimestamp(operation.create_time())) >
             kImportTimeMax) {
    operation.set_done(true);
    operation.set_error_reason("INTERRUPTED");
    operation.set_error_message("the server stopped during the import; nothing was written");
  }
  return operation;
}

}  // namespace

absl::Status ImportProjects(Deps& deps, rpc::Call& call, const v1::ImportProjectsRequest& request,
                            v1::ImportProjectsResponse* response) {
  ASSIGN_OR_RETURN(Sheet sheet, ReadSheet(request.csv(), request.mapping()));
  const bool dry_run = call.context.validate_only;
  v1::Operation operation = Describe(sheet, call.now());
  if (!dry_run) operation.set_name(absl::StrCat("operations/", auth::NewUuid4()));
  const std::string parent = IdOf(request.parent_agency());
  std::string actor;
  bool reserved = false;
  const absl::Status status =
      rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
        actor = caller.actor;
        RETURN_IF_ERROR(RequireAt(tx, call, caller, "parent_agency", parent).status());
        if (tx.Replayed()) return absl::OkStatus();
        // Only for who may import: others are not told that somebody does.
        if (!dry_run && !reserved) {
          RETURN_IF_ERROR(deps.imports->Reserve());
          reserved = true;
        }
        v1::Operation& answer = *response->mutable_operation();
        answer = operation;
        if (!dry_run) return InsertOperation(tx, caller.person, operation);
        answer.set_done(true);
        return WriteSheet(tx, sheet, parent, call.now(), &answer,
                          [&](int) { return !call.cancelled(); });
      });
  if (dry_run) return status;
  // A replay gives the earlier operation's name: that one runs or ran, this one does not start.
  if (!status.ok() || response->operation().name() != operation.name()) {
    if (reserved) deps.imports->Release();
    return status;
  }
  deps.imports->Run(call, actor, std::move(sheet), parent, std::move(operation));
  return absl::OkStatus();
}

absl::Status GetOperation(Deps& deps, rpc::Call& call, const v1::GetOperationRequest& request,
                          v1::GetOperationResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_operation(), Load(deps, call, tx, request.name()));
    return absl::OkStatus();
  });
}

absl::Status CancelOperation(Deps& deps, rpc::Call& call, const v1::CancelOperationRequest& request,
                             v1::CancelOperationResponse* response) {
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_operation(), Load(deps, call, tx, request.name()));
    return absl::OkStatus();
  }));
  deps.imports->Cancel(request.name());
  return absl::OkStatus();
}

}  // namespace cartera::registry
