#include "libs/base/text_rule.h"

#include <gtest/gtest.h>

#include <string>

namespace cartera {
namespace {

TEST(TextRule, KeepsEveryWritingAndRefusesWhatHidesInIt) {
  for (const char* kept :
       {"", "caf\u00e9", "cafe\u0301", "\u05e9\u05dc\u05d5\u05dd", "\u200e\u200f\u061c",
        "\u2027\u202f", "\u2065\u206a", "\ufeff\uffff", "\u00a0", "\U0001F4A9", " x "}) {
    EXPECT_EQ(FaultOfText(kept, /*one_line=*/true), TextFault::kNone) << kept;
  }
  for (const char* lines : {"a\nb", "a\tb", "a\r\nb", "a\u2028b", "a\u2029b"}) {
    EXPECT_EQ(FaultOfText(lines, /*one_line=*/false), TextFault::kNone) << lines;
    EXPECT_EQ(FaultOfText(lines, /*one_line=*/true), TextFault::kControlCharacter) << lines;
  }
  for (const std::string& bad :
       {std::string("\0", 1), std::string("\x7f"), std::string("a\x1b[31m"), std::string("\u0080"),
        std::string("\u009f")}) {
    EXPECT_EQ(FaultOfText(bad, /*one_line=*/false), TextFault::kControlCharacter);
  }
  for (const char* bad : {"\u202a", "\u202e", "x\u2066", "\u2069y"}) {
    EXPECT_EQ(FaultOfText(bad, /*one_line=*/false), TextFault::kBidiControl) << bad;
  }
  for (const char* bad : {"\xff", "\xc2", "\xe2\x80", "\xe2"}) {
    EXPECT_EQ(FaultOfText(bad, /*one_line=*/false), TextFault::kNotUtf8);
  }
}

TEST(Quote, IsReadableWhateverIsQuoted) {
  EXPECT_EQ(Quote("caf\u00e9 \"x\"", 20), "\"caf\u00e9 \\\"x\\\"\"");
  EXPECT_EQ(Quote("caf\u00e9", 4), "\"caf...\"") << "never half a letter";
  EXPECT_EQ(Quote("caf\u00e9", 5), "\"caf\u00e9\"");
  EXPECT_EQ(Quote("\xff", 9), "\"\\xff\"");
  EXPECT_EQ(Quote("\u202ea", 9), "\"\\xe2\\x80\\xae\\x61\"");
  EXPECT_EQ(Quote("\x80\x80\x80", 2), "\"...\"");
}

}  // namespace
}  // namespace cartera
