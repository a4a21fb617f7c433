#ifndef CARTERA_LIBS_PLATFORM_LIST_BIND_H_
#define CARTERA_LIBS_PLATFORM_LIST_BIND_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/types/span.h"
#include "libs/platform/list/field.h"
#include "libs/platform/list/order.h"
#include "libs/platform/pg/query.h"

namespace cartera::list {

// Adds `values` to `params` in order.
inline void AddValues(absl::Span<const Value> values, pg::Params* params) {
  for (const Value& value : values) {
    std::visit([params](const auto& plain) { params->Add(plain); }, value);
  }
}

// The key of `row`, whose columns from `first_column` on are those of KeySql(order).
inline std::vector<KeyValue> KeyOf(const Order& order, const pg::Row& row, int first_column) {
  std::vector<KeyValue> key;
  int column = first_column;
  for (const OrderTerm& term : order) {
    if (row.IsNull(column)) {
      key.emplace_back();
    } else if (term.field.type == FieldType::kInt) {
      key.emplace_back(row.Int64(column));
    } else if (term.field.type == FieldType::kBool) {
      key.emplace_back(row.Bool(column));
    } else {
      key.emplace_back(row.Text(column));
    }
    ++column;
  }
  return key;
}

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_BIND_H_
