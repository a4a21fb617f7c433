#include "libs/record_files/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"

namespace cartera::record {
namespace {

class KeyFileTest : public ::testing::Test {
 protected:
  KeyFileTest() : directory_(::testing::TempDir() + "key_file") {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }

  const std::string directory_;
  const std::string path_ = KeyFilePath(directory_);
};

TEST_F(KeyFileTest, IsMadeOnceAndStays) {
  const auto made = LoadOrCreateKeys(path_, "r");
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->size(), 1u);
  EXPECT_EQ((*made)[0].name, "r");
  struct stat found {};
  ASSERT_EQ(stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  const auto again = LoadOrCreateKeys(path_, "other");
  EXPECT_EQ((*again)[0].Text(), (*made)[0].Text());
}

TEST_F(KeyFileTest, AKeyIsAddedBehindTheOthers) {
  EXPECT_EQ(AddKey(path_).status().code(), absl::StatusCode::kNotFound);
  const auto made = LoadOrCreateKeys(path_, "example.com/record");
  const auto added = AddKey(path_);
  ASSERT_TRUE(added.ok()) << added.status();
  const auto keys = LoadOrCreateKeys(path_, "r");
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_EQ((*keys)[0].Text(), (*made)[0].Text());
  EXPECT_EQ((*keys)[1].Public(), *added);
  EXPECT_EQ(added->name, "example.com/record");
}

TEST(NewName, IsAnotherEachTime) {
  EXPECT_TRUE(absl::StartsWith(NewName("cartera-record-"), "cartera-record-"));
  EXPECT_NE(NewName("a"), NewName("a"));
}

TEST_F(KeyFileTest, RefusesWhatIsNoKeyWithoutRepeatingIt) {
  std::ofstream(path_) << "PRIVATE+KEY+x+hidden\n";
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read);
  const auto keys = LoadOrCreateKeys(path_, "r");
  EXPECT_EQ(keys.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(absl::StrContains(keys.status().message(), "hidden"));
}

}  // namespace
}  // namespace cartera::record
