#include "libs/domain/appraisal/v2/case_simulation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/simulation/testing/threads.h"

// Expected values are closed forms, worked out beside each; nothing here is what a run gave.
namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using ::testing::HasSubstr;

constexpr uint64_t kSeed = 20'261'123;
constexpr int64_t kMillion = 100'000'000;  // of CAD, in minor units

// 0 %, 10,000 draws, P50 and P85, no default spread, no correlation.
methodology::Methodology Method(int rate_bp = 0) {
  methodology::Methodology method = PlainMethod(rate_bp);
  method.suggestion.bands = {{.from_bp = 0, .outcome = methodology::Outcome::kReject}};
  method.frames = {.draws = 10'000, .steering_percentile = 50, .cost_percentile = 85};
  return method;
}

EvaluationContext ContextOf(const TestCase& test, uint64_t seed = kSeed) {
  EvaluationContext context;
  context.basis = test.context;
  context.seed = seed;
  return context;
}

std::unique_ptr<Ledger> LedgerOf(const TestCase& test, const methodology::Methodology& method) {
  auto ledger =
      MakeLedger(test.content, method, test.context, HorizonOf(test.content, method, test.context));
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  return *std::move(ledger);
}

absl::StatusOr<std::optional<SimulationFigures>> TrySimulate(const TestCase& test,
                                                             const methodology::Methodology& method,
                                                             const EvaluationContext& context) {
  simulation::SerialExecutor executor;
  return SimulateCase(*LedgerOf(test, method), context, executor);
}

SimulationFigures Simulated(const TestCase& test, const methodology::Methodology& method) {
  const auto figures = TrySimulate(test, method, ContextOf(test));
  EXPECT_TRUE(figures.ok()) << figures.status();
  EXPECT_TRUE(figures.ok() && figures->has_value()) << "not simulated";
  return figures.ok() && figures->has_value() ? **figures : SimulationFigures();
}

double CostAt(const SimulationFigures& figures, size_t percentile) {
  return static_cast<double>(figures.curve[percentile].cost_minor) / kMillion;
}
double NpvAt(const SimulationFigures& figures, size_t percentile) {
  return static_cast<double>(figures.curve[percentile].npv_minor) / kMillion;
}

// One cost of a million with that spread.
TestCase OneCost(SpreadShape shape, int low_bp, int likely_bp, int high_bp) {
  TestCase test(5);
  test.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread =
      Spread{shape, low_bp, likely_bp, high_bp};
  return test;
}

TEST(CaseSimulation, OfACaseWithoutUncertaintyIsThePointEstimate) {
  TestCase test(5);
  test.Cost(0, CostCategory::kDevelopment, RealCad(kMillion));
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(3 * kMillion));
  const SimulationFigures figures = Simulated(test, Method());
  ASSERT_EQ(figures.curve.size(), 101);
  for (int at = 0; at <= 100; ++at) {
    EXPECT_EQ(figures.curve[static_cast<size_t>(at)].probability_bp, at * 100);
    EXPECT_EQ(figures.curve[static_cast<size_t>(at)].cost_minor, kMillion);
    EXPECT_EQ(figures.curve[static_cast<size_t>(at)].npv_minor, 2 * kMillion);
  }
  EXPECT_EQ(figures.draws, 10'000);
  EXPECT_EQ(figures.cost_mean_minor, kMillion);
  EXPECT_EQ(figures.npv_shortfall_minor, 2 * kMillion);
  EXPECT_EQ(figures.contingency_minor, 0);
  EXPECT_EQ(figures.cost_frame_error_minor, 0);
  EXPECT_EQ(figures.within_budget_bp, 10'000);
  EXPECT_EQ(figures.positive_npv_bp, 10'000);
  EXPECT_TRUE(figures.shares.empty());
}

// Triangular 0.8, 1, 1.5: F(1) = 0.2 / 0.7; Q(p) = 1.5 - sqrt((1 - p) x 0.7 x 0.5) above it.
TEST(CaseSimulation, ReadsFramesFromTheDistributionOfCost) {
  const SimulationFigures figures =
      Simulated(OneCost(SpreadShape::kTriangular, 8'000, 10'000, 15'000), Method());
  const double p50 = 1.5 - std::sqrt(0.5 * 0.35), p85 = 1.5 - std::sqrt(0.15 * 0.35);
  EXPECT_NEAR(CostAt(figures, 50), p50, 0.006);
  EXPECT_NEAR(CostAt(figures, 85), p85, 0.006);
  EXPECT_EQ(figures.steering_frame_minor, figures.curve[50].cost_minor);
  EXPECT_EQ(figures.cost_frame_minor, figures.curve[85].cost_minor);
  EXPECT_EQ(figures.contingency_minor, figures.cost_frame_minor - figures.steering_frame_minor);
  // sqrt(p (1 - p) / n) / density; the density is 2 (1.5 - x) / 0.35.
  const double error = std::sqrt(0.25 / 10'000) / (2 * (1.5 - p50) / 0.35);
  EXPECT_NEAR(static_cast<double>(figures.steering_error_minor) / kMillion, error, error / 4);
  EXPECT_NEAR(figures.within_budget_bp, 2'857, 140);
  EXPECT_NEAR(static_cast<double>(figures.cost_mean_minor) / kMillion, 1.1, 0.005);
  EXPECT_EQ(figures.positive_npv_bp, 0);
  // Without gains the net present value is the cost, so the worst 5 % are its highest 5 %:
  // 1.5 less the mean of sqrt(0.35 u) over u up to 0.05.
  EXPECT_NEAR(static_cast<double>(-figures.npv_shortfall_minor) / kMillion,
              1.5 - std::sqrt(0.35 * 0.05) * 2 / 3, 0.006);
}

TEST(CaseSimulation, StatesTheErrorOfAFrameAtAnyPercentile) {
  methodology::Methodology method = Method();
  method.frames->cost_percentile = 70;  // of which the simulation states none
  const SimulationFigures figures =
      Simulated(OneCost(SpreadShape::kUniform, 8'000, 10'000, 12'000), method);
  EXPECT_EQ(figures.cost_frame_minor, figures.curve[70].cost_minor);
  const double error = std::sqrt(0.7 * 0.3 / 10'000) * 0.4;
  EXPECT_NEAR(static_cast<double>(figures.cost_frame_error_minor) / kMillion, error, error / 4);
}

TEST(CaseSimulation, KnowsEachShapeOfASpread) {
  const auto of = [](SpreadShape shape) {
    return Simulated(OneCost(shape, 8'000, 10'000, 15'000), Method());
  };
  const SimulationFigures uniform = of(SpreadShape::kUniform);
  EXPECT_NEAR(CostAt(uniform, 25), 0.975, 0.01);
  EXPECT_NEAR(CostAt(uniform, 75), 1.325, 0.01);
  const SimulationFigures pert = of(SpreadShape::kPert);
  EXPECT_NEAR(static_cast<double>(pert.cost_mean_minor) / kMillion, (0.8 + 4 + 1.5) / 6, 0.005);
  // The ends of a lognormal are its 10th and 90th percentile; its median is their geometric mean.
  const SimulationFigures lognormal = of(SpreadShape::kLognormal);
  EXPECT_NEAR(CostAt(lognormal, 10), 0.8, 0.015);
  EXPECT_NEAR(CostAt(lognormal, 50), std::sqrt(0.8 * 1.5), 0.015);
  EXPECT_NEAR(CostAt(lognormal, 90), 1.5, 0.03);
}

// Uniform from 0.8 to 1.5: P85 is 0.8 + 0.85 x 0.7, its standard error sqrt(0.85 x 0.15 / n) x 0.7.
TEST(CaseSimulation, ReadsTheFrameOfASingleUniform) {
  const SimulationFigures figures =
      Simulated(OneCost(SpreadShape::kUniform, 8'000, 10'000, 15'000), Method());
  const double error = std::sqrt(0.85 * 0.15 / 10'000) * 0.7;
  EXPECT_NEAR(CostAt(figures, 85), 0.8 + 0.85 * 0.7, 4 * error);
  EXPECT_NEAR(static_cast<double>(figures.cost_frame_error_minor) / kMillion, error, error / 4);
  EXPECT_EQ(figures.curve[85].cost_error_minor, figures.cost_frame_error_minor);
  EXPECT_EQ(figures.curve[85].npv_error_minor, figures.curve[15].cost_error_minor);  // its mirror
  EXPECT_EQ(figures.curve[0].cost_error_minor, 0);
  EXPECT_EQ(figures.curve[100].cost_error_minor, 0);
  // P(cost <= 1) is 2 / 7.
  EXPECT_NEAR(figures.within_budget_error_bp, 10'000 * std::sqrt(2.0 / 7 * 5 / 7 / 10'000), 2);
}

// Two symmetrical triangulars from 0.5 to 1.5 are 1 + (U1 + U2 + U3 + U4) / 2: by Irwin and Hall
// P(U1 + ... + U4 <= x) = x^4 / 24 up to 1; mean 2, variance 4 / 12 / 4.
TEST(CaseSimulation, ASumOfTriangularsHasItsClosedForm) {
  const Spread spread{SpreadShape::kTriangular, 5'000, 10'000, 15'000};
  TestCase test(5);
  test.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread = spread;
  test.Cost(0, CostCategory::kTrainingAndChange, RealCad(kMillion)).spread = spread;
  methodology::Methodology method = Method();
  method.frames->draws = 1'000'000;
  const SimulationFigures figures = Simulated(test, method);
  EXPECT_NEAR(static_cast<double>(figures.cost_mean_minor) / kMillion, 2, 0.001);
  for (const size_t percentile : {1, 2, 4}) {
    const double x = std::sqrt(std::sqrt(24 * static_cast<double>(percentile) / 100));
    EXPECT_NEAR(CostAt(figures, percentile), 1 + x / 2, 0.004) << percentile;
    EXPECT_NEAR(CostAt(figures, 100 - percentile), 3 - x / 2, 0.004) << percentile;
  }
  EXPECT_NEAR(CostAt(figures, 50), 2, 0.002);
}

// From P85 down to the field whose spread was drawn.
TEST(CaseSimulation, IsExplainedDownToTheFieldsThatWereDrawn) {
  TestCase test = OneCost(SpreadShape::kTriangular, 8'000, 10'000, 15'000);
  Risk risk{.id = "r1", .probability_bp = 3'000, .cost_impact = RealCad(kMillion)};
  risk.delay_high_months = 6;
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(3 * kMillion));
  test.content.risks.risks = {risk};
  methodology::Methodology method = Method();
  method.frames->origin = {methodology::Standing::kOfficial, "circular 1"};
  simulation::SerialExecutor executor;
  const auto evaluation =
      appraisal::Evaluate("appraisal/v2", test.content, method, ContextOf(test), executor);
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_TRUE(evaluation->simulation->explained.empty());
  const OptionFigures& option = New(evaluation->options);
  EXPECT_TRUE(std::is_sorted(option.figures.begin(), option.figures.end(),
                             [](const Figure& a, const Figure& b) { return a.id < b.id; }));
  const Explanation& frame = Find(option, "simulation.cost_frame").explanation;
  EXPECT_EQ(frame.value, evaluation->simulation->cost_frame_minor);
  ASSERT_EQ(frame.inputs.size(), 3);
  EXPECT_EQ(frame.inputs[0].formula, "see simulation.draws");
  EXPECT_EQ(frame.inputs[1].value, evaluation->simulation->cost_frame_error_minor);
  EXPECT_EQ(frame.inputs[2].source, "circular 1");
  EXPECT_EQ(ValueOf(option, "simulation.positive_npv_bp"), evaluation->simulation->positive_npv_bp);
  EXPECT_EQ(ValueOf(option, "simulation.npv_shortfall"),
            evaluation->simulation->npv_shortfall_minor);
  EXPECT_EQ(ValueOf(option, "simulation.within_budget_bp"),
            evaluation->simulation->within_budget_bp);
  const Explanation& draws = Find(option, "simulation.draws").explanation;
  EXPECT_THAT(draws.formula, HasSubstr("with seed 20261123"));
  ASSERT_EQ(draws.inputs.size(), 5);  // cost, gain, the risk's cost and its delay, what is shared
  EXPECT_EQ(draws.inputs[0].field_path, "costs.lines[id=c1].spread");
  EXPECT_EQ(draws.inputs[0].formula, "triangular from 80000000 over 100000000 to 150000000");
  EXPECT_EQ(draws.inputs[1].formula, "always 300000000");
  EXPECT_EQ(draws.inputs[2].field_path, "risks.risks[id=r1].cost_impact_spread");
  EXPECT_EQ(draws.inputs[2].formula, "with probability 3000 bp: always 100000000");
  EXPECT_EQ(draws.inputs[3].field_path, "risks.risks[id=r1].delay_high_months");
}

// Without a spread a cost runs from 0.8 to 1.5 of what is stated, a gain from 0.5 to 1.2.
TEST(CaseSimulation, SpreadsByDefaultWhatSaysNothing) {
  methodology::Methodology method = Method();
  method.frames->default_low_bp = 8'000;
  method.frames->default_high_bp = 15'000;
  TestCase cost(5);
  cost.Cost(0, CostCategory::kDevelopment, RealCad(kMillion));
  const SimulationFigures of_cost = Simulated(cost, method);
  EXPECT_NEAR(CostAt(of_cost, 50), 1.5 - std::sqrt(0.5 * 0.35), 0.006);
  TestCase gain(5);
  gain.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion));
  const SimulationFigures of_gain = Simulated(gain, method);
  EXPECT_NEAR(NpvAt(of_gain, 50), 0.5 + std::sqrt(0.5 * 0.35), 0.006);
  EXPECT_EQ(of_gain.curve[85].cost_minor, 0);
}

// A million in year 1 at 25 %: 0.8 in present value. Tax financing of 20 % is 0.16 on top, the
// uplift of 50 % is not counted.
TEST(CaseSimulation, DiscountsAndFinancesButDoesNotUplift) {
  methodology::Methodology method = Method(2'500);
  method.tax_financing = {.cost_bp = 2'000};
  method.uplifts = {{.category = CostCategory::kDevelopment, .uplift_bp = 5'000}};
  TestCase test(5);
  test.Cost(1, CostCategory::kDevelopment, RealCad(kMillion));
  const SimulationFigures figures = Simulated(test, method);
  EXPECT_EQ(figures.cost_mean_minor, kMillion);
  EXPECT_EQ(figures.npv_mean_minor, -96'000'000);
  EXPECT_EQ(New(FiguresOf(test, method)).npv.amount.amount_minor, -144'000'000);
}

TEST(CaseSimulation, CountsARiskWhenItHappens) {
  TestCase test(5);
  test.Cost(1, CostCategory::kDevelopment, RealCad(kMillion));
  test.content.risks.risks = {{.id = "r1",
                               .probability_bp = 6'000,
                               .lines = {"c1"},
                               .cost_impact = RealCad(2 * kMillion),
                               .residual_probability_bp = 3'000}};
  const SimulationFigures figures = Simulated(test, Method(2'500));
  EXPECT_NEAR(figures.within_budget_bp, 7'000, 140);
  EXPECT_EQ(CostAt(figures, 60), 1);
  EXPECT_EQ(CostAt(figures, 80), 3);
  EXPECT_NEAR(NpvAt(figures, 10), -2.4, 1e-6);  // due with the line that it strikes
  ASSERT_EQ(figures.shares.size(), 1);
  EXPECT_EQ(figures.shares[0].row, "r1");
  EXPECT_EQ(figures.shares[0].cost_bp, 10'000);
}

// 1.2 million a year for five years, 100,000 a month: at 0 % each month of delay loses a month past
// the horizon.
TEST(CaseSimulation, MovesGainsByADelay) {
  TestCase test(5);
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion / 10 * 12)).course.last_fiscal_year =
      kBaseYear + 4;
  Risk delay{.id = "r1", .probability_bp = 10'000};
  delay.delay_low_months = delay.delay_likely_months = delay.delay_high_months = 18;
  test.content.risks.risks = {delay};
  EXPECT_EQ(Simulated(test, Method()).curve[50].npv_minor, 420'000'000);
  // From 0 over 6 to 24 months: 10 on average.
  test.content.risks.risks[0].delay_low_months = 0;
  test.content.risks.risks[0].delay_likely_months = 6;
  test.content.risks.risks[0].delay_high_months = 24;
  const SimulationFigures figures = Simulated(test, Method());
  EXPECT_NEAR(static_cast<double>(figures.npv_mean_minor) / kMillion, 5, 0.02);
  EXPECT_EQ(figures.cost_mean_minor, 0);
}

TEST(CaseSimulation, DiscountsWhatIsDelayed) {
  TestCase test(5);
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion));
  Risk delay{.id = "r1", .probability_bp = 10'000};
  delay.delay_low_months = delay.delay_likely_months = delay.delay_high_months = 18;
  test.content.risks.risks = {delay};
  // Half in year 1, half in year 2.
  EXPECT_EQ(Simulated(test, Method(2'500)).curve[50].npv_minor, 72'000'000);
}

// The table of a delay against the closed form of its quantiles.
TEST(CaseSimulation, TabulatesADelayWithinWhatItStates) {
  TestCase test(5);
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion / 10 * 12)).course.last_fiscal_year =
      kBaseYear + 4;
  test.content.risks.risks = {{.id = "r1", .probability_bp = 10'000}};
  test.content.risks.risks[0].delay_likely_months = 12;
  test.content.risks.risks[0].delay_high_months = 24;
  const methodology::Methodology method = Method();
  const auto ledger = LedgerOf(test, method);
  const auto described = MakeUncertain(*ledger, test.content.options.options[1]);
  ASSERT_TRUE(described.ok()) << described.status();
  const auto& event =
      std::get<simulation::Event>(described->portfolio.cases[0].lines[1].distribution);
  const auto& table = std::get<simulation::Empirical>(event.impact);
  ASSERT_EQ(table.values.size(), kDelayTablePoints);
  double largest = 0;
  for (int i = 1; i < 100'000; ++i) {
    const double p = i / 100'000.0;
    const double months = p < 0.5 ? std::sqrt(p * 288) : 24 - std::sqrt((1 - p) * 288);
    const double at = p * (kDelayTablePoints - 1);
    const auto cell = static_cast<size_t>(at);
    const double tabulated = table.values[cell] + (at - static_cast<double>(cell)) *
                                                      (table.values[cell + 1] - table.values[cell]);
    const double error = std::abs(tabulated / (kMillion / 10.0) - months) / 24;
    largest = std::max(largest, error);
    if (p > 0.001 && p < 0.999) {
      EXPECT_LT(error, 0.0025) << p;
    }
  }
  EXPECT_LT(largest, 0.008);
}

// What costs and delays does both or neither: two values, where two events would make four.
TEST(CaseSimulation, ARiskCostsAndDelaysAtOnce) {
  TestCase test(5);
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(10 * kMillion));
  Risk risk{.id = "r1", .probability_bp = 5'000, .cost_impact = RealCad(kMillion)};
  risk.delay_low_months = risk.delay_likely_months = risk.delay_high_months = 60;
  test.content.risks.risks = {risk};
  const SimulationFigures figures = Simulated(test, Method());
  for (const Quantile& point : figures.curve) {
    EXPECT_TRUE(point.npv_minor == -kMillion || point.npv_minor == 10 * kMillion ||
                point.probability_bp == 5'000)
        << point.probability_bp << " " << point.npv_minor;
  }
  ASSERT_EQ(figures.shares.size(), 1);
  EXPECT_EQ(figures.shares[0].npv_bp, 10'000);
}

// Of two equal costs with correlation r the variance is 2 (1 + r) of one's.
TEST(CaseSimulation, CorrelatesCostsWithCostsAndNotWithGains) {
  const auto spread = Spread{SpreadShape::kLognormal, 9'000, 10'000, 11'111};  // sigma 0.0822
  TestCase costs(5);
  costs.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread = spread;
  costs.Cost(0, CostCategory::kTrainingAndChange, RealCad(kMillion)).spread = spread;
  methodology::Methodology method = Method();
  const auto width = [&](const TestCase& test, int correlation_bp) {
    method.frames->shared_correlation_bp = correlation_bp;
    const SimulationFigures figures = Simulated(test, method);
    return NpvAt(figures, 84) - NpvAt(figures, 16);  // about two deviations
  };
  const double alone = width(costs, 0);
  EXPECT_NEAR(width(costs, 9'600) / alone, std::sqrt(1.96), 0.05);
  TestCase both(5);
  both.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread = spread;
  both.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion)).spread = spread;
  EXPECT_NEAR(width(both, 9'600) / width(both, 0), 1, 0.05);
}

TEST(CaseSimulation, SharesOfVarianceAreLargestFirst) {
  TestCase test(5);
  const auto spread = Spread{SpreadShape::kUniform, 8'000, 10'000, 12'000};
  test.Cost(0, CostCategory::kDevelopment, RealCad(kMillion)).spread = spread;
  test.Cost(0, CostCategory::kTrainingAndChange, RealCad(2 * kMillion)).spread = spread;
  test.Cost(0, CostCategory::kOperation, RealCad(kMillion));
  const SimulationFigures figures = Simulated(test, Method());
  ASSERT_EQ(figures.shares.size(), 2);  // what is certain has none
  EXPECT_EQ(figures.shares[0].row, "c2");
  EXPECT_NEAR(figures.shares[0].cost_bp, 8'000, 200);  // 4 : 1
  EXPECT_EQ(figures.shares[0].cost_bp + figures.shares[1].cost_bp, 10'000);
  // A gain has no share of the cost, and here the largest of the net present value.
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(4 * kMillion)).spread = spread;
  const SimulationFigures with_gain = Simulated(test, Method());
  ASSERT_EQ(with_gain.shares.size(), 3);
  EXPECT_EQ(with_gain.shares[0].row, "b1");
  EXPECT_EQ(with_gain.shares[0].cost_bp, 0);
  EXPECT_EQ(with_gain.shares[1].row, "c2");
}

// Everything at once, for what follows.
TestCase Rich() {
  TestCase test(8);
  test.context.unit = money::Unit{.code = "CAD", .decimals = 2};
  test.Cost(0, CostCategory::kDevelopment, RealCad(5 * kMillion)).spread =
      Spread{SpreadShape::kPert, 8'000, 10'000, 20'000};
  test.Cost(1, CostCategory::kSupport, RealCad(kMillion)).course.last_fiscal_year = kBaseYear + 7;
  test.Benefit(2, BenefitCategory::kSocietal, RealCad(3 * kMillion)).course.last_fiscal_year =
      kBaseYear + 7;
  Risk risk{.id = "r1", .probability_bp = 3'000, .cost_impact = RealCad(kMillion)};
  risk.delay_likely_months = 6;
  risk.delay_high_months = 18;
  test.content.risks.risks = {risk};
  return test;
}

methodology::Methodology RichMethod() {
  methodology::Methodology method = Method(350);
  method.frames->draws = 40'000;  // more than a block
  method.frames->default_low_bp = 8'000;
  method.frames->default_high_bp = 15'000;
  method.frames->shared_correlation_bp = 3'000;
  return method;
}

TEST(CaseSimulation, IsTheSameBytesOnAnyNumberOfThreads) {
  const TestCase test = Rich();
  const auto bytes = [&](int threads) {
    simulation::Threads executor(threads);
    const auto evaluation =
        appraisal::Evaluate("appraisal/v2", test.content, RichMethod(), ContextOf(test), executor);
    EXPECT_TRUE(evaluation.ok()) << evaluation.status();
    return evaluation.ok() ? canonical::Write(ToCanonical(*evaluation)) : "";
  };
  const std::string one = bytes(1);
  EXPECT_THAT(one, HasSubstr("\"simulation\":"));
  EXPECT_EQ(bytes(2), one);
  EXPECT_EQ(bytes(5), one);
}

TEST(CaseSimulation, IsTheSameWithEveryInstructionSet) {
  const TestCase test = Rich();
  const methodology::Methodology method = RichMethod();
  const auto ledger = LedgerOf(test, method);
  const auto described = MakeUncertain(*ledger, test.content.options.options[1]);
  ASSERT_TRUE(described.ok()) << described.status();
  const auto bytes = [&](simulation::InstructionSet set) {
    simulation::SerialExecutor executor;
    const auto result = simulation::Simulate(
        described->portfolio, {.seed = kSeed, .draws = 40'000, .instructions = set}, executor);
    EXPECT_TRUE(result.ok()) << result.status();
    Evaluation evaluation;
    evaluation.simulation = *FiguresOf(*described, *method.frames, *result);
    return canonical::Write(ToCanonical(evaluation));
  };
  const std::string scalar = bytes(simulation::InstructionSet::kScalar);
  for (const simulation::InstructionSet set : simulation::SupportedInstructionSets()) {
    EXPECT_EQ(bytes(set), scalar) << simulation::Name(set);
  }
}

TEST(CaseSimulation, DrawsByTheSeedAlone) {
  TestCase test = Rich();
  const auto curve = [&](uint64_t seed) {
    const auto figures = TrySimulate(test, RichMethod(), ContextOf(test, seed));
    std::vector<int64_t> costs;
    for (const Quantile& point : (*figures)->curve) costs.push_back(point.cost_minor);
    return costs;
  };
  const std::vector<int64_t> first = curve(1);
  EXPECT_EQ(curve(1), first);
  EXPECT_NE(curve(2), first);
  std::reverse(test.content.costs.lines.begin(), test.content.costs.lines.end());
  EXPECT_EQ(curve(1), first) << "the order of lines matters";
}

TEST(CaseSimulation, IsOnlyForTiersAndStagesThatSayWhatTheyAreWorth) {
  const TestCase test = Rich();
  methodology::Methodology method = RichMethod();
  EvaluationContext context = ContextOf(test);
  const auto is_simulated = [&] { return (*TrySimulate(test, method, context)).has_value(); };
  EXPECT_TRUE(is_simulated());
  method.tiers = {{.id = "short", .below_minor = 12 * kMillion + 1, .unit = "CAD"},
                  {.id = "full", .simulates = true}};
  EXPECT_FALSE(is_simulated());  // 5 + 7 million
  method.tiers[0].below_minor = 12 * kMillion;
  EXPECT_TRUE(is_simulated());
  method.stages = {{.id = "exploration", .needs_net_present_value = false}, {.id = "full"}};
  EXPECT_TRUE(is_simulated());
  context.stage = "exploration";
  EXPECT_FALSE(is_simulated());
  context.stage = "full";
  method.frames->draws = 0;
  EXPECT_FALSE(is_simulated());
}

TEST(CaseSimulation, RefusesWhatCannotBeDrawn) {
  TestCase test = OneCost(SpreadShape::kTriangular, 8'000, 7'000, 15'000);
  auto status = TrySimulate(test, Method(), ContextOf(test)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("costs.lines[id=c1].spread.mode"));
  test = OneCost(SpreadShape::kTriangular, 8'000, 10'000, 15'000);
  methodology::Methodology method = Method();
  for (const int correlation_bp : {-1, 10'000}) {
    method.frames->shared_correlation_bp = correlation_bp;
    status = TrySimulate(test, method, ContextOf(test)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("frames.shared_correlation_bp must be 0 to 9999"));
  }
  method.frames->shared_correlation_bp = 9'999;
  EXPECT_TRUE(TrySimulate(test, method, ContextOf(test)).ok());
}

TEST(CaseSimulation, NamesTheRiskThatIsOneTooMany) {
  TestCase test(5);
  test.Benefit(0, BenefitCategory::kSocietal, RealCad(kMillion));
  for (int i = 10; i < 10 + simulation::kDriversMax - 2; ++i) {
    Risk risk{.id = "r" + std::to_string(i), .probability_bp = 100, .cost_impact = RealCad(1'00)};
    risk.delay_high_months = 1;
    test.content.risks.risks.push_back(risk);
  }
  EXPECT_TRUE(TrySimulate(test, Method(), ContextOf(test)).ok());
  test.content.risks.risks.push_back(test.content.risks.risks.back());
  test.content.risks.risks.back().id = "r99";
  const auto status = TrySimulate(test, Method(), ContextOf(test)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("risks.risks[id=r99]"));
}

}  // namespace
}  // namespace cartera::appraisal::v2
