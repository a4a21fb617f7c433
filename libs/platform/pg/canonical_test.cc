#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "libs/base/hash_chain.h"
#include "libs/platform/pg/audit.h"
#include "libs/platform/pg/errors.h"
#include "libs/platform/pg/query.h"

namespace cartera::pg {
namespace {

TEST(CanonicalEntry, HasOneFormAndEscapesWhatJsonMust) {
  const CallContext context{
      .principal = "people/ana", .method = "/m", .request_id = "r\"1\\", .trace = "not part of it"};
  EXPECT_EQ(CanonicalEntry(context, context.principal, 42,
                           {.subject = "s",
                            .action = "submit",
                            .resource = "projects/ñ",
                            .state_digest = std::string(32, '\x0f'),
                            .detail = "a\nb\x01"}),
            R"({"v":1,"at_us":42,"actor":"people/ana","method":"/m","request_id":"r\"1\\",)"
            R"("action":"submit","resource":"projects/ñ","digest":)"
            R"("0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",)"
            R"("detail":"a\u000ab\u0001"})");
}

// Expected values: printf 'cartera chain v1\0demo\0a' | sha256sum, and sha256sum of that digest +
// "x".
TEST(ChainHash, MatchesSha256sum) {
  const std::string genesis = GenesisHash("demo", "a");
  EXPECT_EQ(absl::BytesToHexString(genesis),
            "550020fe4eb3ec3623d32aa824acc5e115ee4cfd866a1e06d66dafe853ee8bd5");
  EXPECT_EQ(absl::BytesToHexString(NextHash(genesis, "x")),
            "a6da3ba8b1042425abe25643a555a121c740ee169fb651953ba4fd0befbe7bd9");
}

TEST(Errors, SqlStateTable) {
  const struct {
    absl::string_view sqlstate;
    absl::StatusCode code;
  } kCases[] = {{"23503", absl::StatusCode::kFailedPrecondition},
                {"23505", absl::StatusCode::kAlreadyExists},
                {"40001", absl::StatusCode::kAborted},
                {"40P01", absl::StatusCode::kAborted},
                {"57014", absl::StatusCode::kDeadlineExceeded},
                {"55P03", absl::StatusCode::kDeadlineExceeded},
                {"57P01", absl::StatusCode::kUnavailable},
                {"08006", absl::StatusCode::kUnavailable},
                {"53300", absl::StatusCode::kUnavailable},
                {"22021", absl::StatusCode::kInvalidArgument},
                {"23502", absl::StatusCode::kInternal},
                {"23514", absl::StatusCode::kInternal},
                {"42601", absl::StatusCode::kInternal},
                {"", absl::StatusCode::kInternal}};
  for (const auto& test : kCases) {
    EXPECT_EQ(CodeOfSqlState(test.sqlstate), test.code) << test.sqlstate;
  }
}

TEST(Params, RefusesNulInTextButNotInBytes) {
  const std::string nul("a\0b", 3);
  EXPECT_TRUE(Bind(1, "x", Bytes{nul}, std::nullopt).status().ok());
  EXPECT_EQ(ReasonOf(Bind(nul).status()), "NUL_IN_TEXT");
  EXPECT_EQ(ReasonOf(Bind(std::vector<std::string>{"x", nul}).status()), "NUL_IN_TEXT");
}

TEST(Params, WritesNumbersAndArraysExactly) {
  const Params params = Bind(INT64_MIN, uint32_t{4294967295}, true,
                             std::vector<std::string>{"", "a\"b", "c\\d", "NULL", "é,{}"},
                             std::vector<int64_t>{INT64_MAX, -1}, std::vector<std::string>{});
  const char* const kExpected[] = {
      "-9223372036854775808",     "4294967295", "t", R"({"","a\"b","c\\d","NULL","é,{}"})",
      "{9223372036854775807,-1}", "{}"};
  ASSERT_EQ(params.values().size(), 6u);
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(params.values()[i].data, kExpected[i]);
  }
}

}  // namespace
}  // namespace cartera::pg
