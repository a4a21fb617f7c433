#include "libs/domain/simulation/portfolio_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/simulation/testing/threads.h"

namespace cartera::simulation {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kSeed = 20'261'123;

// Cases of two lines each, the first of which depends on one driver of all and one of its case.
Portfolio Shared(int cases, double shared, double own) {
  Portfolio portfolio;
  portfolio.drivers = {"exchange rate"};
  for (int i = 0; i < cases; ++i) {
    Case made{.name = absl::StrCat("case ", i), .stream = static_cast<uint32_t>(i)};
    made.drivers = {"costs"};
    made.lines = {{.distribution = Lognormal{100.0 + i, 0.1},
                   .loadings = {{.driver = 0, .weight = shared},
                                {.driver = 0, .weight = own, .of_case = true}}},
                  {.distribution = Lognormal{100.0, 0.1},
                   .loadings = {{.driver = 0, .weight = own, .of_case = true}}}};
    portfolio.cases.push_back(made);
  }
  return portfolio;
}

PortfolioResult InSteps(const Portfolio& portfolio, const Settings& settings, int groups,
                        int threads) {
  Threads executor(threads);
  auto run = PortfolioRun::Make(portfolio, settings);
  EXPECT_TRUE(run.ok()) << run.status();
  bool more = true;
  while (more) {
    const auto stepped = (*run)->Step(groups, executor);
    EXPECT_TRUE(stepped.ok()) << stepped.status();
    more = stepped.ok() && *stepped;
  }
  EXPECT_EQ((*run)->done(), (*run)->all());
  return (*run)->Take();
}

// Exact equality is meant: not a bit may differ.
void ExpectSame(const PortfolioResult& a, const PortfolioResult& b) {
  EXPECT_EQ(a.totals.cost.curve, b.totals.cost.curve);
  EXPECT_EQ(a.totals.npv.mean, b.totals.npv.mean);
  EXPECT_EQ(a.totals.cost.sd, b.totals.cost.sd);
  ASSERT_EQ(a.cases.size(), b.cases.size());
  for (size_t at = 0; at < a.cases.size(); ++at) {
    EXPECT_EQ(a.cases[at].totals.cost.curve, b.cases[at].totals.cost.curve);
    EXPECT_EQ(a.cases[at].cost_variance_share, b.cases[at].cost_variance_share);
    EXPECT_EQ(a.cases[at].npv_variance_share, b.cases[at].npv_variance_share);
  }
}

TEST(PortfolioRun, IsTheSameInAnyStepsOnAnyNumberOfThreads) {
  const Portfolio portfolio = Shared(70, 0.6, 0.3);
  const Settings settings{.seed = kSeed, .draws = 20'000, .case_shares = true};  // two blocks
  SerialExecutor serial;
  const auto whole = Simulate(portfolio, settings, serial);
  ASSERT_TRUE(whole.ok()) << whole.status();
  ExpectSame(InSteps(portfolio, settings, 1, 1), *whole);
  ExpectSame(InSteps(portfolio, settings, 7, 3), *whole);
}

TEST(PortfolioRun, SharesOfTheVarianceOfAllAddUpToOne) {
  const auto result =
      InSteps(Shared(9, 0.6, 0.3), {.seed = kSeed, .draws = 20'000, .case_shares = true}, 4, 2);
  double cost = 0, npv = 0;
  for (const CaseResult& one : result.cases) {
    cost += one.cost_variance_share;
    npv += one.npv_variance_share;
  }
  EXPECT_NEAR(cost, 1, 1e-9);
  EXPECT_NEAR(npv, 1, 1e-9);
}

// Three independent cases with deviations 1 : 2 : 3 have shares of 1 : 4 : 9.
TEST(PortfolioRun, IndependentCasesShareByTheirVariances) {
  Portfolio portfolio;
  for (int i = 1; i <= 3; ++i) {
    Case made{.name = absl::StrCat("case ", i), .stream = static_cast<uint32_t>(i)};
    made.lines = {{.distribution = Uniform{0, 10.0 * i}}};
    portfolio.cases.push_back(made);
  }
  const auto result =
      InSteps(portfolio, {.seed = kSeed, .draws = 100'000, .case_shares = true}, 64, 1);
  for (int i = 1; i <= 3; ++i) {
    EXPECT_NEAR(result.cases[i - 1].cost_variance_share, i * i / 14.0, 0.01) << i;
  }
}

// All that varies in common is the driver: the sum of n equal cases with correlation r has the
// variance n + n (n - 1) r of one's; a driver of each case's own adds nothing between them.
TEST(PortfolioRun, CasesGoTogetherThroughSharedDriversAndNotThroughTheirOwn) {
  const auto ratio = [](double shared, double own) {
    Portfolio portfolio = Shared(10, shared, own);
    for (Case& one : portfolio.cases) {
      one.lines[0].distribution = Lognormal{100, 0.05};
      one.lines[1].distribution = Constant{1};
    }
    const auto result = InSteps(portfolio, {.seed = kSeed, .draws = 100'000}, 64, 1);
    return std::pow(result.totals.cost.sd / result.cases[0].totals.cost.sd, 2);
  };
  EXPECT_NEAR(ratio(0, 0.9), 10, 0.3);
  EXPECT_NEAR(ratio(std::sqrt(0.5), 0.5), 10 + 90 * 0.5, 1.2);
}

TEST(PortfolioRun, StopsWhenToldTo) {
  const Portfolio portfolio = Shared(70, 0, 0);
  auto run = PortfolioRun::Make(portfolio, {.seed = kSeed, .draws = 100'000});
  ASSERT_TRUE(run.ok()) << run.status();
  SerialExecutor executor;
  int asked = 0;
  const Watch watch{.cancelled = [&] { return ++asked > 3; }};
  EXPECT_EQ((*run)->Step(64, executor, watch).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(asked, 4);
}

TEST(PortfolioRun, ADriverOfACaseMustBeOneOfIts) {
  Portfolio portfolio = Shared(2, 0.5, 0.5);
  portfolio.cases[1].lines[0].loadings[1].driver = 1;
  const auto run = PortfolioRun::Make(portfolio, {});
  EXPECT_THAT(std::string(run.status().message()),
              HasSubstr("cases[1].lines[0].loadings[1].driver"));
  portfolio.drivers.emplace_back("wages");  // a driver of all is none of the case's
  EXPECT_FALSE(PortfolioRun::Make(portfolio, {}).ok());
  portfolio.cases[1].drivers.emplace_back("gains");
  EXPECT_TRUE(PortfolioRun::Make(portfolio, {}).ok());
}

}  // namespace
}  // namespace cartera::simulation
