#include "tools/calc/arguments.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::calc {

using google::protobuf::ListValue;
using google::protobuf::Value;

namespace {

absl::Status Wrong(absl::string_view name, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", what));
}

absl::StatusOr<double> NumberOf(absl::string_view name, const Value& value) {
  if (value.kind_case() == Value::kNumberValue) return value.number_value();
  return Wrong(name, "not a number");
}

absl::StatusOr<std::vector<double>> NumbersOf(absl::string_view name, const Value& value) {
  if (value.kind_case() != Value::kListValue) return Wrong(name, "not a list of numbers");
  std::vector<double> numbers;
  for (const Value& each : value.list_value().values()) {
    ASSIGN_OR_RETURN(const double number,
                     NumberOf(absl::StrCat(name, "[", numbers.size(), "]"), each));
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<int64_t> DayOf(absl::string_view name, const Value& value) {
  if (value.kind_case() != Value::kStringValue) return Wrong(name, "not a date");
  const auto date = calendar::ParseDate(value.string_value());
  if (!date.ok()) return Wrong(name, date.status().message());
  return calendar::DayNumber(*date);
}

}  // namespace

absl::StatusOr<const Value*> Arguments::Given(absl::string_view name) {
  read_.insert(std::string(name));
  const auto found = args_.fields().find(std::string(name));
  if (found == args_.fields().end()) return Wrong(Named(name), "missing");
  return &found->second;
}

absl::StatusOr<const ListValue*> Arguments::List(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  if (value->kind_case() != Value::kListValue) return Wrong(Named(name), "not a list");
  return &value->list_value();
}

absl::StatusOr<double> Arguments::Number(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  return NumberOf(Named(name), *value);
}

absl::StatusOr<int> Arguments::Whole(absl::string_view name, int min, int max) {
  ASSIGN_OR_RETURN(const double number, Number(name));
  if (number >= min && number <= max && number == static_cast<int>(number)) {
    return static_cast<int>(number);
  }
  return Wrong(Named(name), absl::StrCat(number, " is not a whole number from ", min, " to ", max));
}

absl::StatusOr<std::vector<double>> Arguments::Numbers(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  return NumbersOf(Named(name), *value);
}

absl::StatusOr<std::vector<std::vector<double>>> Arguments::Rows(absl::string_view name) {
  ASSIGN_OR_RETURN(const ListValue* list, List(name));
  std::vector<std::vector<double>> rows;
  for (const Value& value : list->values()) {
    ASSIGN_OR_RETURN(std::vector<double> row,
                     NumbersOf(absl::StrCat(Named(name), "[", rows.size(), "]"), value));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<std::vector<double>> Arguments::Square(absl::string_view name) {
  ASSIGN_OR_RETURN(const std::vector<std::vector<double>> rows, Rows(name));
  std::vector<double> matrix;
  for (const std::vector<double>& row : rows) {
    if (row.size() != rows.size()) return Wrong(Named(name), "not as many columns as rows");
    matrix.insert(matrix.end(), row.begin(), row.end());
  }
  return matrix;
}

absl::StatusOr<std::string> Arguments::Text(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  if (value->kind_case() != Value::kStringValue) return Wrong(Named(name), "not a text");
  return value->string_value();
}

absl::StatusOr<int> Arguments::Word(absl::string_view name,
                                    absl::Span<const absl::string_view> words) {
  ASSIGN_OR_RETURN(const std::string word, Text(name));
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<int>(i);
  }
  return Wrong(Named(name),
               absl::StrCat("\"", word, "\" is not one of ", absl::StrJoin(words, ", ")));
}

absl::StatusOr<int64_t> Arguments::Day(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  return DayOf(Named(name), *value);
}

absl::StatusOr<std::vector<finance::DatedFlow>> Arguments::DatedFlows(absl::string_view name) {
  ASSIGN_OR_RETURN(const ListValue* list, List(name));
  std::vector<finance::DatedFlow> flows;
  for (const Value& value : list->values()) {
    const std::string place = absl::StrCat(Named(name), "[", flows.size(), "]");
    const ListValue& pair = value.list_value();
    if (pair.values_size() != 2) return Wrong(place, "not a pair of date and amount");
    ASSIGN_OR_RETURN(const int64_t day, DayOf(absl::StrCat(place, "[0]"), pair.values(0)));
    ASSIGN_OR_RETURN(const double amount, NumberOf(absl::StrCat(place, "[1]"), pair.values(1)));
    flows.push_back({day, amount});
  }
  return flows;
}

absl::StatusOr<Arguments> Arguments::Object(absl::string_view name) {
  ASSIGN_OR_RETURN(const Value* value, Given(name));
  if (value->kind_case() != Value::kStructValue) return Wrong(Named(name), "not an object");
  return Arguments(value->struct_value(), absl::StrCat(Named(name), "."));
}

absl::StatusOr<std::vector<Arguments>> Arguments::Objects(absl::string_view name) {
  ASSIGN_OR_RETURN(const ListValue* list, List(name));
  std::vector<Arguments> objects;
  for (const Value& value : list->values()) {
    const std::string place = absl::StrCat(Named(name), "[", objects.size(), "]");
    if (value.kind_case() != Value::kStructValue) return Wrong(place, "not an object");
    objects.emplace_back(value.struct_value(), absl::StrCat(place, "."));
  }
  return objects;
}

absl::Status Arguments::AllRead() const {
  std::set<std::string> unknown;  // in one order whatever the map's
  for (const auto& [name, value] : args_.fields()) {
    if (!read_.contains(name)) unknown.insert(name);
  }
  if (unknown.empty()) return absl::OkStatus();
  return Wrong(Named(*unknown.begin()), "not an argument of this function");
}

}  // namespace cartera::calc
