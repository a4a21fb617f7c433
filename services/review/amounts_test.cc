#include "services/review/amounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::review {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

money::Money Cad(int64_t amount_minor) { return money::Nominal(amount_minor, {"CAD", 2}); }

YearAmount Line(int year, const char* budget_line, money::Money amount) {
  return {year, budget_line, std::move(amount)};
}

void AddAsked(appraisal::v1::Revision& revision, int year, const char* budget_line,
              int64_t amount_minor, bool new_money) {
  auto& asked = *revision.add_asked_amounts();
  asked.set_fiscal_year(year);
  asked.set_budget_line(budget_line);
  asked.mutable_amount()->set_unit("CAD");
  asked.mutable_amount()->set_amount_minor(amount_minor);
  asked.mutable_amount()->set_basis(type::v1::PRICE_BASIS_NOMINAL);
  asked.set_new_money(new_money);
}

std::vector<std::string> Faults(const std::vector<YearAmount>& authorised,
                                const std::vector<YearAmount>& asked) {
  rpc::Violations violations;
  CheckAuthorised(authorised, asked, &violations);
  std::vector<std::string> faults;
  for (const auto& fault : violations.faults()) faults.push_back(fault.field + " " + fault.reason);
  return faults;
}

TEST(AskedAmounts, AreOfNewAndExistingMoneyTogether) {
  appraisal::v1::Revision revision;
  AddAsked(revision, 2027, "12", 100, /*new_money=*/false);
  AddAsked(revision, 2027, "12", 50, /*new_money=*/true);
  AddAsked(revision, 2027, "14", 7, /*new_money=*/true);
  const auto asked = AskedAmounts(revision);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(*asked, ElementsAre(Line(2027, "12", Cad(150)), Line(2027, "14", Cad(7))));
}

TEST(CheckAuthorised, AcceptsLessAndFewerYearsThanAsked) {
  const std::vector<YearAmount> asked = {Line(2027, "12", Cad(150)), Line(2027, "14", Cad(50)),
                                         Line(2028, "12", Cad(300))};
  EXPECT_THAT(Faults({Line(2027, "12", Cad(150))}, asked), IsEmpty());
  EXPECT_THAT(Faults({Line(2027, "", Cad(200)), Line(2028, "12", Cad(1))}, asked), IsEmpty());
}

TEST(CheckAuthorised, NamesEachFaultByItsField) {
  const std::vector<YearAmount> asked = {Line(2027, "12", Cad(150)), Line(2028, "12", Cad(300))};
  const struct {
    std::vector<YearAmount> authorised;
    const char* fault;
  } kCases[] = {
      {{Line(2030, "12", Cad(1))}, "decision.authorised[0].fiscal_year NOT_ASKED"},
      {{Line(2027, "99", Cad(1))}, "decision.authorised[0].budget_line NOT_ASKED"},
      {{Line(2027, "12", Cad(151))}, "decision.authorised[0].amount.amount_minor MORE_THAN_ASKED"},
      {{Line(2027, "12", Cad(0))}, "decision.authorised[0].amount.amount_minor NOT_POSITIVE"},
      {{Line(2027, "12", money::Nominal(1, {"USD", 2}))},
       "decision.authorised[0].amount MONEY_DIFFERS"},
      {{Line(2027, "12", money::Real(1, {"CAD", 2}, 2026))},
       "decision.authorised[0].amount MONEY_DIFFERS"},
      {{Line(2027, "12", Cad(1)), Line(2027, "12", Cad(1))}, "decision.authorised[1] TWICE"},
  };
  for (const auto& c : kCases) EXPECT_THAT(Faults(c.authorised, asked), ElementsAre(c.fault));
}

TEST(CheckAuthorised, CountsAmountsWithoutBudgetLineAgainstTheirYear) {
  const std::vector<YearAmount> asked = {Line(2027, "12", Cad(150))};
  EXPECT_THAT(Faults({Line(2027, "12", Cad(100)), Line(2027, "", Cad(51))}, asked),
              ElementsAre("decision.authorised[0].amount.amount_minor MORE_THAN_ASKED",
                          "decision.authorised[1].amount.amount_minor MORE_THAN_ASKED"));
}

TEST(CheckAuthorised, ReportsAllFaultsAtOnce) {
  const std::vector<YearAmount> asked = {Line(2027, "12", Cad(150))};
  EXPECT_THAT(Faults({Line(2029, "12", Cad(1)), Line(2027, "12", Cad(-5))}, asked),
              ElementsAre("decision.authorised[0].fiscal_year NOT_ASKED",
                          "decision.authorised[1].amount.amount_minor NOT_POSITIVE"));
}

TEST(EndOfLastYear, IsTheLastDayOfTheLastCalendarYear) {
  EXPECT_EQ(calendar::FormatDate(*EndOfLastYear({Line(2028, "", Cad(1)), Line(2027, "", Cad(1))})),
            "2028-12-31");
}

}  // namespace
}  // namespace cartera::review
