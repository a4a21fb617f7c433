#include "libs/domain/authorisation/check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/limits.h"

namespace cartera::authorisation {
namespace {

const money::Unit kCad{"CAD", 2};

calendar::CivilDate Day(int year, int month, int day) {
  return *calendar::CivilDate::Make(year, month, day);
}

// 70 on line 12 and 10 on any line in 2027, 50 on line 12 in 2028; 2027 and 2028 valid.
Authorisation Given(const char* name, State state) {
  Authorisation one;
  one.name = name;
  one.state = state;
  one.valid_from = Day(2027, 1, 1);
  one.valid_until = Day(2028, 12, 31);
  one.lines = {{2027, "12", money::Nominal(70, kCad)},
               {2027, "", money::Nominal(10, kCad)},
               {2028, "12", money::Nominal(50, kCad)}};
  return one;
}

Question Ask(int year, const char* line, int64_t amount_minor) {
  return {year, line, money::Nominal(amount_minor, kCad), Day(2027, 6, 1)};
}

struct Expected {
  Verdict verdict;
  int64_t open_minor;
  std::vector<Ground> grounds;
};

void ExpectAnswer(const std::vector<Authorisation>& given, const Question& question,
                  const Expected& expected, const std::string& what) {
  const auto answer = Check(given, question);
  ASSERT_TRUE(answer.ok()) << what << answer.status();
  EXPECT_EQ(static_cast<int>(answer->verdict), static_cast<int>(expected.verdict)) << what;
  EXPECT_EQ(answer->open.amount_minor, expected.open_minor) << what;
  std::vector<Ground> grounds;
  for (const Reason& reason : answer->reasons) grounds.push_back(reason.ground);
  EXPECT_EQ(grounds, expected.grounds) << what;
}

TEST(Check, WhatIsAuthorisedForTheYearAndLineMayFlow_AndNoMore) {
  struct Row {
    const char* what;
    Question question;
    Expected expected;
  };
  for (const Row& row : {
           Row{"exactly all", Ask(2027, "12", 80), {Verdict::kYes, 80, {}}},
           Row{"one too much", Ask(2027, "12", 81), {Verdict::kPartly, 80, {Ground::kExceeds}}},
           Row{"of any line", Ask(2027, "13", 10), {Verdict::kYes, 10, {}}},
           Row{"without a line", Ask(2027, "", 11), {Verdict::kPartly, 10, {Ground::kExceeds}}},
           Row{"another year", Ask(2029, "12", 1), {Verdict::kNo, 0, {Ground::kNotAuthorised}}},
           Row{"another line", Ask(2028, "13", 1), {Verdict::kNo, 0, {Ground::kNotAuthorised}}},
       }) {
    ExpectAnswer({Given("a", State::kEffective)}, row.question, row.expected, row.what);
  }
  ExpectAnswer({}, Ask(2027, "12", 1), {Verdict::kNo, 0, {Ground::kNotAuthorised}}, "none");
}

TEST(Check, SaysByHowMuchItIsTooMuch) {
  const auto answer = Check({Given("a", State::kEffective)}, Ask(2027, "12", 95));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->reasons.at(0).amount, money::Nominal(15, kCad));
}

TEST(Check, OfSeveralAuthorisationsTheSumIsOpen_AndWhatHoldsBackIsNamed) {
  Authorisation provisional = Given("b", State::kProvisional);
  provisional.open_conditions = {"b/conditions/plan"};
  const std::vector<Authorisation> given = {Given("a", State::kEffective), provisional,
                                            Given("c", State::kEffective)};
  ExpectAnswer(given, Ask(2027, "12", 160), {Verdict::kYes, 160, {}}, "both");
  const auto answer = Check(given, Ask(2027, "12", 161));
  ASSERT_TRUE(answer.ok());
  ASSERT_EQ(answer->reasons.size(), 2U);
  EXPECT_EQ(answer->reasons[0],
            (Reason{Ground::kProvisional, "b", {"b/conditions/plan"}, money::Nominal(80, kCad)}));
  EXPECT_EQ(answer->reasons[1], (Reason{Ground::kExceeds, "", {}, money::Nominal(1, kCad)}));
}

TEST(Check, NothingFlowsFromWhatIsNotInForceThatDay) {
  struct Row {
    State state;
    calendar::CivilDate day;
    Ground ground;
  };
  for (const Row& row : {
           Row{State::kProvisional, Day(2027, 6, 1), Ground::kProvisional},
           Row{State::kSuspended, Day(2027, 6, 1), Ground::kSuspended},
           Row{State::kRevoked, Day(2027, 6, 1), Ground::kRevoked},
           Row{State::kEffective, Day(2029, 1, 1), Ground::kLapsed},
           Row{State::kEffective, Day(2026, 12, 31), Ground::kNotYetValid},
       }) {
    Question question = Ask(2027, "12", 1);
    question.day = row.day;
    ExpectAnswer({Given("a", row.state)}, question, {Verdict::kNo, 0, {row.ground}},
                 std::string(Name(row.state)));
  }
}

TEST(Check, AYearThatWasNotContinuedHoldsItsMoneyBack) {
  Authorisation one = Given("a", State::kEffective);
  one.continued_until = 2027;
  ExpectAnswer({one}, Ask(2027, "12", 80), {Verdict::kYes, 80, {}}, "2027");
  ExpectAnswer({one}, Ask(2028, "12", 1), {Verdict::kNo, 0, {Ground::kNotContinued}}, "2028");
  one.continued_until = 2028;
  ExpectAnswer({one}, Ask(2028, "12", 50), {Verdict::kYes, 50, {}}, "continued");
}

TEST(Check, MoneyOfAnotherKindIsNotCompared) {
  Question real = Ask(2027, "12", 1);
  real.amount = money::Real(1, kCad, 2026);
  ExpectAnswer({Given("a", State::kEffective)}, real, {Verdict::kNo, 0, {Ground::kMoneyDiffers}},
               "real");
  Question pesos = Ask(2027, "12", 1);
  pesos.amount = money::Nominal(1, {"CLP", 0});
  ExpectAnswer({Given("a", State::kEffective)}, pesos, {Verdict::kNo, 0, {Ground::kMoneyDiffers}},
               "pesos");
}

TEST(Check, AmountsOutOfRangeAreRefused) {
  EXPECT_EQ(Check({}, Ask(2027, "12", 0)).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Check({}, Ask(2027, "12", -1)).status().code(), absl::StatusCode::kInvalidArgument);
  Authorisation huge = Given("a", State::kEffective);
  huge.lines[0].amount.amount_minor = kAmountMinorMax;
  EXPECT_EQ(Check({huge}, Ask(2027, "12", 1)).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace cartera::authorisation
