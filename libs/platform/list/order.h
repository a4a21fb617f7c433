#ifndef CARTERA_LIBS_PLATFORM_LIST_ORDER_H_
#define CARTERA_LIBS_PLATFORM_LIST_ORDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/platform/list/field.h"

namespace cartera::list {

struct OrderTerm {
  Field field;
  bool descending = false;
};

// What a list is ordered by; the last term is the unique key, so that the order is total.
using Order = std::vector<OrderTerm>;

// Parses "total_budget.amount_minor desc, title" (google.aip.dev/132). `unique_key` must be
// sortable and not nullable; it is appended, ascending, unless named. Terms after the unique key
// are dropped. Errors: INVALID_ARGUMENT with a Violation of "order_by"; at most kOrderByMax code
// points.
absl::StatusOr<Order> ParseOrderBy(absl::string_view order_by, absl::Span<const Field> fields,
                                   const Field& unique_key);

// What follows ORDER BY. Unknown values come last in either direction.
std::string OrderBySql(const Order& order);

// A select list, one expression per term, whose values make the key of a row: bigint, boolean or
// text (dates as ISO text), NULL when unknown.
std::string KeySql(const Order& order);

// The condition that a row comes after the row with key `last` (one value per term), placeholders
// from $first_parameter on. Errors: INVALID_ARGUMENT PAGE_TOKEN_INVALID when `last` is not a key of
// this order.
absl::StatusOr<SqlFilter> AfterKey(const Order& order, absl::Span<const KeyValue> last,
                                   int first_parameter);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_ORDER_H_
