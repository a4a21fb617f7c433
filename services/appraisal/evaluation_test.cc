#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/sha256.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;

constexpr char kTaxCase[] = "projects/tax/cases/main";
constexpr char kRevision[] = "projects/tax/cases/main/revisions/1";

class EvaluationTest : public ServiceTest {
 protected:
  EvaluationTest() {
    MustCreate("ana", "tax", "main", SampleContent());
    MustFreeze("ana", kTaxCase);
  }
  absl::Status Evaluate(const std::string& person, const v1::EvaluationContext& context,
                        const std::string& revision = kRevision) {
    v1::EvaluateRevisionRequest request;
    request.set_revision(revision);
    *request.mutable_context() = context;
    return Do<v1::EvaluateRevisionResponse>(person, request).status();
  }
  static v1::EvaluationContext Scored(const std::string& criterion, int score,
                                      const std::string& assessor) {
    v1::EvaluationContext context = SampleEvaluationContext();
    v1::PersonScore* row = context.add_person_scores();
    row->set_criterion(criterion);
    row->set_score(score);
    row->set_reason("Compared with two others");
    row->set_assessor(assessor);
    return context;
  }
  v1::ReplayEvaluationResponse Replay(const std::string& name) {
    v1::ReplayEvaluationRequest request;
    request.set_name(name);
    const auto response = Do<v1::ReplayEvaluationResponse>("aud", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::ReplayEvaluationResponse();
  }
};

TEST_F(EvaluationTest, SaysWhatEachNumberCameFrom) {
  const v1::Evaluation made = MustEvaluate("rita", kRevision, SampleEvaluationContext());
  EXPECT_EQ(made.pins().revision(), kRevision);
  EXPECT_EQ(made.pins().revision_hash().size(), 64u);
  EXPECT_EQ(made.pins().engine_version(), "appraisal/v1");
  EXPECT_EQ(made.pins().seed(), 18'446'744'073'709'551'615u);
  EXPECT_EQ(made.pins().context().DebugString(), SampleEvaluationContext().DebugString());
  ASSERT_EQ(made.figures_size(), 2);
  const v1::OptionFigures& preferred = made.figures(0);  // by id: new, none
  EXPECT_EQ(preferred.option(), "new");
  EXPECT_TRUE(preferred.preferred());
  EXPECT_EQ(preferred.total_cost_of_ownership().amount_minor(), 120'000'000);
  EXPECT_EQ(preferred.total_cost_of_ownership().price_year(), 2027);
  ASSERT_EQ(preferred.explanations_size(), 6);
  EXPECT_EQ(preferred.explanations(0).value(), "1,200,000.00 CAD");
  const v1::Explanation* leaf = &preferred.explanations(0);
  while (leaf->inputs_size() > 0) leaf = &leaf->inputs(0);
  EXPECT_EQ(leaf->field(), "costs.lines[id=dev-2027].amount");
  EXPECT_EQ(made.scorecard().dimensions_size(), 4);
  EXPECT_GT(made.scorecard().dimensions(0).criteria_size(), 0);
  EXPECT_GT(made.findings_size(), 0);
  EXPECT_FALSE(made.scorecard().suggestion_reason().empty());
}

TEST_F(EvaluationTest, ReplaysByteForByte) {
  const v1::Evaluation made = MustEvaluate("ana", kRevision, Scored("technology", 3, "people/ana"));
  const v1::ReplayEvaluationResponse replay = Replay(made.name());
  EXPECT_TRUE(replay.identical());
  EXPECT_EQ(replay.replayed_hash(), made.result_hash());
  EXPECT_THAT(replay.differences(), ElementsAre());
  v1::GetEvaluationRequest request;
  request.set_name(made.name());
  request.set_include_canonical_result(true);
  const auto read = Do<v1::GetEvaluationResponse>("par", request);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(absl::BytesToHexString(Sha256(read->evaluation().canonical_result())),
            made.result_hash());
  v1::Evaluation bare = read->evaluation();
  bare.clear_canonical_result();
  EXPECT_EQ(bare.DebugString(), made.DebugString());
}

TEST_F(EvaluationTest, TheSamePinsAreTheSameEvaluation) {
  v1::EvaluationContext context = Scored("technology", 3, "people/rita");
  const v1::PersonScore first = context.person_scores(0);
  v1::PersonScore second = first;
  second.set_criterion("risks");
  *context.add_person_scores() = second;
  const v1::Evaluation made = MustEvaluate("rita", kRevision, context);
  clock_.Advance(absl::Seconds(3));
  context.mutable_person_scores()->SwapElements(0, 1);
  EXPECT_EQ(MustEvaluate("rita", kRevision, context).DebugString(), made.DebugString());
  context.set_seed(7);
  EXPECT_NE(MustEvaluate("rita", kRevision, context).name(), made.name());
  EXPECT_EQ(Admin("SELECT count(*) FROM appraisal.evaluations"), "2");
}

TEST_F(EvaluationTest, TheLargestCaseIsEvaluatedAndReadBack) {
  v1::CaseContent content = SampleContent();
  for (int i = 0; i < 4998; ++i) {
    v1::CostLine* line = content.mutable_costs()->add_lines();
    *line = content.costs().lines(i % 2);
    line->set_id(absl::StrCat("line-", i));
    line->set_description(std::string(120, 'd'));
    line->mutable_amount()->set_amount_minor(i);
  }
  MustCreate("ana", "tax", "large", content);
  MustFreeze("ana", "projects/tax/cases/large");
  const std::string revision = "projects/tax/cases/large/revisions/1";
  const v1::Evaluation made = MustEvaluate("rita", revision, SampleEvaluationContext());
  EXPECT_LT(made.ByteSizeLong(), size_t{kMessageBytesMax});
  EXPECT_TRUE(Replay(made.name()).identical());
}

// Somebody with the database in hand alters a stored result, as nobody can who is logged in.
TEST_F(EvaluationTest, ReplayFindsAnAlteredResult) {
  const v1::Evaluation made = MustEvaluate("rita", kRevision, SampleEvaluationContext());
  ASSERT_EQ(Admin("ALTER TABLE appraisal.evaluations DISABLE TRIGGER USER"), "");
  ASSERT_EQ(
      Admin("UPDATE appraisal.evaluations SET (result, result_hash) = (SELECT x, sha256(x) FROM"
            " (SELECT convert_to(replace(convert_from(result, 'UTF8'), '\"preferred\":true',"
            " '\"preferred\":false'), 'UTF8')) AS v (x))"),
      "");
  const v1::ReplayEvaluationResponse replay = Replay(made.name());
  EXPECT_FALSE(replay.identical());
  EXPECT_THAT(replay.differences(),
              ElementsAre("options[id=new].preferred: stored false, replayed true"));
}

TEST_F(EvaluationTest, ReplayFindsAnAlteredRevision) {
  const v1::Evaluation made = MustEvaluate("rita", kRevision, SampleEvaluationContext());
  ASSERT_EQ(Admin("ALTER TABLE appraisal.revisions DISABLE TRIGGER USER"), "");
  ASSERT_EQ(Admin("UPDATE appraisal.revisions SET (content, content_hash) = ('{}', sha256('{}'))"),
            "");
  const v1::ReplayEvaluationResponse replay = Replay(made.name());
  EXPECT_FALSE(replay.identical());
  EXPECT_THAT(replay.differences(),
              ElementsAre("the stored revision does not have the hash that is pinned"));
}

TEST_F(EvaluationTest, OnlyTheCentreStatesWhatOthersScored) {
  EXPECT_EQ(rpc::ReasonOf(Evaluate("ana", Scored("technology", 4, "people/rita"))),
            "FOREIGN_SCORE");
  EXPECT_TRUE(Evaluate("rita", Scored("technology", 4, "people/ana")).ok());
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", Scored("technology", 4, "people/ghost"))),
            "REFERENCE_MISSING");
}

