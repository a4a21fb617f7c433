#include "libs/domain/earned_value/earned_value.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace cartera::earned_value {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using testing::HasSubstr;
using Numbers = std::vector<double>;

// tests/data/evm/evm_cases.json, whose SOURCE.txt says where each case is from.
Struct Cases() {
  std::ifstream file("tests/data/evm/evm_cases.json");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  Struct cases;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &cases).ok());
  return cases;
}

std::map<std::string, std::optional<double>> Figures(const Performance& performance) {
  return {{"cv", performance.cost_variance},
          {"sv", performance.schedule_variance},
          {"cpi", performance.cost_index},
          {"spi", performance.schedule_index},
          {"eac_cpi", performance.estimate_typical},
          {"eac_atypical", performance.estimate_as_planned},
          {"eac_cpi_spi", performance.estimate_combined},
          {"tcpi_bac", performance.needed_for_budget},
          {"etc_cpi", performance.to_complete},
          {"vac", performance.variance_at_completion}};
}

TEST(PerformanceOf, ThePublishedCases) {
  int seen = 0;
  const Struct cases = Cases();
  for (const Value& value : cases.fields().at("cases").list_value().values()) {
    const auto& fields = value.struct_value().fields();
    const auto& inputs = fields.at("inputs").struct_value().fields();
    const std::string id = fields.at("id").string_value();
    const auto answer = PerformanceOf({.planned_value = inputs.at("PV").number_value(),
                                       .earned_value = inputs.at("EV").number_value(),
                                       .actual_cost = inputs.at("AC").number_value(),
                                       .budget_at_completion = inputs.at("BAC").number_value()});
    ASSERT_TRUE(answer.ok()) << id << ": " << answer.status();
    const auto figures = Figures(*answer);
    for (const auto& [name, recomputed] : fields.at("recomputed").struct_value().fields()) {
      const std::optional<double> figure = figures.at(name);
      ASSERT_EQ(figure.has_value(), recomputed.kind_case() == Value::kNumberValue) << id << name;
      if (!figure.has_value()) continue;
      EXPECT_NEAR(*figure, recomputed.number_value(), 1e-9 * (1 + std::fabs(*figure)))
          << id << name;
    }
    for (const auto& [name, published] : fields.at("published").struct_value().fields()) {
      EXPECT_NEAR(figures.at(name).value(), published.number_value(), 0.006) << id << name;
    }
    ++seen;
  }
  EXPECT_EQ(seen, 11);
}

// The first case with the estimates that the source does not compute, from the same formulas.
TEST(PerformanceOf, TheOtherEstimates) {
  const auto answer = PerformanceOf({40'000, 35'000, 36'000, 100'000});
  EXPECT_NEAR(*answer->estimate_weighted, 104221.574344, 5e-7);
  EXPECT_NEAR(*answer->needed_for_estimate, 0.972222, 5e-7);
}

TEST(PerformanceOf, WhatDoesNotExistIsAbsent) {
  const auto start = PerformanceOf({0, 0, 0, 100});
  ASSERT_TRUE(start.ok());
  EXPECT_FALSE(start->cost_index.has_value());
  EXPECT_FALSE(start->schedule_index.has_value());
  EXPECT_FALSE(start->estimate_typical.has_value());
  EXPECT_EQ(start->estimate_as_planned, 100.0);
  EXPECT_EQ(start->needed_for_budget, 1.0);
  // Money spent and nothing earned: the index is 0, and no estimate follows from it.
  const auto lost = PerformanceOf({50, 0, 70, 100});
  EXPECT_EQ(lost->cost_index, 0.0);
  EXPECT_FALSE(lost->estimate_typical.has_value());
  EXPECT_FALSE(lost->estimate_combined.has_value());
  // More than the budget spent: no efficiency can keep it.
  EXPECT_FALSE(PerformanceOf({50, 50, 130, 100})->needed_for_budget.has_value());
  // Done.
  const auto done = PerformanceOf({100, 100, 90, 100});
  EXPECT_EQ(done->to_complete, 0.0);
  EXPECT_FALSE(done->needed_for_estimate.has_value());
}

