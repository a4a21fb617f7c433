#include "libs/platform/auth/token.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/platform/auth/test_tokens.h"

namespace cartera::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// One key of each kind, made once: generating RSA keys is slow.
struct Keys {
  TestKey rsa = TestKey::Rsa();
  TestKey ec = TestKey::Ec();
  TestKey ed = TestKey::Ed25519();
  TestKey stranger = TestKey::Ec();
  TestKey stranger_rsa = TestKey::Rsa();
};

const Keys& AllKeys() {
  static const Keys& keys = *new Keys;
  return keys;
}

TokenVerifier::Options GoodOptions() {
  const Keys& keys = AllKeys();
  TrustedIssuer idp;
  idp.issuer = "https://idp.example";
  idp.audience = "cartera";
  idp.jwks_json = absl::StrCat(R"({"keys":[)", keys.rsa.Jwk("rsa"), ",", keys.ec.Jwk("ec"), ",",
                               keys.ed.Jwk("ed"), ",",
                               keys.stranger_rsa.Jwk("enc", R"("use":"enc","alg":"RSA-OAEP",)"),
                               ",", keys.rsa.Jwk("only-ps", R"("alg":"PS256",)"), "]}");
  idp.algorithms = {"RS256", "PS256", "ES256", "EdDSA"};
  TrustedIssuer narrow = idp;
  narrow.issuer = "https://narrow.example";
  narrow.algorithms = {"ES256"};
  TrustedIssuer internal;
  internal.issuer = "https://cartera.invalid/internal";
  internal.audience = "cartera";
  internal.jwks_json = absl::StrCat(R"({"keys":[{"kty":"oct","kid":"i","k":")",
                                    Base64Url(std::string(32, 'k')), R"("}]})");
  internal.algorithms = {"HS256"};
  internal.is_service = true;
  TokenVerifier::Options options;
  options.issuers = {idp, narrow, internal};
  return options;
}

std::unique_ptr<TokenVerifier> NewVerifier(TokenVerifier::Options options = GoodOptions()) {
  auto verifier = TokenVerifier::Create(std::move(options));
  EXPECT_TRUE(verifier.ok()) << verifier.status();
  return *std::move(verifier);
}

constexpr char kEcHeader[] = R"({"alg":"ES256","kid":"ec"})";

std::string EcToken(absl::string_view claims) { return MakeToken(kEcHeader, claims, AllKeys().ec); }

std::string WithHeader(absl::string_view header) {
  return MakeToken(header, GoodClaims(kNow), AllKeys().ec);
}

TEST(Token, Verify_AcceptsEveryAllowedAlgorithm) {
  const Keys& keys = AllKeys();
  const std::string claims = GoodClaims(kNow);
  const auto verifier = NewVerifier();
  for (const std::string& token :
       {MakeToken(R"({"alg":"RS256","kid":"rsa","typ":"JWT"})", claims, keys.rsa),
        MakeToken(R"({"alg":"PS256","kid":"rsa","typ":"at+jwt"})", claims, keys.rsa, true),
        MakeToken(R"({"alg":"PS256","kid":"only-ps"})", claims, keys.rsa, true),
        MakeToken(R"({"alg":"ES256","kid":"ec","x5t":"ignored"})", claims, keys.ec),
        MakeToken(R"({"alg":"EdDSA","kid":"ed"})", claims, keys.ed),
        MakeToken(R"({"alg":"ES256"})", claims, keys.ec)}) {
    const auto identity = verifier->Verify(token, kNow);
    ASSERT_TRUE(identity.ok()) << identity.status();
    EXPECT_EQ(identity->issuer, "https://idp.example");
    EXPECT_EQ(identity->subject, "ana");
    EXPECT_EQ(identity->expires, kNow + absl::Minutes(10));
    EXPECT_FALSE(identity->is_service);
  }
}

// r and s with leading zero bytes turn up once in 128 signatures.
TEST(Token, Verify_AcceptsEs256WhateverTheSignaturesLeadingBytes) {
  const auto verifier = NewVerifier();
  for (int i = 0; i < 400; ++i) {
    const auto identity =
        verifier->Verify(EcToken(GoodClaims(kNow, absl::StrCat("\"jti\":\"", i, "\","))), kNow);
    ASSERT_TRUE(identity.ok()) << i << ": " << identity.status();
  }
}