TEST_F(EvaluationTest, HostileContextsAreRefused) {
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", Scored("beauty", 4, "people/rita"))), "INVALID_REQUEST");
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", Scored("technology", 5, "people/rita"))),
            "INVALID_REQUEST");
  v1::EvaluationContext twice = Scored("technology", 3, "people/rita");
  *twice.add_person_scores() = twice.person_scores(0);
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", twice)), "INVALID_REQUEST");
  v1::EvaluationContext date = SampleEvaluationContext();
  date.mutable_valuation_date()->set_month(13);
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", date)), "INVALID_REQUEST");
  v1::EvaluationContext other_prices = SampleEvaluationContext();
  other_prices.set_price_year(2020);
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", other_prices)), "NOT_COMPUTABLE");
  EXPECT_TRUE(absl::IsNotFound(
      Evaluate("rita", SampleEvaluationContext(), absl::StrCat(kTaxCase, "/revisions/2"))));
  EXPECT_TRUE(absl::IsNotFound(Evaluate("otto", SampleEvaluationContext())));
  EXPECT_EQ(rpc::ReasonOf(Evaluate("aud", SampleEvaluationContext())), "ROLE_MISSING");
  EXPECT_EQ(Admin("SELECT count(*) FROM appraisal.evaluations"), "0");
}

class OtherMethodTest : public EvaluationTest {
 protected:
  // Of engine 2.
  absl::StatusOr<v1::EvaluateRevisionResponse> Try(const v1::EvaluationContext& context) {
    v1::EvaluateRevisionRequest request;
    request.set_revision(kRevision);
    request.set_methodology_version("methodologies/norway-cofinancing/versions/1");
    *request.mutable_context() = context;
    return Do<v1::EvaluateRevisionResponse>("rita", request);
  }
};

TEST_F(OtherMethodTest, ASeedThatIsNotGivenIsMadeOfTheRevision) {
  v1::EvaluationContext context = SampleEvaluationContext();
  context.set_seed(0);
  const auto made = Try(context);
  ASSERT_TRUE(made.ok()) << made.status();
  const v1::Pins& pins = made->evaluation().pins();
  EXPECT_EQ(absl::StrCat(absl::Hex(pins.seed(), absl::kZeroPad16)),
            pins.revision_hash().substr(0, 16));
  EXPECT_EQ(pins.context().seed(), pins.seed());
  EXPECT_EQ(Try(context)->evaluation().name(), made->evaluation().name());
  EXPECT_TRUE(Replay(made->evaluation().name()).identical());
  // Engine 1 draws nothing: its pins stay as they were asked for.
  EXPECT_EQ(MustEvaluate("rita", kRevision, context).pins().seed(), 0u);
}

