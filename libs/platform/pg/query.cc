#include "libs/platform/pg/query.h"

#include <libpq-fe.h>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/platform/pg/bug.h"
#include "libs/platform/pg/errors.h"

namespace cartera::pg {
namespace {

void AppendQuoted(absl::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '"';
}

template <typename Range, typename Append>
std::string ArrayLiteral(const Range& values, Append append) {
  std::string out = "{";
  for (const auto& value : values) {
    if (out.size() > 1) {
      out += ',';
    }
    append(value, out);
  }
  out += '}';
  return out;
}

// The elements of a one-dimensional array in PostgreSQL's text form. Throws BugError on a NULL
// element.
std::vector<std::string> ParseArray(absl::string_view text) {
  std::vector<std::string> out;
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
    throw BugError(absl::StrCat("not a plain array: ", text));
  }
  text = text.substr(1, text.size() - 2);
  size_t i = 0;
  while (i < text.size()) {
    std::string element;
    const bool quoted = text[i] == '"';
    if (quoted) {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        i += text[i] == '\\' ? 1 : 0;
        element += text[i];
      }
      ++i;
    } else {
      for (; i < text.size() && text[i] != ','; ++i) {
        element += text[i];
      }
    }
    if (!quoted && element == "NULL") {
      throw BugError("NULL inside an array");
    }
    out.push_back(std::move(element));
    ++i;  // the comma
  }
  return out;
}

int64_t ParseInt64(absl::string_view text) {
  int64_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) {
    throw BugError(absl::StrCat("not an integer column: ", text.substr(0, 40)));
  }
  return value;
}

std::string ParseBytes(absl::string_view text) {
  if (text.size() % 2 != 0 || text.substr(0, 2) != "\\x") {
    throw BugError("not a bytea column");
  }
  return absl::HexStringToBytes(text.substr(2));
}

bool ParseBool(absl::string_view text) {
  if (text != "t" && text != "f") {
    throw BugError("not a boolean column");
  }
  return text == "t";
}

}  // namespace

void Params::RefuseNul(absl::string_view text) {
  if (status_.ok() && text.find('\0') != absl::string_view::npos) {
    status_ = NulInText();
  }
}

Params& Params::AddText(std::string text) {
  values_.push_back({.data = std::move(text)});
  return *this;
}

Params& Params::Add(absl::string_view text) {
  RefuseNul(text);
  return AddText(std::string(text));
}

Params& Params::AddInt64(int64_t value) { return AddText(absl::StrCat(value)); }

Params& Params::AddBool(bool value) { return AddText(value ? "t" : "f"); }

Params& Params::AddNull() {
  values_.push_back({.null = true});
  return *this;
}

Params& Params::AddBytes(absl::string_view bytes) {
  values_.push_back({.data = std::string(bytes), .binary = true});
  return *this;
}

Params& Params::AddArray(absl::Span<const std::string> values) {
  return AddText(ArrayLiteral(values, [this](const std::string& value, std::string& out) {
    RefuseNul(value);
    AppendQuoted(value, out);
  }));
}

Params& Params::AddArray(absl::Span<const std::optional<std::string>> values) {
  return AddText(
      ArrayLiteral(values, [this](const std::optional<std::string>& value, std::string& out) {
        if (!value.has_value()) {
          out += "NULL";
          return;
        }
        RefuseNul(*value);
        AppendQuoted(*value, out);
      }));
}

Params& Params::AddArray(absl::Span<const int64_t> values) {
  return AddText(
      ArrayLiteral(values, [](int64_t value, std::string& out) { absl::StrAppend(&out, value); }));
}

Params& Params::AddBytesArray(absl::Span<const std::string> values) {
  return AddText(ArrayLiteral(values, [](const std::string& value, std::string& out) {
    absl::StrAppend(&out, "\"\\\\x", absl::BytesToHexString(value), "\"");
  }));
}

Result::Result(std::shared_ptr<const pg_result> result)
    : result_(std::move(result)), size_(PQntuples(result_.get())) {}

int64_t Result::affected() const {
  if (result_ == nullptr) {
    return 0;
  }
  const absl::string_view text = PQcmdTuples(const_cast<PGresult*>(result_.get()));
  return text.empty() ? 0 : ParseInt64(text);
}

Row Result::operator[](int row) const {
  if (row < 0 || row >= size_) {
    throw BugError(absl::StrCat("row ", row, " of ", size_));
  }
  return Row(result_, row);
}

bool Row::IsNull(int column) const {
  if (column < 0 || column >= PQnfields(result_.get())) {
    throw BugError(absl::StrCat("column ", column, " of ", PQnfields(result_.get())));
  }
  return PQgetisnull(result_.get(), row_, column) != 0;
}

absl::string_view Row::Field(int column) const {
  if (IsNull(column)) {
    throw BugError(absl::StrCat("column ", column, " is NULL"));
  }
  return {PQgetvalue(result_.get(), row_, column),
          static_cast<size_t>(PQgetlength(result_.get(), row_, column))};
}

int64_t Row::Int64(int column) const { return ParseInt64(Field(column)); }
bool Row::Bool(int column) const { return ParseBool(Field(column)); }
std::string Row::Text(int column) const { return std::string(Field(column)); }
absl::string_view Row::TextView(int column) const { return Field(column); }
std::string Row::Bytes(int column) const { return ParseBytes(Field(column)); }
std::vector<std::string> Row::TextArray(int column) const { return ParseArray(Field(column)); }

double Row::Double(int column) const {
  double value = 0;
  if (!absl::SimpleAtod(Field(column), &value)) {
    throw BugError("not a number column");
  }
  return value;
}

std::vector<int64_t> Row::Int64Array(int column) const {
  std::vector<int64_t> out;
  for (const std::string& element : ParseArray(Field(column))) {
    out.push_back(ParseInt64(element));
  }
  return out;
}

std::optional<int64_t> Row::OptionalInt64(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Int64(column));
}
std::optional<bool> Row::OptionalBool(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Bool(column));
}
std::optional<std::string> Row::OptionalText(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Text(column));
}
std::optional<std::string> Row::OptionalBytes(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Bytes(column));
}

}  // namespace cartera::pg
