#include "libs/platform/tls/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/platform/tls/identity.h"
#include "libs/platform/tls/testing/test_authority.h"

namespace cartera::tls {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class CertificateTest : public ::testing::Test {
 protected:
  CertificateTest() : folder_(MakeFolder()), authority_(folder_) { authority_.Issue("server"); }
  ~CertificateTest() override { fs::remove_all(folder_); }

  static std::string MakeFolder() {
    char path[] = "/tmp/cartera-tls.XXXXXX";
    return mkdtemp(path);
  }
  Files Good() const {
    return {authority_.PathOf("server.crt"), authority_.PathOf("server.key"),
            authority_.certificate()};
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(authority_.PathOf(name)) << text;
  }
  static std::string Refusal(const Files& files) {
    return std::string(Load(files, absl::Now()).status().message());
  }

  const std::string folder_;
  const TestAuthority authority_;
};

TEST_F(CertificateTest, LoadsWhatFits) {
  const auto material = Load(Good(), absl::Now());
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_THAT(material->key, HasSubstr("BEGIN PRIVATE KEY"));
  EXPECT_LT(material->ends, absl::Now() + absl::Hours(91 * 24));
  EXPECT_EQ(*EndOf(Good().certificate), material->ends);
}

TEST_F(CertificateTest, SaysWhichFileIsMissing) {
  for (std::string Files::*member : {&Files::certificate, &Files::key, &Files::authorities}) {
    Files files = Good();
    files.*member = authority_.PathOf("nowhere");
    EXPECT_EQ(Refusal(files), absl::StrCat("there is no file ", authority_.PathOf("nowhere")));
  }
}

TEST_F(CertificateTest, SaysThatTheKeyIsAnothers) {
  authority_.Issue("other");
  Files files = Good();
  files.key = authority_.PathOf("other.key");
  EXPECT_EQ(Refusal(files), absl::StrCat("the key in ", files.key, " does not belong to the ",
                                         "certificate in ", files.certificate));
}

TEST_F(CertificateTest, SaysThatItHasExpiredOrNotBegun) {
  authority_.Issue("server", absl::FromUnixSeconds(1'700'000'000),
                   absl::FromUnixSeconds(1'710'000'000));
  EXPECT_THAT(Refusal(Good()), AllOf(HasSubstr("has expired"), HasSubstr("ended on 2024-03-09")));
  authority_.Issue("server", absl::Now() + absl::Hours(1));
  EXPECT_THAT(Refusal(Good()), HasSubstr("is not valid before 2"));
}

TEST_F(CertificateTest, TakesNoKeyThatOthersMayRead) {
  chmod(Good().key.c_str(), 0640);
  EXPECT_THAT(Refusal(Good()), AllOf(HasSubstr("server.key"), HasSubstr("chmod 600")));
  chmod(Good().key.c_str(), 0600);
  // A link, as the programs that renew certificates make them, is followed to what it leads to.
  fs::create_symlink("server.key", authority_.PathOf("live.key"));
  Files files = Good();
  files.key = authority_.PathOf("live.key");
  EXPECT_EQ(Refusal(files), "");
  chmod(Good().key.c_str(), 0604);
  EXPECT_THAT(Refusal(files), HasSubstr("chmod 600"));
}

TEST_F(CertificateTest, SaysWhatAFileIsNot) {
  Write("server.crt", "no certificate");
  EXPECT_THAT(Refusal(Good()), HasSubstr("server.crt holds no certificate in PEM"));
  Write("server.crt", "");
  EXPECT_THAT(Refusal(Good()), HasSubstr("server.crt is empty"));
  authority_.Issue("server");
  Write("server.key", "no key");
  EXPECT_THAT(Refusal(Good()), HasSubstr("server.key holds no private key in PEM"));
  Write("authority.crt", "nobody");
  EXPECT_THAT(Refusal(Good()), HasSubstr("authority.crt holds no certificate in PEM"));
}

TEST_F(CertificateTest, AnIdentityTakesAReplacementThatFitsAndNoOther) {
  auto identity = Identity::Create(Good());
  ASSERT_TRUE(identity.ok()) << identity.status();
  const auto first = (*identity)->Current();
  EXPECT_EQ((*identity)->Current(), first);
  // Half of a replacement, and worse ones.
  const std::string key = first->key;
  authority_.Issue("server");
  Write("server.key", key);
  EXPECT_EQ((*identity)->Current(), first);
  fs::remove(authority_.PathOf("server.crt"));
  EXPECT_EQ((*identity)->Current(), first);
  authority_.Issue("server", absl::Now() - absl::Hours(9), absl::Now() - absl::Hours(1));
  EXPECT_EQ((*identity)->Current(), first);
  authority_.Issue("server");
  chmod(Good().key.c_str(), 0644);
  EXPECT_EQ((*identity)->Current(), first);
  chmod(Good().key.c_str(), 0600);
  const auto second = (*identity)->Current();
  EXPECT_NE(second, first);
  EXPECT_NE(second->certificate, first->certificate);
}

TEST(LifeOf, WarnsAMonthAhead) {
  const absl::Time now = absl::Now();
  EXPECT_EQ(LifeOf(now + absl::Hours(31 * 24), now), Life::kGood);
  EXPECT_EQ(LifeOf(now + absl::Hours(29 * 24), now), Life::kEndsSoon);
  EXPECT_EQ(LifeOf(now, now), Life::kEnded);
}

}  // namespace
}  // namespace cartera::tls
