#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/platform/list/filter.h"
#include "libs/platform/list/order.h"
#include "libs/platform/list/testing/project_fields.h"
#include "libs/platform/list/violation.h"
#include "tests/fuzz/fuzz.h"

namespace list = cartera::list;
using cartera::fuzz::Require;

namespace {

// SQL of our own fragments has no quotes, comments or second statement, its parentheses match, and
// its placeholders are $1, $2, ... , one for each value.
void CheckSql(const list::SqlFilter& sql) {
  int depth = 0;
  size_t placeholders = 0;
  for (size_t i = 0; i < sql.sql.size(); ++i) {
    const char c = sql.sql[i];
    Require(absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                absl::string_view(" (),.$:=<>_").find(c) != absl::string_view::npos,
            "only trusted characters stand in the SQL");
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    Require(depth >= 0, "no parenthesis closes what was not opened");
    if (c == '$') {
      const std::string number = absl::StrCat(++placeholders, "::");
      Require(sql.sql.compare(i + 1, number.size(), number) == 0, "placeholders count up");
    }
  }
  Require(depth == 0, "the parentheses match");
  Require(placeholders == sql.parameters.size(), "a placeholder for each value");
}

}  // namespace

// The first line is an order, the rest a filter.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  absl::string_view text = cartera::fuzz::Text(data, size);
  const std::string order_by(cartera::fuzz::TakeLine(&text));
  const auto filter = list::Compile(text, list::kProjectFields, 1);
  if (filter.ok()) {
    CheckSql(*filter);
  } else {
    const auto violation = list::ViolationOf(filter.status());
    Require(violation.has_value() && violation->field == "filter", "a refusal names the filter");
    Require(violation->position >= 0 && static_cast<size_t>(violation->position) <= text.size(),
            "the fault's place is within the filter");
  }
  const auto order = list::ParseOrderBy(order_by, list::kProjectFields, list::kIdField);
  if (!order.ok()) {
    Require(list::ViolationOf(order.status()).has_value(), "a refusal names the order");
    return 0;
  }
  Require(!order->empty() && order->back().field.name == "id", "the order is total");
  CheckSql({list::OrderBySql(*order), {}});
  return 0;
}
