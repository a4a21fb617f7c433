#include "libs/platform/list/order.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "libs/platform/list/restriction.h"
#include "libs/platform/list/violation.h"
#include "libs/platform/list/words.h"

namespace cartera::list {
namespace {

absl::Status OrderFault(absl::string_view order_by, size_t offset, absl::string_view reason,
                        absl::string_view message) {
  return ToStatus({.field = "order_by",
                   .position = CodePointsBefore(order_by, offset),
                   .message = std::string(message),
                   .reason = std::string(reason)});
}

absl::Status CheckText(absl::string_view order_by) {
  if (order_by.size() > 4 * kOrderByMax || CodePointCount(order_by).value_or(0) > kOrderByMax) {
    return ToStatus({.field = "order_by",
                     .position = static_cast<int>(kOrderByMax),
                     .message = absl::StrCat("longer than ", kOrderByMax, " characters"),
                     .reason = std::string(kOrderByTooLong)});
  }
  if (const size_t valid = ValidUtf8Prefix(order_by); valid < order_by.size()) {
    return OrderFault(order_by, valid, kOrderBySyntax, "not UTF-8");
  }
  return absl::OkStatus();
}

std::string SortableNames(absl::Span<const Field> fields, const Field& unique_key) {
  std::vector<absl::string_view> names;
  for (const Field& field : fields) {
    if (field.sortable) names.push_back(field.name);
  }
  if (std::find(names.begin(), names.end(), unique_key.name) == names.end()) {
    names.push_back(unique_key.name);
  }
  return absl::StrJoin(names, ", ");
}

// One term: "field", "field asc" or "field desc".
absl::StatusOr<OrderTerm> ParseTerm(absl::string_view order_by, absl::string_view text,
                                    absl::Span<const Field> fields, const Field& unique_key) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  const auto offset = [order_by](absl::string_view word) {
    return static_cast<size_t>(word.data() - order_by.data());
  };
  if (words.empty()) {
    return OrderFault(order_by, offset(text), kOrderBySyntax,
                      "a field is missing; write for example \"title desc, id\"");
  }
  if (words.size() > 2 || (words.size() == 2 && words[1] != "asc" && words[1] != "desc")) {
    return OrderFault(order_by, offset(words[1]), kOrderBySyntax,
                      absl::StrCat("found ", Quoted(words[1]), " after ", Quoted(words[0]),
                                   ", wanted asc, desc, a comma or the end"));
  }
  const Field* field = words[0] == unique_key.name ? &unique_key : FindField(fields, words[0]);
  if (field == nullptr || !field->sortable) {
    return OrderFault(order_by, offset(words[0]), kOrderByFieldUnknown,
                      absl::StrCat(Quoted(words[0]), " is not a field to order by; these are: ",
                                   SortableNames(fields, unique_key)));
  }
  return OrderTerm{.field = *field, .descending = words.size() == 2 && words[1] == "desc"};
}

bool Fits(const Field& field, const KeyValue& value) {
  if (!value.has_value()) return field.nullable;
  if (field.type == FieldType::kInt) return std::holds_alternative<int64_t>(*value);
  if (field.type == FieldType::kBool) return std::holds_alternative<bool>(*value);
  const std::string* text = std::get_if<std::string>(&*value);
  return text != nullptr && (field.type != FieldType::kDate || IsIsoDate(*text)) &&
         text->find('\0') == std::string::npos && IsValidUtf8(*text);
}

absl::Status NotAKey() {
  return ToStatus({.field = "page_token",
                   .position = 0,
                   .message = "not a token of this list",
                   .reason = std::string(kPageTokenInvalid)});
}

// True when SQL's row comparison says it all: nothing unknown and one direction. It is the form
// that PostgreSQL turns into one index range.
bool IsPlainRow(const Order& order) {
  return std::all_of(order.begin(), order.end(), [&order](const OrderTerm& term) {
    return !term.field.nullable && term.descending == order.front().descending;
  });
}

std::string Column(const OrderTerm& term) { return absl::StrCat("(", term.field.column, ")"); }

}  // namespace

