#ifndef CARTERA_LIBS_PLATFORM_LIST_RESTRICTION_H_
#define CARTERA_LIBS_PLATFORM_LIST_RESTRICTION_H_

#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "libs/platform/list/field.h"

namespace cartera::list {

// `field op value` as parsed.
struct Restriction {
  const Field* field = nullptr;
  absl::string_view op;     // = != < <= > >= :
  absl::string_view value;  // unescaped
  bool quoted = false;
};

// What a restriction means: an SQL comparison of the column with one bound value, or a test of the
// column alone.
struct Comparison {
  std::string sql_op;  // "=", "ILIKE", "IS NULL", ...
  bool has_value = true;
  Value value;
  std::string sql_cast;  // "::bigint"
};

enum class Part { kOperator, kValue };

// Why a restriction is refused: which part of it, the reason and the message.
struct Refusal {
  Part part = Part::kValue;
  absl::string_view reason;
  std::string message;
};

std::variant<Comparison, Refusal> Interpret(const Restriction& restriction);

// The cast that goes with a bound value of this type: "::bigint", "::text", "::boolean", "::date".
absl::string_view CastOf(FieldType type);

// True for a day of the Gregorian calendar as YYYY-MM-DD, years 0001 to 9999.
bool IsIsoDate(absl::string_view text);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_RESTRICTION_H_
