#ifndef CARTERA_LIBS_PLATFORM_LIST_FIELD_H_
#define CARTERA_LIBS_PLATFORM_LIST_FIELD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::list {

enum class FieldType {
  kText,      // any text; ':' finds a part of it, whatever the case
  kInt,       // 64-bit integer
  kBool,      // true, false
  kDate,      // 2027-01-31; the column is a date
  kEnum,      // one of Field::enum_names
  kResource,  // a resource name; the column holds what follows Field::resource_prefix
};

// One value of an enum: as clients write it, and as it is stored.
struct EnumName {
  std::string name;
  std::string stored;
};

// A field that a List method filters or orders by. Everything here is a constant of the program:
// `column` goes into SQL as it stands and must never come from a request.
struct Field {
  absl::string_view name;    // as clients write it: "total_budget.amount_minor"
  absl::string_view column;  // SQL expression; NULL is unknown
  FieldType type = FieldType::kText;
  bool nullable = false;  // false promises that `column` is never NULL
  bool sortable = false;
  absl::Span<const EnumName> enum_names = {};  // kEnum only
  absl::string_view resource_prefix = {};      // kResource: "agencies/"; empty: the whole name
};

// A value to be bound: integer, text (also for dates, as ISO text) or boolean.
using Value = std::variant<int64_t, std::string, bool>;

// A condition and the values of its placeholders, in order. `sql` is made of trusted fragments
// only: columns, operators, casts and $n.
struct SqlFilter {
  std::string sql;
  std::vector<Value> parameters;
};

// A value of an order key as it was in a row; nothing when unknown.
using KeyValue = std::optional<Value>;

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_FIELD_H_
