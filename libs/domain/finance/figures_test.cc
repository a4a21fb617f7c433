#include "libs/domain/finance/figures.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/finance/limits.h"
#include "libs/domain/finance/optimism_bias.h"
#include "libs/domain/finance/present_value.h"
#include "libs/domain/finance/rate_of_return.h"

namespace cartera::finance {
namespace {

using testing::HasSubstr;
using Flows = std::vector<double>;

// The UK Green Book's standard schedule; the figures below were computed with it in double
// precision from these flows, year 0 first, and printed to six digits.
Flows UkFactors(size_t count) {
  const RateStep kSchedule[] = {{0, 0.035}, {31, 0.03}, {76, 0.025}};
  return *DiscountFactors(kSchedule, static_cast<int>(count), Timing::kPeriodStart);
}

double Pv(const Flows& flows) { return *DiscountedSum(flows, UkFactors(flows.size())); }

Flows Net(const Flows& benefits, const Flows& costs) {
  Flows net = benefits;
  for (size_t i = 0; i < costs.size(); ++i) net[i] -= costs[i];
  return net;
}

TEST(BusinessCase, OneInvestmentAndFiveEqualGains) {
  const Flows net = {-100, 30, 30, 30, 30, 30};
  EXPECT_NEAR(Pv(net), 35.451571, 5e-7);
  EXPECT_NEAR(Irr(net)->rates[0].rate, 0.15238237, 5e-9);
  EXPECT_NEAR(**Payback(net), 3.333333, 5e-7);
  EXPECT_NEAR(**DiscountedPayback(net, UkFactors(6)), 3.610134, 5e-7);
}

TEST(BusinessCase, ThatDoesNotPayAtTheRate) {
  const Flows costs = {100, 50, 50};
  const Flows benefits = {0, 0, 0, 30, 30, 30, 30, 30, 30, 30};
  EXPECT_NEAR(Pv(costs), 194.984714, 5e-7);
  EXPECT_NEAR(Pv(benefits), 171.239767, 5e-7);
  EXPECT_NEAR(**BenefitCostRatio(Pv(benefits), Pv(costs)), 0.878221, 5e-7);
  const Flows net = Net(benefits, costs);
  EXPECT_NEAR(Pv(net), -23.744947, 5e-7);
  EXPECT_NEAR(Irr(net)->rates[0].rate, 0.009364, 5e-7);
  EXPECT_NEAR(**Payback(net), 8.666667, 5e-7);
  EXPECT_FALSE(DiscountedPayback(net, UkFactors(net.size()))->has_value());

  // With half of an optimism bias of 51 % mitigated.
  const double bias = *OptimismBias(0.51, 0.0, std::vector<BiasContribution>{{1.0, 0.5}});
  const double raised = *WithOptimismBias(Pv(costs), bias);
  EXPECT_NEAR(raised, 244.705816, 5e-7);
  EXPECT_NEAR(Pv(benefits) - raised, -73.466049, 5e-7);
  EXPECT_NEAR(**BenefitCostRatio(Pv(benefits), raised), 0.699778, 5e-7);
}

TEST(BusinessCase, FromStrategicToFull) {
  const struct {
    double mitigated, cost, npv, bcr;
  } kRows[] = {{0.0, 151, -40.807624, .729751},
               {0.5, 125.5, -15.307624, .878027},
               {0.9, 105.1, 5.092376, 1.048453}};
  const double benefits = Pv({0, 30, 30, 30, 30});
  for (const auto& row : kRows) {
    const double bias =
        *OptimismBias(0.51, 0.0, std::vector<BiasContribution>{{1.0, row.mitigated}});
    const double cost = *WithOptimismBias(100, bias);
    EXPECT_NEAR(cost, row.cost, 1e-9);
    EXPECT_NEAR(benefits - cost, row.npv, 5e-7);
    EXPECT_NEAR(**BenefitCostRatio(benefits, cost), row.bcr, 5e-7);
  }
}

TEST(BusinessCase, AnItSystemWithARampOfBenefits) {
  const Flows benefits = {0, 0, 1.25, 2.5, 3.75, 5, 5, 5, 5, 5};
  const Flows costs = {4, 6, 2, 2, 2, 2, 2, 2, 2, 2};
  EXPECT_NEAR(Pv(benefits), 26.362690, 5e-7);
  EXPECT_NEAR(Pv(costs), 23.080107, 5e-7);
  EXPECT_NEAR(**BenefitCostRatio(Pv(benefits), Pv(costs)), 1.142226, 5e-7);
  const Flows net = Net(benefits, costs);
  EXPECT_NEAR(Pv(net), 3.282583, 5e-7);
  EXPECT_NEAR(Irr(net)->rates[0].rate, 0.08533039, 5e-9);
  EXPECT_NEAR(**Payback(net), 6.833333, 5e-7);
  EXPECT_NEAR(**DiscountedPayback(net, UkFactors(10)), 7.525339, 5e-7);
  const struct {
    double bias, npv, bcr;
  } kRows[] = {{0.1, 2.302873, 1.095714}, {1.0, -6.514519, .801853}, {2.0, -16.311620, .617765}};
  for (const auto& row : kRows) {
    Flows raised = costs;
    raised[0] = *WithOptimismBias(4, row.bias);
    raised[1] = *WithOptimismBias(6, row.bias);
    EXPECT_NEAR(Pv(benefits) - Pv(raised), row.npv, 5e-7);
    EXPECT_NEAR(**BenefitCostRatio(Pv(benefits), Pv(raised)), row.bcr, 5e-7);
  }
}

TEST(Payback, AProjectCanFallBackIntoTheRed) {
  EXPECT_NEAR(**Payback(Flows{-10, 15, -20, 30}), 2.5, 1e-12);
  EXPECT_FALSE(Payback(Flows{-10, 15, -20})->has_value());
  EXPECT_EQ(**Payback(Flows{5, -5, 1}), 0.0);
  EXPECT_EQ(**Payback({}), 0.0);
  EXPECT_EQ(**Payback(Flows{-10, 5, 5}), 2.0);
  EXPECT_THAT(Payback(Flows{1, std::nan("")}).status().message(), HasSubstr("net_flows[1]"));
  EXPECT_THAT(DiscountedPayback(Flows{1, 1}, Flows{1}).status().message(), HasSubstr("factors"));
}

TEST(Ratios, WithoutCostsThereIsNone) {
  EXPECT_FALSE(BenefitCostRatio(5, 0)->has_value());
  EXPECT_FALSE(BenefitCostRatio(5, -1)->has_value());
  EXPECT_EQ(**BenefitCostRatio(5, 2), 2.5);
  EXPECT_FALSE(NpvPerInvested(5, 0)->has_value());
  EXPECT_EQ(**NpvPerInvested(-5, 10), -0.5);
  EXPECT_THAT(BenefitCostRatio(std::nan(""), 1).status().message(), HasSubstr("pv_benefits"));
  EXPECT_THAT(BenefitCostRatio(1, 2e18).status().message(), HasSubstr("pv_costs"));
  EXPECT_THAT(NpvPerInvested(2e18, 1).status().message(), HasSubstr("npv"));
  EXPECT_THAT(NpvPerInvested(1, std::nan("")).status().message(), HasSubstr("pv_invested"));
  EXPECT_EQ(BenefitCostRatio(1e18, 1e-300).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(EquivalentAnnual, SpreadsAPresentValueOverTheYears) {
  // The sum of the Green Book's factors 1..30 is 18.392045.
  EXPECT_NEAR(*EquivalentAnnual(18.392045, UkFactors(31)), 1.0, 1e-7);
  // That amount in every year has the present value again.
  const double annual = *EquivalentAnnual(-250, UkFactors(11));
  Flows flows(11, annual);
  flows[0] = 0;
  EXPECT_NEAR(Pv(flows), -250, 1e-10);
  EXPECT_THAT(EquivalentAnnual(1, Flows{1.0}).status().message(), HasSubstr("factors"));
  EXPECT_THAT(EquivalentAnnual(1, Flows{1.0, 0.0}).status().message(), HasSubstr("factors[1]"));
  EXPECT_THAT(EquivalentAnnual(std::nan(""), Flows{1.0, 1.0}).status().message(),
              HasSubstr("present_value"));
}

TEST(SwitchingValues, MakeTheNpvZero) {
  const Flows items = {-100, 80, 50, 0, -10};
  const auto values = SwitchingValues(items);
  ASSERT_TRUE(values.ok());
  ASSERT_EQ(values->size(), 5U);
  EXPECT_FALSE((*values)[3].has_value());
  EXPECT_NEAR((*values)[0]->multiplier, 1.2, 1e-12);  // the investment may cost a fifth more
  EXPECT_NEAR((*values)[0]->change, 0.2, 1e-12);
  EXPECT_NEAR((*values)[1]->multiplier, 0.75, 1e-12);
  for (size_t i = 0; i < items.size(); ++i) {
    if (!(*values)[i].has_value()) continue;
    Flows changed = items;
    changed[i] *= (*values)[i]->multiplier;
    EXPECT_NEAR(std::accumulate(changed.begin(), changed.end(), 0.0), 0.0, 1e-12);
  }
  // A small item would have to turn its sign.
  EXPECT_NEAR((*SwitchingValues(Flows{-100, 200, 10}))[2]->multiplier, -10.0, 1e-12);
  EXPECT_THAT(SwitchingValues(Flows{1, std::nan("")}).status().message(), HasSubstr("item_pvs[1]"));
}

// The UK GDP deflator (2024 = 100): 2015 75.1536, 2019 81.1085, 2023 96.2507.
TEST(InPricesOf, TheUkDeflator) {
  EXPECT_NEAR(*InPricesOf(100, 75.1536, 96.2507), 128.071975, 5e-7);
  EXPECT_NEAR(*InPricesOf(100, 81.1085, 100), 123.291640, 5e-7);
  EXPECT_THAT(InPricesOf(100, 0, 1).status().message(), HasSubstr("deflator_from"));
  EXPECT_TRUE(InPricesOf(100, kIndexMin, 1).ok());
  EXPECT_THAT(InPricesOf(100, 1, -1).status().message(), HasSubstr("deflator_to"));
  EXPECT_THAT(InPricesOf(2e18, 1, 1).status().message(), HasSubstr("nominal"));
}

// The Green Book's elasticity of 1.3 and a reference income of GBP 35,000.
TEST(DistributionalWeight, OfTheGreenBook) {
  const double kIncomes[] = {15'000, 20'000, 25'000, 30'000, 50'000, 75'000, 100'000};
  const double kWeights[] = {3.008637, 2.069900, 1.548697, 1.221886, .628966, .371286, .255440};
  for (size_t i = 0; i < std::size(kIncomes); ++i) {
    EXPECT_NEAR(*DistributionalWeight(35'000, kIncomes[i], 1.3), kWeights[i], 5e-7);
  }
  EXPECT_EQ(*DistributionalWeight(35'000, 35'000, 1.3), 1.0);
  EXPECT_EQ(*DistributionalWeight(35'000, 10'000, 0.0), 1.0);
  EXPECT_THAT(DistributionalWeight(0, 1, 1).status().message(), HasSubstr("reference_income"));
  EXPECT_THAT(DistributionalWeight(1, 0, 1).status().message(), HasSubstr("income"));
  EXPECT_TRUE(DistributionalWeight(1, 1, kElasticityMax).ok());
  EXPECT_THAT(DistributionalWeight(1, 1, 10.01).status().message(), HasSubstr("elasticity"));
}

// Every figure's bits, as libs/domain/math's: what they are must not depend on the machine.
TEST(Bits, NeverChange) {
  uint64_t hash = 0xCBF29CE484222325;
  const auto add = [&hash](double value) {
    hash = (hash ^ std::bit_cast<uint64_t>(value)) * 0x100000001B3;
  };
  for (int i = 1; i <= 60; ++i) {
    const double rate = 0.0025 * i - 0.03;
    Flows flows = {-100.0 - i};
    std::vector<DatedFlow> dated = {{-i, -100.0 - i}};
    for (int year = 1; year <= 12; ++year) {
      flows.push_back(17.0 + (year * i) % 7 - (year == 12 ? 40 : 0));
      dated.push_back({365 * year + (i * year) % 31, flows.back()});
    }
    add(*Npv(rate, flows, FirstFlow::kAtStart));
    add(*Xnpv(rate, dated, 0, DayCount::kActual365));
    const RatesOfReturn yearly = *Irr(flows);
    for (const auto& root : yearly.rates) add(root.rate);
    const RatesOfReturn daily = *Xirr(dated, DayCount::kActual365);
    for (const auto& root : daily.rates) add(root.rate);
    add(Mirr(flows, rate, 0.04)->value());
    add(*PresentValue(rate, i, 3, -5, Payments::kAtEnd));
    add(*FutureValue(rate, i, 3, -5, Payments::kAtStart));
    add(*Payment(rate, i, 3, -5, Payments::kAtStart));
    add(*DistributionalWeight(1000, 37 * i, 1.3));
    add(DiscountedPayback(flows, UkFactors(13))->value_or(-1.0));
  }
  EXPECT_EQ(hash, 0x4455912CF2C7F9C7);
}

}  // namespace
}  // namespace cartera::finance
