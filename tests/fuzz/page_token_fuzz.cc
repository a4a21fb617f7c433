#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/platform/list/page_token.h"
#include "tests/fuzz/fuzz.h"

namespace list = cartera::list;
using cartera::fuzz::Require;

namespace {

const std::string& Key() {
  static const auto* const key = new std::string(32, 'k');
  return *key;
}

std::string Signed(absl::string_view body) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), Key().data(), static_cast<int>(Key().size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), mac, &size);
  return absl::WebSafeBase64Escape(
      absl::StrCat(body, absl::string_view(reinterpret_cast<const char*>(mac), size)));
}

// The version and the digest of `scope`, as a sealed token begins.
std::string Head(const list::PageTokens& tokens, const list::ListScope& scope) {
  std::string bytes;
  Require(absl::WebSafeBase64Unescape(tokens.Seal(scope, {}).value(), &bytes), "it is base64url");
  return bytes.substr(0, 33);
}

}  // namespace

// Nobody without the key makes a token; with it, what is opened is sealed to the same token, and
// one changed character is refused.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* const tokens = new list::PageTokens(Key());
  static const list::ListScope kScope = {.method = "/m", .filter = "f", .principal = "people/ana"};
  static const auto* const head = new std::string(Head(*tokens, kScope));
  const absl::string_view text = cartera::fuzz::Text(data, size);
  const auto raw = tokens->Open(kScope, text);
  Require(text.empty() ? raw.ok() && !raw->has_value() : !raw.ok(), "no token without the key");
  const std::string sealed = Signed(absl::StrCat(*head, text));
  const auto opened = tokens->Open(kScope, sealed);
  if (!opened.ok()) return 0;
  const auto again = tokens->Seal(kScope, **opened);
  Require(again.ok(), "what was opened can be sealed");
  const auto reopened = tokens->Open(kScope, *again);
  Require(reopened.ok() && (*reopened)->last_key == (*opened)->last_key &&
              (*reopened)->as_of_us == (*opened)->as_of_us,
          "sealed and opened again it is the same");
  std::string other = sealed;
  other[size % (other.size() - 2)] ^= 1;
  Require(!tokens->Open(kScope, other).ok(), "a changed token is refused");
  return 0;
}
