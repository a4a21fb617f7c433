#include "libs/domain/ranking/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace cartera::ranking {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

money::Money Nok(int64_t amount_minor) { return money::Nominal(amount_minor, {"NOK", 2}); }

Candidate Case(std::string id, int64_t figure, std::vector<int64_t> asks,
               std::vector<std::string> agencies = {"state", "health"}) {
  Candidate candidate{.id = std::move(id), .agencies = std::move(agencies), .figure = figure};
  for (size_t i = 0; i < asks.size(); ++i) {
    if (asks[i] != 0) candidate.asks.push_back({2027 + static_cast<int>(i), Nok(asks[i])});
  }
  return candidate;
}

// "b within, a beyond, c beyond fits".
std::string Page(const std::vector<Candidate>& candidates, const Ranking& ranking) {
  std::string page;
  for (const Place& place : ranking.places) {
    page += (page.empty() ? "" : ", ") + candidates[place.candidate].id + " " +
            std::string(Name(place.standing)) + (place.would_fit ? " fits" : "");
  }
  return page;
}

std::string PageOf(const std::vector<Candidate>& candidates, const std::vector<Ceiling>& ceilings,
                   Order order = Order::kFigureFalling, const std::vector<Move>& moves = {}) {
  const auto ranking = Rank(candidates, ceilings, order, moves);
  return ranking.ok() ? Page(candidates, *ranking) : std::string(ranking.status().message());
}

TEST(Rank, CutsWhereTheFirstCaseDoesNotFitAndSaysWhatStillWould) {
  const std::vector<Candidate> cases = {Case("a", 9, {60}), Case("b", 8, {50}), Case("c", 7, {30}),
                                        Case("d", 6, {20})};
  EXPECT_EQ(PageOf(cases, {{"health", 2027, Nok(100)}}),
            "a within, b beyond, c beyond fits, d beyond");
  EXPECT_EQ(PageOf(cases, {{"health", 2027, Nok(110)}}), "a within, b within, c beyond, d beyond");
  EXPECT_EQ(PageOf(cases, {{"health", 2028, Nok(0)}}), "a within, b within, c within, d within");
}

TEST(Rank, HoldsACaseAgainstEveryCeilingOfItsYearsAndOfTheAgenciesAboveIt) {
  const std::vector<Candidate> cases = {Case("a", 9, {60, 10}), Case("b", 8, {30, 10}),
                                        Case("t", 7, {30}, {"state", "transport"}),
                                        Case("u", 6, {10}, {"state", "transport"})};
  const std::vector<Ceiling> ceilings = {{"state", 2027, Nok(100)},
                                         {"health", 2027, Nok(90)},
                                         {"health", 2028, Nok(15)},
                                         {"transport", 2027, Nok(40)}};
  const auto ranking = Rank(cases, ceilings, Order::kFigureFalling, {});
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  // b does not fit into health's 2028; that cuts no other ministry.
  EXPECT_EQ(Page(cases, *ranking), "a within, b beyond, t within, u within");
  EXPECT_EQ(ranking->places[1].cut_by, 2u);
  std::vector<std::pair<int64_t, int64_t>> uses;
  for (const Use& use : ranking->uses) uses.emplace_back(use.within_minor, use.asked_minor);
  EXPECT_THAT(uses, ElementsAre(std::pair(100, 130), std::pair(60, 90), std::pair(10, 20),
                                std::pair(40, 40)));
  EXPECT_EQ(ranking->uses[0].cases_count, 4);
}

TEST(Rank, PutsCommittedCasesFirstAndThoseWithoutFigureOrRankLast) {
  std::vector<Candidate> cases = {Case("a", 5, {1}), Case("b", 9, {1}), Case("c", 1, {1}),
                                  Case("d", 0, {1}), Case("e", 9, {1})};
  cases[2].is_committed = true;
  cases[3].figure = std::nullopt;
  cases[0].rank = 2;
  cases[3].rank = 1;
  EXPECT_EQ(PageOf(cases, {}), "c within, b within, e within, a within, d within");
  EXPECT_EQ(PageOf(cases, {}, Order::kFigureRising),
            "c within, a within, b within, e within, d within");
  EXPECT_EQ(PageOf(cases, {}, Order::kRank), "c within, d within, a within, b within, e within");
}

