#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/platform/auth/test_tokens.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class TokenLifetime : public ::testing::Test {
 protected:
  ~TokenLifetime() override { std::remove(path_.c_str()); }

  // Replaces the file as an operator should: a new file under the old name.
  void WriteFile(const std::string& text) {
    const std::string draft = path_ + ".new";
    std::ofstream(draft) << text;
    ASSERT_EQ(std::rename(draft.c_str(), path_.c_str()), 0);
  }
  void WriteKeys(const std::string& keys) { WriteFile(absl::StrCat(R"({"keys":[)", keys, "]}")); }

  std::unique_ptr<TokenVerifier> NewVerifier(size_t cache_entries_max = 100) {
    TokenVerifier::Options options;
    options.cache_entries_max = cache_entries_max;
    TrustedIssuer& issuer = options.issuers.emplace_back();
    issuer.issuer = "https://idp.example";
    issuer.audience = "cartera";
    issuer.jwks_path = path_;
    issuer.algorithms = {"ES256"};
    auto verifier = TokenVerifier::Create(options);
    EXPECT_TRUE(verifier.ok()) << verifier.status();
    return *std::move(verifier);
  }

  std::string TokenOf(const TestKey& key, absl::string_view kid, absl::Time now,
                      absl::string_view more = "") {
    return MakeToken(absl::StrCat(R"({"alg":"ES256","kid":")", kid, "\"}"), GoodClaims(now, more),
                     key);
  }

  const std::string path_ = absl::StrCat(::testing::TempDir(), "/cartera-jwks-", getpid(), ".json");
  const TestKey key_ = TestKey::Ec();
  const TestKey next_ = TestKey::Ec();
};

TEST_F(TokenLifetime, SecondVerifyComesFromTheCache) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const std::string token = TokenOf(key_, "a", kNow);
  ASSERT_TRUE(verifier->Verify(token, kNow).ok());
  EXPECT_EQ(verifier->cache_counts().hits, 0);
  const auto again = verifier->Verify(token, kNow + absl::Seconds(1));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->subject, "ana");
  EXPECT_EQ(verifier->cache_counts().hits, 1);
}

TEST_F(TokenLifetime, CacheForgetsAfterItsTime) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const std::string token = TokenOf(key_, "a", kNow);
  ASSERT_TRUE(verifier->Verify(token, kNow).ok());
  ASSERT_TRUE(verifier->Verify(token, kNow + absl::Seconds(60)).ok());
  EXPECT_EQ(verifier->cache_counts().hits, 0);
}

TEST_F(TokenLifetime, CacheNeverServesPastExpiry) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const absl::Time expires = kNow + absl::Seconds(600);
  const std::string token = TokenOf(key_, "a", kNow);
  ASSERT_TRUE(verifier->Verify(token, expires - absl::Seconds(10)).ok());
  ASSERT_TRUE(verifier->Verify(token, expires).ok());  // within the skew, verified anew
  EXPECT_EQ(verifier->cache_counts().hits, 0);
  EXPECT_FALSE(verifier->Verify(token, expires + absl::Seconds(60)).ok());
}

TEST_F(TokenLifetime, CacheMissesWhenTheClockIsSetBack) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const std::string token =
      TokenOf(key_, "a", kNow, absl::StrCat("\"nbf\":", absl::ToUnixSeconds(kNow), ","));
  ASSERT_TRUE(verifier->Verify(token, kNow).ok());
  EXPECT_EQ(ReasonOf(verifier->Verify(token, kNow - absl::Hours(1)).status()),
            "TOKEN_NOT_YET_VALID");
}

TEST_F(TokenLifetime, CacheIsBounded) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier(20);
  for (int i = 0; i < 100; ++i) {
    const std::string token = TokenOf(key_, "a", kNow, absl::StrCat("\"jti\":\"", i, "\","));
    ASSERT_TRUE(verifier->Verify(token, kNow).ok());
    EXPECT_LE(verifier->cache_counts().entries, 20u);
  }
  EXPECT_GE(verifier->cache_counts().entries, 10u);
}

TEST_F(TokenLifetime, ReplacedKeyFileIsReadWithinFiveSeconds) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const std::string old_token = TokenOf(key_, "a", kNow);
  const std::string new_token = TokenOf(next_, "b", kNow);
  ASSERT_TRUE(verifier->Verify(old_token, kNow).ok());
  ASSERT_TRUE(verifier->Verify(old_token, kNow).ok());
  EXPECT_EQ(ReasonOf(verifier->Verify(new_token, kNow).status()), "TOKEN_KEY");
  WriteKeys(next_.Jwk("b"));
  EXPECT_FALSE(verifier->Verify(new_token, kNow + absl::Seconds(4)).ok());
  EXPECT_TRUE(verifier->Verify(new_token, kNow + absl::Seconds(5)).ok());
  // The withdrawn key is refused at once, although its token was cached.
  EXPECT_EQ(ReasonOf(verifier->Verify(old_token, kNow + absl::Seconds(5)).status()), "TOKEN_KEY");
}

TEST_F(TokenLifetime, UnreadableKeyFileKeepsTheOldKeysAndIsTriedAgain) {
  WriteKeys(key_.Jwk("a"));
  const auto verifier = NewVerifier();
  const std::string old_token = TokenOf(key_, "a", kNow);
  const std::string new_token = TokenOf(next_, "b", kNow);
  ASSERT_TRUE(verifier->Verify(old_token, kNow).ok());
  WriteFile(R"({"keys":[{"kty":)");
  EXPECT_TRUE(verifier->Verify(old_token, kNow + absl::Seconds(61)).ok());
  std::remove(path_.c_str());
  EXPECT_TRUE(verifier->Verify(old_token, kNow + absl::Seconds(122)).ok());
  WriteKeys(next_.Jwk("b"));
  EXPECT_TRUE(verifier->Verify(new_token, kNow + absl::Seconds(127)).ok());
}

TEST_F(TokenLifetime, MissingKeyFileIsRefusedAtStart) {
  TokenVerifier::Options options;
  options.issuers.push_back({.issuer = "https://idp.example",
                             .audience = "cartera",
                             .jwks_path = path_ + ".none",
                             .algorithms = {"ES256"}});
  EXPECT_EQ(TokenVerifier::Create(options).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(TokenLifetime, ManyThreadsVerifyWhileKeysRotate) {
  WriteKeys(absl::StrCat(key_.Jwk("a"), ",", next_.Jwk("b")));
  const auto verifier = NewVerifier(8);
  std::vector<std::string> tokens;
  for (int i = 0; i < 16; ++i) {
    tokens.push_back(TokenOf(key_, "a", kNow, absl::StrCat("\"jti\":\"", i, "\",")));
  }
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const absl::Time now = kNow + absl::Seconds(i);
        failures += verifier->Verify(tokens[(i + t) % tokens.size()], now).ok() ? 0 : 1;
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    WriteKeys(i % 2 == 0 ? key_.Jwk("a") : absl::StrCat(next_.Jwk("b"), ",", key_.Jwk("a")));
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace cartera::auth
