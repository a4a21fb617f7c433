#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kMethod[] = "methodologies/norway-cofinancing/versions/1";
constexpr uint64_t kSeed = 20'261'123;

// Three cases that can be simulated, of pspc (tax/a, tax/b) and dfo (fish/a); tax/draft is not
// frozen; tax/old is of a method that does not simulate.
class PortfolioTest : public ServiceTest {
 protected:
  PortfolioTest() {
    Freeze("ana", "tax", "a", kMethod, SampleContent());
    v1::CaseContent dearer = SampleContent();
    dearer.mutable_costs()->mutable_lines(0)->mutable_amount()->set_amount_minor(300'000'000);
    Freeze("ana", "tax", "b", kMethod, dearer);
    Freeze("otto", "fish", "a", kMethod, SampleContent());
    Freeze("ana", "tax", "old", "methodologies/chile-ict/versions/1", SampleContent());
    MustCreate("ana", "tax", "draft", SampleContent());
  }

  void Freeze(const std::string& person, const std::string& project, const std::string& id,
              const std::string& method, const v1::CaseContent& content) {
    v1::CreateCaseRequest request;
    request.set_parent(absl::StrCat("projects/", project));
    request.set_case_id(id);
    request.mutable_case_()->set_title("The case");
    request.mutable_case_()->set_stage(v1::CASE_STAGE_FULL);
    request.mutable_case_()->set_methodology_version(method);
    *request.mutable_content() = content;
    const auto made = Do<v1::CreateCaseResponse>(person, request);
    ASSERT_TRUE(made.ok()) << made.status();
    MustFreeze(person, made->case_().name());
  }

  static v1::SimulatePortfolioRequest All() {
    v1::SimulatePortfolioRequest request;
    *request.mutable_valuation_date() = SampleEvaluationContext().valuation_date();
    request.set_base_fiscal_year(2027);
    request.set_price_year(2027);
    request.set_unit("CAD");
    request.set_seed(kSeed);
    return request;
  }

  struct Answer {
    std::vector<std::string> order;  // of the parts
    v1::SimulationStart start;
    std::vector<v1::SimulatedCase> cases;
    v1::SimulatedPortfolio portfolio;
    int64_t done = 0, all = -1;  // as last told

    std::vector<std::string> names() const {
      std::vector<std::string> names;
      for (const auto& one : cases) names.push_back(one.case_());
      return names;
    }
    const v1::LeftOut* LeftOutFor(v1::LeftOut::Reason reason) const {
      for (const auto& one : start.left_out()) {
        if (one.reason() == reason) return &one;
      }
      return nullptr;
    }
  };

