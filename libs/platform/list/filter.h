#ifndef CARTERA_LIBS_PLATFORM_LIST_FILTER_H_
#define CARTERA_LIBS_PLATFORM_LIST_FILTER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/platform/list/field.h"

namespace cartera::list {

inline constexpr int kFilterDepthMax = 16;  // parentheses within parentheses
inline constexpr int kFilterRestrictionsMax = 64;

// The SQL condition of `filter`, placeholders from $first_parameter on; "TRUE" when it is empty.
// Grammar of google.aip.dev/160: restrictions `field op value` joined by AND, OR (binds tighter
// than AND), NOT or a leading '-', parentheses; two side by side mean AND. Values are bare words or
// quoted text (\" \' \\ \n \r \t); they are literal, '*' stands for nothing but itself.
//   text = != < <= > >= and : (contains)   int, date = != < <= > >=   bool, enum, resource = !=
//   field = unknown, field != unknown, field:* (is known) where the field may be unknown
// No other comparison matches a row whose field is unknown, also not under NOT.
// Not supported: a bare word (text search is its own parameter), functions, `field = (a OR b)`.
// Errors: INVALID_ARGUMENT with a Violation of "filter" (violation.h); limits: kFilterMax code
// points, kFilterDepthMax, kFilterRestrictionsMax.
absl::StatusOr<SqlFilter> Compile(absl::string_view filter, absl::Span<const Field> fields,
                                  int first_parameter);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_FILTER_H_
