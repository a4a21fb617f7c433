#include "tools/story/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"

namespace cartera::story {
namespace {

using ::testing::ElementsAre;

TEST(SplitWords, HoldsQuotedTextTogether) {
  EXPECT_THAT(
      *SplitWords("project  create\nx --title 'A \"b\" c' --say \"it's\" a\\ b ''"),
      ElementsAre("project", "create", "x", "--title", "A \"b\" c", "--say", "it's", "a b", ""));
  EXPECT_THAT(*SplitWords("   "), ElementsAre());
  EXPECT_TRUE(absl::IsInvalidArgument(SplitWords("say 'never closed").status()));
}

TEST(Fill, ReplacesNamesAndRefusesThoseNobodySet) {
  const Variables variables = {{"today+30", "2027-01-31"}, {"HASH", "ab"}};
  EXPECT_EQ(*Fill("--due ${today+30} ${HASH}$ {HASH}", variables), "--due 2027-01-31 ab$ {HASH}");
  EXPECT_TRUE(absl::IsInvalidArgument(Fill("${NEVER}", variables).status()));
}

TEST(MainJob, ReadsAndEveryVariableIsSetBeforeItIsUsed) {
  const auto story = ReadStory("tools/story/main_job.yaml");
  ASSERT_TRUE(story.ok()) << story.status();
  Variables variables;
  for (const char* own :
       {"samples", "data", "today", "today+30", "today+60", "today+90", "today+365"}) {
    variables[own] = "x";
  }
  int refused = 0, looking = 0;
  for (const Step& step : story->steps) {
    const auto line = Fill(step.run, variables);
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_TRUE(SplitWords(*line).ok()) << *line;
    for (const auto& [name, pattern] : step.capture) variables[name] = "x";
    refused += step.exit_code >= 10;
    looking += step.again;
  }
  // A reviewer of the same agency, a stale etag, an unsigned token.
  EXPECT_EQ(refused, 3);
  EXPECT_GT(looking, 3);
}

TEST(Stories, EndWithWhatToTryNextAsPeopleOfTheirOwn) {
  for (const char* file : {"main_job", "proportion"}) {
    const auto story = ReadStory(absl::StrCat("tools/story/", file, ".yaml"));
    ASSERT_TRUE(story.ok()) << story.status();
    ASSERT_FALSE(story->hints.empty()) << file;
    std::set<std::string> people;
    for (const Step& step : story->steps) people.insert(step.as);
    const auto words = SplitWords(story->hints[0]);
    ASSERT_TRUE(words.ok()) << words.status();
    ASSERT_THAT(*words, ElementsAre("login", "--as", ::testing::_)) << file;
    EXPECT_TRUE(people.contains((*words)[2])) << file << " has nobody called " << (*words)[2];
  }
}

}  // namespace
}  // namespace cartera::story
