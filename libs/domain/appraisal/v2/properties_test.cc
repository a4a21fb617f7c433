// Properties of engine 2's figures, on random cases.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;

constexpr int kTrials = 60;

class Random {
 public:
  Random() {
    const char* text = std::getenv("CARTERA_TEST_SEED");
    const unsigned seed = text == nullptr ? 20261123u : static_cast<unsigned>(std::atoi(text));
    generator_.seed(seed);
    std::printf("seed %u\n", seed);
  }
  // Both ends included.
  int Between(int low, int high) {
    return low + static_cast<int>(generator_() % static_cast<unsigned>(high - low + 1));
  }
  std::mt19937& generator() { return generator_; }

 private:
  std::mt19937 generator_;
};

// Tax financing and uplifts, but no series, so that the years may be moved.
methodology::Methodology Method() {
  methodology::Methodology method = GreenBook();
  method.tax_financing = {.cost_bp = 2'000};
  method.uplifts = {{.category = CostCategory::kDevelopment, .uplift_bp = 3'333}};
  return method;
}

TestCase RandomCase(Random& random) {
  constexpr Bearer kParties[] = {Bearer::kApplicant, Bearer::kMunicipality, Bearer::kCitizens};
  TestCase test(random.Between(5, 40));
  for (int i = random.Between(1, 5); i > 0; --i) {
    CostLine& line = test.Cost(random.Between(0, 2), CostCategory::kDevelopment,
                               RealCad(random.Between(1, 1'000'000'000)));
    if (random.Between(0, 1) == 0) line.category = CostCategory::kOperation;
    line.bearer = kParties[random.Between(0, 2)];
    if (random.Between(0, 1) == 0) {
      line.tax = Tax{.rate_bp = random.Between(1, 2'500),
                     .included = random.Between(0, 1) == 0,
                     .recoverable = random.Between(0, 1) == 0};
    }
    if (random.Between(0, 2) == 0) line.course.last_fiscal_year = kBaseYear + 4;
    line.transfer = random.Between(0, 5) == 0;
  }
  for (int i = random.Between(1, 5); i > 0; --i) {
    BenefitLine& line = test.Benefit(random.Between(1, 4), BenefitCategory::kSocietal,
                                     RealCad(random.Between(1, 1'000'000'000)));
    if (random.Between(0, 1) == 0) line.category = BenefitCategory::kCashReleasing;
    line.gainer = kParties[random.Between(0, 2)];
  }
  return test;
}

// The figures that are sums of lines, and those that are made of these alone.
constexpr const char* kSums[] = {"total_cost", "total_benefits", "present_value_costs",
                                 "present_value_benefits", "net_present_value"};
constexpr const char* kAccountNames[] = {"fiscal.", "economic.", "agency."};

// No figure differs by more than that, and what has no value still has none.
void ExpectSame(const OptionFigures& a, const OptionFigures& b, int64_t tolerance_minor = 0) {
  ASSERT_EQ(a.figures.size(), b.figures.size());
  for (size_t i = 0; i < a.figures.size(); ++i) {
    const auto& before = a.figures[i].explanation.value;
    const auto& after = b.figures[i].explanation.value;
    ASSERT_EQ(a.figures[i].id, b.figures[i].id);
    if (tolerance_minor == 0) {
      EXPECT_EQ(before, after) << a.figures[i].id;
      EXPECT_EQ(a.figures[i].note, b.figures[i].note) << a.figures[i].id;
    }
  }
  for (const char* account : kAccountNames) {
    for (const char* sum : kSums) {
      const std::string id = std::string(account) + sum;
      EXPECT_NEAR(static_cast<double>(ValueOf(a, id)), static_cast<double>(ValueOf(b, id)),
                  static_cast<double>(tolerance_minor))
          << id;
    }
  }
}

TEST(Properties, TheOrderOfLinesChangesNothing) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    const auto before = FiguresOf(test, Method());
    std::shuffle(test.content.costs.lines.begin(), test.content.costs.lines.end(),
                 random.generator());
    std::shuffle(test.content.benefits.lines.begin(), test.content.benefits.lines.end(),
                 random.generator());
    ExpectSame(New(before), New(FiguresOf(test, Method())));
  }
}

// Tax, uplift and tax financing are rounded for each line and year: a part is off by half a unit in
// each of them, in at most five years.
TEST(Properties, SplittingALineMovesNoMoreThanTheRounding) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    const auto before = FiguresOf(test, Method());
    CostLine& line = test.content.costs.lines[0];
    CostLine part = line;
    part.id = "part";
    part.amount->amount_minor = random.Between(0, static_cast<int>(line.amount->amount_minor));
    line.amount->amount_minor -= part.amount->amount_minor;
    test.content.costs.lines.push_back(part);
    ExpectSame(New(before), New(FiguresOf(test, Method())), 5 * 3);
  }
}

TEST(Properties, SplittingAGainChangesNothing) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    const auto before = New(FiguresOf(test, Method()));
    BenefitLine part = test.content.benefits.lines[0];
    part.id = "part";
    part.amount->amount_minor /= 3;
    test.content.benefits.lines[0].amount->amount_minor -= part.amount->amount_minor;
    test.content.benefits.lines.push_back(part);
    const auto figures = FiguresOf(test, Method());
    for (const char* account : kAccountNames) {
      for (const char* sum : kSums) {
        EXPECT_EQ(ValueOf(New(figures), std::string(account) + sum),
                  ValueOf(before, std::string(account) + sum));
      }
    }
  }
}

TEST(Properties, MovingAllYearsChangesNothing) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    const auto before = FiguresOf(test, Method());
    const int years = random.Between(-20, 20);
    test.context.base_fiscal_year += years;
    test.context.price_year += years;
    test.content.identification.start_fiscal_year += years;
    test.content.identification.go_live_fiscal_year += years;
    const auto move = [&](auto& line) {
      line.fiscal_year += years;
      line.amount->price_year += years;
      if (line.course.last_fiscal_year != 0) line.course.last_fiscal_year += years;
    };
    for (CostLine& line : test.content.costs.lines) move(line);
    for (BenefitLine& line : test.content.benefits.lines) move(line);
    const auto after = FiguresOf(test, Method());
    for (size_t i = 0; i < New(before).figures.size(); ++i) {
      const Figure& figure = New(before).figures[i];
      EXPECT_EQ(figure.explanation.value, New(after).figures[i].explanation.value) << figure.id;
    }
  }
}

// Amounts times three: money times three but for the rounding, ratios as they were.
TEST(Properties, ScalingAmountsScalesMoneyAndKeepsRatios) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    const auto before = FiguresOf(test, Method());
    for (CostLine& line : test.content.costs.lines) line.amount->amount_minor *= 3;
    for (BenefitLine& line : test.content.benefits.lines) line.amount->amount_minor *= 3;
    const auto after = FiguresOf(test, Method());
    for (const char* account : kAccountNames) {
      for (const char* sum : kSums) {
        const std::string id = std::string(account) + sum;
        EXPECT_NEAR(static_cast<double>(ValueOf(New(after), id)),
                    3.0 * static_cast<double>(ValueOf(New(before), id)), 3 * 5 * 5 * 3)
            << id;
      }
    }
    const std::string id = "economic.benefit_cost_ratio";
    const auto ratio = Find(New(before), id).explanation.value;
    const auto scaled = Find(New(after), id).explanation.value;
    ASSERT_EQ(ratio.has_value(), scaled.has_value());
    if (ratio.has_value() && ValueOf(New(before), "economic.present_value_costs") > 10'000'000) {
      EXPECT_NEAR(static_cast<double>(*ratio), static_cast<double>(*scaled), 1);
    }
  }
}

