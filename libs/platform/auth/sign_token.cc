#include "libs/platform/auth/sign_token.h"

#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {

absl::StatusOr<std::string> SignToken(const TokenContent& content, jwa_alg algorithm,
                                      const std::string& kid, jwk_t* key) {
  const int64_t issued_s = absl::ToUnixSeconds(content.now);
  const int64_t expires_s = absl::ToUnixSeconds(content.now + content.lifetime);
  const JsonPtr claims(json_pack("{s:s%, s:s, s:s%, s:s, s:I, s:I}", "iss", content.issuer.data(),
                                 content.issuer.size(), "aud", kAudience, "sub",
                                 content.subject.data(), content.subject.size(), "jti",
                                 NewUuid4().c_str(), "iat", static_cast<json_int_t>(issued_s),
                                 "exp", static_cast<json_int_t>(expires_s)));
  if (claims == nullptr) {
    return absl::InternalError("cannot build the claims of a token");
  }
  const TextPtr payload(json_dumps(claims.get(), JSON_COMPACT));
  const JwsPtr jws = NewJws();
  if (payload == nullptr || jws == nullptr ||
      r_jws_set_payload(jws.get(), reinterpret_cast<const unsigned char*>(payload.get()),
                        std::char_traits<char>::length(payload.get())) != RHN_OK ||
      r_jws_set_alg(jws.get(), algorithm) != RHN_OK ||
      r_jws_set_header_str_value(jws.get(), "typ", "JWT") != RHN_OK ||
      r_jws_set_header_str_value(jws.get(), "kid", kid.c_str()) != RHN_OK) {
    return absl::InternalError("cannot build a token");
  }
  const TextPtr token(r_jws_serialize(jws.get(), key, kNoRemoteKeys));
  if (token == nullptr) {
    return absl::InternalError("cannot sign a token");
  }
  return std::string(token.get());
}

}  // namespace cartera::auth