TEST(Rank, OneMoveChangesWhoIsWithin) {
  const std::vector<Candidate> cases = {Case("a", 9, {60}), Case("b", 8, {50}), Case("c", 7, {40})};
  const std::vector<Ceiling> ceilings = {{"health", 2027, Nok(100)}};
  EXPECT_EQ(PageOf(cases, ceilings), "a within, b beyond, c beyond fits");
  EXPECT_EQ(PageOf(cases, ceilings, Order::kFigureFalling, {{"c", 1}}),
            "c within, a within, b beyond");
}

TEST(Rank, NeverAddsOtherMoney) {
  std::vector<Candidate> cases = {Case("a", 9, {60}), Case("b", 8, {50})};
  cases[0].asks[0].amount = money::Real(1, {"NOK", 2}, 2026);
  const auto ranking = Rank(cases, {{{"health", 2027, Nok(50)}}}, Order::kFigureFalling, {});
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  EXPECT_EQ(Page(cases, *ranking), "a unknown, b within");
  EXPECT_EQ(ranking->uses[0].unlike_count, 1);
  EXPECT_EQ(ranking->uses[0].asked_minor, 50);
}

TEST(Rank, NamesEveryKindOfBadInput) {
  const std::vector<Candidate> cases = {Case("a", 9, {60})};
  const struct {
    std::vector<Ceiling> ceilings;
    std::vector<Move> moves;
    const char* says;
  } rows[] = {
      {{{"health", 2027, Nok(1)}, {"health", 2027, Nok(2)}}, {}, "ceilings[1]: health has two"},
      {{{"health", 2027, Nok(-1)}}, {}, "ceilings[0].amount must not be below zero"},
      {{}, {{"x", 1}}, "moves[0]: x is not ranked"},
      {{}, {{"a", 1}, {"a", 1}}, "moves[1]: a is moved twice"},
      {{}, {{"a", 0}}, "moves[0].place must be 1 to 1; it is 0"},
      {{}, {{"a", 2}}, "moves[0].place must be 1 to 1; it is 2"},
  };
  for (const auto& row : rows) {
    const auto ranking = Rank(cases, row.ceilings, Order::kFigureFalling, row.moves);
    EXPECT_EQ(ranking.status().code(), absl::StatusCode::kInvalidArgument) << row.says;
    EXPECT_THAT(std::string(ranking.status().message()), HasSubstr(row.says));
  }
  const std::vector<Candidate> greatest = {Case("a", 9, {INT64_MAX}), Case("b", 9, {1})};
  EXPECT_EQ(Rank(greatest, {{{"health", 2027, Nok(1)}}}, Order::kRank, {}).status().code(),
            absl::StatusCode::kOutOfRange);
}

// Whatever is asked: the sums are those of the cases within, no ceiling is passed, and what is
// beyond with room left is said.
TEST(Rank, OfAnyCasesKeepsEveryCeiling) {
  constexpr uint32_t kSeed = 20261123;
  std::mt19937 random(kSeed);
  for (int round = 0; round < 300; ++round) {
    std::vector<Candidate> cases;
    std::vector<Ceiling> ceilings;
    const auto pick = [&](int below) { return static_cast<int>(random() % below); };
    for (int i = 0; i < 12; ++i) {
      cases.push_back(Case("c" + std::to_string(i), pick(5), {pick(50), pick(50)},
                           {"state", "m" + std::to_string(pick(3))}));
    }
    for (const char* agency : {"state", "m0", "m1"}) {
      for (const int year : {2027, 2028}) ceilings.push_back({agency, year, Nok(pick(200))});
    }
    const auto ranking = Rank(cases, ceilings, Order::kFigureFalling, {});
    ASSERT_TRUE(ranking.ok()) << ranking.status();
    for (size_t i = 0; i < ceilings.size(); ++i) {
      int64_t within = 0, with_fitting = 0;
      for (const Place& place : ranking->places) {
        const Candidate& one = cases[place.candidate];
        if (one.agencies[0] != ceilings[i].agency && one.agencies[1] != ceilings[i].agency)
          continue;
        for (const YearAsk& ask : one.asks) {
          if (ask.fiscal_year != ceilings[i].fiscal_year) continue;
          if (place.standing == Standing::kWithin) within += ask.amount.amount_minor;
          if (place.standing == Standing::kWithin || place.would_fit) {
            with_fitting += ask.amount.amount_minor;
          }
        }
      }
      EXPECT_EQ(within, ranking->uses[i].within_minor) << "seed " << kSeed << " round " << round;
      EXPECT_LE(with_fitting, ceilings[i].amount.amount_minor);
    }
  }
}

}  // namespace
}  // namespace cartera::ranking
