#ifndef CARTERA_SERVICES_OVERSIGHT_ENTRY_READER_H_
#define CARTERA_SERVICES_OVERSIGHT_ENTRY_READER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::oversight {

// What an audit entry says.
struct Entry {
  int64_t at_us = 0;
  std::string actor, method, request_id, action, resource;
  std::string digest;  // hexadecimal, 64 digits or none
  std::string detail;
};

// Reads the bytes that pg::CanonicalEntry writes (libs/platform/pg/audit.h), exactly that form and
// nothing else. Errors: INVALID_ARGUMENT with the byte at which it differs.
absl::StatusOr<Entry> ReadEntry(absl::string_view bytes);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_ENTRY_READER_H_
