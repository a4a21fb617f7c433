#include "libs/domain/record/checkpoint.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"

namespace cartera::record {
namespace {

constexpr char kOrigin[] = "example.com/record";

SigningKey KeyOf(char seed) { return {kOrigin, std::string(32, seed)}; }

std::string NoteOf(const Checkpoint& checkpoint, std::initializer_list<SigningKey> keys) {
  SignedNote note{.text = checkpoint.Text()};
  for (const SigningKey& key : keys) Sign(key, 1'700'000'000, &note);
  return note.Text();
}

const Checkpoint kCheckpoint{kOrigin, 7, Sha256("seven")};

TEST(Checkpoint, IsReadAsItWasWritten) {
  const auto read = ParseCheckpoint(kCheckpoint.Text());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Text(), kCheckpoint.Text());
  EXPECT_EQ(read->size, 7);
  for (const char* text : {"", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n7\nAAAA\n"}) {
    EXPECT_FALSE(ParseCheckpoint(text).ok()) << text;
  }
}

TEST(Checkpoint, IsBelievedWhenATrustedKeySignedIt) {
  const std::vector<VerifierKey> trusted = {KeyOf('a').Public()};
  const auto read = ReadCheckpoint(NoteOf(kCheckpoint, {KeyOf('x'), KeyOf('a')}), trusted);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->at_s, 1'700'000'000);
  EXPECT_EQ(read->signer, trusted[0]);
  EXPECT_EQ(ReadCheckpoint(NoteOf(kCheckpoint, {KeyOf('x')}), trusted).status().code(),
            absl::StatusCode::kDataLoss);
  // A key signs the record that bears its name, and no other.
  Checkpoint other = kCheckpoint;
  other.origin = "example.com/other";
  EXPECT_FALSE(ReadCheckpoint(NoteOf(other, {KeyOf('a')}), trusted).ok());
}

TEST(Keys, AreFollowedFromOneToTheNext) {
  const std::vector<std::string> notes = {
      IntroduceKey(KeyOf('a').Public(), KeyOf('a'), 1).Text(),
      IntroduceKey(KeyOf('b').Public(), KeyOf('a'), 2).Text(),
      IntroduceKey(KeyOf('c').Public(), KeyOf('b'), 3).Text(),
      IntroduceKey(KeyOf('x').Public(), KeyOf('x'), 4).Text(),  // by nobody that is trusted
      IntroduceKey({"example.com/other", KeyOf('o').Public().public_key}, KeyOf('c'), 5).Text()};
  const auto keys = FollowKeys({KeyOf('a').Public()}, notes);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(*keys, (std::vector<VerifierKey>{KeyOf('a').Public(), KeyOf('b').Public(),
                                             KeyOf('c').Public()}));
  // Nothing leads back from a later key to an earlier one.
  EXPECT_EQ(FollowKeys({KeyOf('c').Public()}, notes)->size(), 1u);
  EXPECT_TRUE(ReadCheckpoint(NoteOf(kCheckpoint, {KeyOf('c')}), *keys).ok());
}

}  // namespace
}  // namespace cartera::record
