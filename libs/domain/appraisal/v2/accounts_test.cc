#include "libs/domain/appraisal/v2/accounts.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/testing/test_case.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BenefitCategory;
using methodology::CostCategory;
using ::testing::AllOf;
using ::testing::HasSubstr;

// 25 % a year, so that factors are 1, 0.8, 0.64; prices rise by 10 % a year; a fifth of net public
// outlay is lost in raising it; development is uplifted by 50 % less two fifths, 30 %.
methodology::Methodology HandMethod() {
  methodology::Methodology method = PlainMethod(2500);
  method.price_series = {
      {.id = "general",
       .vintage = "2026-11",
       .index_micro_by_year = {{2027, 1'000'000}, {2028, 1'100'000}, {2029, 1'210'000}},
       .origin = {methodology::Standing::kOfficial, "act"}}};
  method.tax_financing = {.cost_bp = 2000};
  method.optimism_biases = {{.project_type = "it",
                             .categories = {CostCategory::kDevelopment},
                             .cost_upper_bp = 5000,
                             .causes = {{.id = "scope", .contribution_bp = 10'000}}}};
  return method;
}

// Amounts in CAD; "real" is in prices of 2027.
//   c1 2027 development 1,000.00 real, 25 % tax on top that is paid back
//   c2 2027 own staff 200.00 real, in the budget already
//   c3 2028 and 2029 operation 100.00 real a year
//   c4 2028 a transfer of 50.00 real
//   c5 2028 citizens bear 30.00 real
//   c6 2028 in kind 40.00 real
//   c7 2028 licences 20.00 EUR nominal, 1.5 CAD each
//   c8 2027 sunk 500.00 real
//   b1 2029 605.00 nominal cut from the applicant's budget
//   b2 2029 a municipality saves 100.00 real; it was not asked
//   b3 2029 citizens gain 2,000.00 real
TestCase HandCase() {
  TestCase test(3);
  CaseContent& content = test.content;
  content.identification.project_type = "it";
  content.risks.mitigations = {{.cause = "scope", .mitigated_bp = 4000}};
  content.costs.planning_rates = {
      {.from_unit = "EUR", .to_unit = "CAD", .rate_nano = 1'500'000'000}};
  test.context.unit = money::Unit{.code = "CAD", .decimals = 2};
  test.Cost(0, CostCategory::kDevelopment, RealCad(1000'00)).tax = {.rate_bp = 2500,
                                                                    .recoverable = true};
  CostLine& staff = test.Cost(0, CostCategory::kInternalStaff, RealCad(200'00));
  staff.resource = Resource::kOwnStaff;
  staff.additionality = Additionality::kExistingMoney;
  test.Cost(1, CostCategory::kOperation, RealCad(100'00)).course.last_fiscal_year = 2029;
  test.Cost(1, CostCategory::kIntegrationAndMigration, RealCad(50'00)).transfer = true;
  test.Cost(1, CostCategory::kTrainingAndChange, RealCad(30'00)).bearer = Bearer::kCitizens;
  test.Cost(1, CostCategory::kTrainingAndChange, RealCad(40'00)).resource = Resource::kInKind;
  test.Cost(1, CostCategory::kSupport, money::Nominal(20'00, {.code = "EUR", .decimals = 2}));
  test.Cost(0, CostCategory::kAcquisition, RealCad(500'00)).sunk = true;
  test.Benefit(2, BenefitCategory::kCashReleasing, NominalCad(605'00)).realisation_form =
      RealisationForm::kBudgetCut;
  test.Benefit(2, BenefitCategory::kCashReleasing, RealCad(100'00)).gainer = Bearer::kMunicipality;
  test.Benefit(2, BenefitCategory::kSocietal, RealCad(2000'00)).gainer = Bearer::kCitizens;
  return test;
}

//            2027                2028                          2029
//   costs    c1 1,250 + c2 200   c3 110 + c4 55 + c7 30        c3 121          total 1,766.00
//   gains                                                      b1 605 + b2 121 total   726.00
//   bias     30 % of 1,250 = 375
// Discounted, in prices of 2027: 1,825 + (100 + 50 + 27.27) x 0.8 + 100 x 0.64 = 2,030.816;
// gains (605 / 1.21 + 100) x 0.64 = 384.
TEST(Accounts, FiscalByHand) {
  const auto figures = FiguresOf(HandCase(), HandMethod());
  const OptionFigures& option = New(figures);
  EXPECT_EQ(ValueOf(option, "fiscal.total_cost"), 1766'00);
  EXPECT_EQ(ValueOf(option, "fiscal.total_benefits"), 726'00);
  EXPECT_EQ(ValueOf(option, "fiscal.optimism_bias"), 375'00);
  EXPECT_EQ(ValueOf(option, "fiscal.new_money"), 1566'00);
  EXPECT_EQ(ValueOf(option, "fiscal.existing_money"), 200'00);
  EXPECT_EQ(ValueOf(option, "fiscal.present_value_costs"), 2030'82);
  EXPECT_EQ(ValueOf(option, "fiscal.present_value_benefits"), 384'00);
  EXPECT_EQ(ValueOf(option, "fiscal.net_present_value"), -1646'82);
  EXPECT_THAT(Find(option, "fiscal.total_cost").explanation.label,
              HasSubstr("(fiscal account, nominal)"));
}

//            2027                2028                               2029
//   costs    c1 1,000 + c2 200   c3 100 + c5 30 + c6 40 + c7 27.27  c3 100     total 1,497.27
//   bias     30 % of 1,000 = 300
//   outlay   1,000 + 300 + 200   c3 100 + c4 50 + c7 27.27          100 - b1 500 - b2 100
//   a fifth  300                 35.45                              -100
//   gains                                                           500 + 100 + 2,000
// Discounted: (1,200 + 300 + 300) + (197.27 + 35.45) x 0.8 + (100 - 100) x 0.64 = 1,986.176;
// gains 2,600 x 0.64 = 1,664.
TEST(Accounts, EconomicByHand) {
  const auto figures = FiguresOf(HandCase(), HandMethod());
  const OptionFigures& option = New(figures);
  EXPECT_EQ(ValueOf(option, "economic.total_cost"), 1497'27);
  EXPECT_EQ(ValueOf(option, "economic.total_benefits"), 2600'00);
  EXPECT_EQ(ValueOf(option, "economic.optimism_bias"), 300'00);
  EXPECT_EQ(ValueOf(option, "economic.present_value_costs"), 1986'18);
  EXPECT_EQ(ValueOf(option, "economic.present_value_benefits"), 1664'00);
  EXPECT_EQ(ValueOf(option, "economic.net_present_value"), -322'18);
  EXPECT_EQ(option.tco.amount, RealCad(1497'27));
  EXPECT_EQ(option.tco_table.minor_by_year.at(2028), 197'27);
  EXPECT_THAT(Find(option, "economic.total_cost").explanation.label,
              HasSubstr("(economic account, prices of 2027)"));
}

//            2027                2028                          2029
//   costs    c1 1,000 + c2 200   c3 110 + c4 55 + c7 30        c3 121          total 1,516.00
//   gains    none: b1 is cut from the budget, b2 is another's
TEST(Accounts, AgencyByHand) {
  const auto figures = FiguresOf(HandCase(), HandMethod());
  EXPECT_EQ(ValueOf(New(figures), "agency.total_cost"), 1516'00);
  EXPECT_EQ(ValueOf(New(figures), "agency.total_benefits"), 0);
}

// Without b2, that nobody confirmed: gains 2,500 x 0.64 = 1,600, and a fifth of 100 x 0.64 more of
// tax financing: 1,986.176 + 12.8.
TEST(Accounts, ConfirmedLinesByHand) {
  TestCase test = HandCase();
  const auto figures = FiguresOf(test, HandMethod());
  EXPECT_EQ(ValueOf(New(figures), "economic.present_value_benefits_confirmed"), 1600'00);
  EXPECT_EQ(ValueOf(New(figures), "economic.present_value_costs_confirmed"), 1998'98);
  EXPECT_EQ(ValueOf(New(figures), "economic.net_present_value_confirmed"), -398'98);
  test.content.benefits.lines[1].confirmation.state = ConfirmationState::kConfirmed;
  const auto agreed = FiguresOf(test, HandMethod());
  EXPECT_EQ(ValueOf(New(agreed), "economic.net_present_value_confirmed"), -322'18);
}

TEST(Accounts, WhoPaysAndWhoGainsAddUpToTheTotals) {
  const auto figures = FiguresOf(HandCase(), HandMethod());
  for (const OptionFigures& option : figures) {
    for (const Account account : kAccounts) {
      const std::string prefix = std::string(Name(account)) + ".";
      for (const auto& [split, whole] : {std::pair("cost_by_bearer", "total_cost"),
                                         {"cost_by_category", "total_cost"},
                                         {"benefit_by_gainer", "total_benefits"}}) {
        int64_t sum = 0;
        for (const Explanation& part : Find(option, prefix + split).explanation.inputs) {
          sum += *part.value;
        }
        EXPECT_EQ(sum, ValueOf(option, prefix + whole)) << prefix << split;
      }
      int64_t net = 0;
      for (const Explanation& part : Find(option, prefix + "net_by_party").explanation.inputs) {
        net += *part.value;
      }
      EXPECT_EQ(
          net, ValueOf(option, prefix + "total_benefits") - ValueOf(option, prefix + "total_cost"));
    }
  }
}

absl::Status Refusal(const TestCase& test, const methodology::Methodology& method) {
  return MakeLedger(test.content, method, test.context,
                    HorizonOf(test.content, method, test.context))
      .status();
}

TEST(Accounts, AUnitWithoutARateNamesBothLines) {
  TestCase test = HandCase();
  test.context.unit.reset();
  test.content.costs.planning_rates.clear();
  EXPECT_THAT(std::string(Refusal(test, HandMethod()).message()),
              AllOf(HasSubstr("costs.lines[id=c7].amount is in EUR"),
                    HasSubstr("costs.lines[id=c1].amount in CAD"), HasSubstr("no rate from EUR")));
}

TEST(Accounts, ARateWorksBothWays) {
  TestCase test = HandCase();
  test.content.costs.planning_rates = {
      {.from_unit = "CAD", .to_unit = "EUR", .rate_nano = 400'000'000}};  // 50 CAD
  const auto figures = FiguresOf(test, HandMethod());
  EXPECT_EQ(ValueOf(New(figures), "agency.total_cost"), 1536'00);
}

TEST(Accounts, NominalAmountsNeedASeries) {
  TestCase test = HandCase();
  methodology::Methodology method = HandMethod();
  method.price_series.clear();
  const absl::Status status = Refusal(test, method);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("costs.lines[id=c7].amount"), HasSubstr("nominal prices"),
                    HasSubstr("\"general\"")));
}

// Without a series all accounts are in the prices of the rates, and say so.
TEST(Accounts, WithoutASeriesNothingIsCalledNominal) {
  TestCase test(2);
  test.Cost(1, CostCategory::kOperation, RealCad(100'00));
  const auto figures = FiguresOf(test, PlainMethod(400));
  EXPECT_THAT(Find(New(figures), "fiscal.total_cost").explanation.label,
              HasSubstr("(fiscal account, prices of 2027)"));
}

// A wage that rises by 20 % a year while prices rise by 10 %: 100 of 2027 are 120 in 2028, and
// 109.09 in prices of 2027.
TEST(Accounts, ALineMayFollowASeriesOfItsOwn) {
  methodology::Methodology method = HandMethod();
  method.price_series.push_back(
      {.id = "wages", .index_micro_by_year = {{2027, 500'000}}, .assumed_growth_bp = 2000});
  TestCase test(2);
  test.Cost(1, CostCategory::kOperation, RealCad(100'00)).price_index = "wages";
  const auto figures = FiguresOf(test, method);
  EXPECT_EQ(ValueOf(New(figures), "fiscal.total_cost"), 120'00);
  EXPECT_EQ(ValueOf(New(figures), "economic.total_cost"), 109'09);
  test.content.costs.lines[0].price_index = "rents";
  EXPECT_THAT(std::string(Refusal(test, method).message()), HasSubstr("series \"rents\""));
}

}  // namespace
}  // namespace cartera::appraisal::v2
