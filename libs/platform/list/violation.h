#ifndef CARTERA_LIBS_PLATFORM_LIST_VIOLATION_H_
#define CARTERA_LIBS_PLATFORM_LIST_VIOLATION_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cartera::list {

// What is wrong with a List request, for one BadRequest field violation. Every INVALID_ARGUMENT of
// this library carries one, and its reason also as the payload "cartera/reason".
struct Violation {
  std::string field;    // "filter", "order_by", "page_token" or "page_size"
  int position = 0;     // characters (code points) of the field before the fault
  std::string message;  // says what was found and what is allowed
  std::string reason;   // UPPER_SNAKE, one of the constants below
};

inline constexpr absl::string_view kFilterTooLong = "FILTER_TOO_LONG";
inline constexpr absl::string_view kFilterTooDeep = "FILTER_TOO_DEEP";
inline constexpr absl::string_view kFilterSyntax = "FILTER_SYNTAX";
inline constexpr absl::string_view kFilterFieldUnknown = "FILTER_FIELD_UNKNOWN";
inline constexpr absl::string_view kFilterOperatorRefused = "FILTER_OPERATOR_REFUSED";
inline constexpr absl::string_view kFilterValueInvalid = "FILTER_VALUE_INVALID";
inline constexpr absl::string_view kOrderByTooLong = "ORDER_BY_TOO_LONG";
inline constexpr absl::string_view kOrderBySyntax = "ORDER_BY_SYNTAX";
inline constexpr absl::string_view kOrderByFieldUnknown = "ORDER_BY_FIELD_UNKNOWN";
inline constexpr absl::string_view kOrderByFieldRepeated = "ORDER_BY_FIELD_REPEATED";
inline constexpr absl::string_view kOrderByKeyTooLong = "ORDER_BY_KEY_TOO_LONG";
inline constexpr absl::string_view kPageTokenInvalid = "PAGE_TOKEN_INVALID";
inline constexpr absl::string_view kPageSizeInvalid = "PAGE_SIZE_INVALID";

// INVALID_ARGUMENT that carries `violation`.
absl::Status ToStatus(const Violation& violation);

// The violation that `status` carries; nothing when it carries none.
std::optional<Violation> ViolationOf(const absl::Status& status);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_VIOLATION_H_
