#include "libs/domain/appraisal/v2/engine.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"
#include "libs/domain/canonical/form.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using ::testing::HasSubstr;

methodology::Methodology Method() {
  methodology::Methodology method = GreenBook();
  method.suggestion.bands = {{.from_bp = 0, .outcome = methodology::Outcome::kReject}};
  method.price_series = {{.id = "general",
                          .vintage = "2026-11",
                          .index_micro_by_year = {{2027, 1'000'000}},
                          .assumed_growth_bp = 200,
                          .origin = {methodology::Standing::kFromSource, "act"}}};
  return method;
}

TestCase Case() {
  TestCase test(5);
  test.context.unit = money::Unit{.code = "CAD", .decimals = 2};
  test.context.valuation_date = *calendar::CivilDate::Make(2026, 5, 2);
  test.content.costs.planning_rates = {{.from_unit = "EUR",
                                        .to_unit = "CAD",
                                        .rate_nano = 1'500'000'000,
                                        .evidence = {.source = "budget circular"}}};
  CostLine& build = test.Cost(0, CostCategory::kDevelopment, RealCad(1000'00));
  build.evidence.source = "offer of 2026";
  CostLine& licences =
      test.Cost(1, CostCategory::kSupport, money::Nominal(20'00, {.code = "EUR", .decimals = 2}));
  licences.course.last_fiscal_year = kBaseYear + 4;
  test.Benefit(2, BenefitCategory::kSocietal, RealCad(2000'00));
  return test;
}

EvaluationContext ContextOf(const TestCase& test) {
  EvaluationContext context;
  context.basis = test.context;
  context.seed = 7;
  return context;
}

TEST(Engine, IsPickedByTheMethodology) {
  const TestCase test = Case();
  const auto evaluation = appraisal::Evaluate(test.content, Method(), ContextOf(test));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(evaluation->engine_version, "appraisal/v2");
  EXPECT_TRUE(canonical::Check(ToCanonical(*evaluation)).ok());
  const auto other = appraisal::Evaluate("appraisal/v1", test.content, Method(), ContextOf(test));
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(other.status().message()), HasSubstr("is for appraisal/v2"));
}

TEST(Engine, GivesTheSameBytesInAnyOrderOfLines) {
  TestCase test = Case();
  const auto before = appraisal::Evaluate(test.content, Method(), ContextOf(test));
  std::reverse(test.content.costs.lines.begin(), test.content.costs.lines.end());
  std::reverse(test.content.options.options.begin(), test.content.options.options.end());
  const auto after = appraisal::Evaluate(test.content, Method(), ContextOf(test));
  ASSERT_TRUE(before.ok() && after.ok()) << before.status() << after.status();
  EXPECT_EQ(canonical::Write(ToCanonical(*before)), canonical::Write(ToCanonical(*after)));
}

// The input of a tree whose label begins so; a test failure when there is none.
const Explanation& Into(const Explanation& tree, const std::string& label) {
  static const Explanation* const kNone = new Explanation();
  for (const Explanation& input : tree.inputs) {
    if (input.label.starts_with(label)) return input;
  }
  ADD_FAILURE() << tree.label << " has no input " << label;
  return *kNone;
}

TEST(Engine, WalksFromTheNetPresentValueToTheCellTheRateAndTheSource) {
  const TestCase test = Case();
  const auto evaluation = appraisal::Evaluate(test.content, Method(), ContextOf(test));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  const OptionFigures& option = New(evaluation->options);
  EXPECT_EQ(Into(Find(option, "economic.net_present_value").explanation, "present value of costs")
                .formula,
            "see economic.present_value_costs");
  const Explanation& year =
      Into(Find(option, "economic.present_value_costs").explanation, "costs of 2028");
  const Explanation& factor = Into(year, "discount factor of 2028");
  EXPECT_EQ(factor.value, 966'183'575);  // 1 / 1.035
  EXPECT_EQ(factor.inputs[0].value, 350);
  EXPECT_EQ(factor.inputs[0].source, "act");
  const Explanation& lines = Into(year, "costs of 2028");
  // 20 EUR are 30 CAD of 2028, in prices of 2027 30 / 1.02.
  const Explanation& licences = Into(lines, "c2, support");
  EXPECT_EQ(licences.value, 29'41);
  EXPECT_EQ(licences.inputs[0].value, 20'00);
  EXPECT_EQ(licences.inputs[0].field_path, "costs.lines[id=c2].amount");
  const Explanation& rate = Into(lines, "planning rate");
  EXPECT_EQ(rate.value, 1'500'000'000);
  EXPECT_EQ(rate.source, "budget circular");
  const Explanation& index = Into(lines, "price index \"general\" of 2028, vintage 2026-11");
  EXPECT_EQ(index.value, 1'020'000);
  EXPECT_EQ(index.standing, methodology::Standing::kFromSource);
}

// What is printed adds up: every year of lines is the sum of what stands below it.
TEST(Engine, EveryYearIsTheSumOfWhatStandsBelowIt) {
  const TestCase test = Case();
  methodology::Methodology method = Method();
  method.tax_financing = {.cost_bp = 2000};
  method.uplifts = {{.category = CostCategory::kDevelopment, .uplift_bp = 1000}};
  const auto evaluation = appraisal::Evaluate(test.content, method, ContextOf(test));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  int years = 0;
  for (const Explanation& year :
       Find(New(evaluation->options), "economic.present_value_costs").explanation.inputs) {
    const Explanation& lines = Into(year, "costs of ");
    int64_t sum = 0;
    for (const Explanation& input : lines.inputs) {
      sum += input.unit == "minor units of CAD" ? *input.value : 0;
    }
    EXPECT_EQ(sum, lines.value) << lines.label;
    ++years;
  }
  EXPECT_EQ(years, 5);
}

// Everything that a tree may be made of: two units, a series, taxes, uplifts, tax financing.
TestCase Full() {
  TestCase test = Case();
  CostLine& staff = test.Cost(1, CostCategory::kInternalStaff, NominalCad(300'00));
  staff.tax = Tax{.rate_bp = 2'000, .included = true, .recoverable = true};
  test.Cost(0, CostCategory::kDecommissioning, RealCad(50'00)).bearer = Bearer::kMunicipality;
  test.Benefit(3, BenefitCategory::kCashReleasing, RealCad(400'00));
  test.content.identification.users_count = 1'000;
  test.content.identification.transactions_per_year = 10;
  test.content.identification.agency_ict_budget = NominalCad(5'000'00);
  test.content.risks.risks = {
      {.id = "r1", .probability_bp = 3'000, .cost_impact = RealCad(100'00)}};
  return test;
}

// A leaf says where it is from: a field of the case, a source with its standing, or the figure of
// the same option under which it stands.
void ExpectLeaves(const Explanation& tree, const OptionFigures& option, const std::string& path) {
  for (const Explanation& input : tree.inputs) {
    ExpectLeaves(input, option, absl::StrCat(path, " / ", input.label));
  }
  if (!tree.inputs.empty() || !tree.value.has_value() || *tree.value == 0) return;
  const size_t see = tree.formula.find("see ");
  if (see != std::string::npos) {
    const std::string rest = tree.formula.substr(see + 4);
    const std::string id = rest.substr(0, rest.find(' '));
    EXPECT_TRUE(std::any_of(option.figures.begin(), option.figures.end(),
                            [&](const Figure& figure) { return figure.id == id; }))
        << path << " refers to " << id;
    return;
  }
  EXPECT_TRUE(!tree.field_path.empty() || !tree.source.empty() || tree.standing.has_value())
      << path << " (" << tree.formula << ") is from nowhere";
}

TEST(Engine, EveryLeafSaysWhereItIsFrom) {
  methodology::Methodology method = Method();
  method.tax_financing = {.cost_bp = 2000};
  method.tax_financing->origin = {methodology::Standing::kOfficial, "act"};
  method.uplifts = {{.category = CostCategory::kDevelopment, .uplift_bp = 1000}};
  method.uplifts[0].origin = {methodology::Standing::kFromSource, "act"};
  TestCase test = Full();
  test.content.options.options.push_back({.id = "worse", .kind = OptionKind::kDoSomething});
  test.Cost(0, CostCategory::kDevelopment, RealCad(9'000'00)).option = "worse";
  const auto evaluation = appraisal::Evaluate(test.content, method, ContextOf(test));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  for (const OptionFigures& option : evaluation->options) {
    for (const Figure& figure : option.figures) {
      ExpectLeaves(figure.explanation, option, absl::StrCat(option.option, " ", figure.id));
    }
  }
}

// A reader can work the figures out again from what stands below them.
TEST(Engine, FiguresFollowFromWhatStandsBelowThem) {
  methodology::Methodology method = Method();
  method.tax_financing = {.cost_bp = 2000};
  const auto evaluation = appraisal::Evaluate(Full().content, method, ContextOf(Full()));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  const OptionFigures& option = New(evaluation->options);
  const auto inputs = [&](const std::string& id) { return Find(option, id).explanation.inputs; };
  for (const std::string account : {"fiscal.", "economic.", "agency."}) {
    for (const std::string side : {"costs", "benefits"}) {
      double sum = 0;
      const std::string id = absl::StrCat(account, "present_value_", side);
      for (const Explanation& year : inputs(id)) {
        const double product = static_cast<double>(*year.inputs[0].value) *
                               static_cast<double>(*year.inputs[1].value) * 1e-9;
        EXPECT_NEAR(static_cast<double>(*year.value), product, 1) << id << " " << year.label;
        sum += static_cast<double>(*year.value);
      }
      EXPECT_NEAR(static_cast<double>(ValueOf(option, id)), sum, 3) << id;
    }
    const auto npv = inputs(account + "net_present_value");
    EXPECT_EQ(ValueOf(option, account + "net_present_value"), *npv[0].value - *npv[1].value);
    const auto bcr = inputs(account + "benefit_cost_ratio");
    EXPECT_NEAR(static_cast<double>(ValueOf(option, account + "benefit_cost_ratio")),
                1e4 * static_cast<double>(*bcr[0].value) / static_cast<double>(*bcr[1].value),
                0.51);
    for (const char* name : {"total_cost", "total_benefits", "cost_by_category", "cost_by_bearer",
                             "benefit_by_gainer", "net_by_party"}) {
      int64_t sum = 0;
      for (const Explanation& input : inputs(account + name)) sum += *input.value;
      EXPECT_EQ(ValueOf(option, account + name), sum) << account << name;
    }
  }
}

}  // namespace
}  // namespace cartera::appraisal::v2