TEST(PerformanceOf, LimitsAtBothSides) {
  const auto why = [](Position position) {
    return std::string(PerformanceOf(position).status().message());
  };
  EXPECT_EQ(why({kAmountMax, kAmountMax, kAmountMax, kAmountMax}), "");
  EXPECT_THAT(why({0, 0, 0, 0}), HasSubstr("budget_at_completion"));
  EXPECT_THAT(why({0, 0, 0, 2e18}), HasSubstr("budget_at_completion"));
  EXPECT_THAT(why({101, 0, 0, 100}), HasSubstr("planned_value"));
  EXPECT_THAT(why({100, 101, 0, 100}), HasSubstr("earned_value"));
  EXPECT_THAT(why({100, 100, -1, 100}), HasSubstr("actual_cost"));
  EXPECT_THAT(why({100, std::nan(""), 0, 100}), HasSubstr("earned_value"));
}

// The first case's plan, and one of nine periods; computed from the formula of Lipke's earned
// schedule.
TEST(ScheduleOf, EarnedSchedule) {
  const auto answer = ScheduleOf(Numbers{10'000, 20'000, 40'000, 70'000, 100'000}, 35'000, 3);
  ASSERT_TRUE(answer.ok());
  EXPECT_NEAR(answer->earned_schedule, 2.75, 1e-12);
  EXPECT_NEAR(answer->schedule_variance_time, -0.25, 1e-12);
  EXPECT_NEAR(*answer->index_time, 0.916667, 5e-7);
  EXPECT_NEAR(*answer->estimated_duration, 5.454545, 5e-7);
  EXPECT_NEAR(*answer->needed_index, 1.125, 1e-12);
  const auto nine = ScheduleOf(Numbers{50, 120, 200, 300, 400, 480, 540, 580, 600}, 150, 4);
  EXPECT_NEAR(nine->earned_schedule, 2.375, 1e-12);
  EXPECT_NEAR(nine->schedule_variance_time, -1.625, 1e-12);
  EXPECT_NEAR(*nine->index_time, .59375, 1e-12);
  // From the same source: seven months gone, as far as month 5 was planned to be.
  const auto months = ScheduleOf(Numbers{10, 20, 30, 40, 50, 60, 70, 80}, 50, 7);
  EXPECT_NEAR(months->schedule_variance_time, -2, 1e-12);
  EXPECT_NEAR(*months->index_time, 0.714286, 5e-7);
}

TEST(ScheduleOf, ALateProjectThatIsDoneStaysLate) {
  const auto answer = ScheduleOf(Numbers{50, 100, 100}, 100, 4);
  EXPECT_EQ(answer->planned_duration, 2.0);
  EXPECT_EQ(answer->earned_schedule, 2.0);
  EXPECT_EQ(answer->index_time, 0.5);
  EXPECT_FALSE(answer->needed_index.has_value());
}

TEST(ScheduleOf, WhatDoesNotExistIsAbsent) {
  const auto start = ScheduleOf(Numbers{0, 50, 100}, 0, 0);
  ASSERT_TRUE(start.ok());
  EXPECT_EQ(start->earned_schedule, 1.0);  // nothing is planned for the first period
  EXPECT_FALSE(start->index_time.has_value());
  EXPECT_FALSE(start->estimated_duration.has_value());
}

TEST(ScheduleOf, LimitsAtBothSides) {
  EXPECT_TRUE(ScheduleOf(Numbers(kPeriodsMax, 1.0), 1, kPeriodsMax).ok());
  EXPECT_FALSE(ScheduleOf(Numbers(kPeriodsMax + 1, 1.0), 1, 1).ok());
  EXPECT_FALSE(ScheduleOf({}, 0, 0).ok());
  EXPECT_THAT(ScheduleOf(Numbers{5, 4}, 1, 1).status().message(), HasSubstr("planned[1]"));
  EXPECT_THAT(ScheduleOf(Numbers{0, 0}, 0, 1).status().message(), HasSubstr("planned"));
  EXPECT_THAT(ScheduleOf(Numbers{5, 6}, 7, 1).status().message(), HasSubstr("earned_value"));
  EXPECT_THAT(ScheduleOf(Numbers{5, 6}, 5, -1).status().message(), HasSubstr("actual_time"));
}

}  // namespace
}  // namespace cartera::earned_value
