#include "services/registry/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/platform/rpc/error.h"

namespace cartera::registry {

using absl::StatusCode;
using rpc::Error;

absl::Status NameTaken(absl::string_view name) {
  return Error(StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(name, " exists already"))
      .Resource("", name);
}

absl::Status ExternalIdTaken(absl::string_view external_id) {
  return Error(StatusCode::kAlreadyExists, "EXTERNAL_ID_TAKEN",
               absl::StrCat("another project has the external id ", external_id))
      .Field("project.external_id", "is in use");
}

absl::Status SubjectTaken(absl::string_view subject) {
  return Error(StatusCode::kAlreadyExists, "SUBJECT_TAKEN",
               absl::StrCat("another person is registered for the subject ", subject))
      .Field("person.subject", "is in use");
}

absl::Status NoSuchReference(absl::string_view field, absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "REFERENCE_MISSING",
               absl::StrCat(field, ": ", name, " does not exist"))
      .Precondition("EXISTS", name, absl::StrCat(field, " names it"));
}

absl::Status EtagStale(absl::string_view name) {
  return Error(StatusCode::kAborted, "ETAG_STALE",
               absl::StrCat(name, " was changed since you read it; read it again and repeat"))
      .Resource("", name);
}

absl::Status MaskUnknown(absl::string_view path) {
  return Error(StatusCode::kInvalidArgument, "MASK_UNKNOWN",
               absl::StrCat("update_mask: ", path, " is no field that can be changed"))
      .Field("update_mask", absl::StrCat(path, " is no field that can be changed"));
}

absl::Status NameMissing(absl::string_view field) {
  rpc::Violations violations;
  violations.Add(field, "REQUIRED", "must be given");
  return violations.ToStatus();
}

absl::Status MoveRefused(absl::string_view why) {
  return Error(StatusCode::kFailedPrecondition, "MOVE_REFUSED", why);
}

absl::Status SelfGrant() {
  return Error(StatusCode::kPermissionDenied, "SELF_GRANT",
               "nobody grants a role to themselves: a second administrator must");
}

absl::Status RolesMustNotMerge(absl::string_view held, absl::string_view wanted) {
  return Error(StatusCode::kFailedPrecondition, "ROLES_MUST_NOT_MERGE",
               absl::StrCat("the person is ", held, " and cannot also be ", wanted,
                            ": who writes cases does not review or decide them"));
}

absl::Status AlreadyBootstrapped() {
  return Error(StatusCode::kFailedPrecondition, "ALREADY_BOOTSTRAPPED",
               "the first administrator exists already");
}

absl::Status DayTooEarly(absl::string_view field, absl::string_view not_before) {
  return Error(StatusCode::kFailedPrecondition, "DAY_TOO_EARLY",
               absl::StrCat(field, " must be after ", not_before));
}

absl::Status ImportBusy() {
  return Error(StatusCode::kResourceExhausted, "IMPORT_BUSY",
               "another import is under way; try again when it is done")
      .RetryAfter(absl::Seconds(2));
}

absl::Status OffsetMismatch(absl::string_view name, int64_t held_bytes) {
  return Error(StatusCode::kFailedPrecondition, "OFFSET_MISMATCH",
               absl::StrCat("the server holds ", held_bytes, " bytes of ", name,
                            ": go on there, or begin anew at 0"))
      .Meta("held_bytes", absl::StrCat(held_bytes))
      .Resource("", name);
}

absl::Status DocumentComplete(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "DOCUMENT_COMPLETE",
               absl::StrCat(name, " is complete and never changes"))
      .Precondition("STATE", name, "it is complete");
}

absl::Status TooManyDocuments(absl::string_view what, int most) {
  return Error(StatusCode::kResourceExhausted, "TOO_MANY_DOCUMENTS",
               absl::StrCat("there are ", most, " ", what, " already, and no more are taken"));
}

absl::Status ContentRefused(absl::string_view reason, absl::string_view why) {
  return Error(StatusCode::kInvalidArgument, reason, why).Field("content", why);
}

absl::Status DocumentDamaged(absl::string_view name) {
  return Error(StatusCode::kDataLoss, "DOCUMENT_DAMAGED",
               absl::StrCat("the stored content of ", name,
                            " is damaged; an administrator must restore it from a backup"))
      .Resource("", name);
}

}  // namespace cartera::registry
