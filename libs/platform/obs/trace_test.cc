#include "libs/platform/obs/trace.h"

#include <gtest/gtest.h>

#include <string>

namespace cartera::obs {
namespace {

// Bytes n+1, n+2, ...; n grows by 16 a call.
class CountingSource {
 public:
  std::array<uint8_t, 16> operator()() const {
    std::array<uint8_t, 16> bytes;
    for (uint8_t& byte : bytes) {
      byte = ++last_;
    }
    return bytes;
  }

 private:
  mutable uint8_t last_ = 0;  // absl::FunctionRef calls through const
};

constexpr char kExample[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

// Vectors after the W3C recommendation (https://www.w3.org/TR/trace-context/, §3.2) and its test
// suite.
TEST(Trace, Parse_AcceptsWhatTheStandardAllows) {
  for (const char* header : {
           kExample,
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
           "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
           "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like",
       }) {
    EXPECT_TRUE(ParseTraceparent(header).has_value()) << header;
  }
}

TEST(Trace, Parse_RefusesMalformedHeaders) {
  for (const std::string header : {
           "",
           "00",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
           "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
           "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
           "00-00000000000000000000000000000000-b7ad6b7169203331-01",
           "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
           "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
           "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
           "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
           "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-.0",
       }) {
    EXPECT_FALSE(ParseTraceparent(header).has_value()) << header;
  }
}

TEST(Trace, Format_GivesBackWhatWasParsed) {
  EXPECT_EQ(FormatTraceparent(*ParseTraceparent(kExample)), kExample);
}

TEST(Trace, ChildSpan_KeepsTraceAndSampledBitAndGetsItsOwnSpan) {
  CountingSource random;
  TraceContext parent = *ParseTraceparent(kExample);
  parent.flags = 0xFF;
  EXPECT_EQ(FormatTraceparent(ChildSpan(parent, random)),
            "00-0af7651916cd43dd8448eb211c80319c-0102030405060708-01");
}

TEST(Trace, Continue_StartsANewTraceOnAMalformedHeader) {
  CountingSource random;
  EXPECT_EQ(FormatTraceparent(ContinueTrace("garbage", random)),
            "00-0102030405060708090a0b0c0d0e0f10-1112131415161718-00");
  EXPECT_EQ(ContinueTrace(kExample, random).TraceIdHex(), "0af7651916cd43dd8448eb211c80319c");
}

TEST(Trace, New_IsNeverAllZero) {
  const auto zero = [] { return std::array<uint8_t, 16>{}; };
  EXPECT_TRUE(ParseTraceparent(FormatTraceparent(NewTrace(zero))).has_value());
}

TEST(Trace, RequestId_TakesTheCallersOnlyWhenItIsHarmless) {
  CountingSource random;
  EXPECT_EQ(RequestIdOrNew("abc-1.2_Z", random), "abc-1.2_Z");
  EXPECT_EQ(RequestIdOrNew(std::string(64, 'a'), random), std::string(64, 'a'));
  EXPECT_EQ(RequestIdOrNew("", random), "0102030405060708090a0b0c0d0e0f10");
  for (const std::string& hostile :
       {std::string(65, 'a'), std::string("a\nb"), std::string("a b"), std::string("\xC3\xB1")}) {
    EXPECT_EQ(RequestIdOrNew(hostile, random).size(), 32u);
  }
}

}  // namespace
}  // namespace cartera::obs
