#include "libs/platform/obs/log.h"

#include <gtest/gtest.h>
#include <jansson.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cartera::obs {
namespace {

using ::testing::TempDir;

// 2026-01-02T03:04:05.000006Z
const absl::Time kTime = absl::FromUnixMicros(1767323045000006);

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

Json Parse(const std::string& line) {
  return Json(
      json_loadb(line.data(), line.size(), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, nullptr));
}

std::string Text(const Json& json, const char* key) {
  const json_t* value = json_object_get(json.get(), key);
  return json_is_string(value) ? std::string(json_string_value(value), json_string_length(value))
                               : "(no text)";
}

TEST(Log, Line_HasTimeSeverityServiceMessageThenFields) {
  EXPECT_EQ(FormatLogLine(kTime, Severity::kInfo, "carterad", "call done",
                          {{"rows", 3}, {"ok", true}, {"ms", 1.5}, {"req", "r1"}}),
            "{\"ts\":\"2026-01-02T03:04:05.000006Z\",\"sev\":\"INFO\",\"svc\":\"carterad\","
            "\"msg\":\"call done\",\"rows\":3,\"ok\":true,\"ms\":1.5,\"req\":\"r1\"}\n");
}

TEST(Log, Line_KeepsTheWholeRangeOfIntegers) {
  const std::string line = FormatLogLine(kTime, Severity::kInfo, "s", "m",
                                         {{"low", std::numeric_limits<int64_t>::min()},
                                          {"high", std::numeric_limits<uint64_t>::max()}});
  EXPECT_TRUE(absl::StrContains(line, "\"low\":-9223372036854775808")) << line;
  EXPECT_TRUE(absl::StrContains(line, "\"high\":18446744073709551615")) << line;
}

struct HostileCase {
  const char* what;
  std::string text;
  std::string read_back;
};

const std::string kReplacement = "\xEF\xBF\xBD";

TEST(Log, Line_IsOneLineOfJsonForHostileText) {
  const HostileCase cases[] = {
      {"quotes and backslashes", "\"},\\\"{", "\"},\\\"{"},
      {"a forged second line", "x\n{\"sev\":\"ERROR\"}\r\n", "x\n{\"sev\":\"ERROR\"}\r\n"},
      {"NUL", std::string("a\0b", 3), std::string("a\0b", 3)},
      {"terminal escape", "\x1B[2Jx\x7F", "\x1B[2Jx\x7F"},
      {"C1 control U+009B",
       "\xC2\x9B"
       "2J",
       "\xC2\x9B"
       "2J"},
      {"lone continuation byte", "a\x80z", "a" + kReplacement + "z"},
      {"cut sequence at the end", "a\xE2\x82", "a" + kReplacement + kReplacement},
      {"overlong slash", "\xC0\xAF", kReplacement + kReplacement},
      {"surrogate U+D800", "\xED\xA0\x80", kReplacement + kReplacement + kReplacement},
      {"above U+10FFFF", "\xF4\x90\x80\x80",
       kReplacement + kReplacement + kReplacement + kReplacement},
      {"well-formed 2, 3 and 4 bytes", "ñ€😀", "ñ€😀"},
  };
  for (const HostileCase& c : cases) {
    const std::string line =
        FormatLogLine(kTime, Severity::kError, c.text, c.text, {{"f", c.text}});
    EXPECT_EQ(line.find('\n'), line.size() - 1) << c.what;
    EXPECT_EQ(line.find('\x1B'), std::string::npos) << c.what;
    const Json json = Parse(line);
    ASSERT_NE(json, nullptr) << c.what << ": " << line;
    EXPECT_EQ(Text(json, "svc"), c.read_back) << c.what;
    EXPECT_EQ(Text(json, "msg"), c.read_back) << c.what;
    EXPECT_EQ(Text(json, "f"), c.read_back) << c.what;
  }
}

TEST(Log, Line_IsJsonForHostileKeysAndNumbers) {
  const Json json = Parse(FormatLogLine(kTime, Severity::kInfo, "s", "m",
                                        {{"a\"b\n", 1},
                                         {"ts", "forged"},
                                         {"nan", std::nan("")},
                                         {"inf", -INFINITY},
                                         {"svc", "review"}}));
  ASSERT_NE(json, nullptr);
  EXPECT_EQ(Text(json, "ts"), "2026-01-02T03:04:05.000006Z");
  EXPECT_EQ(Text(json, "ts_"), "forged");
  EXPECT_EQ(Text(json, "nan"), "NaN");
  EXPECT_EQ(Text(json, "inf"), "-Infinity");
  EXPECT_EQ(Text(json, "svc"), "review");
}

TEST(Log, Line_CutsLongText) {
  const std::string line = FormatLogLine(kTime, Severity::kInfo, "s", std::string(100000, 'x'), {});
  EXPECT_LT(line.size(), 4300u);
  EXPECT_NE(Parse(line), nullptr);
}

TEST(Log, Secrets_AreRedacted) {
  for (const char* key : {"authorization", "Authorization", "token", "password", "secret",
                          "access_token", "client-secret", "db_password"}) {
    const std::string line = FormatLogLine(kTime, Severity::kInfo, "s", "m", {{key, "hunter2"}});
    EXPECT_FALSE(absl::StrContains(line, "hunter2")) << key;
    EXPECT_TRUE(absl::StrContains(line, "\"[redacted]\"")) << key;
  }
  EXPECT_TRUE(absl::StrContains(
      FormatLogLine(kTime, Severity::kInfo, "s", "m", {{"tokens", 2}, {"subject", "ana"}}),
      "\"tokens\":2,\"subject\":\"ana\""));
}

TEST(Log, Log_WritesWholeLinesFromManyThreadsAndHidesLowerLevels) {
  const std::string path = absl::StrCat(TempDir(), "/cartera-log-test-", getpid());
  ASSERT_TRUE(StartLog({.service = "test", .level = Severity::kWarning, .path = path}).ok());
  EXPECT_EQ(StartLog({.service = "again"}).code(), absl::StatusCode::kFailedPrecondition);
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kLines; ++i) {
        Log(Severity::kWarning, "line", {{"thread", t}, {"i", i}, {"pad", std::string(300, 'p')}});
        Log(Severity::kInfo, "not written");
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::ifstream file(path);
  std::string line;
  int count = 0;
  while (std::getline(file, line)) {
    const Json json = Parse(line);
    ASSERT_NE(json, nullptr) << line;
    EXPECT_EQ(Text(json, "svc"), "test");
    EXPECT_EQ(Text(json, "msg"), "line");
    ++count;
  }
  EXPECT_EQ(count, kThreads * kLines);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace cartera::obs
