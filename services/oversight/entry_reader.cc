#include "services/oversight/entry_reader.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace cartera::oversight {
namespace {

// -1 for what is no lower-case hexadecimal digit.
int HexDigit(char c) {
  if (absl::ascii_isdigit(static_cast<unsigned char>(c))) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Goes from left to right; every form that the writer does not make is an error where it stands.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  absl::Status Word(absl::string_view word) {
    if (!absl::StartsWith(bytes_.substr(at_), word)) {
      return Error(absl::StrCat(word, " is missing"));
    }
    at_ += word.size();
    return absl::OkStatus();
  }

  absl::Status Int(int64_t* out) {
    const size_t from = at_;
    if (at_ < bytes_.size() && bytes_[at_] == '-') ++at_;
    while (at_ < bytes_.size() && absl::ascii_isdigit(static_cast<unsigned char>(bytes_[at_]))) {
      ++at_;
    }
    const absl::string_view digits = bytes_.substr(from, at_ - from);
    if (!absl::SimpleAtoi(digits, out) || absl::StrCat(*out) != digits) {
      at_ = from;
      return Error("a 64-bit integer is missing");
    }
    return absl::OkStatus();
  }

  // ,"key":"text"
  absl::Status Member(absl::string_view key, std::string* out) {
    RETURN_IF_ERROR(Word(absl::StrCat(",\"", key, "\":\"")));
    const size_t from = at_;
    out->clear();
    for (; at_ < bytes_.size() && bytes_[at_] != '"'; ++at_) {
      const char c = bytes_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return Error("a control character");
      if (c == '\\') {
        RETURN_IF_ERROR(Escape(out));
      } else {
        out->push_back(c);
      }
    }
    RETURN_IF_ERROR(Word("\""));
    if (IsValidUtf8(*out)) return absl::OkStatus();
    at_ = from;
    return Error("a text that is not UTF-8");
  }

  absl::Status Error(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat("audit entry, byte ", at_, ": ", what));
  }
  absl::Status End() {
    return at_ == bytes_.size() ? absl::OkStatus() : Error("more than an entry");
  }

 private:
  // bytes_[at_] is the backslash; leaves at_ on the last byte of the escape.
  absl::Status Escape(std::string* out) {
    const absl::string_view rest = bytes_.substr(at_);
    if (rest.size() >= 2 && (rest[1] == '"' || rest[1] == '\\')) {
      out->push_back(rest[1]);
      ++at_;
      return absl::OkStatus();
    }
    const int low = rest.size() >= 6 && absl::StartsWith(rest, "\\u00") ? HexDigit(rest[5]) : -1;
    if (low < 0 || (rest[4] != '0' && rest[4] != '1')) {
      return Error("an escape that the form does not have");
    }
    out->push_back(static_cast<char>((rest[4] - '0') * 16 + low));
    at_ += 5;
    return absl::OkStatus();
  }

  const absl::string_view bytes_;
  size_t at_ = 0;
};

bool IsDigest(absl::string_view digest) {
  if (!digest.empty() && digest.size() != 64) return false;
  for (const char c : digest) {
    if (HexDigit(c) < 0) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Entry> ReadEntry(absl::string_view bytes) {
  Entry entry;
  Reader reader(bytes);
  RETURN_IF_ERROR(reader.Word("{\"v\":1,\"at_us\":"));
  RETURN_IF_ERROR(reader.Int(&entry.at_us));
  RETURN_IF_ERROR(reader.Member("actor", &entry.actor));
  RETURN_IF_ERROR(reader.Member("method", &entry.method));
  RETURN_IF_ERROR(reader.Member("request_id", &entry.request_id));
  RETURN_IF_ERROR(reader.Member("action", &entry.action));
  RETURN_IF_ERROR(reader.Member("resource", &entry.resource));
  RETURN_IF_ERROR(reader.Member("digest", &entry.digest));
  if (!IsDigest(entry.digest)) return reader.Error("the digest is not 64 hexadecimal digits");
  RETURN_IF_ERROR(reader.Member("detail", &entry.detail));
  RETURN_IF_ERROR(reader.Word("}"));
  RETURN_IF_ERROR(reader.End());
  return entry;
}

}  // namespace cartera::oversight
