#ifndef CARTERA_LIBS_PLATFORM_LIST_PAGE_TOKEN_H_
#define CARTERA_LIBS_PLATFORM_LIST_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/list/field.h"

namespace cartera::list {

// What a page token is bound to: used with anything else it is refused.
struct ListScope {
  absl::string_view method;
  absl::string_view parent;  // the request's parent and other parameters, if it has any
  absl::string_view filter;
  absl::string_view order_by;
  absl::string_view principal;  // who asks, with what decides which rows are seen
};

// Where the next page starts.
struct PagePosition {
  std::vector<KeyValue> last_key;  // of the last row given
  int64_t as_of_us = 0;            // microseconds since 1970; 0 when the list is read as of now
};

// Makes and opens page tokens: base64url of a version, a digest of the scope, the position, and an
// HMAC-SHA-256 over all of it. Thread-safe.
class PageTokens {
 public:
  // `key`: a secret of at least 32 bytes (checked), shared by the processes of an installation.
  explicit PageTokens(std::string key);

  // Errors: INVALID_ARGUMENT ORDER_BY_KEY_TOO_LONG when the token would exceed kPageTokenMax.
  absl::StatusOr<std::string> Seal(const ListScope& scope, const PagePosition& position) const;
  // Nothing for "" (the first page). Errors: INVALID_ARGUMENT PAGE_TOKEN_INVALID when the token was
  // altered, is of another scope, or was sealed with another key.
  absl::StatusOr<std::optional<PagePosition>> Open(const ListScope& scope,
                                                   absl::string_view token) const;

 private:
  const std::string key_;
};

// The rows of a page: kPageSizeDefault for 0, at most kPageSizeMax. Errors: INVALID_ARGUMENT
// PAGE_SIZE_INVALID when negative.
absl::StatusOr<int> NormalisePageSize(int64_t page_size);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_PAGE_TOKEN_H_