absl::StatusOr<Order> ParseOrderBy(absl::string_view order_by, absl::Span<const Field> fields,
                                   const Field& unique_key) {
  assert(unique_key.sortable && !unique_key.nullable);
  RETURN_IF_ERROR(CheckText(order_by));
  Order order;
  bool ended = false;
  std::vector<absl::string_view> seen;
  if (!absl::StripAsciiWhitespace(order_by).empty()) {
    for (const absl::string_view text : absl::StrSplit(order_by, ',')) {
      ASSIGN_OR_RETURN(OrderTerm term, ParseTerm(order_by, text, fields, unique_key));
      if (std::find(seen.begin(), seen.end(), term.field.name) != seen.end()) {
        return OrderFault(order_by, static_cast<size_t>(text.data() - order_by.data()),
                          kOrderByFieldRepeated, absl::StrCat(term.field.name, " is named twice"));
      }
      seen.push_back(term.field.name);
      if (ended) continue;
      ended = term.field.name == unique_key.name;
      order.push_back(std::move(term));
    }
  }
  if (!ended) order.push_back({.field = unique_key, .descending = false});
  return order;
}

std::string OrderBySql(const Order& order) {
  return absl::StrJoin(order, ", ", [](std::string* out, const OrderTerm& term) {
    // Ascending order puts NULL last by itself.
    absl::StrAppend(out, Column(term), term.descending ? " DESC" : "",
                    term.descending && term.field.nullable ? " NULLS LAST" : "");
  });
}

std::string KeySql(const Order& order) {
  return absl::StrJoin(order, ", ", [](std::string* out, const OrderTerm& term) {
    if (term.field.type == FieldType::kDate) {
      absl::StrAppend(out, "to_char(", Column(term), ", 'YYYY-MM-DD')");
    } else {
      absl::StrAppend(out, Column(term), CastOf(term.field.type));
    }
  });
}

absl::StatusOr<SqlFilter> AfterKey(const Order& order, absl::Span<const KeyValue> last,
                                   int first_parameter) {
  if (order.empty() || last.size() != order.size()) return NotAKey();
  SqlFilter result;
  std::vector<std::string> columns;
  std::vector<std::string> bound;  // "$3::bigint", "" where the value is unknown
  for (size_t i = 0; i < order.size(); ++i) {
    const OrderTerm& term = order[i];
    if (!Fits(term.field, last[i])) return NotAKey();
    columns.push_back(Column(term));
    bound.emplace_back();
    if (!last[i].has_value()) continue;
    bound.back() =
        absl::StrCat("$", static_cast<size_t>(first_parameter) + result.parameters.size(),
                     CastOf(term.field.type));
    result.parameters.push_back(*last[i]);
  }
  const auto beyond = [&order](size_t i) { return order[i].descending ? " < " : " > "; };
  if (IsPlainRow(order)) {
    result.sql = absl::StrCat("(", absl::StrJoin(columns, ", "), ")", beyond(0), "(",
                              absl::StrJoin(bound, ", "), ")");
    return result;
  }
  // From the last term outwards: beyond here, or equal here and after by the terms that follow.
  for (size_t i = order.size(); i-- > 0;) {
    const std::string inner = std::move(result.sql);
    if (bound[i].empty()) {
      // Unknown values are the last ones, so nothing but other unknown ones can follow. The unique
      // key is never unknown, so there is an inner condition.
      result.sql = absl::StrCat("(", columns[i], " IS NULL AND ", inner, ")");
      continue;
    }
    result.sql = absl::StrCat("(", columns[i], beyond(i), bound[i]);
    if (order[i].field.nullable) absl::StrAppend(&result.sql, " OR ", columns[i], " IS NULL");
    if (!inner.empty()) {
      absl::StrAppend(&result.sql, " OR (", columns[i], " = ", bound[i], " AND ", inner, ")");
    }
    absl::StrAppend(&result.sql, ")");
  }
  // Says again what follows from the above, as a range that an index on the first column can serve.
  if (!order.front().field.nullable) {
    result.sql = absl::StrCat("(", columns[0], order[0].descending ? " <= " : " >= ", bound[0],
                              " AND ", result.sql, ")");
  }
  return result;
}

}  // namespace cartera::list
