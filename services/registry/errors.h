#ifndef CARTERA_SERVICES_REGISTRY_ERRORS_H_
#define CARTERA_SERVICES_REGISTRY_ERRORS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Every error of registry that a client may act on, by name.
namespace cartera::registry {

// ALREADY_EXISTS: another thing has that name.
absl::Status NameTaken(absl::string_view name);
// ALREADY_EXISTS: another project has that external identifier.
absl::Status ExternalIdTaken(absl::string_view external_id);
// ALREADY_EXISTS: another person has that issuer and subject.
absl::Status SubjectTaken(absl::string_view subject);
// FAILED_PRECONDITION: something named in the request does not exist.
absl::Status NoSuchReference(absl::string_view field, absl::string_view name);
// ABORTED: the thing changed since it was read.
absl::Status EtagStale(absl::string_view name);
// INVALID_ARGUMENT: a path in the mask is no field that can be changed.
absl::Status MaskUnknown(absl::string_view path);
// INVALID_ARGUMENT: the thing to change is not named.
absl::Status NameMissing(absl::string_view field);
// FAILED_PRECONDITION: an agency cannot be moved below itself, or before its last move.
absl::Status MoveRefused(absl::string_view why);
// PERMISSION_DENIED: nobody grants to themselves.
absl::Status SelfGrant();
// FAILED_PRECONDITION: the two roles must not meet in one person.
absl::Status RolesMustNotMerge(absl::string_view held, absl::string_view wanted);
// FAILED_PRECONDITION: bootstrap was done before.
absl::Status AlreadyBootstrapped();
// FAILED_PRECONDITION: the day lies before the one it must follow.
absl::Status DayTooEarly(absl::string_view field, absl::string_view not_before);
// RESOURCE_EXHAUSTED: an import is under way already.
absl::Status ImportBusy();

// FAILED_PRECONDITION: the piece does not begin where the held bytes end.
absl::Status OffsetMismatch(absl::string_view name, int64_t held_bytes);
// FAILED_PRECONDITION: the document is complete, and never changes.
absl::Status DocumentComplete(absl::string_view name);
// RESOURCE_EXHAUSTED: as many as there may be of `what`.
absl::Status TooManyDocuments(absl::string_view what, int most);
// INVALID_ARGUMENT: the uploaded content is not what was announced.
absl::Status ContentRefused(absl::string_view reason, absl::string_view why);
// DATA_LOSS: the stored content does not have its hash any more.
absl::Status DocumentDamaged(absl::string_view name);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_ERRORS_H_
