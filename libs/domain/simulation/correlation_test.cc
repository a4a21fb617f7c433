#include "libs/domain/simulation/correlation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "libs/domain/simulation/iman_conover.h"
#include "libs/domain/simulation/limits.h"
#include "libs/domain/simulation/testing/golden_data.h"

namespace cartera::simulation {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<double> Flat(const std::vector<std::vector<double>>& rows) {
  std::vector<double> flat;
  for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
  return flat;
}

Columns Transposed(const std::vector<std::vector<double>>& rows) {
  Columns columns(rows[0].size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
  }
  return columns;
}

void ExpectRefused(const absl::Status& status, absl::string_view start, absl::string_view reason) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()), StartsWith(std::string(start)));
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(reason)));
}

TEST(Correlation, TheFactorOfAThreeByThreeMatrixIsTheKnownOne) {
  const auto factor =
      CholeskyOfCorrelation(std::vector<double>{1, .5, .3, .5, 1, .4, .3, .4, 1}, 3, "m");
  ASSERT_TRUE(factor.ok()) << factor.status();
  const double expected[] = {1, 0, 0, .5, .866025, 0, .3, .288675, .909212};
  for (int i = 0; i < 9; ++i) EXPECT_NEAR((*factor)[i], expected[i], 1e-6) << i;
}

TEST(Correlation, AnInvalidMatrixIsRefusedWithItsEntryAndTheReason) {
  const auto check = [](std::vector<double> matrix, int size) {
    return CholeskyOfCorrelation(matrix, size, "m").status();
  };
  ExpectRefused(check({1, .5, .4, 1}, 2), "m[1][0]: ", "mirror m[0][1]");
  ExpectRefused(check({1, 0, 0, .9}, 2), "m[1][1]: ", "diagonal is not 1");
  ExpectRefused(check({1, 1.1, 1.1, 1}, 2), "m[1][0]: ", "between -1 and 1");
  ExpectRefused(check({1, NAN, NAN, 1}, 2), "m[1][0]: ", "between -1 and 1");
  ExpectRefused(check({NAN, 0, 0, 1}, 2), "m[0][0]: ", "diagonal");
  ExpectRefused(check({1, 0, 1}, 2), "m: ", "2 x 2");
  ExpectRefused(check({}, 0), "m: ", "between 1 and");
  // A goes with B and with C, but B goes against C.
  ExpectRefused(check({1, .9, .9, .9, 1, -.9, .9, -.9, 1}, 3), "m[2]: ", "semi-definite");
  // B is A, so what goes with A goes with B.
  ExpectRefused(check({1, 1, .5, 1, 1, .4, .5, .4, 1}, 3), "m[2]: ", "semi-definite");
}

TEST(Correlation, WhatGoesWhollyTogetherIsAllowed) {
  const auto factor = [](std::vector<double> matrix, int size) {
    return CholeskyOfCorrelation(matrix, size, "m");
  };
  EXPECT_THAT(*factor({1, 1, 1, 1}, 2), ::testing::ElementsAre(1, 0, 1, 0));
  EXPECT_THAT(*factor({1, -1, -1, 1}, 2), ::testing::ElementsAre(1, 0, -1, 0));
  EXPECT_THAT(*factor({1, 1, .6, 1, 1, .6, .6, .6, 1}, 3),
              ::testing::ElementsAre(1, 0, 0, 1, 0, 0, .6, 0, .8));
}

TEST(Correlation, LimitsHoldOnBothSides) {
  const auto check = [](double value, double mirror, double diagonal) {
    return CholeskyOfCorrelation(std::vector<double>{1, mirror, value, diagonal}, 2, "m").status();
  };
  EXPECT_TRUE(check(.5, .5 + kCorrelationTolerance / 2, 1).ok());
  EXPECT_FALSE(check(.5, .5 + kCorrelationTolerance * 2, 1).ok());
  EXPECT_TRUE(check(.5, .5, 1 + kCorrelationTolerance / 2).ok());
  EXPECT_FALSE(check(.5, .5, 1 + kCorrelationTolerance * 2).ok());
  // At -1/2 the three add up to nothing; below, six times as much as that is missing.
  const auto three = [](double r) {
    return CholeskyOfCorrelation(std::vector<double>{1, r, r, r, 1, r, r, r, 1}, 3, "m").status();
  };
  EXPECT_TRUE(three(-.5 - kPivotMin / 12).ok());
  EXPECT_FALSE(three(-.5 - kPivotMin / 3).ok());
  const auto beside = [](double r) {
    return CholeskyOfCorrelation(std::vector<double>{1, 1, .6, 1, 1, r, .6, r, 1}, 3, "m").status();
  };
  EXPECT_TRUE(beside(.6 + kRestMax / 2).ok());
  EXPECT_FALSE(beside(.6 + kRestMax * 2).ok());
  for (const int size : {kCorrelatedMax, kCorrelatedMax + 1}) {
    std::vector<double> identity(size_t{1} * size * size);
    for (int i = 0; i < size; ++i) identity[i * size + i] = 1;
    EXPECT_EQ(CholeskyOfCorrelation(identity, size, "m").ok(), size == kCorrelatedMax);
  }
}

