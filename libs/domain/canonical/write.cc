#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/canonical/form.h"

namespace cartera::canonical {
namespace {

void WriteEscaped(unsigned char c, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      *out += "\\u00";
      *out += kHex[c >> 4];
      *out += kHex[c & 15];
  }
}

void WriteString(absl::string_view text, std::string* out) {
  *out += '"';
  size_t done = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.data() + done, i - done);
    WriteEscaped(c, out);
    done = i + 1;
  }
  out->append(text.data() + done, text.size() - done);
  *out += '"';
}

void WriteValue(const Value& value, std::string* out) {
  switch (value.kind()) {
    case Value::Kind::kObject: {
      char before = '{';
      for (const Value::Member& member : value.members()) {
        *out += before;
        before = ',';
        WriteString(member.key, out);
        *out += ':';
        WriteValue(member.value, out);
      }
      *out += before == '{' ? "{}" : "}";
      return;
    }
    case Value::Kind::kArray: {
      char before = '[';
      for (const Value& item : value.items()) {
        *out += before;
        before = ',';
        WriteValue(item, out);
      }
      *out += before == '[' ? "[]" : "]";
      return;
    }
    case Value::Kind::kString:
      WriteString(value.string_value(), out);
      return;
    case Value::Kind::kInt:
      absl::StrAppend(out, value.int_value());
      return;
    case Value::Kind::kBool:
      *out += value.bool_value() ? "true" : "false";
      return;
  }
}

}  // namespace

std::string Write(const Value& value) {
  std::string out;
  WriteValue(value, &out);
  return out;
}

// Parsing what would be stored is the one check that cannot disagree with Parse.
absl::Status Check(const Value& value) { return Parse(Write(value)).status(); }

}  // namespace cartera::canonical
