#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/internal_key.h"
#include "libs/platform/auth/one_time_code.h"
#include "libs/platform/auth/token.h"

namespace cartera::auth {
namespace {

using ::testing::MatchesRegex;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class KeyFiles : public ::testing::Test {
 protected:
  KeyFiles() {
    std::string pattern = ::testing::TempDir() + "/cartera-keys-XXXXXX";
    dir_ = mkdtemp(pattern.data());
  }
  ~KeyFiles() override { std::filesystem::remove_all(dir_); }

  std::string Path(absl::string_view name) const { return absl::StrCat(dir_, "/", name); }
  static int ModeOf(const std::string& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 ? static_cast<int>(info.st_mode & 0777) : -1;
  }
  static std::string Content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  static std::unique_ptr<TokenVerifier> VerifierFor(std::vector<TrustedIssuer> issuers) {
    auto verifier = TokenVerifier::Create({.issuers = std::move(issuers)});
    EXPECT_TRUE(verifier.ok()) << verifier.status();
    return *std::move(verifier);
  }

  std::string dir_;
};

TEST_F(KeyFiles, DevIssuer_IssuesTokensThatAreAcceptedAfterARestart) {
  const auto issuer = DevIssuer::LoadOrCreate(Path("dev-key"));
  ASSERT_TRUE(issuer.ok()) << issuer.status();
  EXPECT_EQ(ModeOf(Path("dev-key")), 0600);
  const auto token = (*issuer)->IssueToken("ana", kNow, absl::Hours(1));
  ASSERT_TRUE(token.ok()) << token.status();

  const auto restarted = DevIssuer::LoadOrCreate(Path("dev-key"));
  ASSERT_TRUE(restarted.ok());
  EXPECT_EQ((*restarted)->PublicJwks(), (*issuer)->PublicJwks());
  EXPECT_EQ((*restarted)->PublicJwks().find("\"d\""), std::string::npos);
  const auto identity = VerifierFor({(*restarted)->Trusted()})->Verify(*token, kNow);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->issuer, "https://cartera.invalid/dev");
  EXPECT_EQ(identity->subject, "ana");
  EXPECT_EQ(identity->expires, kNow + absl::Hours(1));
}

TEST_F(KeyFiles, DevIssuer_RefusesBadSubjectsAndLifetimes) {
  const auto issuer = DevIssuer::LoadOrCreate(Path("dev-key"));
  ASSERT_TRUE(issuer.ok());
  for (const std::string& subject :
       {std::string(), std::string(256, 'a'), std::string("a\nb"), std::string("\xFF")}) {
    EXPECT_EQ((*issuer)->IssueToken(subject, kNow, absl::Hours(1)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  for (absl::Duration lifetime :
       {absl::ZeroDuration(), -absl::Hours(1), absl::Hours(24 * 400), absl::InfiniteDuration()}) {
    EXPECT_EQ((*issuer)->IssueToken("ana", kNow, lifetime).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE((*issuer)->IssueToken("María \"Ñ\" \\", kNow, absl::Hours(1)).ok());
}

TEST_F(KeyFiles, KeyFiles_ReadableByOthersAreRefused) {
  ASSERT_TRUE(DevIssuer::LoadOrCreate(Path("dev-key")).ok());
  ASSERT_TRUE(InternalKey::LoadOrCreate(Path("internal-key")).ok());
  ASSERT_EQ(chmod(Path("dev-key").c_str(), 0644), 0);
  ASSERT_EQ(chmod(Path("internal-key").c_str(), 0640), 0);
  EXPECT_EQ(DevIssuer::LoadOrCreate(Path("dev-key")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(InternalKey::LoadOrCreate(Path("internal-key")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(KeyFiles, KeyFiles_OfWrongContentAreRefused) {
  for (const char* name : {"a", "b"}) {
    std::ofstream(Path(name)) << R"({"kty":"oct","k":"AAAA"})";
    ASSERT_EQ(chmod(Path(name).c_str(), 0600), 0);
  }
  EXPECT_EQ(DevIssuer::LoadOrCreate(Path("a")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(InternalKey::LoadOrCreate(Path("b")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(InternalKey::LoadOrCreate(Path("no/such/folder/key")).ok());
}

TEST_F(KeyFiles, InternalKey_IsOneForProcessesThatStartAtOnce) {
  constexpr int kProcesses = 8;
  std::vector<std::string> jwks(kProcesses);
  std::vector<std::thread> threads;
  for (int i = 0; i < kProcesses; ++i) {
    threads.emplace_back([&, i] {
      const auto key = InternalKey::LoadOrCreate(Path("internal-key"));
      jwks[i] = key.ok() ? (*key)->Trusted().jwks_json : key.status().ToString();
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(std::set<std::string>(jwks.begin(), jwks.end()).size(), 1u) << jwks[0];
  EXPECT_EQ(Content(Path("internal-key")).size(), 32u);
  EXPECT_EQ(ModeOf(Path("internal-key")), 0600);
  const std::filesystem::directory_iterator files(dir_);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "a draft was left behind";
}

TEST_F(KeyFiles, InternalKey_MintsServiceTokensOfFiveMinutes) {
  const auto key = InternalKey::LoadOrCreate(Path("internal-key"));
  ASSERT_TRUE(key.ok());
  const auto token = (*key)->MintServiceToken("review", kNow);
  ASSERT_TRUE(token.ok()) << token.status();
  const auto identity = VerifierFor({(*key)->Trusted()})->Verify(*token, kNow);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_TRUE(identity->is_service);
  EXPECT_EQ(identity->subject, "service:review");
  EXPECT_EQ(identity->expires, kNow + absl::Minutes(5));
  const auto other = InternalKey::LoadOrCreate(Path("other-key"));
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(ReasonOf(VerifierFor({(*other)->Trusted()})->Verify(*token, kNow).status()),
            "TOKEN_SIGNATURE");
  for (const char* name : {"", "Review", "a b", "1a", "a\n", "a:b"}) {
    EXPECT_FALSE((*key)->MintServiceToken(name, kNow).ok()) << name;
  }
}

TEST_F(KeyFiles, BootstrapCode_IsWrittenOnceAndWorksOnce) {
  EXPECT_EQ(ReasonOf(CheckBootstrapCode(dir_, "x")), "BOOTSTRAP_CODE_USED");
  ASSERT_TRUE(CreateBootstrapCode(dir_).ok());
  EXPECT_EQ(ModeOf(BootstrapCodePath(dir_)), 0600);
  const std::string line = Content(BootstrapCodePath(dir_));
  EXPECT_THAT(line, MatchesRegex("([0-9A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]"
                                 "[0-9A-HJKMNP-TV-Z]-)+[0-9A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]\n"));
  EXPECT_EQ(line.size(), 26u + 6u + 1u);
  ASSERT_TRUE(CreateBootstrapCode(dir_).ok());
  EXPECT_EQ(Content(BootstrapCodePath(dir_)), line) << "an existing code must stay";

  EXPECT_TRUE(CheckBootstrapCode(dir_, line).ok());
  EXPECT_TRUE(CheckBootstrapCode(dir_, absl::AsciiStrToLower(line)).ok());
  EXPECT_TRUE(CheckBootstrapCode(dir_, absl::StrReplaceAll(line, {{"-", " "}, {"0", "o"}})).ok());
  std::string wrong = line;
  wrong[0] = wrong[0] == '2' ? '3' : '2';
  for (const std::string& code :
       {wrong, std::string(), line.substr(0, 30), std::string(9999, 'x')}) {
    EXPECT_EQ(ReasonOf(CheckBootstrapCode(dir_, code)), "BOOTSTRAP_CODE_WRONG") << code;
  }

  EXPECT_TRUE(ConsumeBootstrapCode(dir_).ok());
  EXPECT_EQ(ReasonOf(ConsumeBootstrapCode(dir_)), "BOOTSTRAP_CODE_USED");
  EXPECT_EQ(ReasonOf(CheckBootstrapCode(dir_, line)), "BOOTSTRAP_CODE_USED");
  ASSERT_TRUE(CreateBootstrapCode(dir_).ok());
  EXPECT_EQ(ModeOf(BootstrapCodePath(dir_)), -1) << "a used code must not be followed by another";
}

TEST(Entropy, Uuid4_HasItsVersionAndVariant) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewUuid4();
    EXPECT_EQ(uuid.size(), 36u);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(RandomBytes(0), "");
  EXPECT_EQ(RandomBytes(33).size(), 33u);
}

}  // namespace
}  // namespace cartera::auth
