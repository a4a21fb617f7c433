#include "libs/domain/appraisal/v2/portfolio.h"

#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

// Expected values are closed forms, worked out beside each.
namespace cartera::appraisal::v2 {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr uint64_t kSeed = 20'261'123;
constexpr int64_t kMillion = 100'000'000;  // of CAD, in minor units
// Sigma of its logarithm is 0.0822: nearly normal.
constexpr Spread kNarrow{SpreadShape::kLognormal, 9'000, 10'000, 11'111};

methodology::Methodology Method() {
  methodology::Methodology method = PlainMethod(0);
  method.frames = {.draws = 10'000, .steering_percentile = 50, .cost_percentile = 85};
  return method;
}

PortfolioBasis BasisOf(const TestCase& test) {
  PortfolioBasis basis{.context = test.context};
  basis.context.unit = money::Unit{.code = "CAD", .decimals = 2};
  return basis;
}

// A cost of a million and a gain of two.
TestCase CostAndGain() {
  TestCase test(5);
  test.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread = kNarrow;
  test.Benefit(1, BenefitCategory::kSocietal, RealCad(2 * kMillion)).spread = kNarrow;
  return test;
}

UncertainCase Described(const TestCase& test) {
  auto described = DescribeForPortfolio(test.content, Method(), "full", BasisOf(test));
  EXPECT_TRUE(std::holds_alternative<UncertainCase>(described));
  return std::get<UncertainCase>(std::move(described));
}

std::vector<PortfolioCase> Members(int count) {
  const UncertainCase described = Described(CostAndGain());
  std::vector<PortfolioCase> members;
  members.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    members.push_back({absl::StrCat("projects/p", i, "/cases/c"), described});
  }
  return members;
}

simulation::PortfolioResult Drawn(const std::vector<PortfolioCase>& members,
                                  const std::vector<SharedDriver>& drivers) {
  const auto portfolio = Assemble(members, drivers);
  EXPECT_TRUE(portfolio.ok()) << portfolio.status();
  simulation::SerialExecutor executor;
  auto result = simulation::Simulate(*portfolio, {.seed = kSeed, .draws = 40'000}, executor);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

double RatioOfVariances(const simulation::Outcome& all, const simulation::Outcome& one) {
  return std::pow(all.sd / one.sd, 2);
}

// Of n equal costs with correlation r the variance is n + n (n - 1) r of one's.
TEST(Portfolio, CasesGoTogetherThroughWhatTheyShare) {
  const auto members = Members(10);
  const auto apart = Drawn(members, {});
  EXPECT_NEAR(RatioOfVariances(apart.totals.cost, apart.cases[0].totals.cost), 10, 0.4);
  const std::vector<SharedDriver> wages = {{"wages", {{.weight = std::sqrt(0.4)}}}};
  const auto together = Drawn(members, wages);
  EXPECT_NEAR(RatioOfVariances(together.totals.cost, together.cases[0].totals.cost), 10 + 90 * 0.4,
              1.5);
  // Each case for itself is as it was; gains were not loaded.
  EXPECT_NEAR(together.cases[0].totals.cost.sd / apart.cases[0].totals.cost.sd, 1, 0.03);
}

TEST(Portfolio, ADriverIsForTheSideTheCategoryAndTheCasesThatItNames) {
  const auto members = Members(2);
  const auto loaded = [&](DriverLoading loading) {
    loading.weight = 0.5;
    const auto portfolio = Assemble(members, {{"d", {std::move(loading)}}});
    std::string text;
    for (const simulation::Case& one : portfolio->cases) {
      for (const simulation::Line& line : one.lines) {
        if (!line.loadings.empty()) absl::StrAppend(&text, one.name.substr(9, 3), line.name, " ");
      }
    }
    return text;
  };
  EXPECT_EQ(loaded({}), "p0/c1 p1/c1 ");
  EXPECT_EQ(loaded({.of_gains = true}), "p0/b1 p1/b1 ");
  EXPECT_EQ(loaded({.cost = CostCategory::kDevelopment}), "p0/c1 p1/c1 ");
  EXPECT_EQ(loaded({.cost = CostCategory::kOperation}), "");
  EXPECT_EQ(loaded({.of_gains = true, .gain = BenefitCategory::kCashReleasing}), "");
  EXPECT_EQ(loaded({.cases = {"projects/p1/cases/c"}}), "p1/c1 ");
}

TEST(Portfolio, TheFirstLoadingThatALineMatchesCounts) {
  const auto portfolio = Assemble(
      Members(1), {{"d", {{.cost = CostCategory::kDevelopment, .weight = 0.9}, {.weight = 0.1}}}});
  const auto& loadings = portfolio->cases[0].lines[0].loadings;
  ASSERT_EQ(loadings.size(), 1);
  EXPECT_EQ(loadings[0].weight, 0.9);
}

TEST(Portfolio, NoLineFollowsMoreThanWholly) {
  const auto members = Members(1);
  EXPECT_TRUE(Assemble(members, {{"a", {{.weight = 0.8}}}, {"b", {{.weight = -0.6}}}}).ok());
  const auto status =
      Assemble(members, {{"a", {{.weight = 0.8}}}, {"b", {{.weight = 0.61}}}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              StartsWith("drivers[1].loadings[0].weight_bp: with it, c1 of projects/p0/cases/c"));
}

TEST(Portfolio, ACaseHasItsOwnRandomNumbersByItsNameAlone) {
  const auto members = Members(5);
  const auto all = Drawn(members, {});
  const auto alone = Drawn({members[3]}, {});
  EXPECT_EQ(alone.cases[0].totals.cost.curve, all.cases[3].totals.cost.curve);
  EXPECT_NE(all.cases[2].totals.cost.curve, all.cases[3].totals.cost.curve);
}

TEST(Portfolio, TheBudgetIsTheSumOfTheCostsAsStated) {
  const auto portfolio = Assemble(Members(3), {});
  EXPECT_EQ(*portfolio->budget, 3.0 * kMillion);
}

TEST(Portfolio, SaysWhyACaseIsLeftOut) {
  const TestCase whole = CostAndGain();
  const auto reason = [&](const TestCase& test, const methodology::Methodology& method,
                          const PortfolioBasis& basis, absl::string_view stage = "full") {
    const auto described = DescribeForPortfolio(test.content, method, stage, basis);
    const auto* left_out = std::get_if<LeftOutCase>(&described);
    EXPECT_NE(left_out, nullptr);
    return left_out == nullptr ? LeftOutCase{LeftOut::kNotComputable, "in"} : *left_out;
  };
  methodology::Methodology method = Method();
  method.frames.reset();
  EXPECT_EQ(reason(whole, method, BasisOf(whole)).reason, LeftOut::kMethodologyDoesNotSimulate);
  method = Method();
  method.stages = {{.id = "exploration", .needs_net_present_value = false}, {.id = "full"}};
  EXPECT_EQ(reason(whole, method, BasisOf(whole), "exploration").reason,
            LeftOut::kStageWithoutFigures);
  PortfolioBasis basis = BasisOf(whole);
  basis.context.unit = money::Unit{.code = "CLP", .decimals = 0};
  EXPECT_EQ(reason(whole, Method(), basis).reason, LeftOut::kOtherUnit);
  EXPECT_EQ(reason(whole, Method(), basis).why, "in CAD");
  basis = BasisOf(whole);
  basis.basis = money::PriceBasis::kNominal;
  EXPECT_EQ(reason(whole, Method(), basis).reason, LeftOut::kOtherPrices);
  EXPECT_EQ(reason(TestCase(5), Method(), BasisOf(whole)).reason, LeftOut::kNothingToSimulate);
  TestCase undecided = CostAndGain();
  for (Option& option : undecided.content.options.options) option.preferred = false;
  EXPECT_EQ(reason(undecided, Method(), BasisOf(whole)).reason, LeftOut::kNothingToSimulate);
  TestCase odd = CostAndGain();
  odd.content.costs.lines[0].spread = Spread{SpreadShape::kTriangular, 8'000, 7'000, 15'000};
  EXPECT_EQ(reason(odd, Method(), BasisOf(whole)).reason, LeftOut::kNotComputable);
  EXPECT_THAT(reason(odd, Method(), BasisOf(whole)).why, HasSubstr("costs.lines[id=c1].spread"));
}

}  // namespace
}  // namespace cartera::appraisal::v2
