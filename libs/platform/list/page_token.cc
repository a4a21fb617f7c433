#include "libs/platform/list/page_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/list/violation.h"

namespace cartera::list {
namespace {

constexpr char kVersion = 1;
constexpr size_t kDigestBytes = 32;  // of SHA-256
enum Tag : char { kUnknown = 0, kInteger = 1, kTextValue = 2, kBoolean = 3 };

void AppendUint64(uint64_t value, std::string* out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>((value >> shift) & 0xFF));
  }
}

void AppendText(absl::string_view text, std::string* out) {
  AppendUint64(text.size(), out);
  absl::StrAppend(out, text);
}

// Each part with its length, so that no two scopes share their bytes.
std::string Digest(const ListScope& scope) {
  std::string bytes;
  for (const absl::string_view part :
       {scope.method, scope.parent, scope.filter, scope.order_by, scope.principal}) {
    AppendText(part, &bytes);
  }
  return Sha256(bytes);
}

std::string Mac(absl::string_view key, absl::string_view bytes) {
  std::string mac(kDigestBytes, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  return mac;
}

void AppendKeyValue(const KeyValue& value, std::string* out) {
  if (!value.has_value()) {
    out->push_back(kUnknown);
  } else if (const int64_t* number = std::get_if<int64_t>(&*value)) {
    out->push_back(kInteger);
    AppendUint64(static_cast<uint64_t>(*number), out);
  } else if (const std::string* text = std::get_if<std::string>(&*value)) {
    out->push_back(kTextValue);
    AppendText(*text, out);
  } else {
    out->push_back(kBoolean);
    out->push_back(std::get<bool>(*value) ? 1 : 0);
  }
}

// Reads what Append* wrote. After a read beyond the end ok() is false and all values are zero.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}
  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && bytes_.empty(); }

  absl::string_view Take(uint64_t size) {
    if (!ok_ || size > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const absl::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  char Byte() {
    const absl::string_view taken = Take(1);
    return taken.empty() ? '\0' : taken.front();
  }
  uint64_t Uint64() {
    uint64_t value = 0;
    for (const char c : Take(8)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  KeyValue Key() {
    switch (Byte()) {
      case kUnknown:
        return std::nullopt;
      case kInteger:
        return static_cast<int64_t>(Uint64());
      case kTextValue:
        return std::string(Take(Uint64()));
      case kBoolean:
        return Byte() == 1;
      default:
        ok_ = false;
        return std::nullopt;
    }
  }

 private:
  absl::string_view bytes_;
  bool ok_ = true;
};

absl::Status InvalidToken() {
  return ToStatus({.field = "page_token",
                   .position = 0,
                   .message = "not a token of this list with this filter, order and caller; start "
                              "again without one",
                   .reason = std::string(kPageTokenInvalid)});
}

}  // namespace

PageTokens::PageTokens(std::string key) : key_(std::move(key)) {
  if (key_.size() < 32) std::abort();  // a token anyone could forge: a fault of the program
}

absl::StatusOr<std::string> PageTokens::Seal(const ListScope& scope,
                                             const PagePosition& position) const {
  std::string bytes(1, kVersion);
  absl::StrAppend(&bytes, Digest(scope));
  AppendUint64(static_cast<uint64_t>(position.as_of_us), &bytes);
  AppendUint64(position.last_key.size(), &bytes);
  for (const KeyValue& value : position.last_key) AppendKeyValue(value, &bytes);
  absl::StrAppend(&bytes, Mac(key_, bytes));
  std::string token = absl::WebSafeBase64Escape(bytes);
  if (token.size() > kPageTokenMax) {
    return ToStatus({.field = "order_by",
                     .position = 0,
                     .message = "the texts ordered by are too long for a page token; order by "
                                "fewer or shorter fields",
                     .reason = std::string(kOrderByKeyTooLong)});
  }
  return token;
}

absl::StatusOr<std::optional<PagePosition>> PageTokens::Open(const ListScope& scope,
                                                             absl::string_view token) const {
  if (token.empty()) return std::optional<PagePosition>();
  std::string bytes;
  // Encoding again refuses other spellings of the same bytes (padding, stray bits).
  if (token.size() > kPageTokenMax || !absl::WebSafeBase64Unescape(token, &bytes) ||
      absl::WebSafeBase64Escape(bytes) != token || bytes.size() <= kDigestBytes) {
    return InvalidToken();
  }
  const absl::string_view sealed = absl::string_view(bytes).substr(0, bytes.size() - kDigestBytes);
  const absl::string_view given = absl::string_view(bytes).substr(sealed.size());
  if (CRYPTO_memcmp(Mac(key_, sealed).data(), given.data(), kDigestBytes) != 0) {
    return InvalidToken();
  }
  Reader reader(sealed);
  if (reader.Byte() != kVersion || reader.Take(kDigestBytes) != Digest(scope)) {
    return InvalidToken();
  }
  PagePosition position;
  position.as_of_us = static_cast<int64_t>(reader.Uint64());
  for (uint64_t left = reader.Uint64(); left > 0 && reader.ok(); --left) {
    position.last_key.push_back(reader.Key());
  }
  if (!reader.AtEnd()) return InvalidToken();
  return std::optional<PagePosition>(std::move(position));
}

absl::StatusOr<int> NormalisePageSize(int64_t page_size) {
  if (page_size < 0) {
    return ToStatus(
        {.field = "page_size",
         .position = 0,
         .message = absl::StrCat("must be 0 (for ", kPageSizeDefault, ") or more, not ", page_size),
         .reason = std::string(kPageSizeInvalid)});
  }
  if (page_size == 0) return kPageSizeDefault;
  return static_cast<int>(std::min<int64_t>(page_size, kPageSizeMax));
}

}  // namespace cartera::list
