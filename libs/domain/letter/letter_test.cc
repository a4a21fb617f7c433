#include "libs/domain/letter/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::letter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Letter, WhatPeopleWroteIsTextAndNeverMarkup) {
  const Letter letter{"A *title*",
                      {Paragraph{"<script>x</script> & [a](b)\n- no list\n1. nor this"},
                       Table{{"Line"}, {{"a|b\nc"}}, 1, {}}}};
  const std::string html = ToHtml(letter);
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;x&lt;/script&gt; &amp; [a](b)<br>\n- no list"));
  EXPECT_EQ(ToMarkdown(letter),
            "# A \\*title\\*\n\n"
            "\\<script\\>x\\</script\\> \\& \\[a\\](b)  \n\\- no list  \n1\\. nor this\n\n"
            "| Line |\n|---|\n| a\\|b c |\n");
}

TEST(Letter, NumbersStandToTheRightAndTotalsAreBold) {
  const Letter letter{"T", {Table{{"Year", "Amount"}, {{"2027", "1.00"}, {"", "1.00"}}, 1, {1}}}};
  EXPECT_EQ(ToMarkdown(letter),
            "# T\n\n| Year | Amount |\n|---|---:|\n| 2027 | 1.00 |\n|  | **1.00** |\n");
  EXPECT_THAT(ToHtml(letter),
              HasSubstr("<tr class=\"total\"><td></td><td class=\"number\">1.00</td></tr>"));
}

}  // namespace
}  // namespace cartera::letter
