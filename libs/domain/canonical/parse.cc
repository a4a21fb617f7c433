#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "libs/domain/canonical/form.h"

namespace cartera::canonical {
namespace {

// One pass from left to right; every form that Write does not make is an error where it stands.
class Parser {
 public:
  explicit Parser(absl::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<Value> Run() {
    ASSIGN_OR_RETURN(Value value, ParseValue(1));
    if (at_ != bytes_.size()) return Error("the value has ended before this byte");
    return value;
  }

 private:
  absl::Status Error(absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat("not in ", kFormName, ": byte ", at_, ": ", what));
  }

  bool Take(char c) {
    if (at_ >= bytes_.size() || bytes_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool TakeWord(absl::string_view word) {
    if (bytes_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  absl::StatusOr<Value> ParseValue(int depth) {
    if (at_ >= bytes_.size()) return Error("a value is missing");
    const char first = bytes_[at_];
    if (first == '{' || first == '[') {
      if (depth > kCanonicalDepthMax) {
        return Error(absl::StrCat("deeper than ", kCanonicalDepthMax, " levels"));
      }
      return first == '{' ? ParseObject(depth) : ParseArray(depth);
    }
    if (first == '"') {
      ASSIGN_OR_RETURN(std::string text, ParseString());
      return Value(std::move(text));
    }
    if (TakeWord("true")) return Value(true);
    if (TakeWord("false")) return Value(false);
    if (first == '-' || absl::ascii_isdigit(first)) return ParseInt();
    if (absl::ascii_isspace(first)) return Error("white space");
    return Error("neither object, array, string, integer, true nor false");
  }

  absl::StatusOr<Value> ParseObject(int depth) {
    ++at_;
    Value object = Value::Object();
    if (Take('}')) return object;
    do {
      const size_t key_at = at_;
      if (at_ >= bytes_.size() || bytes_[at_] != '"') return Error("a key is missing");
      ASSIGN_OR_RETURN(const std::string key, ParseString());
      const auto& members = object.members();
      if (!members.empty() && key <= members.back().key) {
        at_ = key_at;
        return Error(key == members.back().key ? "the key stands twice"
                                               : "the keys are not sorted");
      }
      if (!Take(':')) return Error("':' is missing");
      ASSIGN_OR_RETURN(Value value, ParseValue(depth + 1));
      object.Set(key, std::move(value));
    } while (Take(','));
    if (!Take('}')) return Error("',' or '}' is missing");
    return object;
  }

  absl::StatusOr<Value> ParseArray(int depth) {
    ++at_;
    Value array = Value::Array();
    if (Take(']')) return array;
    do {
      ASSIGN_OR_RETURN(Value value, ParseValue(depth + 1));
      array.Append(std::move(value));
    } while (Take(','));
    if (!Take(']')) return Error("',' or ']' is missing");
    return array;
  }

  absl::StatusOr<Value> ParseInt() {
    const bool negative = Take('-');
    if (at_ >= bytes_.size() || !absl::ascii_isdigit(bytes_[at_]))
      return Error("a digit is missing");
    const bool zero = bytes_[at_] == '0';
    const uint64_t limit =
        static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) + (negative ? 1 : 0);
    uint64_t magnitude = 0;
    const size_t start = at_;
    for (; at_ < bytes_.size() && absl::ascii_isdigit(bytes_[at_]); ++at_) {
      const auto digit = static_cast<uint64_t>(bytes_[at_] - '0');
      if (magnitude > (limit - digit) / 10) return Error("an integer of more than 64 bits");
      magnitude = magnitude * 10 + digit;
    }
    if (zero && (negative || at_ - start > 1)) return Error("'-0' or a leading zero");
    if (at_ < bytes_.size() && (bytes_[at_] == '.' || bytes_[at_] == 'e' || bytes_[at_] == 'E')) {
      return Error("a number that is no integer");
    }
    return Value(static_cast<int64_t>(negative ? 0 - magnitude : magnitude));
  }

  // bytes_[at_] is the opening quote.
  absl::StatusOr<std::string> ParseString() {
    const size_t open = at_++;
    std::string text;
    for (size_t done = at_; at_ < bytes_.size();) {
      const auto c = static_cast<unsigned char>(bytes_[at_]);
      if (c >= 0x20 && c != '"' && c != '\\') {
        ++at_;
        continue;
      }
      if (c < 0x20) return Error("a control character");
      text.append(bytes_.data() + done, at_ - done);
      ++at_;
      if (c == '"') {
        if (IsValidUtf8(text)) return text;
        at_ = open;
        return Error("a string that is not UTF-8");
      }
      RETURN_IF_ERROR(ParseEscape(&text));
      done = at_;
    }
    return Error("a string without an end");
  }

  // Behind a backslash: only what Write escapes, and only in the form it uses.
  absl::Status ParseEscape(std::string* text) {
    const char c = at_ < bytes_.size() ? bytes_[at_] : '\0';
    static constexpr absl::string_view kLetters = "\"\\bfnrt";
    static constexpr absl::string_view kMeant = "\"\\\b\f\n\r\t";
    if (const size_t place = kLetters.find(c); place != absl::string_view::npos) {
      ++at_;
      *text += kMeant[place];
      return absl::OkStatus();
    }
    if (!TakeWord("u00") || at_ + 2 > bytes_.size()) return Error("an escape not of this form");
    static constexpr absl::string_view kHex = "0123456789abcdef";
    const size_t high = kHex.find(bytes_[at_]);
    const size_t low = kHex.find(bytes_[at_ + 1]);
    const bool control = high <= 1 && low < 16;
    const auto code = static_cast<char>(high * 16 + low);
    if (!control || kMeant.find(code) != absl::string_view::npos) {
      return Error("an escape not of this form");
    }
    at_ += 2;
    *text += code;
    return absl::OkStatus();
  }

  absl::string_view bytes_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<Value> Parse(absl::string_view bytes) {
  if (bytes.size() > kCanonicalBytesMax) {
    return absl::OutOfRangeError(
        absl::StrCat(bytes.size(), " bytes, at most ", kCanonicalBytesMax, " are accepted"));
  }
  return Parser(bytes).Run();
}

}  // namespace cartera::canonical
