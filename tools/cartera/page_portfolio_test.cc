#include "tools/cartera/page_portfolio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "tools/cartera/golden.h"

namespace cartera::cli {
namespace {

using google::protobuf::TextFormat;
using ::testing::HasSubstr;
using ::testing::Not;

type::v1::Money Cad(int64_t amount_minor) {
  type::v1::Money money;
  money.set_unit("CAD");
  money.set_amount_minor(amount_minor);
  money.set_basis(type::v1::PRICE_BASIS_REAL);
  money.set_price_year(2027);
  return money;
}

// Uniform from `low` to `high`.
void Fill(int64_t low, int64_t high, bool with_curve, appraisal::v1::SimulatedTotal* total) {
  *total->mutable_mean() = Cad((low + high) / 2);
  *total->mutable_mean_standard_error() = Cad((high - low) / 346);
  *total->mutable_mean_of_lowest() = Cad(low + (high - low) / 40);
  *total->mutable_mean_of_highest() = Cad(high - (high - low) / 40);
  const auto at = [&](int bp, appraisal::v1::SimulatedPercentile* one) {
    one->set_probability_bp(bp);
    one->set_value_minor(low + (high - low) / 100 * bp / 100);
    one->set_standard_error_minor(bp % 10'000 == 0 ? 0 : (high - low) / 200);
  };
  for (const int bp : {500, 5'000, 8'000, 9'500}) at(bp, total->add_percentiles());
  for (int bp = 0; with_curve && bp <= 10'000; bp += 100) at(bp, total->add_curve());
}

SimulatedPortfolioAnswer Answer(int cases) {
  SimulatedPortfolioAnswer answer;
  EXPECT_TRUE(TextFormat::ParseFromString(
      R"pb(
        draws: 10000
        seed: 7
        seed_is_derived: true
        generator: "philox4x32-10/layout-1"
        inputs_hash: "772bd76421f25d1c81710a433a22bf065b356671413904bf012227edf374e285"
        left_out { reason: REASON_NOT_FOUND count: 2 }
        left_out {
          reason: REASON_OTHER_UNIT
          count: 1
          cases { case: "projects/permits/cases/full" why: "in NOK" }
        }
      )pb",
      &answer.start));
  answer.start.set_cases_count(cases);
  *answer.start.mutable_budget() = Cad(110'000'000);
  Fill(100'000'000, 150'000'000, true, answer.portfolio.mutable_cost());
  Fill(-20'000'000, 40'000'000, true, answer.portfolio.mutable_npv());
  answer.portfolio.mutable_npv_positive()->set_value_bp(6'667);
  answer.portfolio.mutable_npv_positive()->set_standard_error_bp(47);
  answer.portfolio.mutable_within_budget()->set_value_bp(2'000);
  for (int i = 0; i < cases; ++i) {
    appraisal::v1::SimulatedCase one;
    one.set_case_(absl::StrCat("projects/p", i, "/cases/full"));
    Fill(10'000'000 * (i + 1), 15'000'000 * (i + 1), false, one.mutable_cost());
    Fill(-2'000'000, 4'000'000, false, one.mutable_npv());
    one.mutable_npv_positive()->set_value_bp(6'667);
    one.mutable_within_budget()->set_value_bp(2'000);
    one.set_npv_share_bp(i == 0 ? -500 : 100 * i);
    answer.cases.push_back(one);
  }
  return answer;
}

TEST(SimulatedPortfolioPage, SaysTheSumThenTheCasesThenWhatIsLeftOut) {
  ExpectGolden("portfolio_simulated.txt", SimulatedPortfolioPage(Answer(3), {.width = 80}));
}

TEST(SimulatedPortfolioPage, FitsTheTerminal) {
  const SimulatedPortfolioAnswer answer = Answer(30);
  for (const absl::string_view line :
       absl::StrSplit(SimulatedPortfolioPage(answer, {.width = 80}), '\n')) {
    EXPECT_LE(DisplayWidth(line), 80) << line;
  }
  EXPECT_THAT(SimulatedPortfolioPage(answer, {.width = 80}), HasSubstr("and 10 more"));
}

TEST(SimulatedPortfolioPage, OfNothingSaysWhatIsLeftOut) {
  const std::string page = SimulatedPortfolioPage(Answer(0), {.width = 80});
  EXPECT_THAT(page, HasSubstr("2 not found"));
  EXPECT_THAT(page, Not(HasSubstr("NPV")));
}

}  // namespace
}  // namespace cartera::cli
