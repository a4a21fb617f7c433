#include "libs/domain/letter/decision_letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace cartera::letter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Compares with tests/golden/letter/<name>; CARTERA_UPDATE_GOLDEN=1 writes it anew instead.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = "tests/golden/letter/" + name;
  if (std::getenv("CARTERA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream wanted;
  wanted << file.rdbuf();
  EXPECT_EQ(wanted.str(), text) << path;
}

calendar::CivilDate Day(int year, int month, int day) {
  return *calendar::CivilDate::Make(year, month, day);
}
authorisation::Line Cad(int year, const char* line, int64_t amount_minor) {
  return {year, line, {amount_minor, {"CAD", 2}, money::PriceBasis::kReal, 2026}};
}

// A made-up decision on the sample case of Canada's surplus sales.
DecisionFacts Approved() {
  DecisionFacts facts;
  facts.decision = "rounds/budget-2027/submissions/gcsurplus/decisions/2";
  facts.sender = {"Government of Canada", "Treasury Board Secretariat"};
  facts.addressee = "Public Services and Procurement Canada";
  facts.project = "Surplus sales platform";
  facts.round = "Budget 2027";
  facts.decided_on = Day(2026, 11, 23);
  facts.outcome = "approve_with_observations";
  facts.decided_by = "the Treasury Board";
  facts.recorded_by = "people/tessa";
  facts.formal_act = FormalAct{"Resolution", "1248", Day(2026, 11, 20)};
  facts.reasons = {"Benefits shown", "Costs credible"};
  facts.reason = "Worth its cost; the exit plan is now costed.";
  facts.suggestion = "request_iteration";
  facts.against_suggestion = "the two gaps can be closed before go-live.";
  facts.asked = {Cad(2027, "PSPC Vote 1", 50'000'000), Cad(2027, "PSPC Vote 5", 70'000'000),
                 Cad(2028, "PSPC Vote 1", 48'000'000)};
  facts.authorised = {Cad(2027, "PSPC Vote 1", 46'000'000), Cad(2027, "PSPC Vote 5", 64'000'000)};
  facts.authorised_from = Day(2026, 11, 23);
  facts.authorised_until = Day(2028, 3, 31);
  facts.yearly_continuation = true;
  facts.authorisation = "projects/pspc-gcsurplus/authorisations/1";
  facts.conditions = {
      {"precedent", "agencies/pspc", "", "A signed benefits plan.", Day(2027, 3, 31)},
      {"subsequent", "people/carlos", "", "Report on the first year.", Day(2028, 6, 30)}};
  facts.observations = {{"should", "", "benefits.lines",
                         "Measure staff hours per lot at three centres before go-live.",
                         Day(2027, 10, 15)}};
  facts.appeal_until = Day(2026, 12, 15);
  facts.revision = "projects/pspc-gcsurplus/cases/full/revisions/2";
  facts.revision_hash = std::string(64, 'a');
  facts.evaluation = facts.revision + "/evaluations/1";
  facts.evaluation_hash = std::string(64, 'b');
  facts.methodology_version = "methodologies/chile-ict/versions/2";
  facts.engine_version = "2";
  facts.seed = 42;
  facts.record = RecordState{"cartera.example/budget", 1234, std::string(64, 'c'),
                             "23 November 2026 at 14:05 UTC"};
  return facts;
}

TEST(DecisionLetter, AnApprovalReadsLikeALetterOfAMinistry) {
  const Letter letter = DecisionLetter(Approved());
  ExpectGolden("approved.md", ToMarkdown(letter));
  ExpectGolden("approved.html", ToHtml(letter));
}

TEST(DecisionLetter, ARejectionAuthorisesNothingAndSaysHowToAppeal) {
  DecisionFacts facts = Approved();
  facts.outcome = "reject";
  facts.authorised.clear();
  facts.authorised_from.reset();
  facts.authorised_until.reset();
  facts.authorisation.clear();
  facts.conditions.clear();
  facts.observations.clear();
  facts.yearly_continuation = false;
  facts.against_suggestion.clear();
  ExpectGolden("rejected.md", ToMarkdown(DecisionLetter(facts)));
}

TEST(DecisionLetter, ARefusalAtScreeningNamesThePublishedGrounds) {
  DecisionFacts facts = Approved();
  facts.outcome = "reject";
  facts.grounds = {"No strategic objective is named"};
  const std::string text = ToMarkdown(DecisionLetter(facts));
  EXPECT_THAT(text, testing::HasSubstr("refused at screening"));
  EXPECT_THAT(text, testing::HasSubstr("- No strategic objective is named"));
}

TEST(DecisionLetter, AnIterationShowsWhatToAnswerAndNoMoney) {
  DecisionFacts facts = Approved();
  facts.outcome = "request_iteration";
  facts.authorised.clear();
  facts.authorisation.clear();
  facts.conditions.clear();
  const std::string text = ToMarkdown(DecisionLetter(facts));
  EXPECT_THAT(text, HasSubstr("returned to you for another revision"));
  EXPECT_THAT(text, HasSubstr("Measure staff hours"));
  EXPECT_THAT(text, Not(HasSubstr("## Money")));
}

TEST(DecisionLetter, MoneyOfTwoKindsIsNeverAddedUp) {
  DecisionFacts facts = Approved();
  facts.asked[1].amount.price_year = 2027;
  const std::string text = ToMarkdown(DecisionLetter(facts));
  EXPECT_THAT(text, HasSubstr("you asked for the amounts below"));
  EXPECT_THAT(text, Not(HasSubstr("Total")));
  EXPECT_THAT(text, HasSubstr("700,000.00 CAD (2027 prices)"));
}

TEST(DecisionLetter, WithoutACheckpointItSaysSo) {
  DecisionFacts facts = Approved();
  facts.record.reset();
  const std::string text = ToMarkdown(DecisionLetter(facts));
  EXPECT_THAT(text, HasSubstr("The record has no signed checkpoint yet"));
  EXPECT_THAT(text, Not(HasSubstr("Root hash")));
}

}  // namespace
}  // namespace cartera::letter