TEST(Token, Verify_AcceptsAnAudienceInAList) {
  EXPECT_TRUE(NewVerifier()
                  ->Verify(EcToken(absl::StrReplaceAll(
                               GoodClaims(kNow),
                               {{R"("aud":"cartera")", R"("aud":["account","cartera"])"}})),
                           kNow)
                  .ok());
}

TEST(Token, Verify_MarksServices) {
  const std::string input = SigningInput(
      R"({"alg":"HS256","kid":"i"})",
      absl::StrCat(R"({"iss":"https://cartera.invalid/internal","aud":"cartera",)",
                   R"("sub":"service:review","exp":)", absl::ToUnixSeconds(kNow) + 60, "}"));
  const std::string token =
      absl::StrCat(input, ".", Base64Url(HmacSha256(std::string(32, 'k'), input)));
  const auto identity = NewVerifier()->Verify(token, kNow);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_TRUE(identity->is_service);
  EXPECT_EQ(identity->subject, "service:review");
}

struct HostileToken {
  const char* what;
  std::string token;
  const char* reason;
};

std::string Replaced(absl::string_view from, absl::string_view to) {
  return EcToken(absl::StrReplaceAll(GoodClaims(kNow), {{from, to}}));
}

std::string HmacToken(absl::string_view header, absl::string_view claims, absl::string_view key) {
  const std::string input = SigningInput(header, claims);
  return absl::StrCat(input, ".", Base64Url(HmacSha256(key, input)));
}

std::vector<HostileToken> AlgorithmAttacks() {
  const Keys& keys = AllKeys();
  const std::string claims = GoodClaims(kNow);
  const std::string narrow =
      absl::StrReplaceAll(claims, {{"https://idp.example", "https://narrow.example"}});
  const std::string service = absl::StrReplaceAll(
      claims, {{"https://idp.example", "https://cartera.invalid/internal"}, {"ana", "service:x"}});
  const std::string unsigned_input = SigningInput(R"({"alg":"none"})", claims);
  return {
      {"none, empty signature", absl::StrCat(unsigned_input, "."), "TOKEN_ALGORITHM"},
      {"none with a signature", MakeToken(R"({"alg":"none","kid":"ec"})", claims, keys.ec),
       "TOKEN_ALGORITHM"},
      {"None, other case", MakeToken(R"({"alg":"None","kid":"ec"})", claims, keys.ec),
       "TOKEN_ALGORITHM"},
      {"no alg", WithHeader(R"({"kid":"ec"})"), "TOKEN_ALGORITHM"},
      {"alg is a number", WithHeader(R"({"alg":256,"kid":"ec"})"), "TOKEN_ALGORITHM"},
      {"alg not on the issuer's list",
       MakeToken(R"({"alg":"RS256","kid":"rsa"})", narrow, keys.rsa), "TOKEN_ALGORITHM"},
      {"alg unknown to us", WithHeader(R"({"alg":"ES512","kid":"ec"})"), "TOKEN_ALGORITHM"},
      {"HS256 with the RSA public key as secret",
       HmacToken(R"({"alg":"HS256","kid":"rsa"})", claims, keys.rsa.Pem()), "TOKEN_ALGORITHM"},
      {"HS256 with an empty secret", HmacToken(R"({"alg":"HS256","kid":"rsa"})", claims, ""),
       "TOKEN_ALGORITHM"},
      {"ES256 pointing at the RSA key", WithHeader(R"({"alg":"ES256","kid":"rsa"})"),
       "TOKEN_ALGORITHM"},
      {"RS256 with a key for PS256 only",
       MakeToken(R"({"alg":"RS256","kid":"only-ps"})", claims, keys.rsa), "TOKEN_ALGORITHM"},
      {"service issuer with ES256", MakeToken(kEcHeader, service, keys.ec), "TOKEN_ALGORITHM"},
      {"service issuer, wrong secret",
       HmacToken(R"({"alg":"HS256","kid":"i"})", service, std::string(32, 'x')), "TOKEN_SIGNATURE"},
      {"service issuer, person as subject",
       HmacToken(R"({"alg":"HS256","kid":"i"})",
                 absl::StrReplaceAll(service, {{"service:x", "ana"}}), std::string(32, 'k')),
       "TOKEN_CLAIMS"},
  };
}

