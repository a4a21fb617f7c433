#include "libs/domain/authorisation/authorisation.h"

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

Line Cad(int year, const char* line, int64_t amount_minor) {
  return {year, line, money::Nominal(amount_minor, kCad)};
}

TEST(AuthorisationStates, AnActAsksForItsStatesAndLeadsWhereTheTableSays) {
  struct Row {
    State from;
    Act act;
    bool conditions_open;
    const char* to;  // empty: refused
  };
  for (const Row& row : {
           Row{State::kProvisional, Act::kSuspend, true, "suspended"},
           Row{State::kEffective, Act::kSuspend, false, "suspended"},
           Row{State::kSuspended, Act::kSuspend, false, ""},
           Row{State::kLapsed, Act::kSuspend, false, ""},
           Row{State::kRevoked, Act::kSuspend, false, ""},
           Row{State::kSuspended, Act::kResume, true, "provisional"},
           Row{State::kSuspended, Act::kResume, false, "effective"},
           Row{State::kEffective, Act::kResume, false, ""},
           Row{State::kLapsed, Act::kResume, false, ""},
           Row{State::kProvisional, Act::kRevoke, true, "revoked"},
           Row{State::kSuspended, Act::kRevoke, false, "revoked"},
           Row{State::kRevoked, Act::kRevoke, false, ""},
           Row{State::kLapsed, Act::kRevoke, false, ""},
           Row{State::kEffective, Act::kCarryOver, false, "effective"},
           Row{State::kProvisional, Act::kCarryOver, true, ""},
           Row{State::kLapsed, Act::kCarryOver, false, ""},
           Row{State::kEffective, Act::kContinue, false, "effective"},
           Row{State::kSuspended, Act::kContinue, false, ""},
       }) {
    const auto next = Next(row.from, row.act, row.conditions_open);
    EXPECT_EQ(next.ok() ? std::string(Name(*next)) : "", row.to)
        << Name(row.act) << " from " << Name(row.from);
  }
}

TEST(AuthorisationStates, ItLapsesAfterItsLastDayUnlessItWasRevoked) {
  Authorisation one;
  one.valid_until = Day(2027, 12, 31);
  for (const State state : {State::kProvisional, State::kEffective, State::kSuspended}) {
    one.state = state;
    EXPECT_EQ(StateOn(one, Day(2027, 12, 31)), state);
    EXPECT_EQ(StateOn(one, Day(2028, 1, 1)), State::kLapsed);
  }
  one.state = State::kRevoked;
  EXPECT_EQ(StateOn(one, Day(2028, 1, 1)), State::kRevoked);
}

TEST(AuthorisationStates, NamesAreReadBack) {
  for (const State state : {State::kProvisional, State::kEffective, State::kLapsed,
                            State::kSuspended, State::kRevoked}) {
    EXPECT_EQ(*ParseState(Name(state)), state);
  }
  EXPECT_EQ(ParseState("spent").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(CarryOver, MovesMoneyToTheYearAfterOnTheSameLine) {
  using Lines = std::vector<Line>;
  struct Row {
    Lines before;
    int64_t amount_minor;
    Lines after;
  };
  for (const Row& row : {
           Row{{Cad(2027, "12", 70)}, 30, {Cad(2027, "12", 40), Cad(2028, "12", 30)}},
           Row{{Cad(2027, "12", 70)}, 70, {Cad(2028, "12", 70)}},
           Row{{Cad(2027, "12", 70), Cad(2028, "12", 5)},
               30,
               {Cad(2027, "12", 40), Cad(2028, "12", 35)}},
           Row{{Cad(2027, "12", 70), Cad(2028, "13", 5)},
               30,
               {Cad(2027, "12", 40), Cad(2028, "13", 5), Cad(2028, "12", 30)}},
       }) {
    const auto after = CarryOver(row.before, 2027, "12", money::Nominal(row.amount_minor, kCad));
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(*after, row.after);
  }
}

TEST(CarryOver, NeverMakesMoneyOrMixesIt) {
  const std::vector<Line> lines = {Cad(2027, "12", 70), Cad(2028, "12", kAmountMinorMax)};
  struct Row {
    int year;
    const char* line;
    money::Money amount;
    absl::StatusCode code;
  };
  for (const Row& row : {
           Row{2027, "12", money::Nominal(71, kCad), absl::StatusCode::kOutOfRange},
           Row{2027, "12", money::Nominal(1, kCad), absl::StatusCode::kOutOfRange},
           Row{2027, "12", money::Nominal(0, kCad), absl::StatusCode::kInvalidArgument},
           Row{2027, "12", money::Nominal(-5, kCad), absl::StatusCode::kInvalidArgument},
           Row{2026, "12", money::Nominal(5, kCad), absl::StatusCode::kFailedPrecondition},
           Row{2027, "13", money::Nominal(5, kCad), absl::StatusCode::kFailedPrecondition},
           Row{2027, "", money::Nominal(5, kCad), absl::StatusCode::kFailedPrecondition},
           Row{2027, "12", money::Real(5, kCad, 2026), absl::StatusCode::kFailedPrecondition},
           Row{2027, "12", money::Nominal(5, {"CLP", 0}), absl::StatusCode::kFailedPrecondition},
       }) {
    EXPECT_EQ(CarryOver(lines, row.year, row.line, row.amount).status().code(), row.code)
        << row.year << " " << row.line << " " << row.amount.amount_minor;
  }
}

TEST(YearsOf, AreTheFirstAndTheLast) {
  const Years years = YearsOf({Cad(2028, "", 1), Cad(2027, "", 1), Cad(2030, "", 1)});
  EXPECT_EQ(years.first, 2027);
  EXPECT_EQ(years.last, 2030);
  EXPECT_EQ(YearsOf({}).last, 0);
}

}  // namespace
}  // namespace cartera::authorisation