// The same option for more money, or with less of a gain.
void AddWorse(TestCase& test, Random& random) {
  test.content.options.options.push_back(
      {.id = "worse", .title = "Worse", .kind = OptionKind::kDoSomething});
  const bool is_dearer = random.Between(0, 1) == 0;
  const size_t costs = test.content.costs.lines.size();
  for (size_t i = 0; i < costs; ++i) {
    CostLine copy = test.content.costs.lines[i];
    copy.id = "w" + copy.id;
    copy.option = "worse";
    copy.transfer = false;
    test.content.costs.lines[i].transfer = false;
    if (is_dearer && i == 0) copy.amount->amount_minor += random.Between(1'000, 1'000'000);
    test.content.costs.lines.push_back(copy);
  }
  const size_t gains = test.content.benefits.lines.size();
  for (size_t i = 0; i < gains; ++i) {
    BenefitLine copy = test.content.benefits.lines[i];
    copy.id = "w" + copy.id;
    copy.option = "worse";
    if (!is_dearer && i == 0) copy.amount->amount_minor = copy.amount->amount_minor * 9 / 10;
    test.content.benefits.lines.push_back(copy);
  }
}

TEST(Properties, ADominatedOptionIsNeverAboveItsDominator) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestCase test = RandomCase(random);
    AddWorse(test, random);
    const auto figures = FiguresOf(test, Method());
    const auto worse =
        std::find_if(figures.begin(), figures.end(),
                     [](const OptionFigures& option) { return option.option == "worse"; });
    ASSERT_NE(worse, figures.end());
    EXPECT_THAT(Find(*worse, "economic.dominated_by").note, ::testing::HasSubstr("new"));
    EXPECT_THAT(Find(New(figures), "economic.dominated_by").note,
                ::testing::Not(::testing::HasSubstr("worse")));
    for (const char* account : kAccountNames) {
      const std::string id = std::string(account) + "net_present_value";
      EXPECT_LE(ValueOf(*worse, id), ValueOf(New(figures), id)) << id;
    }
    EXPECT_LE(Find(*worse, "economic.benefit_cost_ratio").explanation.value,
              Find(New(figures), "economic.benefit_cost_ratio").explanation.value);
  }
}

}  // namespace
}  // namespace cartera::appraisal::v2
