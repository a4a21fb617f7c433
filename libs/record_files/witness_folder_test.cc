#include "libs/record_files/witness_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libs/base/sha256.h"

namespace cartera::record {
namespace {

SigningKey KeyOf(char seed) { return {"record", std::string(32, seed)}; }

SignedCheckpoint Signed(int64_t size, const SigningKey& key) {
  SignedCheckpoint made;
  made.checkpoint = {"record", size, Sha256("root")};
  made.note.text = made.checkpoint.Text();
  Sign(key, 1'700'000'000 + size, &made.note);
  return made;
}

class WitnessFolderTest : public ::testing::Test {
 protected:
  WitnessFolderTest() : path_(::testing::TempDir() + "witness") {
    std::filesystem::remove_all(path_);
  }

  const std::string path_;
  const std::vector<std::string> first_ = {IntroduceKey(KeyOf('a').Public(), KeyOf('a'), 1).Text()};
};

TEST_F(WitnessFolderTest, KeepsWhatItSawAndSignsIt) {
  EXPECT_EQ(WitnessFolder::Read(path_).status().code(), absl::StatusCode::kNotFound);
  auto folder = WitnessFolder::Open(path_);
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_TRUE(*folder->Follow(first_));
  EXPECT_FALSE(folder->Latest()->has_value());
  ASSERT_TRUE(folder->Keep(Signed(9, KeyOf('a')), 1'800'000'000).ok());
  ASSERT_TRUE(folder->Keep(Signed(10, KeyOf('a')), 1'800'000'060).ok());
  const auto again = WitnessFolder::Open(path_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->trusted(), folder->trusted());
  ASSERT_EQ(again->kept().size(), 2u);
  const auto latest = again->Latest();
  EXPECT_EQ((*latest)->checkpoint.size, 10);
  ASSERT_EQ((*latest)->note.signatures.size(), 2u);
  EXPECT_EQ((*latest)->note.signatures[1].at_s, 1'800'000'060);
}

TEST_F(WitnessFolderTest, FollowsTheKeysOfTheRecordAndNoOthers) {
  auto folder = WitnessFolder::Open(path_);
  EXPECT_TRUE(*folder->Follow(first_));
  std::vector<std::string> notes = first_;
  notes.push_back(IntroduceKey(KeyOf('b').Public(), KeyOf('a'), 2).Text());
  notes.push_back(IntroduceKey(KeyOf('x').Public(), KeyOf('x'), 3).Text());
  EXPECT_FALSE(*folder->Follow(notes));
  EXPECT_EQ(WitnessFolder::Open(path_)->trusted(),
            (std::vector<VerifierKey>{KeyOf('a').Public(), KeyOf('b').Public()}));
}

TEST_F(WitnessFolderTest, AContradictionIsKeptApart) {
  auto folder = WitnessFolder::Open(path_);
  const auto name = folder->KeepContradiction(Signed(3, KeyOf('a')), 1'800'000'000);
  ASSERT_TRUE(name.ok()) << name.status();
  EXPECT_TRUE(std::filesystem::exists(*name));
  EXPECT_TRUE(WitnessFolder::Open(path_)->kept().empty());
}

TEST_F(WitnessFolderTest, ForeignFilesAreNamed) {
  ASSERT_TRUE(WitnessFolder::Open(path_).ok());
  std::ofstream(path_ + "/trusted-keys") << "no key\n";
  EXPECT_EQ(WitnessFolder::Open(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace cartera::record
