#include "libs/domain/simulation/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "libs/domain/simulation/limits.h"

namespace cartera::simulation {
namespace {

using ::testing::StartsWith;

constexpr double kNan = NAN;

// What is wrong, as `field: `, or nothing where the distribution is at the limit and fine.
struct Row {
  Distribution distribution;
  const char* field;
};

class LimitsTest : public ::testing::TestWithParam<Row> {};

TEST_P(LimitsTest, AreHeldAndNamed) {
  const absl::Status status = CheckDistribution(GetParam().distribution, "line");
  if (GetParam().field == nullptr) {
    EXPECT_TRUE(status.ok()) << status;
  } else {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                StartsWith("line." + std::string(GetParam().field) + ": "));
  }
}

double Above(double limit) { return std::nextafter(limit, INFINITY); }
double Below(double limit) { return std::nextafter(limit, -INFINITY); }

Empirical Points(int count) {
  Empirical table;
  for (int i = 0; i < count; ++i) {
    table.probabilities.push_back(i / (count - 1.0));
    table.values.push_back(i);
  }
  return table;
}

HeavyTail Tail(double scale, double median, double sigma, double from, double mass, double index) {
  return {scale, median, sigma, from, mass, index};
}

INSTANTIATE_TEST_SUITE_P(
    Simple, LimitsTest,
    ::testing::Values(Row{Constant{kValueMax}, nullptr}, Row{Constant{Above(kValueMax)}, "value"},
                      Row{Constant{-kValueMax}, nullptr}, Row{Constant{kNan}, "value"},
                      Row{Constant{INFINITY}, "value"}, Row{Uniform{1, 1}, nullptr},
                      Row{Uniform{1, Below(1)}, "high"}, Row{Uniform{kNan, 1}, "low"},
                      Row{Uniform{0, Above(kValueMax)}, "high"}, Row{Triangular{1, 1, 1}, nullptr},
                      Row{Triangular{1, 1, 2}, nullptr}, Row{Triangular{1, 2, 2}, nullptr},
                      Row{Triangular{1, Below(1), 2}, "mode"},
                      Row{Triangular{1, Above(2), 2}, "mode"}, Row{Triangular{1, kNan, 2}, "mode"},
                      Row{Triangular{2, 1, 1}, "high"}, Row{BetaPert{1, 1, 2}, nullptr},
                      Row{BetaPert{1, 0, 2}, "mode"}, Row{BetaPert{1, kNan, 2}, "mode"}));

INSTANTIATE_TEST_SUITE_P(
    Lognormals, LimitsTest,
    ::testing::Values(Row{Lognormal{1, 0}, nullptr}, Row{Lognormal{1, Below(0)}, "cv"},
                      Row{Lognormal{1, kCvMax}, nullptr}, Row{Lognormal{1, Above(kCvMax)}, "cv"},
                      Row{Lognormal{0, 1}, "median"}, Row{Lognormal{1 / kValueMax, 1}, nullptr},
                      Row{Lognormal{kValueMax, 1}, nullptr},
                      Row{Lognormal{Above(kValueMax), 1}, "median"}, Row{Lognormal{1, kNan}, "cv"},
                      Row{LognormalThrough{0.001, 1, 0.999, 2}, nullptr},
                      Row{LognormalThrough{Below(0.001), 1, 0.9, 2}, "low_probability"},
                      Row{LognormalThrough{0.1, 1, Above(0.999), 2}, "high_probability"},
                      Row{LognormalThrough{0.5, 1, 0.505, 2}, "high_probability"},
                      Row{LognormalThrough{0.9, 1, 0.1, 2}, "high_probability"},
                      Row{LognormalThrough{0.1, 0, 0.9, 2}, "low_value"},
                      Row{LognormalThrough{0.1, 2, 0.9, 1}, "high_value"},
                      Row{LognormalThrough{0.1, 2, 0.9, 2}, nullptr},
                      Row{LognormalThrough{0.1, 1, 0.9, 25'000}, nullptr},
                      Row{LognormalThrough{0.1, 1, 0.9, 30'000}, "high_value"}));

INSTANTIATE_TEST_SUITE_P(
    Tables, LimitsTest,
    ::testing::Values(Row{Points(2), nullptr}, Row{Points(kTablePointsMax), nullptr},
                      Row{Points(kTablePointsMax + 1), "probabilities"},
                      Row{Empirical{{0}, {1}}, "probabilities"},
                      Row{Empirical{{0, 1}, {1}}, "values"},
                      Row{Empirical{{0.1, 1}, {1, 2}}, "probabilities[0]"},
                      Row{Empirical{{0, 0.9}, {1, 2}}, "probabilities[1]"},
                      Row{Empirical{{0, 0.5, 0.5, 1}, {1, 2, 3, 4}}, "probabilities[2]"},
                      Row{Empirical{{0, kNan, 1}, {1, 2, 3}}, "probabilities[1]"},
                      Row{Empirical{{0, 0.5, 1}, {1, 2, 1.9}}, "values[2]"},
                      Row{Empirical{{0, 0.5, 1}, {1, kNan, 1.9}}, "values[1]"},
                      Row{Empirical{{0, 0.5, 1}, {2, 2, 2}}, nullptr}));

INSTANTIATE_TEST_SUITE_P(
    HeavyTails, LimitsTest,
    ::testing::Values(
        Row{Tail(1, 1, 0.3, 1, 0.1, kTailIndexMin), nullptr},
        Row{Tail(1, 1, 0.3, 1, 0.1, Below(kTailIndexMin)), "tail_index"},
        Row{Tail(1, 1, 0.3, 1, 0.1, kTailIndexMax), nullptr},
        Row{Tail(1, 1, 0.3, 1, 0.1, Above(kTailIndexMax)), "tail_index"},
        Row{Tail(1, 1, 0.3, Below(1), 0.1, 2), "tail_from"},
        Row{Tail(1, 1, 0.3, 1001, 0.1, 2), "tail_from"}, Row{Tail(1, 1, 0.3, 1, 0, 2), "tail_mass"},
        Row{Tail(1, 1, 0.3, 1, 1, 2), "tail_mass"}, Row{Tail(1, 1, 0, 1, 0.1, 2), "body_sigma"},
        Row{Tail(1, 1, kSigmaMax, 1, 0.1, 2), nullptr},
        Row{Tail(1, 1, Above(kSigmaMax), 1, 0.1, 2), "body_sigma"},
        Row{Tail(1, 0, 0.3, 1, 0.1, 2), "body_median"}, Row{Tail(0, 1, 0.3, 1, 0.1, 2), "scale"},
        Row{Tail(kNan, 1, 0.3, 1, 0.1, 2), "scale"}));

INSTANTIATE_TEST_SUITE_P(Events, LimitsTest,
                         ::testing::Values(Row{Event{0, Constant{1}}, nullptr},
                                           Row{Event{1, Constant{1}}, nullptr},
                                           Row{Event{Below(0), Constant{1}}, "probability"},
                                           Row{Event{Above(1), Constant{1}}, "probability"},
                                           Row{Event{kNan, Constant{1}}, "probability"},
                                           Row{Event{0.1, Uniform{0, 1}}, nullptr},
                                           Row{Event{0.1, Uniform{-1, 0}}, nullptr},
                                           Row{Event{0.1, Uniform{-1, 1}}, "impact"},
                                           Row{Event{0.1, Triangular{1, 3, 2}}, "impact.mode"}));

}  // namespace
}  // namespace cartera::simulation