TEST_F(OtherMethodTest, SaysItsAccountsAndRouteAndReplays) {
  const auto made = Try(SampleEvaluationContext());
  ASSERT_TRUE(made.ok()) << made.status();
  const v1::Evaluation& evaluation = made->evaluation();
  EXPECT_EQ(evaluation.pins().engine_version(), "appraisal/v2");
  std::set<std::string> figures;
  for (const v1::Figure& figure : evaluation.figures(0).figures()) {
    figures.insert(absl::StrCat(v1::Account_Name(figure.account()), " ", figure.id()));
  }
  for (const char* figure :
       {"ACCOUNT_FISCAL fiscal.net_present_value", "ACCOUNT_ECONOMIC economic.net_present_value",
        "ACCOUNT_ECONOMIC economic.irr", "ACCOUNT_AGENCY agency.total_cost"}) {
    EXPECT_TRUE(figures.contains(figure)) << figure;
  }
  EXPECT_EQ(evaluation.route().tier(), "full");
  EXPECT_GT(evaluation.route().threshold_reasons_size(), 0);
  EXPECT_GT(evaluation.scorecard().steady_weights_size(), 0);
  EXPECT_TRUE(Replay(evaluation.name()).identical());
}

// A client could route a project past its reviewers otherwise.
TEST_F(OtherMethodTest, KindAndStageAreTheServers) {
  v1::EvaluationContext context = SampleEvaluationContext();
  context.set_project_kind("continuity");
  context.set_stage("closure");
  const auto made = Try(context);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->evaluation().pins().context().project_kind(), "new");
  EXPECT_EQ(made->evaluation().pins().context().stage(), "full");
  EXPECT_EQ(Admin("SELECT count(*) FROM appraisal.evaluations"), "1");
  EXPECT_EQ(Try(SampleEvaluationContext())->evaluation().name(), made->evaluation().name());
  // Engine 1 knows neither.
  EXPECT_EQ(MustEvaluate("rita", kRevision, context).pins().context().stage(), "");
}

TEST_F(OtherMethodTest, ScoresOfSeveralPeopleAreKeptApart) {
  v1::EvaluationContext context = Scored("additionality", 3, "people/rita");
  v1::PersonScore* other = context.add_person_scores();
  *other = context.person_scores(0);
  other->set_assessor("people/ana");
  other->set_score(0);
  const auto made = Try(context);
  ASSERT_TRUE(made.ok()) << made.status();
  int seen = 0;
  for (const auto& dimension : made->evaluation().scorecard().dimensions()) {
    for (const v1::CriterionScore& criterion : dimension.criteria()) {
      if (criterion.criterion() != "additionality") continue;
      ++seen;
      ASSERT_EQ(criterion.blind_size(), 2);
      EXPECT_EQ(criterion.blind(0).assessor(), "people/ana");
      EXPECT_EQ(criterion.spread(), 3);
    }
  }
  EXPECT_EQ(seen, 1);
  context.mutable_person_scores()->SwapElements(0, 1);
  EXPECT_EQ(Try(context)->evaluation().name(), made->evaluation().name());
  // The same person twice is one too many; and engine 1 takes one score of a criterion.
  other = context.mutable_person_scores(1);
  other->set_assessor(context.person_scores(0).assessor());
  EXPECT_EQ(rpc::ReasonOf(Try(context).status()), "INVALID_REQUEST");
  v1::EvaluationContext once = Scored("technology", 3, "people/rita");
  *once.add_person_scores() = once.person_scores(0);
  once.mutable_person_scores(1)->set_assessor("people/ana");
  EXPECT_EQ(rpc::ReasonOf(Evaluate("rita", once)), "INVALID_REQUEST");
}

TEST_F(EvaluationTest, MethodologiesAreListedAndReadWithTheirHash) {
  const auto list =
      Do<v1::ListMethodologyVersionsResponse>("nor", v1::ListMethodologyVersionsRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_GE(list->methodology_versions_size(), 1);
  EXPECT_EQ(list->methodology_versions(0).definition(), "");
  v1::GetMethodologyVersionRequest request;
  request.set_name("methodologies/chile-ict/versions/1");
  const auto read = Do<v1::GetMethodologyVersionResponse>("nor", request);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(absl::BytesToHexString(Sha256(read->methodology_version().definition())),
            read->methodology_version().definition_hash());
  request.set_name("methodologies/chile-ict/versions/9");
  EXPECT_TRUE(absl::IsNotFound(Do<v1::GetMethodologyVersionResponse>("nor", request).status()));
  EXPECT_EQ(rpc::ReasonOf(Do<v1::GetMethodologyVersionResponse>("stranger", request).status()),
            "NOT_REGISTERED");
}

}  // namespace
}  // namespace cartera::appraisal
