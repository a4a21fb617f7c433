#include "libs/platform/list/page_token.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

#include "libs/base/limits.h"
#include "libs/platform/list/violation.h"

namespace cartera::list {
namespace {

const std::string kKey(32, 'k');
const ListScope kScope = {.method = "/cartera.registry.v1.RegistryService/ListProjects",
                          .parent = "",
                          .filter = "stage = STAGE_IDEA",
                          .order_by = "title",
                          .principal = "people/ana"};
const PagePosition kPosition = {
    .last_key = {Value("title\0 \xC3\xB1"), std::nullopt, Value(true), Value(false),
                 Value(std::numeric_limits<int64_t>::min()), Value(std::string("id"))},
    .as_of_us = 1'800'000'000'000'000};

std::string Sealed() { return PageTokens(kKey).Seal(kScope, kPosition).value(); }

void ExpectRefused(const absl::StatusOr<std::optional<PagePosition>>& opened) {
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  const auto violation = ViolationOf(opened.status());
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->field, "page_token");
  EXPECT_EQ(violation->reason, "PAGE_TOKEN_INVALID");
}

TEST(PageTokens, OpenGivesBackWhatWasSealed) {
  const auto opened = PageTokens(kKey).Open(kScope, Sealed());
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE(opened->has_value());
  EXPECT_EQ((*opened)->last_key, kPosition.last_key);
  EXPECT_EQ((*opened)->as_of_us, kPosition.as_of_us);
}

TEST(PageTokens, NoTokenIsTheFirstPage) {
  const auto opened = PageTokens(kKey).Open(kScope, "");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_FALSE(opened->has_value());
}

TEST(PageTokens, AnotherScopeOrKeyIsRefused) {
  const PageTokens tokens(kKey);
  for (int part = 0; part < 5; ++part) {
    ListScope other = kScope;
    absl::string_view* const parts[] = {&other.method, &other.parent, &other.filter,
                                        &other.order_by, &other.principal};
    *parts[part] = "x";
    ExpectRefused(tokens.Open(other, Sealed()));
  }
  // Text moved from one part to the next is another scope too.
  ListScope moved = kScope;
  moved.filter = "stage = STAGE_IDEAtitle";
  moved.order_by = "";
  ExpectRefused(tokens.Open(moved, Sealed()));
  ExpectRefused(PageTokens(std::string(32, 'j')).Open(kScope, Sealed()));
}

TEST(PageTokens, AnyChangeOfATokenIsRefused) {
  const PageTokens tokens(kKey);
  const std::string token = Sealed();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    ExpectRefused(tokens.Open(kScope, changed));
    ExpectRefused(tokens.Open(kScope, token.substr(0, i + 1 == token.size() ? i : i + 1)));
  }
  for (const std::string& other : {token + "A", token + "=", " " + token, token + token}) {
    ExpectRefused(tokens.Open(kScope, other));
  }
  ExpectRefused(tokens.Open(kScope, std::string(1'000'000, 'A')));
}

TEST(PageTokens, RandomTokensAreRefused) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  SCOPED_TRACE(seed);
  for (int round = 0; round < 5000; ++round) {
    std::string token(1 + random() % 200, '\0');
    for (char& c : token) c = static_cast<char>(random() % (round % 2 == 0 ? 128 : 256));
    ExpectRefused(PageTokens(kKey).Open(kScope, token));
  }
}

TEST(PageTokens, AKeyTooLongForATokenIsTheOrdersFault) {
  const auto token = PageTokens(kKey).Seal(kScope, {.last_key = {Value(std::string(2000, 'x'))}});
  const auto violation = ViolationOf(token.status());
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->field, "order_by");
  EXPECT_EQ(violation->reason, kOrderByKeyTooLong);
  // The longest title, in the widest characters, fits.
  EXPECT_TRUE(PageTokens(kKey)
                  .Seal(kScope, {.last_key = {Value(std::string(4 * kShortTextMax, 'x')),
                                              Value(std::string(kResourceIdMax, 'x'))}})
                  .ok());
}

TEST(PageTokens, AShortSecretStopsTheProgram) {
  EXPECT_DEATH(PageTokens(std::string(31, 'k')), "");
}

TEST(NormalisePageSize, HasADefaultAndALimit) {
  const std::pair<int64_t, int> kSizes[] = {
      {0, 50}, {1, 1}, {1000, 1000}, {1001, 1000}, {std::numeric_limits<int64_t>::max(), 1000}};
  for (const auto& [asked, given] : kSizes) EXPECT_EQ(NormalisePageSize(asked).value(), given);
  const auto violation = ViolationOf(NormalisePageSize(-1).status());
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->field, "page_size");
  EXPECT_EQ(violation->reason, "PAGE_SIZE_INVALID");
}

TEST(Violation, SurvivesItsStatus) {
  const Violation violation = {.field = "filter", .position = 7, .message = "a\nb", .reason = "R"};
  const absl::Status status = ToStatus(violation);
  EXPECT_EQ(status.message(), "filter: a\nb (at character 8)");
  const auto read = ViolationOf(status);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->field, violation.field);
  EXPECT_EQ(read->position, violation.position);
  EXPECT_EQ(read->message, violation.message);
  EXPECT_EQ(read->reason, violation.reason);
  EXPECT_FALSE(ViolationOf(absl::InvalidArgumentError("x")).has_value());
  EXPECT_FALSE(ViolationOf(absl::OkStatus()).has_value());
}

}  // namespace
}  // namespace cartera::list
