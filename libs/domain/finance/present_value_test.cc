#include "libs/domain/finance/present_value.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/finance/limits.h"

namespace cartera::finance {
namespace {

using testing::HasSubstr;

const double kInfinity = std::numeric_limits<double>::infinity();

int64_t Day(int year, int month, int day) {
  return calendar::DayNumber(*calendar::CivilDate::Make(year, month, day));
}

// numpy-financial, tests/test_financial.py (BSD-3-Clause): the values of its decimal tests.
TEST(Npv, OfNumpyFinancial) {
  const std::vector<double> flows = {-15000, 1500, 2500, 3500, 4500, 6000};
  EXPECT_NEAR(*Npv(0.05, flows, FirstFlow::kAtStart), 122.894854950942692161628715, 1e-10);
  // As numpy had it before 2011 and spreadsheets have it: 117.04.
  EXPECT_NEAR(*Npv(0.05, flows, FirstFlow::kAfterOnePeriod), 117.04, 0.005);
}

TEST(Npv, AtNoRateIsTheSum) {
  EXPECT_EQ(*Npv(0.0, std::vector<double>{-3, 1, 1.5}, FirstFlow::kAtStart), -0.5);
  EXPECT_EQ(*Npv(0.1, {}, FirstFlow::kAtStart), 0.0);
}

TEST(Npv, IsNeverInfinite) {
  std::vector<double> flows(static_cast<size_t>(kPeriodsMax), 0.0);
  flows[0] = 7.0;
  EXPECT_EQ(*Npv(kRateMin, flows, FirstFlow::kAtStart), 7.0);
  flows.back() = 1.0;
  const auto status = Npv(kRateMin, flows, FirstFlow::kAtStart).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(status.message(), HasSubstr("npv"));
}

TEST(Npv, LimitsAtBothSides) {
  const std::vector<double> flows = {1.0, 1.0};
  EXPECT_TRUE(Npv(kRateMin, flows, FirstFlow::kAtStart).ok());
  EXPECT_TRUE(Npv(kRateMax, flows, FirstFlow::kAtStart).ok());
  for (const double rate : {-1.0, std::nextafter(kRateMin, -1.0), kRateMax * 1.001, std::nan("")}) {
    const auto status = Npv(rate, flows, FirstFlow::kAtStart).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << rate;
    EXPECT_THAT(status.message(), HasSubstr("rate"));
  }
  EXPECT_TRUE(Npv(0.1, std::vector<double>{kAmountMax}, FirstFlow::kAtStart).ok());
  EXPECT_THAT(Npv(0.1, std::vector<double>{1, kInfinity}, FirstFlow::kAtStart).status().message(),
              HasSubstr("flows[1]"));
  EXPECT_TRUE(Npv(0.1, std::vector<double>(kPeriodsMax), FirstFlow::kAtStart).ok());
  EXPECT_FALSE(Npv(0.1, std::vector<double>(kPeriodsMax + 1), FirstFlow::kAtStart).ok());
}

// Support page of Excel's XNPV: 9 % and five dated flows give 2,086.65.
TEST(Xnpv, OfTheSpreadsheetManual) {
  const std::vector<DatedFlow> flows = {{Day(2008, 1, 1), -10000},
                                        {Day(2008, 3, 1), 2750},
                                        {Day(2008, 10, 30), 4250},
                                        {Day(2009, 2, 15), 3250},
                                        {Day(2009, 4, 1), 2750}};
  EXPECT_NEAR(*Xnpv(0.09, flows, Day(2008, 1, 1), DayCount::kActual365), 2086.65, 0.005);
  // Valued a year (365 days) earlier it is that much less.
  EXPECT_NEAR(*Xnpv(0.09, flows, Day(2007, 1, 1), DayCount::kActual365), 2086.6476 / 1.09, 0.001);
}

TEST(Xnpv, WholeYearsAreThoseOfNpv) {
  const std::vector<double> flows = {-100, 30, 40, 50};
  std::vector<DatedFlow> dated;
  for (size_t i = 0; i < flows.size(); ++i) {
    dated.push_back({-5 + 360 * static_cast<int64_t>(i), flows[i]});
  }
  EXPECT_NEAR(*Xnpv(0.07, dated, -5, DayCount::kActual360), *Npv(0.07, flows, FirstFlow::kAtStart),
              1e-13);
}

TEST(Xnpv, LimitsAtBothSides) {
  const std::vector<DatedFlow> flows = {{0, 1.0}};
  EXPECT_TRUE(Xnpv(0.1, flows, kDaysMax, DayCount::kActual365).ok());
  EXPECT_THAT(Xnpv(0.1, flows, kDaysMax + 1, DayCount::kActual365).status().message(),
              HasSubstr("valuation_day"));
  EXPECT_EQ(Xnpv(kRateMin, flows, -kDaysMax, DayCount::kActual365).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_FALSE(Xnpv(-1.0, flows, 0, DayCount::kActual365).ok());
}

// numpy-financial, tests/test_financial.py (BSD-3-Clause): its decimal values.
TEST(Annuity, OfNumpyFinancial) {
  EXPECT_NEAR(*PresentValue(0.07, 20, 12000, 0, Payments::kAtEnd), -127128.1709461939327295222005,
              1e-9);
  EXPECT_NEAR(*FutureValue(0.075, 20, -2000, 0, Payments::kAtEnd), 86609.36, 0.005);
  EXPECT_NEAR(*Payment(0.08 / 12, 60, 15000, 0, Payments::kAtEnd), -304.1459143262052370338701494,
              1e-11);
  EXPECT_EQ(*Payment(0.0, 60, 15000, 0, Payments::kAtEnd), -250.0);
  EXPECT_NEAR(*Payment(0.8, 3, 20000, 0, Payments::kAtEnd), -19311.25827814569536423841060, 1e-10);
  EXPECT_NEAR(*Payment(0.3, 12, 2000, 0, Payments::kAtEnd), -626.9081401700757748402586600, 1e-11);
}

TEST(Annuity, TheThreeAreOneEquation) {
  for (const double rate : {-0.2, 0.0, 1e-12, 0.004, 0.3}) {
    for (const double periods : {1.0, 2.5, 30.0, 1200.0}) {
      for (const Payments when : {Payments::kAtEnd, Payments::kAtStart}) {
        const auto pv = PresentValue(rate, periods, 120, -3000, when);
        if (!pv.ok() || std::fabs(*pv) > 1e6) continue;
        const double size =
            1e-9 * (1.0 + std::fabs(*pv)) * std::pow(1.0 + std::fabs(rate), periods);
        EXPECT_NEAR(*FutureValue(rate, periods, 120, *pv, when), -3000, size) << rate;
        EXPECT_NEAR(*Payment(rate, periods, *pv, -3000, when), 120, size) << rate;
      }
    }
  }
  // Paid at the start, the rate works one period longer.
  EXPECT_NEAR(*PresentValue(0.07, 20, 12000, 0, Payments::kAtStart),
              *PresentValue(0.07, 20, 12000, 0, Payments::kAtEnd) * 1.07, 1e-9);
}

TEST(Annuity, LimitsAtBothSides) {
  EXPECT_TRUE(PresentValue(0.01, kPeriodsMax, 1, 1, Payments::kAtEnd).ok());
  EXPECT_THAT(PresentValue(0.01, kPeriodsMax + 1, 1, 1, Payments::kAtEnd).status().message(),
              HasSubstr("periods"));
  EXPECT_THAT(FutureValue(0.01, -1, 1, 1, Payments::kAtEnd).status().message(),
              HasSubstr("periods"));
  EXPECT_THAT(Payment(0.01, 0, 1, 1, Payments::kAtEnd).status().message(), HasSubstr("periods"));
  EXPECT_THAT(Payment(0.01, 1, std::nan(""), 1, Payments::kAtEnd).status().message(),
              HasSubstr("pv"));
  EXPECT_THAT(Payment(0.01, 1, 1, kInfinity, Payments::kAtEnd).status().message(), HasSubstr("fv"));
  EXPECT_THAT(PresentValue(0.01, 1, 2e18, 1, Payments::kAtEnd).status().message(),
              HasSubstr("payment"));
  EXPECT_EQ(FutureValue(kRateMax, kPeriodsMax, 1, 1, Payments::kAtEnd).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(PresentValue(kRateMin, kPeriodsMax, 1, 1, Payments::kAtEnd).status().code(),
            absl::StatusCode::kOutOfRange);
}

// The published schedules are tested with the engine (appraisal/v1/discount_test.cc), which calls
// these functions.
TEST(DiscountFactors, AreChained) {
  const RateStep kSchedule[] = {{0, 0.04}, {2, 0.03}};
  const auto factors = DiscountFactors(kSchedule, 4, Timing::kPeriodStart);
  ASSERT_TRUE(factors.ok());
  EXPECT_THAT(*factors,
              testing::ElementsAre(1.0, 1 / 1.04, 1 / 1.04 / 1.03, 1 / 1.04 / 1.03 / 1.03));
  const auto middle = DiscountFactors(kSchedule, 2, Timing::kMidPeriod);
  EXPECT_THAT(*middle, testing::ElementsAre(1 / std::sqrt(1.04), 1 / 1.04 / std::sqrt(1.03)));
}

TEST(DiscountFactors, LimitsAtBothSides) {
  const RateStep kFlat[] = {{0, 0.04}};
  EXPECT_TRUE(DiscountFactors(kFlat, kPeriodsMax, Timing::kPeriodStart).ok());
  EXPECT_THAT(DiscountFactors(kFlat, kPeriodsMax + 1, Timing::kPeriodStart).status().message(),
              HasSubstr("count"));
  EXPECT_THAT(DiscountFactors(kFlat, -1, Timing::kPeriodStart).status().message(),
              HasSubstr("count"));
  EXPECT_TRUE(DiscountFactors(kFlat, 0, Timing::kPeriodStart)->empty());
  const auto why = [](std::vector<RateStep> schedule) {
    return std::string(DiscountFactors(schedule, 2, Timing::kPeriodStart).status().message());
  };
  EXPECT_THAT(why({}), HasSubstr("schedule"));
  EXPECT_THAT(why({{1, 0.04}}), HasSubstr("schedule[0].from_period"));
  EXPECT_THAT(why({{0, 0.04}, {0, 0.03}}), HasSubstr("schedule[1].from_period"));
  EXPECT_THAT(why({{0, -1.0}}), HasSubstr("schedule[0].rate"));
  const RateStep kSteep[] = {{0, kRateMin}};
  EXPECT_EQ(DiscountFactors(kSteep, 60, Timing::kPeriodStart).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(DiscountedSum, NeedsAFactorForEachFlow) {
  EXPECT_EQ(*DiscountedSum({1.0, 2.0}, {1.0, 0.5, 0.25}), 2.0);
  EXPECT_FALSE(DiscountedSum({1.0, 2.0}, {1.0}).ok());
}

}  // namespace
}  // namespace cartera::finance
