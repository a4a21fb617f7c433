#include "libs/platform/auth/token_claims.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/reason.h"

namespace cartera::auth {
namespace {

constexpr size_t kSubjectBytesMax = 255;
constexpr size_t kKidBytesMax = 255;
constexpr double kUnixSecondsMax = 253402300799;  // 9999-12-31T23:59:59Z

absl::Status Malformed() { return Unauthenticated("TOKEN_MALFORMED", "the token is not a JWT"); }

// Base64url without padding (RFC 7515 §2); absl's function alone would take '=' and spaces.
bool DecodeBase64Url(absl::string_view text, std::string* bytes) {
  const auto allowed = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  };
  return !text.empty() && text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), allowed) &&
         absl::WebSafeBase64Unescape(text, bytes);
}

// A JSON object without duplicate members, so that no two parsers can read it differently.
JsonPtr DecodeObject(absl::string_view base64url) {
  std::string text;
  if (!DecodeBase64Url(base64url, &text)) {
    return nullptr;
  }
  JsonPtr json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return json_is_object(json.get()) ? std::move(json) : nullptr;
}

absl::Status CheckHeader(const json_t* header, TokenParts* parts) {
  // crit: extensions we do not know. The others bring a key of the sender's choice, or an encoding.
  for (const char* refused : {"crit", "jwk", "jku", "x5c", "x5u", "zip", "b64", "enc"}) {
    if (json_object_get(header, refused) != nullptr) {
      return Unauthenticated("TOKEN_HEADER", "the token's header has a parameter that is refused");
    }
  }
  const absl::string_view type = TextClaim(header, "typ");
  if (json_object_get(header, "typ") != nullptr && !absl::EqualsIgnoreCase(type, "JWT") &&
      !absl::EqualsIgnoreCase(type, "at+jwt") &&
      !absl::EqualsIgnoreCase(type, "application/at+jwt")) {
    return Unauthenticated("TOKEN_HEADER", "the token's type is not JWT");
  }
  const json_t* kid = json_object_get(header, "kid");
  parts->kid = std::string(TextClaim(header, "kid"));
  if (kid != nullptr && (parts->kid.empty() || parts->kid.size() > kKidBytesMax)) {
    return Unauthenticated("TOKEN_KEY", "the token's key id is not usable");
  }
  parts->algorithm = std::string(TextClaim(header, "alg"));
  if (parts->algorithm.empty()) {
    return Unauthenticated("TOKEN_ALGORITHM", "the token names no algorithm");
  }
  return absl::OkStatus();
}

// Reads a NumericDate (RFC 7519 §2). False when it is no number of seconds in years 1970-9999.
bool ReadTime(const json_t* claim, absl::Time* time) {
  const double seconds = json_number_value(claim);
  if (!json_is_number(claim) || !(seconds >= 0 && seconds <= kUnixSecondsMax)) {
    return false;
  }
  *time = absl::UnixEpoch() + absl::Seconds(seconds);
  return true;
}

bool HasAudience(const json_t* claim, absl::string_view audience) {
  const auto equals = [&](const json_t* value) {
    return json_is_string(value) &&
           absl::string_view(json_string_value(value), json_string_length(value)) == audience;
  };
  if (!json_is_array(claim)) {
    return equals(claim);
  }
  for (size_t i = 0; i < json_array_size(claim); ++i) {
    if (equals(json_array_get(claim, i))) {
      return true;
    }
  }
  return false;
}

absl::Status CheckTimes(const json_t* claims, absl::Time now, absl::Duration clock_skew,
                        absl::Time* expires) {
  if (!ReadTime(json_object_get(claims, "exp"), expires)) {
    return Unauthenticated("TOKEN_CLAIMS", "the token has no usable expiry (exp)");
  }
  if (now >= *expires + clock_skew) {
    return Unauthenticated("TOKEN_EXPIRED", "the token has expired");
  }
  for (const char* name : {"nbf", "iat"}) {
    const json_t* claim = json_object_get(claims, name);
    absl::Time from;
    if (claim == nullptr) {
      continue;
    }
    if (!ReadTime(claim, &from)) {
      return Unauthenticated("TOKEN_CLAIMS", "the token has an unusable time (nbf or iat)");
    }
    if (from > now + clock_skew) {
      return Unauthenticated("TOKEN_NOT_YET_VALID", "the token is not valid yet");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view TextClaim(const json_t* claims, const char* name) {
  const json_t* value = json_object_get(claims, name);
  return json_is_string(value)
             ? absl::string_view(json_string_value(value), json_string_length(value))
             : absl::string_view();
}

bool IsUsableSubject(absl::string_view subject) {
  const auto is_control = [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); };
  return !subject.empty() && subject.size() <= kSubjectBytesMax &&
         std::none_of(subject.begin(), subject.end(), is_control);
}

absl::StatusOr<TokenParts> ParseToken(absl::string_view token) {
  const std::vector<absl::string_view> segments = absl::StrSplit(token, absl::MaxSplits('.', 3));
  if (segments.size() != 3) {  // an encrypted token (JWE) has five
    return Malformed();
  }
  TokenParts parts;
  const JsonPtr header = DecodeObject(segments[0]);
  if (header == nullptr) {
    return Malformed();
  }
  RETURN_IF_ERROR(CheckHeader(header.get(), &parts));
  if (parts.algorithm == "none") {
    return Unauthenticated("TOKEN_ALGORITHM", "the token is not signed");
  }
  parts.claims = DecodeObject(segments[1]);
  if (parts.claims == nullptr || !DecodeBase64Url(segments[2], &parts.signature)) {
    return Malformed();
  }
  parts.signing_input = token.substr(0, segments[0].size() + 1 + segments[1].size());
  return parts;
}

absl::StatusOr<Identity> CheckClaims(const json_t* claims, const TrustedIssuer& issuer,
                                     absl::Time now, absl::Duration clock_skew) {
  Identity identity;
  identity.issuer = issuer.issuer;
  identity.is_service = issuer.is_service;
  if (!HasAudience(json_object_get(claims, "aud"), issuer.audience)) {
    return Unauthenticated("TOKEN_AUDIENCE", "the token is for another audience");
  }
  RETURN_IF_ERROR(CheckTimes(claims, now, clock_skew, &identity.expires));
  identity.subject = std::string(TextClaim(claims, "sub"));
  if (!IsUsableSubject(identity.subject) ||
      (issuer.is_service && !absl::StartsWith(identity.subject, "service:"))) {
    return Unauthenticated("TOKEN_CLAIMS", "the token has no usable subject (sub)");
  }
  return identity;
}

}  // namespace cartera::auth