TEST(Correlation, EqualValuesShareTheirRank) {
  EXPECT_THAT(RanksOf(std::vector<double>{3, 1, 3, 2}), ::testing::ElementsAre(3.5, 1, 3.5, 2));
}

// The 20 x 4 example of S. Mildenhall's guide (tests/data/iman-conover/SOURCE.txt).
TEST(ImanConover, TheWorkedExampleComesOutCellForCell) {
  const std::string json = ReadTestFile("iman-conover/mildenhall_simple_example.json");
  const Columns x = Transposed(MatrixAt(json, "X"));
  const Columns expected = Transposed(MatrixAt(json, "Y"));
  const auto y = ImanConover(x, Flat(MatrixAt(json, "S")), Transposed(MatrixAt(json, "M")));
  ASSERT_TRUE(y.ok()) << y.status();
  EXPECT_EQ(*y, expected);
  EXPECT_NEAR(CorrelationOf((*y)[0], (*y)[1]), .8497, 5e-5);
  EXPECT_NEAR(CorrelationOf(RanksOf((*y)[0]), RanksOf((*y)[1])), .7865, 5e-5);
  EXPECT_NEAR(CorrelationOf(RanksOf((*y)[1]), RanksOf((*y)[3])), -.1789, 5e-5);
}

TEST(ImanConover, ScoresAreThoseOfTheWorkedExample) {
  const Columns scores = ImanConoverScores(20, 4, 1);
  const std::string json = ReadTestFile("iman-conover/mildenhall_simple_example.json");
  const Columns expected = Transposed(MatrixAt(json, "M"));
  for (int i = 0; i < 20; ++i) EXPECT_NEAR(scores[0][i], expected[0][i], 5.1e-6) << i;
  // The other columns hold the same numbers in another order, and each in its own.
  std::vector<double> second = scores[1];
  EXPECT_NE(second, scores[0]);
  EXPECT_NE(second, scores[2]);
  std::sort(second.begin(), second.end());
  EXPECT_EQ(second, scores[0]);
}

TEST(ImanConover, KeepsEveryColumnsValuesAndTheFirstColumnsOrder) {
  constexpr int kCount = 5000;
  Columns x(3);
  for (int i = 0; i < kCount; ++i) {
    x[0].push_back((i * 7919) % kCount);
    x[1].push_back(std::exp((i * 104729 % kCount) / 1000.0));
    x[2].push_back(i % 10);
  }
  const std::vector<double> target = {1, .6, -.3, .6, 1, .2, -.3, .2, 1};
  const auto y = ImanConover(x, target, ImanConoverScores(kCount, 3, 20261122));
  ASSERT_TRUE(y.ok()) << y.status();
  EXPECT_EQ((*y)[0], x[0]);
  for (int i = 1; i < 3; ++i) {
    std::vector<double> before = x[i], after = (*y)[i];
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    EXPECT_EQ(before, after);
  }
  EXPECT_NEAR(CorrelationOf(RanksOf((*y)[0]), RanksOf((*y)[1])), .6, .03);
  EXPECT_NEAR(CorrelationOf(RanksOf((*y)[0]), RanksOf((*y)[2])), -.3, .03);
  EXPECT_NEAR(CorrelationOf(RanksOf((*y)[1]), RanksOf((*y)[2])), .2, .03);
}

TEST(ImanConover, RefusesWhatDoesNotFit) {
  const std::vector<double> target = {1, .5, .5, 1};
  const Columns scores = ImanConoverScores(4, 2, 1);
  const Columns fine = {{1, 2, 3, 4}, {4, 3, 2, 1}};
  EXPECT_TRUE(ImanConover(fine, target, scores).ok());
  const auto check = [&](const Columns& columns, const Columns& with) {
    return ImanConover(columns, target, with).status();
  };
  ExpectRefused(check({}, {}), "columns: ", "between 1 and");
  ExpectRefused(check(fine, {scores[0]}), "scores: ", "as many");
  ExpectRefused(check({{1, 2, 3, 4}, {1, 2, 3}}, scores), "columns[1]: ", "length");
  ExpectRefused(check({{1, 2}, {1, 2}}, {{-1, 1}, {1, -1}}), "columns[0]: ", "more than");
  ExpectRefused(check({{1, 2, NAN, 4}, {1, 2, 3, 4}}, scores), "columns[0]: ", "not finite");
  ExpectRefused(check(fine, {scores[0], scores[0]}), "scores: ", "depend on one another");
  ExpectRefused(ImanConover(fine, std::vector<double>{1, 2, 2, 1}, scores).status(),
                "target[1][0]: ", "between -1 and 1");
}

}  // namespace
}  // namespace cartera::simulation
