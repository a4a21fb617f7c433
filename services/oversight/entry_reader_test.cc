#include "services/oversight/entry_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/platform/pg/audit.h"

namespace cartera::oversight {
namespace {

std::string Written(const std::string& detail, const std::string& digest = "") {
  return pg::CanonicalEntry({.method = "/a.B/C", .request_id = "r-1"}, "people/ana",
                            1'800'000'000'000'001,
                            {.subject = "projects/p",
                             .action = "project.update",
                             .resource = "projects/p",
                             .state_digest = digest,
                             .detail = detail});
}

TEST(EntryReader, ReadsWhatTheRecordWrites) {
  const auto entry = ReadEntry(Written("a title", std::string(32, '\xab')));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->at_us, 1'800'000'000'000'001);
  EXPECT_EQ(entry->actor, "people/ana");
  EXPECT_EQ(entry->method, "/a.B/C");
  EXPECT_EQ(entry->request_id, "r-1");
  EXPECT_EQ(entry->action, "project.update");
  EXPECT_EQ(entry->resource, "projects/p");
  EXPECT_EQ(entry->detail, "a title");
  EXPECT_EQ(entry->digest.size(), 64u);
  EXPECT_EQ(entry->digest.substr(0, 4), "abab");
}

TEST(EntryReader, ReadsEveryControlCharacterQuoteAndLetter) {
  std::string text = "\"\\/ ñ 数 \x7f";
  for (char c = 1; c < 0x20; ++c) text += c;
  text += '\0';
  const auto entry = ReadEntry(Written(text));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->detail, text);
}

TEST(EntryReader, RefusesEveryOtherForm) {
  const std::string good = Written("d");
  ASSERT_TRUE(ReadEntry(good).ok());
  const auto with_detail = [&](const std::string& raw) {
    return absl::StrCat(good.substr(0, good.size() - 3), raw, "\"}");
  };
  ASSERT_TRUE(ReadEntry(with_detail("d")).ok());
  const std::vector<std::string> kBad = {
      "",
      "{}",
      good.substr(0, good.size() - 1),
      good + " ",
      absl::StrCat(" ", good),
      absl::StrCat("{\"v\":2", good.substr(6)),
      absl::StrCat("{\"v\":1,\"at_us\":01", good.substr(15)),
      absl::StrCat("{\"v\":1,\"at_us\":-0", good.substr(good.find(",\"actor"))),
      absl::StrCat("{\"v\":1,\"at_us\":99999999999999999999", good.substr(good.find(",\"actor"))),
      with_detail("\n"),
      with_detail("\\n"),
      with_detail("\\/"),
      with_detail("\\u0020"),
      with_detail("\\u001F"),
      with_detail("\\u00"),
      with_detail("\\"),
      with_detail("\xff"),
      with_detail("\xc3"),
  };
  for (const std::string& bytes : kBad) {
    EXPECT_EQ(ReadEntry(bytes).status().code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
}

TEST(EntryReader, NeverReadsPastACutEntry) {
  const std::string good = Written("a\x01 \\ \" b", std::string(32, 'x'));
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ReadEntry(good.substr(0, size)).ok()) << size;
  }
}

}  // namespace
}  // namespace cartera::oversight