  absl::StatusOr<Answer> Simulate(const std::string& person,
                                  const v1::SimulatePortfolioRequest& request) {
    auto stream = Open(person, request);
    if (!stream.ok()) return stream.status();
    Answer answer;
    while (true) {
      const auto page = (*stream)->Next<v1::SimulatePortfolioResponse>();
      if (!page.ok()) return page.status();
      if (!page->has_value()) return answer;
      Add(**page, &answer);
    }
  }
  Answer MustSimulate(const std::string& person, const v1::SimulatePortfolioRequest& request) {
    auto answer = Simulate(person, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : Answer();
  }
  std::string ReasonFor(const v1::SimulatePortfolioRequest& request) {
    return rpc::ReasonOf(Simulate("rita", request).status());
  }

 private:
  static void Add(const v1::SimulatePortfolioResponse& page, Answer* answer) {
    const std::string part =
        page.GetDescriptor()->FindFieldByNumber(static_cast<int>(page.part_case()))->name();
    if (answer->order.empty() || answer->order.back() != part) answer->order.push_back(part);
    if (page.has_progress()) {
      answer->done = page.progress().done_count();
      answer->all = page.progress().all_count();
    }
    if (page.has_start()) answer->start = page.start();
    for (const auto& one : page.cases().cases()) answer->cases.push_back(one);
    if (page.has_portfolio()) answer->portfolio = page.portfolio();
  }
};

TEST_F(PortfolioTest, TellsItsProgressThenTheCasesThenTheSum) {
  const Answer answer = MustSimulate("rita", All());
  EXPECT_THAT(answer.order, ElementsAre("progress", "start", "progress", "cases", "portfolio"));
  EXPECT_EQ(answer.done, answer.all);
  EXPECT_EQ(answer.start.cases_count(), 3);
  EXPECT_EQ(answer.start.draws(), 10'000);
  EXPECT_EQ(answer.start.seed(), kSeed);
  EXPECT_FALSE(answer.start.seed_is_derived());
  EXPECT_EQ(answer.start.budget().amount_minor(), 120'000'000 + 320'000'000 + 120'000'000);
  EXPECT_EQ(answer.start.budget().price_year(), 2027);
  ASSERT_EQ(answer.cases.size(), 3u);
  const v1::SimulatedCase& one = answer.cases[0];
  EXPECT_EQ(one.case_(), "projects/fish/cases/a");
  EXPECT_EQ(one.revision(), "projects/fish/cases/a/revisions/1");
  EXPECT_EQ(one.revision_hash().size(), 64u);
  EXPECT_EQ(one.methodology_version(), kMethod);
  EXPECT_EQ(one.budget().amount_minor(), 120'000'000);
  EXPECT_EQ(one.cost().percentiles_size(), 9);
  EXPECT_GT(one.cost().percentiles(3).standard_error_minor(), 0);
  EXPECT_THAT(one.cost().curve(), IsEmpty());
  EXPECT_TRUE(one.mean_exists());
  int cost_bp = 0, npv_bp = 0;
  for (const auto& each : answer.cases) {
    cost_bp += each.cost_share_bp();
    npv_bp += each.npv_share_bp();
  }
  EXPECT_NEAR(cost_bp, 10'000, 2);  // each rounded
  EXPECT_NEAR(npv_bp, 10'000, 2);
  const v1::SimulatedTotal& cost = answer.portfolio.cost();
  ASSERT_EQ(cost.curve_size(), 101);
  EXPECT_EQ(cost.curve(0).standard_error_minor(), 0);
  EXPECT_GT(cost.curve(50).standard_error_minor(), 0);
  EXPECT_EQ(cost.curve(50).value_minor(), cost.percentiles(3).value_minor());
  EXPECT_LT(cost.mean_of_lowest().amount_minor(), cost.curve(6).value_minor());
  EXPECT_GT(cost.mean_of_highest().amount_minor(), cost.curve(94).value_minor());
  int64_t mean = 0;
  for (const auto& each : answer.cases) mean += each.cost().mean().amount_minor();
  EXPECT_NEAR(static_cast<double>(mean), static_cast<double>(cost.mean().amount_minor()), 3);
}

TEST_F(PortfolioTest, SaysWhatIsLeftOutAndWhy) {
  v1::SimulatePortfolioRequest request = All();
  Answer answer = MustSimulate("rita", request);
  const v1::LeftOut* old = answer.LeftOutFor(v1::LeftOut::REASON_METHODOLOGY_DOES_NOT_SIMULATE);
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->count(), 1);
  EXPECT_EQ(old->cases(0).case_(), "projects/tax/cases/old");
  const v1::LeftOut* draft = answer.LeftOutFor(v1::LeftOut::REASON_NO_REVISION);
  ASSERT_NE(draft, nullptr);
  EXPECT_EQ(draft->cases(0).case_(), "projects/tax/cases/draft");
  EXPECT_EQ(answer.start.left_out_size(), 2);
  request.set_unit("CLP");
  answer = MustSimulate("rita", request);
  EXPECT_EQ(answer.start.cases_count(), 0);
  EXPECT_EQ(answer.order.back(), "start");
  const v1::LeftOut* other = answer.LeftOutFor(v1::LeftOut::REASON_OTHER_UNIT);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->count(), 3);
  EXPECT_EQ(other->cases(0).why(), "in CAD");
}

TEST_F(PortfolioTest, IsOfWhatItsCallerSees) {
  EXPECT_THAT(MustSimulate("rita", All()).names(),
              ElementsAre("projects/fish/cases/a", "projects/tax/cases/a", "projects/tax/cases/b"));
  EXPECT_THAT(MustSimulate("ana", All()).names(),
              ElementsAre("projects/tax/cases/a", "projects/tax/cases/b"));
  EXPECT_THAT(MustSimulate("otto", All()).names(), ElementsAre("projects/fish/cases/a"));
  EXPECT_THAT(MustSimulate("nor", All()).names(), IsEmpty());
  v1::SimulatePortfolioRequest request = All();
  request.set_filter("id = \"b\"");
  EXPECT_THAT(MustSimulate("rita", request).names(), ElementsAre("projects/tax/cases/b"));
  request.set_filter("");
  request.set_parent("projects/fish");
  EXPECT_THAT(MustSimulate("rita", request).names(), ElementsAre("projects/fish/cases/a"));
}

TEST_F(PortfolioTest, AHiddenRevisionIsCountedLikeOneThatIsNotThere) {
  v1::SimulatePortfolioRequest request = All();
  for (const char* name : {"projects/tax/cases/a/revisions/1", "projects/fish/cases/a/revisions/1",
                           "projects/none/cases/a/revisions/1", "projects/tax/cases/b/revisions/9",
                           "projects/tax/cases/old/revisions/x"}) {
    request.add_revisions(name);
  }
  const Answer answer = MustSimulate("ana", request);
  EXPECT_THAT(answer.names(), ElementsAre("projects/tax/cases/a"));
  ASSERT_EQ(answer.start.left_out_size(), 1);
  EXPECT_EQ(answer.start.left_out(0).reason(), v1::LeftOut::REASON_NOT_FOUND);
  EXPECT_EQ(answer.start.left_out(0).count(), 4);
  EXPECT_THAT(answer.start.left_out(0).cases(), IsEmpty());
}

TEST_F(PortfolioTest, TheSameIsTheSameAgainAndTheSeedIsMadeOfIt) {
  v1::SimulatePortfolioRequest request = All();
  request.clear_seed();
  request.set_draws(20'000);  // more than a block
  const Answer first = MustSimulate("rita", request), second = MustSimulate("rita", request);
  EXPECT_EQ(first.portfolio.SerializeAsString(), second.portfolio.SerializeAsString());
  EXPECT_EQ(first.start.inputs_hash(), second.start.inputs_hash());
  EXPECT_TRUE(first.start.seed_is_derived());
  EXPECT_FALSE(first.portfolio.cost().percentiles_are_exact());
  // The seed that was told gives the same when it is given; by name in another order, too.
  request.set_seed(first.start.seed());
  for (auto one = first.cases.rbegin(); one != first.cases.rend(); ++one) {
    request.add_revisions(one->revision());
  }
  const Answer named = MustSimulate("rita", request);
  EXPECT_EQ(named.portfolio.SerializeAsString(), first.portfolio.SerializeAsString());
  EXPECT_EQ(named.start.inputs_hash(), first.start.inputs_hash());
  // A new revision is something else.
  v1::CaseContent content = SampleContent();
  content.mutable_costs()->mutable_lines(0)->mutable_amount()->set_amount_minor(110'000'000);
  v1::UpdateCaseRequest update;
  update.set_name("projects/fish/cases/a");
  *update.mutable_content()->mutable_costs() = content.costs();
  update.add_sections("costs");
  v1::GetCaseRequest get;
  get.set_name(update.name());
  const auto read = Do<v1::GetCaseResponse>("otto", get);
  ASSERT_TRUE(read.ok()) << read.status();
  for (const auto& state : read->case_().sections()) {
    if (state.section() == "costs") {
      (*update.mutable_section_etags())["costs"] = state.etag();
    }
  }
  const auto updated = Do<v1::UpdateCaseResponse>("otto", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  MustFreeze("otto", "projects/fish/cases/a");
  request = All();
  request.clear_seed();
  request.set_draws(20'000);
  const Answer later = MustSimulate("rita", request);
  EXPECT_NE(later.start.seed(), first.start.seed());
  EXPECT_NE(later.start.inputs_hash(), first.start.inputs_hash());
}

TEST_F(PortfolioTest, CasesGoTogetherThroughSharedDrivers) {
  const auto spread = [&](int weight_bp) {
    v1::SimulatePortfolioRequest request = All();
    v1::SharedDriver* wages = request.add_drivers();
    wages->set_id("wages");
    v1::DriverLoading* loading = wages->add_loadings();
    loading->set_side(v1::DriverLoading::SIDE_COSTS);
    loading->set_weight_bp(weight_bp);
    return MustSimulate("rita", request).portfolio.cost().standard_deviation().amount_minor();
  };
  EXPECT_GT(spread(7'000) * 10, spread(0) * 11);
}

TEST_F(PortfolioTest, AGivenBudgetCounts) {
  v1::SimulatePortfolioRequest request = All();
  request.set_budget_minor(0);
  EXPECT_EQ(MustSimulate("rita", request).portfolio.within_budget().value_bp(), 0);
  request.set_budget_minor(10'000'000'000);
  const Answer rich = MustSimulate("rita", request);
  EXPECT_EQ(rich.portfolio.within_budget().value_bp(), 10'000);
  EXPECT_EQ(rich.start.budget().amount_minor(), 10'000'000'000);
}

// What a simulation holds goes with its place: both are members of its pages.
TEST_F(PortfolioTest, StopsAtOnceWhenItsCallerGoes) {
  v1::SimulatePortfolioRequest request = All();
  request.set_draws(1'000'000);
  auto stream = Open("rita", request);
  ASSERT_TRUE(stream.ok()) << stream.status();
  EXPECT_EQ(deps().simulations.open(), 1);
  int64_t done = 0, all = 0;
  while (done == 0 || all < 1'000'000) {
    const auto page = (*stream)->Next<v1::SimulatePortfolioResponse>();
    ASSERT_TRUE(page.ok() && page->has_value()) << page.status();
    done = (*page)->progress().done_count();
    all = (*page)->progress().all_count();
  }
  EXPECT_LT(done, all);
  (*stream)->Cancel();
  const int64_t tasks = deps().simulations.tasks_run();
  const auto page = (*stream)->Next<v1::SimulatePortfolioResponse>();
  EXPECT_EQ(page.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(deps().simulations.tasks_run(), tasks) << "it went on";
  stream->reset();
  EXPECT_EQ(deps().simulations.open(), 0);
}

TEST_F(PortfolioTest, ACallerHasOneAtATime) {
  const auto first = Open("rita", All());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(rpc::ReasonOf(Open("rita", All()).status()), "SIMULATIONS_BUSY");
  EXPECT_TRUE(Open("ana", All()).ok());
}

TEST_F(PortfolioTest, SaysWhatIsWrongWithARequest) {
  v1::SimulatePortfolioRequest request = All();
  request.set_parent("projects/tax");
  request.add_revisions("projects/tax/cases/a/revisions/1");
  request.add_revisions("projects/tax/cases/a/revisions/2");
  request.set_unit("XXZ");
  request.set_draws(999);
  v1::SharedDriver* driver = request.add_drivers();
  driver->set_id("d");
  v1::DriverLoading* loading = driver->add_loadings();
  loading->set_side(v1::DriverLoading::SIDE_GAINS);
  loading->set_cost_category(v1::COST_CATEGORY_SUPPORT);
  *request.add_drivers() = *driver;
  std::vector<std::string> fields;
  for (const auto& fault : rpc::FaultsOf(Simulate("rita", request).status())) {
    fields.push_back(fault.field);
  }
  EXPECT_THAT(fields, UnorderedElementsAre("parent", "revisions[1]", "unit", "draws",
                                           "drivers[1].id", "drivers[0].loadings[0].cost_category",
                                           "drivers[1].loadings[0].cost_category"));
  EXPECT_EQ(deps().simulations.open(), 0);
  request = All();
  request.set_filter("nonsense = 1");
  EXPECT_EQ(ReasonFor(request), "INVALID_REQUEST");
  request = All();
  for (const char* id : {"a", "b"}) {
    v1::SharedDriver* one = request.add_drivers();
    one->set_id(id);
    v1::DriverLoading* load = one->add_loadings();
    load->set_side(v1::DriverLoading::SIDE_COSTS);
    load->set_weight_bp(8'000);
  }
  const absl::Status status = Simulate("rita", request).status();
  EXPECT_EQ(rpc::ReasonOf(status), "DRIVERS_INVALID");
  EXPECT_THAT(std::string(status.message()), HasSubstr("drivers[1].loadings[0].weight_bp"));
  EXPECT_EQ(deps().simulations.open(), 0);
}

}  // namespace
}  // namespace cartera::appraisal
