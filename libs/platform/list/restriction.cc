#include "libs/platform/list/restriction.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "libs/base/ids.h"
#include "libs/base/limits.h"
#include "libs/platform/list/violation.h"
#include "libs/platform/list/words.h"

namespace cartera::list {
namespace {

using Meaning = std::variant<Comparison, Refusal>;

Refusal BadOperator(const Restriction& restriction, absl::string_view allowed) {
  const absl::string_view known = restriction.field->nullable ? ", and :* (is known)" : "";
  return {Part::kOperator, kFilterOperatorRefused,
          absl::StrCat(restriction.field->name, " does not take ", restriction.op, "; it takes ",
                       allowed, known)};
}

Refusal BadValue(const Restriction& restriction, absl::string_view wanted) {
  return {Part::kValue, kFilterValueInvalid,
          absl::StrCat(restriction.field->name, " is compared with ", wanted, ", not with ",
                       Quoted(restriction.value))};
}

bool IsOrdering(absl::string_view op) { return op.front() == '<' || op.front() == '>'; }
bool IsEquality(absl::string_view op) { return op == "=" || op == "!="; }

Comparison Compare(const Restriction& restriction, Value value) {
  return {.sql_op = restriction.op == "!=" ? "<>" : std::string(restriction.op),
          .value = std::move(value),
          .sql_cast = std::string(CastOf(restriction.field->type))};
}

// A pattern that finds `text` anywhere: backslash is LIKE's own escape character.
std::string ContainsPattern(absl::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

Meaning InterpretText(const Restriction& restriction) {
  if (restriction.op == ":") {
    return Comparison{.sql_op = "ILIKE",
                      .value = ContainsPattern(restriction.value),
                      .sql_cast = std::string(CastOf(FieldType::kText))};
  }
  return Compare(restriction, std::string(restriction.value));
}

Meaning InterpretInt(const Restriction& restriction) {
  // SimpleAtoi also takes white space and a plus sign; a filter does not.
  int64_t number = 0;
  const absl::string_view digits = absl::StripPrefix(restriction.value, "-");
  if (digits.empty() || !absl::ascii_isdigit(digits.front()) ||
      !absl::ascii_isdigit(digits.back()) || !absl::SimpleAtoi(restriction.value, &number)) {
    return BadValue(restriction, "a whole number of at most 64 bits");
  }
  return Compare(restriction, number);
}

Meaning InterpretBool(const Restriction& restriction) {
  if (restriction.value != "true" && restriction.value != "false") {
    return BadValue(restriction, "true or false");
  }
  return Compare(restriction, restriction.value == "true");
}

Meaning InterpretDate(const Restriction& restriction) {
  if (!IsIsoDate(restriction.value)) return BadValue(restriction, "a day such as 2027-01-31");
  return Compare(restriction, std::string(restriction.value));
}

Meaning InterpretEnum(const Restriction& restriction) {
  const auto names = restriction.field->enum_names;
  for (const EnumName& name : names) {
    if (name.name == restriction.value) return Compare(restriction, name.stored);
  }
  const auto append = [](std::string* out, const EnumName& name) {
    absl::StrAppend(out, name.name);
  };
  return BadValue(restriction, absl::StrCat("one of ", absl::StrJoin(names, ", ", append)));
}

Meaning InterpretResource(const Restriction& restriction) {
  const absl::string_view prefix = restriction.field->resource_prefix;
  absl::string_view id = restriction.value;
  if (prefix.empty()) {
    if (id.empty() || id.size() > kResourceNameMax) return BadValue(restriction, "a resource name");
  } else if (!absl::ConsumePrefix(&id, prefix) || !IsValidResourceId(id)) {
    return BadValue(restriction, absl::StrCat("a name such as ", prefix, "{id}"));
  }
  return Compare(restriction, std::string(id));
}

bool NamesEnumValue(const Restriction& restriction) {
  for (const EnumName& name : restriction.field->enum_names) {
    if (name.name == restriction.value) return true;
  }
  return false;
}

// `field = unknown` and `field:*`.
Meaning InterpretKnown(const Restriction& restriction) {
  const Field& field = *restriction.field;
  if (restriction.op != ":" && !IsEquality(restriction.op)) {
    return Refusal{Part::kOperator, kFilterOperatorRefused,
                   absl::StrCat("unknown is neither before nor after anything: write ", field.name,
                                " = unknown or ", field.name, " != unknown")};
  }
  if (!field.nullable) {
    return Refusal{Part::kValue, kFilterValueInvalid,
                   absl::StrCat(field.name, " is never unknown",
                                field.type == FieldType::kText ? "; a text is put in quotes" : "")};
  }
  return Comparison{.sql_op = restriction.op == "=" ? "IS NULL" : "IS NOT NULL",
                    .has_value = false};
}

}  // namespace

absl::string_view CastOf(FieldType type) {
  switch (type) {
    case FieldType::kInt:
      return "::bigint";
    case FieldType::kBool:
      return "::boolean";
    case FieldType::kDate:
      return "::date";
    default:
      return "::text";
  }
}

bool IsIsoDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  const auto number = [text](size_t from, size_t count) {
    int value = 0;
    for (size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  // CivilDay normalises what is no day (30 February becomes a day of March), so compare.
  const absl::CivilDay day(number(0, 4), number(5, 2), number(8, 2));
  return day.year() >= 1 && day.year() == number(0, 4) && day.month() == number(5, 2) &&
         day.day() == number(8, 2);
}

std::variant<Comparison, Refusal> Interpret(const Restriction& restriction) {
  const bool star = restriction.op == ":" && restriction.value == "*";
  const bool unknown = restriction.op != ":" && restriction.value == "unknown";
  if (!restriction.quoted && (star || (unknown && !NamesEnumValue(restriction)))) {
    return InterpretKnown(restriction);
  }
  const FieldType type = restriction.field->type;
  if (type == FieldType::kText) return InterpretText(restriction);
  const bool ordered = type == FieldType::kInt || type == FieldType::kDate;
  if (!IsEquality(restriction.op) && !(ordered && IsOrdering(restriction.op))) {
    return BadOperator(restriction, ordered ? "= != < <= > >=" : "= and !=");
  }
  switch (type) {
    case FieldType::kInt:
      return InterpretInt(restriction);
    case FieldType::kBool:
      return InterpretBool(restriction);
    case FieldType::kDate:
      return InterpretDate(restriction);
    case FieldType::kEnum:
      return InterpretEnum(restriction);
    default:
      return InterpretResource(restriction);
  }
}

}  // namespace cartera::list
