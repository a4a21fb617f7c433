#include "libs/platform/app/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/platform/tls/testing/test_authority.h"

namespace cartera::app {
namespace {

using ::testing::HasSubstr;

TEST(Watch, SaysWhenTheCertificateEndsAndSeesANewOne) {
  char path[] = "/tmp/cartera-watch.XXXXXX";
  const std::string folder = mkdtemp(path);
  const tls::TestAuthority authority(folder);
  const absl::Time soon = absl::Now() + absl::Hours(24);
  authority.Issue("server", absl::Now() - absl::Hours(1), soon);
  auto identity =
      tls::Identity::Create({authority.PathOf("server.crt"), authority.PathOf("server.key"), ""});
  ASSERT_TRUE(identity.ok()) << identity.status();
  const auto metrics = obs::Metrics::Create("");
  ::testing::internal::CaptureStderr();  // the log, as none was started
  {
    const Watch watch({.data_dir = folder,
                       .identity = identity->get(),
                       .metrics = metrics->get(),
                       .every = absl::Milliseconds(5)});
    const auto await = [&](absl::Time ends) {
      const std::string line =
          absl::StrCat("cartera_certificate_ends_seconds ", absl::ToUnixSeconds(ends), "\n");
      const absl::Time give_up = absl::Now() + absl::Seconds(30);
      while (!absl::StrContains((*metrics)->Text(), line) && absl::Now() < give_up) {
        absl::SleepFor(absl::Milliseconds(5));
      }
      EXPECT_THAT((*metrics)->Text(), HasSubstr(line));
    };
    await(soon);
    const absl::Time late = absl::Now() + absl::Hours(50 * 24);
    authority.Issue("server", absl::Now() - absl::Hours(1), late);
    await(late);
  }
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("the TLS certificate ends soon"));
  EXPECT_THAT(log, HasSubstr("the new TLS certificate is in use"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cartera::app
