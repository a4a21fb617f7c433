#include "libs/domain/appraisal/asked_amounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const money::Unit kCad{"CAD", 2};

CaseContent Content() {
  CaseContent content;
  content.options.options = {{.id = "nothing"}, {.id = "build", .preferred = true}};
  return content;
}

CostLine Cost(int fiscal_year, std::string budget_line, int64_t amount_minor) {
  CostLine line;
  line.option = "build";
  line.fiscal_year = fiscal_year;
  line.budget_line = std::move(budget_line);
  line.amount = money::Nominal(amount_minor, kCad);
  return line;
}

AskedAmount Asked(int fiscal_year, std::string budget_line, int64_t amount_minor,
                  bool is_new_money = true) {
  return {fiscal_year, std::move(budget_line), money::Nominal(amount_minor, kCad), is_new_money};
}

std::vector<AskedAmount> Of(const CaseContent& content) {
  const auto asked = AskedAmounts(content, {});
  EXPECT_TRUE(asked.ok()) << asked.status();
  return asked.value_or(std::vector<AskedAmount>());
}

TEST(AskedAmounts, SumThePreferredOptionByYearBudgetLineAndMoney) {
  CaseContent content = Content();
  content.costs.lines = {Cost(2028, "12", 300), Cost(2027, "12", 100), Cost(2027, "14", 7),
                         Cost(2027, "12", 50), Cost(2027, "12", 30)};
  content.costs.lines[0].amount = money::Real(300, kCad, 2026);
  content.costs.lines[4].additionality = Additionality::kExistingMoney;
  CostLine nothing = Cost(2027, "12", 1000);
  nothing.option = "nothing";
  content.costs.lines.push_back(nothing);
  AskedAmount real = Asked(2028, "12", 0);
  real.amount = money::Real(300, kCad, 2026);
  EXPECT_THAT(Of(content), ElementsAre(Asked(2027, "12", 30, false), Asked(2027, "12", 150),
                                       Asked(2027, "14", 7), real));
}

TEST(AskedAmounts, HaveEveryYearOfACourse) {
  CaseContent content = Content();
  content.costs.lines = {Cost(2027, "12", 1'000)};
  content.costs.lines[0].course = {.last_fiscal_year = 2029, .growth_bp = 1'000};
  EXPECT_THAT(Of(content), ElementsAre(Asked(2027, "12", 1'000), Asked(2028, "12", 1'100),
                                       Asked(2029, "12", 1'210)));
}

TEST(AskedAmounts, AreWithTaxThatIsNotGotBack) {
  CaseContent content = Content();
  content.costs.lines = {Cost(2027, "a", 1'000), Cost(2027, "b", 1'000), Cost(2027, "c", 1'250),
                         Cost(2027, "d", 1'250)};
  content.costs.lines[0].tax = Tax{.rate_bp = 2'500};
  content.costs.lines[1].tax = Tax{.rate_bp = 2'500, .recoverable = true};
  content.costs.lines[2].tax = Tax{.rate_bp = 2'500, .included = true};
  content.costs.lines[3].tax = Tax{.rate_bp = 2'500, .included = true, .recoverable = true};
  EXPECT_THAT(Of(content), ElementsAre(Asked(2027, "a", 1'250), Asked(2027, "b", 1'000),
                                       Asked(2027, "c", 1'250), Asked(2027, "d", 1'000)));
}

TEST(AskedAmounts, LeaveOutWhatTheApplicantDoesNotPay) {
  CaseContent content = Content();
  content.costs.lines = {Cost(2027, "a", 1), Cost(2027, "b", 2), Cost(2027, "c", 3),
                         Cost(2027, "d", 4), Cost(2027, "e", 0)};
  content.costs.lines[0].bearer = Bearer::kMunicipality;
  content.costs.lines[1].sunk = true;
  content.costs.lines[2].resource = Resource::kInKind;
  content.costs.lines[3].bearer = Bearer::kApplicant;
  EXPECT_THAT(Of(content), ElementsAre(Asked(2027, "d", 4)));
}

TEST(AskedAmounts, AreEmptyWithoutAPreferredOption) {
  CaseContent content = Content();
  content.options.options[1].preferred = false;
  content.costs.lines = {Cost(2027, "12", 100)};
  EXPECT_THAT(Of(content), IsEmpty());
}

}  // namespace
}  // namespace cartera::appraisal
