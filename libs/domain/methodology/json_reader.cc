#include "libs/domain/methodology/json_reader.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

void AppendUtf8(uint32_t code, std::string& out) {
  const auto byte = [&out](uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

class Reader {
 public:
  explicit Reader(absl::string_view text) : text_(text) {}

  absl::StatusOr<Value> ReadDocument() {
    ASSIGN_OR_RETURN(Value value, ReadValue(0));
    SkipSpace();
    if (at_ < text_.size()) return Fail("something follows the value");
    return value;
  }

 private:
  absl::Status Fail(absl::string_view what) const {
    int line = 1;
    size_t column = 1;
    for (size_t i = 0; i < at_ && i < text_.size(); ++i) {
      column = text_[i] == '\n' ? 1 : column + 1;
      line += text_[i] == '\n';
    }
    return absl::InvalidArgumentError(absl::StrCat("line ", line, ", column ", column, ": ", what));
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipSpace() {
    while (at_ < text_.size() &&
           absl::string_view(" \t\r\n").find(text_[at_]) != absl::string_view::npos) {
      ++at_;
    }
  }

  bool Take(absl::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  absl::StatusOr<Value> ReadValue(int depth) {
    SkipSpace();
    if (depth > kCanonicalDepthMax) return Fail("nested too deeply");
    const char first = Peek();
    if (first == '{') return ReadObject(depth);
    if (first == '[') return ReadArray(depth);
    if (first == '"') {
      ASSIGN_OR_RETURN(std::string text, ReadString());
      return Value(std::move(text));
    }
    if (Take("true")) return Value(true);
    if (Take("false")) return Value(false);
    if (first == '-' || (first >= '0' && first <= '9')) return ReadInt();
    if (Take("null")) return Fail("null is not used: leave the member out");
    return Fail(at_ >= text_.size() ? "the text ends too early" : "a value was expected");
  }

  absl::StatusOr<Value> ReadObject(int depth) {
    Value object = Value::Object();
    ++at_;
    SkipSpace();
    if (Take("}")) return object;
    while (true) {
      SkipSpace();
      if (Peek() != '"') return Fail("a member name in quotes was expected");
      ASSIGN_OR_RETURN(std::string key, ReadString());
      if (object.Find(key) != nullptr) return Fail(absl::StrCat("member \"", key, "\" twice"));
      SkipSpace();
      if (!Take(":")) return Fail("':' was expected");
      ASSIGN_OR_RETURN(Value value, ReadValue(depth + 1));
      object.Set(key, std::move(value));
      SkipSpace();
      if (Take("}")) return object;
      if (!Take(",")) return Fail("',' or '}' was expected");
    }
  }

  absl::StatusOr<Value> ReadArray(int depth) {
    Value array = Value::Array();
    ++at_;
    SkipSpace();
    if (Take("]")) return array;
    while (true) {
      ASSIGN_OR_RETURN(Value value, ReadValue(depth + 1));
      array.Append(std::move(value));
      SkipSpace();
      if (Take("]")) return array;
      if (!Take(",")) return Fail("',' or ']' was expected");
    }
  }

  absl::StatusOr<Value> ReadInt() {
    const size_t start = at_;
    Take("-");
    const size_t digits = at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    if (Peek() == '.' || Peek() == 'e' || Peek() == 'E') {
      return Fail("whole numbers only: write rates in basis points, amounts in minor units");
    }
    if (at_ == digits || (text_[digits] == '0' && at_ - digits > 1)) {
      return Fail("not a number as JSON writes it");
    }
    int64_t number = 0;
    if (!absl::SimpleAtoi(text_.substr(start, at_ - start), &number)) {
      return Fail("the number does not fit 64 bits");
    }
    return Value(number);
  }

  absl::StatusOr<uint32_t> ReadHex4() {
    uint32_t code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = Peek();
      const bool is_digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(c | 0x20);
      if (!is_digit && (lower < 'a' || lower > 'f')) return Fail("four hex digits were expected");
      code = code * 16 + static_cast<uint32_t>(is_digit ? c - '0' : lower - 'a' + 10);
    }
    return code;
  }

  absl::Status ReadEscape(std::string& out) {
    ++at_;
    const char c = Peek();
    ++at_;
    constexpr absl::string_view kFrom = "\"\\/bfnrt";
    constexpr absl::string_view kTo = "\"\\/\b\f\n\r\t";
    if (const size_t found = kFrom.find(c); c != '\0' && found != absl::string_view::npos) {
      out.push_back(kTo[found]);
      return absl::OkStatus();
    }
    if (c != 'u') return Fail("unknown escape");
    ASSIGN_OR_RETURN(uint32_t code, ReadHex4());
    if (code >= 0xD800 && code < 0xDC00) {
      if (!Take("\\u")) return Fail("half a surrogate pair");
      ASSIGN_OR_RETURN(uint32_t low, ReadHex4());
      if (low < 0xDC00 || low > 0xDFFF) return Fail("half a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      return Fail("half a surrogate pair");
    }
    AppendUtf8(code, out);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> ReadString() {
    std::string out;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return out;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Fail("a control character in a text");
      if (c == '\\') {
        RETURN_IF_ERROR(ReadEscape(out));
      } else {
        out.push_back(c);
        ++at_;
      }
    }
    return Fail("a text without closing quote");
  }

  absl::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<Value> ReadJson(absl::string_view text) {
  if (!IsValidUtf8(text)) return absl::InvalidArgumentError("the text is not UTF-8");
  if (text.size() > kCanonicalBytesMax) return absl::InvalidArgumentError("the text is too long");
  return Reader(text).ReadDocument();
}

}  // namespace cartera::methodology
