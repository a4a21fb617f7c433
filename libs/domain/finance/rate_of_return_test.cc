#include "libs/domain/finance/rate_of_return.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/finance/limits.h"

namespace cartera::finance {
namespace {

using Count = RatesOfReturn::Count;
using testing::HasSubstr;

const double kInfinity = std::numeric_limits<double>::infinity();

RatesOfReturn IrrOf(const std::vector<double>& flows) {
  const auto answer = Irr(flows);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return *answer;
}

TEST(Irr, OneRate) {
  const RatesOfReturn answer = IrrOf({-100, 30, 30, 30, 30, 30});
  EXPECT_EQ(answer.count, Count::kOne);
  EXPECT_NEAR(answer.rates[0].rate, 0.15238237, 5e-9);
}

TEST(Irr, NoneIsAnAnswer) {
  EXPECT_EQ(IrrOf({}).count, Count::kEvery);
  EXPECT_EQ(IrrOf({0, 0}).count, Count::kEvery);
  EXPECT_EQ(IrrOf({5}).count, Count::kNone);
  EXPECT_EQ(IrrOf({0, -5, 0}).count, Count::kNone);
  EXPECT_EQ(IrrOf({-1, -2}).count, Count::kNone);
  // Two changes of sign, yet x^2 - x + 1 has no real root.
  EXPECT_EQ(IrrOf({100, -100, 100}).count, Count::kNone);
}

TEST(Irr, SeveralIsAnAnswer) {
  // (1 + r - 1.1)(1 + r - 1.2)(1 + r - 1.5) x -1000.
  const RatesOfReturn answer = IrrOf({-1000, 3800, -4770, 1980});
  EXPECT_EQ(answer.count, Count::kSeveral);
  ASSERT_EQ(answer.rates.size(), 3U);
  EXPECT_NEAR(answer.rates[0].rate, 0.1, 1e-13);
  EXPECT_NEAR(answer.rates[1].rate, 0.2, 1e-13);
  EXPECT_NEAR(answer.rates[2].rate, 0.5, 1e-13);
}

// -100 (1 + r - 1.1)^2: the net present value is never positive.
TEST(Irr, ARateWhereTheValueOnlyTouchesZeroSaysSo) {
  const RatesOfReturn answer = IrrOf({-100, 220, -121});
  ASSERT_EQ(answer.count, Count::kOne);
  EXPECT_NEAR(answer.rates[0].rate, 0.1, 1e-14);
  EXPECT_TRUE(answer.rates[0].touches);
  // A cent in ten million either way: none, and two.
  EXPECT_EQ(IrrOf({-1e7, 2.2e7, -1.21e7 - 0.01}).count, Count::kNone);
  const RatesOfReturn two = IrrOf({-1e7, 2.2e7, -1.21e7 + 0.01});
  ASSERT_EQ(two.count, Count::kSeveral);
  EXPECT_NEAR(two.rates[1].rate - two.rates[0].rate, 2 * std::sqrt(1e-9), 1e-9);
  // The same with the last bit of the last flow.
  EXPECT_EQ(IrrOf({-100, 220, std::nextafter(-121.0, -kInfinity)}).count, Count::kNone);
  EXPECT_EQ(IrrOf({-100, 220, std::nextafter(-121.0, 0.0)}).count, Count::kSeveral);
}

TEST(Irr, ATripleRootIsOneThatCrosses) {
  // -(x - 2)^3.
  const RatesOfReturn answer = IrrOf({-1, 6, -12, 8});
  ASSERT_EQ(answer.count, Count::kOne);
  EXPECT_NEAR(answer.rates[0].rate, 1.0, 1e-9);
  EXPECT_FALSE(answer.rates[0].touches);
}

TEST(Irr, ZeroIsExact) {
  EXPECT_EQ(IrrOf({-100, 60, 40}).rates[0].rate, 0.0);
  EXPECT_EQ(IrrOf({-100, 200, -100}).rates[0].rate, 0.0);
  EXPECT_TRUE(IrrOf({-100, 200, -100}).rates[0].touches);
}

TEST(Irr, SmallRatesKeepTheirDigits) {
  const double rate = 1e-9;
  const RatesOfReturn answer = IrrOf({-1e9, 1e9 + 1.0});
  ASSERT_EQ(answer.count, Count::kOne);
  EXPECT_NEAR(answer.rates[0].rate, rate, 1e-24);
}

// Scaling, delaying and turning the signs change nothing; turning time around turns the growth.
TEST(Irr, DoesNotDependOnUnitOrSign) {
  const std::vector<double> flows = {-5, 10.5, 1, -8, 1};
  const RatesOfReturn base = IrrOf(flows);
  for (const double factor : {1e-6, -1.0, 1e12}) {
    std::vector<double> scaled = {0.0, 0.0};
    for (const double flow : flows) scaled.push_back(flow * factor);
    scaled.push_back(0.0);
    const RatesOfReturn answer = IrrOf(scaled);
    ASSERT_EQ(answer.rates.size(), base.rates.size());
    for (size_t i = 0; i < base.rates.size(); ++i) {
      EXPECT_NEAR(answer.rates[i].rate, base.rates[i].rate, 1e-14);
    }
  }
  const RatesOfReturn back = IrrOf({flows.rbegin(), flows.rend()});
  ASSERT_EQ(back.rates.size(), base.rates.size());
  for (size_t i = 0; i < base.rates.size(); ++i) {
    EXPECT_NEAR(1 + back.rates[i].rate, 1 / (1 + base.rates[base.rates.size() - 1 - i].rate),
                1e-12);
  }
}

TEST(Irr, ARateThatADoubleCannotSayIsAnError) {
  EXPECT_EQ(Irr(std::vector<double>{-1e18, 1.0}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_NEAR(IrrOf({-1.0, 1e18}).rates[0].rate, 1e18, 1e4);
  // A tenth lost in one day is 0.9^365 - 1 a year: above -100 %, but not as a double.
  const std::vector<DatedFlow> day = {{0, -100}, {1, 90}};
  EXPECT_THAT(Xirr(day, DayCount::kActual365).status().message(), HasSubstr("too near to -100 %"));
  const std::vector<DatedFlow> gain = {{0, -1}, {1, 1e6}};
  EXPECT_THAT(Xirr(gain, DayCount::kActual365).status().message(), HasSubstr("too large"));
}

TEST(Irr, LimitsAtBothSides) {
  std::vector<double> flows(kPeriodsMax, 1.0);
  flows[0] = -kAmountMax;
  EXPECT_TRUE(Irr(flows).ok());
  flows.push_back(1.0);
  EXPECT_THAT(Irr(flows).status().message(), HasSubstr("flows: 1201"));

  flows = {-1.0};
  while (flows.size() <= kSignChangesMax) flows.push_back(-1.1 * flows.back());
  EXPECT_TRUE(Irr(flows).ok()) << Irr(flows).status();
  flows.push_back(-1.1 * flows.back());
  EXPECT_THAT(Irr(flows).status().message(), HasSubstr("change sign 41 times"));

  for (const double bad : {std::nan(""), kInfinity, -kInfinity, kAmountMax * 1.001}) {
    const auto status = Irr(std::vector<double>{-1.0, bad}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr("flows[1]"));
  }
}

TEST(Irr, ManyFlowsThatChangeSignOften) {
  // Whatever rates there are, the value is zero at each.
  std::vector<double> flows;
  for (int i = 0; i < kPeriodsMax; ++i) {
    flows.push_back((i / 30) % 2 == 0 ? -1.0 - i % 7 : 1.0 + i % 5);
  }
  const auto answer = Irr(flows);
  ASSERT_TRUE(answer.ok()) << answer.status();
  for (const auto& root : answer->rates) {
    double size = 0.0;
    double sum = 0.0;
    double factor = 1.0;
    for (const double flow : flows) {
      sum += flow * factor;
      size += std::fabs(flow * factor);
      factor /= 1.0 + root.rate;
    }
    EXPECT_LT(std::fabs(sum), 1e-10 * size) << root.rate;
  }
}

TEST(Xirr, YearsOfDaysAreTheRatesOfYears) {
  const std::vector<double> flows = {-5, 10.5, 1, -8, 1};
  std::vector<DatedFlow> dated;
  for (size_t i = 0; i < flows.size(); ++i) {
    dated.push_back({static_cast<int64_t>(i) * 360 + 7, flows[i]});
  }
  const auto answer = Xirr(dated, DayCount::kActual360);
  ASSERT_TRUE(answer.ok());
  const RatesOfReturn yearly = IrrOf(flows);
  ASSERT_EQ(answer->rates.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(answer->rates[i].rate, yearly.rates[i].rate, 1e-14);
  }
  // With a year of 365 days the same flows come sooner, so the gain per year is larger.
  EXPECT_GT(Xirr(dated, DayCount::kActual365)->rates[2].rate, answer->rates[2].rate);
  EXPECT_GT(Xirr(dated, DayCount::kActual36525)->rates[2].rate,
            Xirr(dated, DayCount::kActual365)->rates[2].rate);
}

TEST(Xirr, FlowsOfOneDayAreOne) {
  const std::vector<DatedFlow> split = {{400, 70}, {0, -60}, {400, 45},
                                        {0, -40},  {200, 5}, {200, -5}};
  const std::vector<DatedFlow> whole = {{0, -100}, {400, 115}};
  EXPECT_EQ(Xirr(split, DayCount::kActual365)->rates[0].rate,
            Xirr(whole, DayCount::kActual365)->rates[0].rate);
  const std::vector<DatedFlow> nothing = {{0, -1}, {0, 1}};
  EXPECT_EQ(Xirr(nothing, DayCount::kActual365)->count, Count::kEvery);
  EXPECT_EQ(Xirr({}, DayCount::kActual365)->count, Count::kEvery);
}

TEST(Xirr, LimitsAtBothSides) {
  std::vector<DatedFlow> flows = {{0, -1}, {kDaysMax, 2}};
  EXPECT_TRUE(Xirr(flows, DayCount::kActual365).ok());
  flows[1].day = kDaysMax + 1;
  EXPECT_THAT(Xirr(flows, DayCount::kActual365).status().message(), HasSubstr("flows[1].day"));
  flows[1].day = std::numeric_limits<int64_t>::min();
  EXPECT_FALSE(Xirr(flows, DayCount::kActual365).ok());
  flows[1] = {1, std::nan("")};
  EXPECT_THAT(Xirr(flows, DayCount::kActual365).status().message(), HasSubstr("flows[1].amount"));
}

// numpy-financial, tests/test_financial.py (BSD-3-Clause), TestMirr.
TEST(Mirr, OfNumpyFinancial) {
  const std::vector<double> flows = {-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000};
  EXPECT_NEAR(**Mirr(flows, 0.08, 0.055), 0.066597175031553548874239618, 1e-15);
  EXPECT_FALSE(Mirr(std::vector<double>{-5}, 0.1, 0.1)->has_value());
  EXPECT_FALSE(Mirr(std::vector<double>{-5, -5}, 0.1, 0.1)->has_value());
  EXPECT_FALSE(Mirr({}, 0.1, 0.1)->has_value());
  EXPECT_THAT(Mirr(flows, -1.0, 0.1).status().message(), HasSubstr("finance_rate"));
  EXPECT_THAT(Mirr(flows, 0.1, std::nan("")).status().message(), HasSubstr("reinvest_rate"));
}

}  // namespace
}  // namespace cartera::finance