std::vector<HostileToken> KeyAttacks() {
  const Keys& keys = AllKeys();
  const std::string claims = GoodClaims(kNow);
  const std::string embedded =
      absl::StrCat(R"({"alg":"ES256","kid":"ec","jwk":)", keys.stranger.Jwk("ec"), "}");
  return {
      {"kid unknown", WithHeader(R"({"alg":"ES256","kid":"other"})"), "TOKEN_KEY"},
      {"kid of an encryption key",
       MakeToken(R"({"alg":"RS256","kid":"enc"})", claims, keys.stranger_rsa), "TOKEN_KEY"},
      {"kid is a path", WithHeader(R"({"alg":"ES256","kid":"../../dev/null"})"), "TOKEN_KEY"},
      {"kid is empty", WithHeader(R"({"alg":"ES256","kid":""})"), "TOKEN_KEY"},
      {"kid is a number", WithHeader(R"({"alg":"ES256","kid":1})"), "TOKEN_KEY"},
      {"no kid and two keys fit", MakeToken(R"({"alg":"PS256"})", claims, keys.rsa, true),
       "TOKEN_KEY"},
      {"signed by a stranger", MakeToken(kEcHeader, claims, keys.stranger), "TOKEN_SIGNATURE"},
      {"RS256 signed by a stranger",
       MakeToken(R"({"alg":"RS256","kid":"rsa"})", claims, keys.stranger_rsa), "TOKEN_SIGNATURE"},
      {"embedded jwk", MakeToken(embedded, claims, keys.stranger), "TOKEN_HEADER"},
      {"jku", WithHeader(R"({"alg":"ES256","kid":"ec","jku":"http://127.0.0.1:1/k"})"),
       "TOKEN_HEADER"},
      {"x5u", WithHeader(R"({"alg":"ES256","kid":"ec","x5u":"http://127.0.0.1:1/k"})"),
       "TOKEN_HEADER"},
      {"x5c", WithHeader(R"({"alg":"ES256","kid":"ec","x5c":["AAAA"]})"), "TOKEN_HEADER"},
      {"crit", WithHeader(R"({"alg":"ES256","kid":"ec","crit":["exp"],"exp":1})"), "TOKEN_HEADER"},
      {"unencoded payload", WithHeader(R"({"alg":"ES256","kid":"ec","b64":false})"),
       "TOKEN_HEADER"},
      {"compressed", WithHeader(R"({"alg":"ES256","kid":"ec","zip":"DEF"})"), "TOKEN_HEADER"},
      {"typ of something else", WithHeader(R"({"alg":"ES256","kid":"ec","typ":"logout+jwt"})"),
       "TOKEN_HEADER"},
  };
}

std::vector<HostileToken> ShapeAttacks() {
  const std::string good = EcToken(GoodClaims(kNow));
  const size_t dot = good.rfind('.');
  const std::string input = good.substr(0, dot);
  std::string flipped = good;
  flipped[dot + 10] = flipped[dot + 10] == 'A' ? 'B' : 'A';
  const std::string other_claims = absl::StrCat(
      SigningInput(kEcHeader, GoodClaims(kNow, R"("role":"admin",)")), good.substr(dot));
  return {
      {"empty", "", "TOKEN_MISSING"},
      {"garbage", "garbage", "TOKEN_MALFORMED"},
      {"dots", "..", "TOKEN_MALFORMED"},
      {"binary", std::string("\0\xFF.\x80.\n", 6), "TOKEN_MALFORMED"},
      {"two parts", input, "TOKEN_MALFORMED"},
      {"four parts", absl::StrCat(good, ".x"), "TOKEN_MALFORMED"},
      {"JWE with five parts",
       absl::StrCat(Base64Url(R"({"alg":"RSA-OAEP","enc":"A256GCM"})"), ".AA.AA.AA.AA"),
       "TOKEN_MALFORMED"},
      {"JWE header in three parts", WithHeader(R"({"alg":"ES256","kid":"ec","enc":"A256GCM"})"),
       "TOKEN_HEADER"},
      {"JSON serialisation", R"({"payload":"e30","signatures":[]})", "TOKEN_MALFORMED"},
      {"padding", absl::StrCat(good, "=="), "TOKEN_MALFORMED"},
      {"space in front", absl::StrCat(" ", good), "TOKEN_MALFORMED"},
      {"newline at the end", absl::StrCat(good, "\n"), "TOKEN_MALFORMED"},
      {"header is a list", WithHeader("[]"), "TOKEN_MALFORMED"},
      {"alg twice", WithHeader(R"({"alg":"none","alg":"ES256","kid":"ec"})"), "TOKEN_MALFORMED"},
      {"claims are no JSON", EcToken("sub=ana"), "TOKEN_MALFORMED"},
      {"sub twice", EcToken(GoodClaims(kNow, R"("sub":"root",)")), "TOKEN_MALFORMED"},
      {"claims not UTF-8", EcToken(GoodClaims(kNow, "\"x\":\"\xC0\xAF\",")), "TOKEN_MALFORMED"},
      {"deeply nested",
       EcToken(GoodClaims(kNow, absl::StrCat("\"x\":", std::string(3000, '['), ","))),
       "TOKEN_MALFORMED"},
      {"longer than 8 KiB",
       EcToken(GoodClaims(kNow, absl::StrCat("\"x\":\"", std::string(8192, 'x'), "\","))),
       "TOKEN_MALFORMED"},
      {"signature empty", absl::StrCat(input, "."), "TOKEN_MALFORMED"},
      {"signature short", absl::StrCat(input, ".", Base64Url("short")), "TOKEN_SIGNATURE"},
      {"signature of zeros (r = s = 0)", absl::StrCat(input, ".", Base64Url(std::string(64, '\0'))),
       "TOKEN_SIGNATURE"},
      {"signature of 96 bytes", absl::StrCat(input, ".", Base64Url(std::string(96, 'x'))),
       "TOKEN_SIGNATURE"},
      {"one bit flipped", flipped, "TOKEN_SIGNATURE"},
      {"claims exchanged", other_claims, "TOKEN_SIGNATURE"},
  };
}

std::vector<HostileToken> ClaimAttacks() {
  const int64_t now_s = absl::ToUnixSeconds(kNow);
  const std::string exp = absl::StrCat("\"exp\":", now_s + 600);
  const auto with_exp = [&](const std::string& value) {
    return Replaced(exp, absl::StrCat("\"exp\":", value));
  };
  return {
      {"issuer unknown", Replaced("idp.example", "evil.example"), "TOKEN_ISSUER"},
      {"issuer with a slash more", Replaced("idp.example", "idp.example/"), "TOKEN_ISSUER"},
      {"issuer is a list", Replaced("\"https://idp.example\"", "[\"https://idp.example\"]"),
       "TOKEN_ISSUER"},
      {"no issuer", Replaced("\"iss\"", "\"x\""), "TOKEN_ISSUER"},
      {"audience of another", Replaced("\"cartera\"", "\"payroll\""), "TOKEN_AUDIENCE"},
      {"audience list of others", Replaced("\"cartera\"", "[\"payroll\",1,null]"),
       "TOKEN_AUDIENCE"},
      {"audience is a prefix", Replaced("\"cartera\"", "\"cartera-test\""), "TOKEN_AUDIENCE"},
      {"no audience", Replaced("\"aud\"", "\"x\""), "TOKEN_AUDIENCE"},
      {"expired beyond the skew", with_exp(absl::StrCat(now_s - 60)), "TOKEN_EXPIRED"},
      {"expired in 1970", with_exp("0"), "TOKEN_EXPIRED"},
      {"no exp", Replaced("\"exp\"", "\"x\""), "TOKEN_CLAIMS"},
      {"exp is text", with_exp("\"1800000600\""), "TOKEN_CLAIMS"},
      {"exp is negative", with_exp("-1"), "TOKEN_CLAIMS"},
      {"exp after year 9999", with_exp("1e15"), "TOKEN_CLAIMS"},
      {"exp is null", with_exp("null"), "TOKEN_CLAIMS"},
      {"nbf ahead", EcToken(GoodClaims(kNow, absl::StrCat("\"nbf\":", now_s + 61, ","))),
       "TOKEN_NOT_YET_VALID"},
      {"nbf is text", EcToken(GoodClaims(kNow, R"("nbf":"0",)")), "TOKEN_CLAIMS"},
      {"iat ahead", EcToken(GoodClaims(kNow, absl::StrCat("\"iat\":", now_s + 61, ","))),
       "TOKEN_NOT_YET_VALID"},
      {"no sub", Replaced("\"sub\"", "\"x\""), "TOKEN_CLAIMS"},
      {"sub empty", Replaced("\"ana\"", "\"\""), "TOKEN_CLAIMS"},
      {"sub is a number", Replaced("\"ana\"", "7"), "TOKEN_CLAIMS"},
      {"sub of 256 bytes", Replaced("\"ana\"", absl::StrCat("\"", std::string(256, 'a'), "\"")),
       "TOKEN_CLAIMS"},
      {"sub with a newline", Replaced("\"ana\"", R"("a\nb")"), "TOKEN_CLAIMS"},
      {"sub with NUL", Replaced("\"ana\"", R"("ana\u0000")"), "TOKEN_MALFORMED"},
  };
}

void ExpectRefused(const std::vector<HostileToken>& attacks) {
  const auto verifier = NewVerifier();
  for (const HostileToken& attack : attacks) {
    for (int round = 0; round < 2; ++round) {  // a refusal must not be cached as success
      const absl::Status status = verifier->Verify(attack.token, kNow).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << attack.what;
      EXPECT_EQ(ReasonOf(status), attack.reason) << attack.what << ": " << status;
      const std::string part = attack.token.substr(0, 8);
      EXPECT_TRUE(part.size() < 8 || !absl::StrContains(status.ToString(), part)) << attack.what;
    }
  }
  EXPECT_EQ(verifier->cache_counts().entries, 0u);
}

TEST(Token, Verify_RefusesAlgorithmAttacks) { ExpectRefused(AlgorithmAttacks()); }
TEST(Token, Verify_RefusesKeyAttacks) { ExpectRefused(KeyAttacks()); }
TEST(Token, Verify_RefusesWrongShapes) { ExpectRefused(ShapeAttacks()); }
TEST(Token, Verify_RefusesWrongClaims) { ExpectRefused(ClaimAttacks()); }

TEST(Token, Verify_SurvivesEveryTruncationAndManyFlips) {
  const auto verifier = NewVerifier();
  const std::string good = EcToken(GoodClaims(kNow));
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(verifier->Verify(good.substr(0, i), kNow).ok()) << i;
  }
  for (size_t i = 0; i + 1 < good.size(); ++i) {  // the last character has unused bits
    std::string flipped = good;
    flipped[i] = flipped[i] == 'Q' ? 'g' : 'Q';
    EXPECT_FALSE(verifier->Verify(flipped, kNow).ok()) << i;
  }
}

TEST(Token, Verify_AllowsTheClockSkewAndNotMore) {
  const auto verifier = NewVerifier();
  const std::string token = EcToken(GoodClaims(kNow));
  EXPECT_TRUE(verifier->Verify(token, kNow + absl::Seconds(659)).ok());
  EXPECT_EQ(ReasonOf(verifier->Verify(token, kNow + absl::Seconds(660)).status()), "TOKEN_EXPIRED");
}

TEST(Token, BearerToken_TakesTheSchemeInAnyCase) {
  EXPECT_EQ(*BearerToken("Bearer abc"), "abc");
  EXPECT_EQ(*BearerToken("bearer  abc "), "abc");
  EXPECT_EQ(ReasonOf(BearerToken("").status()), "TOKEN_MISSING");
  EXPECT_EQ(ReasonOf(BearerToken("Basic YTpi").status()), "TOKEN_MALFORMED");
}

struct BadOption {
  const char* what;
  void (*change)(TokenVerifier::Options&);
};

TEST(Token, Create_RefusesUnsafeOptions) {
  const BadOption cases[] = {
      {"HS256 for an identity provider",
       [](TokenVerifier::Options& o) { o.issuers[0].algorithms = {"HS256"}; }},
      {"none", [](TokenVerifier::Options& o) { o.issuers[0].algorithms = {"none"}; }},
      {"no algorithm", [](TokenVerifier::Options& o) { o.issuers[0].algorithms = {}; }},
      {"RS256 for services",
       [](TokenVerifier::Options& o) { o.issuers[2].algorithms = {"RS256"}; }},
      {"shared key in a public set",
       [](TokenVerifier::Options& o) { o.issuers[0].jwks_json = o.issuers[2].jwks_json; }},
      {"private key in a public set",
       [](TokenVerifier::Options& o) {
         o.issuers[0].jwks_json = absl::StrReplaceAll(o.issuers[0].jwks_json, {{"\"e\"", "\"d\""}});
       }},
      {"short shared key",
       [](TokenVerifier::Options& o) {
         o.issuers[2].jwks_json = R"({"keys":[{"kty":"oct","kid":"i","k":"AAAA"}]})";
       }},
      {"1,024-bit RSA alone",
       [](TokenVerifier::Options& o) {
         o.issuers[0].jwks_json =
             absl::StrCat(R"({"keys":[)", TestKey::Rsa(1024).Jwk("weak"), "]}");
       }},
      {"P-384 alone",
       [](TokenVerifier::Options& o) {
         o.issuers[0].jwks_json = absl::StrCat(R"({"keys":[)", TestKey::Ec("P-384").Jwk("x"), "]}");
       }},
      {"not a JWKS", [](TokenVerifier::Options& o) { o.issuers[0].jwks_json = "{}"; }},
      {"file and text", [](TokenVerifier::Options& o) { o.issuers[0].jwks_path = "/x"; }},
      {"no audience", [](TokenVerifier::Options& o) { o.issuers[0].audience = ""; }},
      {"issuer twice",
       [](TokenVerifier::Options& o) { o.issuers[1].issuer = o.issuers[0].issuer; }},
      {"skew of an hour", [](TokenVerifier::Options& o) { o.clock_skew_s = 3600; }},
      {"cache of an hour", [](TokenVerifier::Options& o) { o.cache_ttl_s = 3600; }},
  };
  for (const BadOption& c : cases) {
    TokenVerifier::Options options = GoodOptions();
    c.change(options);
    EXPECT_EQ(TokenVerifier::Create(options).status().code(), absl::StatusCode::kInvalidArgument)
        << c.what;
  }
}

TEST(Token, Verify_CostIsPrinted) {
  const Keys& keys = AllKeys();
  TokenVerifier::Options no_cache = GoodOptions();
  no_cache.cache_ttl_s = 0;
  const auto cold = NewVerifier(no_cache);
  const auto warm = NewVerifier();
  struct Case {
    const char* name;
    std::string token;
  };
  const Case cases[] = {
      {"RS256", MakeToken(R"({"alg":"RS256","kid":"rsa"})", GoodClaims(kNow), keys.rsa)},
      {"ES256", EcToken(GoodClaims(kNow))},
      {"EdDSA", MakeToken(R"({"alg":"EdDSA","kid":"ed"})", GoodClaims(kNow), keys.ed)}};
  const auto us_per_call = [](TokenVerifier& verifier, const std::string& token, int calls) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) {
      EXPECT_TRUE(verifier.Verify(token, kNow).ok());
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    return took.count() / calls;
  };
  for (const Case& c : cases) {
    const double cold_us = us_per_call(*cold, c.token, 500);
    const double warm_us = us_per_call(*warm, c.token, 20000);
    std::printf("verify %s: %.1f us cold, %.2f us cached\n", c.name, cold_us, warm_us);
  }
}

}  // namespace
}  // namespace cartera::auth
