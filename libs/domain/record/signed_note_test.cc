#include "libs/domain/record/signed_note.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cartera::record {
namespace {

SigningKey KeyOf(char seed, std::string name = "example.com/record") {
  return {std::move(name), std::string(32, seed)};
}

SignedNote Signed() {
  SignedNote note{.text = "one\n\ntwo\n"};
  Sign(KeyOf('a'), 1679315147, &note);
  return note;
}

TEST(SignedNote, IsReadAsItWasWritten) {
  const SignedNote note = Signed();
  const auto read = ParseSignedNote(note.Text());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->text, note.text);
  EXPECT_EQ(read->Text(), note.Text());
  EXPECT_EQ(*SignedAt(*read, KeyOf('a').Public()), 1679315147);
}

// The example of c2sp.org/tlog-cosignature, as it stands there; its keys are not published with it.
TEST(SignedNote, ReadsTheExampleOfTheSpecification) {
  const std::string text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
      "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/"
      "zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
  const auto note = ParseSignedNote(text);
  ASSERT_TRUE(note.ok()) << note.status();
  ASSERT_EQ(note->signatures.size(), 1u);  // the first is no cosignature
  EXPECT_EQ(note->signatures[0].name, "witness.example.com/w1");
  EXPECT_EQ(note->signatures[0].at_s, 1679315147);  // as the specification says
  EXPECT_EQ(absl::BytesToHexString(note->signatures[0].id), "8d66cf3f");
}

TEST(SignedNote, AnyChangeIsFound) {
  const VerifierKey key = KeyOf('a').Public();
  SignedNote text = Signed(), time = Signed(), bytes = Signed();
  text.text = "one\n\nTwo\n";
  ++time.signatures[0].at_s;
  bytes.signatures[0].signature[63] ^= 1;
  for (const SignedNote& changed : {text, time, bytes}) {
    EXPECT_EQ(SignedAt(changed, key).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_EQ(SignedAt(Signed(), KeyOf('b').Public()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(SignedAt(Signed(), KeyOf('a', "other").Public()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(SignedNote, RefusesWhatIsNone) {
  const std::string good = Signed().Text();
  for (const std::string& text :
       {std::string(), std::string("text\n"), std::string("text\n\nno signature\n"),
        good.substr(0, good.size() - 1), absl::StrReplaceAll(good, {{"\u2014", "-"}}),
        absl::StrCat(good, "\u2014 a b c\n"), absl::StrCat(good, "\u2014 a !\n")}) {
    EXPECT_EQ(ParseSignedNote(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Keys, AreReadAsTheyWereWritten) {
  const SigningKey key = KeyOf('k');
  EXPECT_TRUE(absl::StartsWith(key.Text(), "PRIVATE+KEY+example.com/record+"));
  EXPECT_EQ(ParseSigningKey(key.Text())->seed, key.seed);
  EXPECT_EQ(*ParseVerifierKey(key.Public().Text()), key.Public());
  const std::string other = absl::StrReplaceAll(key.Public().Text(), {{"/record", "/other"}});
  for (const std::string& text : {std::string(), std::string("a+b"), std::string("a+b+c"), other}) {
    EXPECT_EQ(ParseVerifierKey(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_FALSE(ParseSigningKey(text).ok());
  }
  // A broken secret is not repeated in the error.
  const std::string broken = absl::StrCat(key.Text(), "x");
  EXPECT_FALSE(absl::StrContains(ParseSigningKey(broken).status().message(),
                                 absl::Base64Escape(key.seed).substr(4, 8)));
}

}  // namespace
}  // namespace cartera::record
