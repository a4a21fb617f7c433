// A whole budget round, from opening to authorisations: cases of all sizes, ranked against the
// ministries' ceilings, decided by that order. What is within is predicted here independently, and
// at the end the record is exported and checked without the server.
//
// The mix of sizes is made up after Chile's year (554 cases, mean 0.39 million USD, mostly what
// must go on): three in five are yearly lines below 100 million CLP, one in twelve is a large case.
// CARTERA_TEST_CASES=554 plays that year; the test alone plays fewer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/judgement.pb.h"
#include "cartera/review/v1/letter.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/domain/record/checkpoint.h"
#include "libs/domain/record/signed_note.h"
#include "libs/platform/rpc/error.h"
#include "libs/record_files/record_reader.h"
#include "services/appraisal/module.h"
#include "services/oversight/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera::testing {
namespace {

namespace appraisal_v1 = ::cartera::appraisal::v1;
namespace review_v1 = ::cartera::review::v1;

constexpr char kMethod[] = "methodologies/chile-ict/versions/2";
constexpr char kRound[] = "rounds/b27";
constexpr int kYear = 2027;
constexpr int kMinistries = 5;
constexpr int64_t kMillion = 1'000'000;  // CLP has no smaller unit

enum class Tier { kLine, kShort, kFull };

struct PlannedCase {
  std::string id, ministry, agency;
  Tier tier = Tier::kLine;
  int64_t asked_minor = 0;  // in 2027, all of it new
};

int FromEnvironment(const char* name, int otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : std::atoi(given);
}

// Amounts are spread evenly over the logarithm between the bounds of their tier.
int64_t Between(std::mt19937* random, double low, double high) {
  const double share = static_cast<double>((*random)()) / 4294967296.0;
  return static_cast<int64_t>(low * std::pow(high / low, share)) / 1000 * 1000;
}

std::vector<PlannedCase> Plan(int count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<PlannedCase> cases;
  for (int i = 0; i < count; ++i) {
    PlannedCase one{.id = absl::StrCat("p", 1000 + i)};
    one.ministry = absl::StrCat("m", random() % kMinistries);
    one.agency = absl::StrCat(one.ministry, "-a", random() % 3);
    const uint64_t draw = random() % 60;
    one.tier = draw < 36 ? Tier::kLine : draw < 55 ? Tier::kShort : Tier::kFull;
    const double million = kMillion;
    one.asked_minor = one.tier == Tier::kLine ? Between(&random, 5 * million, 90 * million)
                      : one.tier == Tier::kShort
                          ? Between(&random, 100 * million, 900 * million)
                          : Between(&random, 1'200 * million, 8'000 * million);
    cases.push_back(std::move(one));
  }
  return cases;
}

void SetClp(int64_t amount_minor, type::v1::Money* amount) {
  amount->set_unit("CLP");
  amount->set_amount_minor(amount_minor);
  amount->set_basis(type::v1::PRICE_BASIS_REAL);
  amount->set_price_year(2026);
}

// A row of a yearly list says what goes on and what it costs.
appraisal_v1::CaseContent LineContent(int64_t amount_minor) {
  appraisal_v1::CaseContent content;
  content.mutable_identification()->set_summary("Mail of the agency");
  content.mutable_identification()->set_start_fiscal_year(kYear);
  content.mutable_identification()->set_go_live_fiscal_year(kYear);
  content.mutable_identification()->set_horizon_years(1);
  content.mutable_existing_assets()->set_existing_systems("Mail servers");
  auto* option = content.mutable_options()->add_options();
  option->set_id("new");
  option->set_title("Go on");
  option->set_kind(appraisal_v1::OPTION_KIND_DO_SOMETHING);
  option->set_preferred(true);
  option->set_reason("It is in use.");
  auto* line = content.mutable_costs()->add_lines();
  line->set_id("c0");
  line->set_option("new");
  line->set_fiscal_year(kYear);
  line->set_category(appraisal_v1::COST_CATEGORY_OPERATION);
  line->set_description("Hosting");
  line->set_budget_line("12");
  SetClp(amount_minor, line->mutable_amount());
  return content;
}

// All that the long form asks for; the money is spent in one year, in five equal parts. One law is
// to be kept later.
appraisal_v1::CaseContent FormContent(int64_t amount_minor, const google::type::Date& kept_by) {
  appraisal_v1::CaseContent content = CompleteCase();
  auto* other = content.mutable_options()->add_options();
  other->set_id("less");
  other->set_title("By post");
  other->set_kind(appraisal_v1::OPTION_KIND_DO_MINIMUM);
  other->set_reason("Cheaper, and slow");
  auto* kept = content.mutable_alignment()->add_requirements();
  kept->set_requirement("budget-law");
  kept->set_compliance(appraisal_v1::COMPLIANCE_COMPLIES);
  auto* promised = content.mutable_alignment()->add_requirements();
  promised->set_requirement("law-21180");
  promised->set_compliance(appraisal_v1::COMPLIANCE_WILL_COMPLY_BY);
  *promised->mutable_date() = kept_by;
  promised->set_reason("With the second release.");
  auto* lines = content.mutable_costs()->mutable_lines();
  lines->DeleteSubrange(5, 5);
  for (auto& line : *lines) {
    line.set_fiscal_year(kYear);
    SetClp(amount_minor / 5, line.mutable_amount());
  }
  SetClp(amount_minor * 2, content.mutable_benefits()->mutable_lines(0)->mutable_amount());
  return content;
}

class BudgetRoundTest : public ::testing::Test {
 protected:
  BudgetRoundTest()
      : host_({registry::Module(), appraisal::Module(), review::Module(), oversight::Module()}),
        plan_(Plan(FromEnvironment("CARTERA_TEST_CASES", 40), Seed())) {
    Bootstrap(host_);
    AddAgency(host_, "fin", "gov");
    for (int m = 0; m < kMinistries; ++m) {
      AddAgency(host_, absl::StrCat("m", m), "gov");
      for (int a = 0; a < 3; ++a)
        AddAgency(host_, absl::StrCat("m", m, "-a", a), absl::StrCat("m", m));
    }
    AddOfficer(host_, "form", type::v1::ROLE_FORMULATOR, "gov");
    AddOfficer(host_, "sig", type::v1::ROLE_SIGNATORY, "gov");
    for (const auto& [id, role] :
         std::map<std::string, type::v1::Role>{{"bo", type::v1::ROLE_BUDGET_OFFICER},
                                               {"rita", type::v1::ROLE_BUDGET_REVIEWER},
                                               {"tom", type::v1::ROLE_TECHNICAL_REVIEWER},
                                               {"app", type::v1::ROLE_APPROVER},
                                               {"buyer", type::v1::ROLE_FINANCE_OFFICER},
                                               {"auditor", type::v1::ROLE_AUDITOR}}) {
      AddPerson(host_, id, "fin");
      Give(host_, id, role, "gov");
    }
  }

  static uint32_t Seed() {
    return static_cast<uint32_t>(FromEnvironment("CARTERA_TEST_SEED", 20261123));
  }
  template <typename Response>
  Response Must(const char* person, const google::protobuf::Message& request) {
    return host_.As(person).Must<Response>(request);
  }
  google::type::Date KeptBy() { return DayFromToday(host_, 400); }
  static std::string Submission(const std::string& id) {
    return absl::StrCat(kRound, "/submissions/", id);
  }

  std::string LatestRoot();
  void OpenTheRound();
  appraisal_v1::CaseContent ContentOf(const PlannedCase& one);
  void HandIn(const PlannedCase& one, const appraisal_v1::CaseContent& content);
  void Assign(const PlannedCase& one);
  void AddSecondReviewer(const PlannedCase& one);
  void AgreeAndOpine(const review_v1::AssessSubmissionRequest& scored);
  void Review(const PlannedCase& one);
  void Decide(const PlannedCase& one, bool within);
  void ExpectThatItsNameIsTaken(review_v1::DecideSubmissionRequest decide);
  void ExpectThePromise(const PlannedCase& one, const review_v1::Decision& decision);
  std::vector<review_v1::RankedSubmission> Rank(review_v1::RankSummary* summary);
  std::set<std::string> Predicted() const;
  std::map<std::string, int64_t> Ceilings() const;

  TestHost host_;
  const std::vector<PlannedCase> plan_;
  std::map<std::string, std::string> hashes_;  // of revisions, by case
  std::vector<std::string> criteria_;          // that a person scores
};

// Each ministry gets two thirds of what its cases ask for.
std::map<std::string, int64_t> BudgetRoundTest::Ceilings() const {
  std::map<std::string, int64_t> asked;
  for (const PlannedCase& one : plan_) asked[one.ministry] += one.asked_minor;
  for (auto& [ministry, amount] : asked) amount = amount * 2 / 3;
  return asked;
}

void BudgetRoundTest::OpenTheRound() {
  appraisal_v1::GetMethodologyVersionRequest method;
  method.set_name(kMethod);
  const auto found = Must<appraisal_v1::GetMethodologyVersionResponse>("bo", method);
  for (const auto& criterion : found.methodology_version().criteria()) {
    if (criterion.by_person()) criteria_.push_back(criterion.id());
  }
  review_v1::CreateRoundRequest create;
  create.set_round_id("b27");
  review_v1::Round& round = *create.mutable_round();
  round.set_title("Budget 2027");
  round.set_methodology_version(kMethod);
  *round.mutable_valuation_date() = DayFromToday(host_, 0);
  round.set_base_fiscal_year(kYear);
  round.set_price_year(2026);
  *round.mutable_submission_until() = DayFromToday(host_, 30);
  *round.mutable_decision_until() = DayFromToday(host_, 60);
  Must<review_v1::CreateRoundResponse>("bo", create);
  review_v1::SetCeilingsRequest ceilings;
  ceilings.set_name(kRound);
  ceilings.set_reason("As the cabinet decided.");
  for (const auto& [ministry, amount] : Ceilings()) {
    review_v1::Ceiling& ceiling = *ceilings.add_ceilings();
    ceiling.set_agency(absl::StrCat("agencies/", ministry));
    ceiling.set_fiscal_year(kYear);
    SetClp(amount, ceiling.mutable_amount());
  }
  Must<review_v1::SetCeilingsResponse>("bo", ceilings);
  review_v1::OpenRoundRequest open;
  open.set_name(kRound);
  Must<review_v1::OpenRoundResponse>("bo", open);
}

appraisal_v1::CaseContent BudgetRoundTest::ContentOf(const PlannedCase& one) {
  return one.tier == Tier::kLine ? LineContent(one.asked_minor)
                                 : FormContent(one.asked_minor, KeptBy());
}

void BudgetRoundTest::HandIn(const PlannedCase& one, const appraisal_v1::CaseContent& content) {
  const bool line = one.tier == Tier::kLine;
  auto project = ProjectRequest(one.id, one.agency);
  if (line) project.mutable_project()->set_kind(registry::v1::PROJECT_KIND_CONTINUITY);
  Must<registry::v1::CreateProjectResponse>("form", project);
  appraisal_v1::CreateCaseRequest create;
  create.set_parent(absl::StrCat("projects/", one.id));
  create.set_case_id("c");
  create.mutable_case_()->set_title(one.id);
  create.mutable_case_()->set_stage(line ? appraisal_v1::CASE_STAGE_CONTINUATION
                                         : appraisal_v1::CASE_STAGE_FULL);
  create.mutable_case_()->set_methodology_version(kMethod);
  *create.mutable_content() = content;
  Must<appraisal_v1::CreateCaseResponse>("form", create);
  appraisal_v1::CreateRevisionRequest freeze;
  freeze.set_parent(absl::StrCat(create.parent(), "/cases/c"));
  hashes_[one.id] =
      Must<appraisal_v1::CreateRevisionResponse>("form", freeze).revision().content_hash();
  review_v1::CreateSubmissionRequest enter;
  enter.set_parent(kRound);
  enter.set_submission_id(one.id);
  enter.mutable_submission()->set_case_(freeze.parent());
  enter.mutable_submission()->set_kind(review_v1::SUBMISSION_KIND_NEW);
  Must<review_v1::CreateSubmissionResponse>("form", enter);
  review_v1::SignSubmissionRequest sign;
  sign.set_name(Submission(one.id));
  sign.set_revision_hash(hashes_[one.id]);
  Must<review_v1::SignSubmissionResponse>("sig", sign);
  review_v1::SubmitSubmissionRequest submit;
  submit.set_name(Submission(one.id));
  Must<review_v1::SubmitSubmissionResponse>("form", submit);
}

void BudgetRoundTest::Assign(const PlannedCase& one) {
  review_v1::AssignReviewerRequest assign;
  assign.set_name(Submission(one.id));
  assign.set_reviewer("people/rita");
  Must<review_v1::AssignReviewerResponse>("bo", assign);
}

// A full evaluation takes two reviewers and a technical opinion.
void BudgetRoundTest::AddSecondReviewer(const PlannedCase& one) {
  review_v1::AddReviewerRequest add;
  add.set_name(Submission(one.id));
  add.set_reviewer("people/tom");
  Must<review_v1::AddReviewerResponse>("bo", add);
}

void BudgetRoundTest::AgreeAndOpine(const review_v1::AssessSubmissionRequest& scored) {
  Must<review_v1::AssessSubmissionResponse>("tom", scored);
  review_v1::AgreeAssessmentsRequest agree;
  agree.set_name(scored.name());
  *agree.mutable_assessments() = scored.assessments();
  Must<review_v1::AgreeAssessmentsResponse>("rita", agree);
  review_v1::GiveOpinionRequest opinion;
  opinion.set_name(scored.name());
  opinion.mutable_opinion()->set_finding(review_v1::OPINION_FINDING_FAVOURABLE);
  opinion.mutable_opinion()->set_text("It can be built.");
  Must<review_v1::GiveOpinionResponse>("tom", opinion);
}

void BudgetRoundTest::Review(const PlannedCase& one) {
  Assign(one);
  if (one.tier == Tier::kFull) AddSecondReviewer(one);
  review_v1::StartReviewRequest start;
  start.set_name(Submission(one.id));
  Must<review_v1::StartReviewResponse>("rita", start);
  if (one.tier == Tier::kLine) return;  // what must go on is decided without a score
  review_v1::AssessSubmissionRequest assess;
  assess.set_name(Submission(one.id));
  for (const std::string& criterion : criteria_) {
    review_v1::Assessment& assessment = *assess.add_assessments();
    assessment.set_criterion(criterion);
    assessment.set_score(3);
    assessment.set_reason("Well shown.");
  }
  Must<review_v1::AssessSubmissionResponse>("rita", assess);
  if (one.tier == Tier::kFull) AgreeAndOpine(assess);
}

void BudgetRoundTest::Decide(const PlannedCase& one, bool within) {
  review_v1::DecideSubmissionRequest decide;
  decide.set_name(Submission(one.id));
  decide.set_revision_hash(hashes_[one.id]);
  review_v1::Decision& decision = *decide.mutable_decision();
  decision.set_decided_by("The council of ministers");
  if (within) {
    decision.set_outcome(review_v1::OUTCOME_APPROVE);
    decision.set_reason("Within the ceiling.");
    decision.add_reasons(review_v1::DECISION_REASON_BENEFITS_SHOWN);
    review_v1::YearAmount& year = *decision.add_authorised();
    year.set_fiscal_year(kYear);
    year.set_budget_line("12");
    SetClp(one.asked_minor / 5 * 5, year.mutable_amount());
  } else {
    decision.set_outcome(review_v1::OUTCOME_REJECT);
    decision.set_reason("The ministry's money does not reach so far.");
    if (one.tier != Tier::kLine)
      decision.set_against_suggestion("The case is good; others come first.");
  }
  if (within && one.tier != Tier::kLine) ExpectThatItsNameIsTaken(decide);
  const auto decided = Must<review_v1::DecideSubmissionResponse>("app", decide).decision();
  if (within) ExpectThePromise(one, decided);
}

// The decision's own condition may not stand in for the promise.
void BudgetRoundTest::ExpectThatItsNameIsTaken(review_v1::DecideSubmissionRequest decide) {
  review_v1::ConditionTerms& terms = *decide.mutable_decision()->add_conditions();
  terms.set_condition_id("promise-law-21180");
  terms.set_kind(review_v1::CONDITION_KIND_SUBSEQUENT);
  terms.set_text("Some day.");
  terms.set_owner("Nobody");
  *terms.mutable_due_date() = DayFromToday(host_, 4000);
  const auto faults = rpc::FaultsOf(host_.As("app").Try(decide));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].field, "decision.conditions[0].condition_id");
}

// What the long form promises is a duty of its agency from the approval on, and holds no money
// back.
void BudgetRoundTest::ExpectThePromise(const PlannedCase& one,
                                       const review_v1::Decision& decision) {
  if (one.tier == Tier::kLine) {
    EXPECT_EQ(decision.conditions_size(), 0) << one.id;
    return;
  }
  ASSERT_EQ(decision.conditions_size(), 1) << one.id;
  review_v1::GetConditionRequest get;
  get.set_name(absl::StrCat(decision.authorisation(), "/conditions/promise-law-21180"));
  const auto duty = Must<review_v1::GetConditionResponse>("buyer", get).condition();
  EXPECT_EQ(duty.kind(), review_v1::CONDITION_KIND_SUBSEQUENT);
  EXPECT_EQ(duty.state(), review_v1::CONDITION_STATE_OPEN);
  EXPECT_EQ(duty.owner(), absl::StrCat("agencies/", one.agency));
  EXPECT_EQ(duty.due_date().ShortDebugString(), KeptBy().ShortDebugString());
  EXPECT_EQ(duty.text(),
            "To be kept by then, as the case promises: Law 21.180 on the digital transformation of "
            "the State. With the second release.");
}

std::vector<review_v1::RankedSubmission> BudgetRoundTest::Rank(review_v1::RankSummary* summary) {
  review_v1::RankRoundRequest request;
  request.set_name(kRound);
  request.set_order(review_v1::RANK_ORDER_TOTAL_COST);
  std::vector<review_v1::RankedSubmission> cases;
  const absl::Status status =
      host_.As("rita").ForEach(request, [&](const google::protobuf::Message& message) {
        const auto& page = static_cast<const review_v1::RankRoundResponse&>(message);
        if (page.has_summary()) *summary = page.summary();
        cases.insert(cases.end(), page.submissions().begin(), page.submissions().end());
      });
  EXPECT_TRUE(status.ok()) << status;
  return cases;
}

// Below each ceiling the cheapest come first; whoever follows one that does not fit is beyond.
std::set<std::string> BudgetRoundTest::Predicted() const {
  std::vector<PlannedCase> cases = plan_;
  std::sort(cases.begin(), cases.end(), [](const PlannedCase& a, const PlannedCase& b) {
    return a.asked_minor / 5 < b.asked_minor / 5;
  });
  const std::map<std::string, int64_t> ceilings = Ceilings();
  std::map<std::string, int64_t> spent;
  std::set<std::string> full, within;
  for (const PlannedCase& one : cases) {
    if (full.count(one.ministry) > 0) continue;
    int64_t& sum = spent[one.ministry];
    if (sum + one.asked_minor > ceilings.at(one.ministry)) {
      full.insert(one.ministry);
      continue;
    }
    sum += one.asked_minor;
    within.insert(one.id);
  }
  return within;
}

TEST_F(BudgetRoundTest, RunsFromOpeningToAuthorisationsAgainstCeilings) {
  std::printf("seed %u, %zu cases (CARTERA_TEST_SEED and CARTERA_TEST_CASES set others)\n", Seed(),
              plan_.size());
  const absl::Time begun = absl::Now();
  OpenTheRound();
  for (const PlannedCase& one : plan_) HandIn(one, ContentOf(one));
  const absl::Time handed_in = absl::Now();

  review_v1::RankSummary summary;
  const auto ranked = Rank(&summary);
  EXPECT_EQ(summary.cases_count(), static_cast<int>(plan_.size()));
  EXPECT_EQ(summary.unordered_count(), 0);
  EXPECT_EQ(summary.unlike_figure_count(), 0);
  std::set<std::string> within;
  for (const auto& one : ranked) {
    EXPECT_EQ(one.place(), static_cast<int>(&one - ranked.data()) + 1);
    if (one.standing() == review_v1::RANK_STANDING_WITHIN) {
      within.insert(one.submission().substr(one.submission().rfind('/') + 1));
    }
  }
  EXPECT_EQ(within, Predicted());
  EXPECT_LT(within.size(), plan_.size());
  const absl::Time ranked_at = absl::Now();

  for (const PlannedCase& one : plan_) {
    Review(one);
    Decide(one, within.count(one.id) > 0);
  }
  const absl::Time decided = absl::Now();

  // What may be bought is what was approved, to the peso.
  std::map<std::string, int64_t> authorised;
  for (const PlannedCase& one : plan_) {
    review_v1::CheckAuthorisationRequest check;
    check.set_project(absl::StrCat("projects/", one.id));
    check.set_fiscal_year(kYear);
    check.set_budget_line("12");
    SetClp(one.asked_minor / 5 * 5, check.mutable_amount());
    const auto answer = Must<review_v1::CheckAuthorisationResponse>("buyer", check);
    EXPECT_EQ(answer.verdict() == review_v1::CHECK_VERDICT_YES, within.count(one.id) > 0) << one.id;
    authorised[one.ministry] += answer.open().amount_minor();
  }
  for (const auto& [ministry, ceiling] : Ceilings()) EXPECT_LE(authorised[ministry], ceiling);

  record::RecordReader reader({}, {});
  absl::Status read;
  const absl::Status exported = host_.As("auditor").ForEach(
      oversight::v1::ExportRecordRequest(), [&](const google::protobuf::Message& message) {
        read.Update(reader.Add(static_cast<const oversight::v1::ExportRecordResponse&>(message)));
      });
  ASSERT_TRUE(exported.ok() && read.ok()) << exported << read;
  const auto verdict = reader.Finish();
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_TRUE(verdict->faults.empty());
  std::printf(
      "handed in %.1f s, ranked %.2f s, reviewed and decided %.1f s; %zu of %zu within; "
      "record of %lld chains and %lld entries fits\n",
      absl::ToDoubleSeconds(handed_in - begun), absl::ToDoubleSeconds(ranked_at - handed_in),
      absl::ToDoubleSeconds(decided - ranked_at), within.size(), plan_.size(),
      static_cast<long long>(verdict->chains_count),    // NOLINT: what printf takes
      static_cast<long long>(verdict->entries_count));  // NOLINT
}

// In hex.
std::string BudgetRoundTest::LatestRoot() {
  const auto latest =
      Must<oversight::v1::GetCheckpointResponse>("auditor", oversight::v1::GetCheckpointRequest());
  const auto note = record::ParseSignedNote(latest.checkpoint().note());
  const auto checkpoint = record::ParseCheckpoint(note->text);
  return absl::BytesToHexString(checkpoint->root);
}

// Screening: another body bears a part and nobody asked it, which the methodology publishes as a
// ground for refusal. What it does not publish, or the case does not give, refuses nothing.
TEST_F(BudgetRoundTest, RefusesAtScreeningOnAPublishedGroundAndOnNoOther) {
  OpenTheRound();
  const auto one = std::find_if(plan_.begin(), plan_.end(),
                                [](const PlannedCase& c) { return c.tier == Tier::kFull; });
  ASSERT_NE(one, plan_.end());
  appraisal_v1::CaseContent content = ContentOf(*one);
  auto& line = *content.mutable_costs()->mutable_lines(0);
  line.set_bearer(appraisal_v1::BEARER_MUNICIPALITY);
  line.set_bearer_body("The towns");
  HandIn(*one, content);
  Assign(*one);

  review_v1::DecideSubmissionRequest refuse;
  refuse.set_name(Submission(one->id));
  refuse.set_revision_hash(hashes_[one->id]);
  review_v1::Decision& decision = *refuse.mutable_decision();
  decision.set_decided_by("The council of ministers");
  decision.set_outcome(review_v1::OUTCOME_REJECT);
  decision.set_reason("Ask the towns first.");
  const auto fault = [&] {
    const auto faults = rpc::FaultsOf(host_.As("app").Try(refuse));
    return faults.size() == 1 ? absl::StrCat(faults[0].field, " ", faults[0].reason) : "";
  };
  EXPECT_EQ(rpc::ReasonOf(host_.As("app").Try(refuse)), "STATE_REFUSED") << "nobody assessed it";
  decision.add_grounds("no-problem");
  EXPECT_EQ(fault(), "decision.grounds[0] NOT_GIVEN");
  decision.set_grounds(0, "others-not-asked");
  decision.add_grounds("others-not-asked");
  EXPECT_EQ(fault(), "decision.grounds[1] TWICE");
  decision.mutable_grounds()->RemoveLast();
  refuse.set_validate_only(true);
  Must<review_v1::DecideSubmissionResponse>("app", refuse);
  refuse.set_validate_only(false);
  EXPECT_EQ(rpc::ReasonOf(host_.As("rita").Try(refuse)), "ROLE_MISSING")
      << "a reviewer decides nothing";

  const auto refused = Must<review_v1::DecideSubmissionResponse>("app", refuse);
  EXPECT_EQ(refused.submission().state(), review_v1::SUBMISSION_STATE_REJECTED);
  ASSERT_EQ(refused.decision().ground_titles_size(), 1);
  EXPECT_EQ(refused.decision().ground_titles(0),
            "Other bodies bear a part and have not confirmed it");
  review_v1::GetDecisionLetterRequest letter;
  letter.set_name(refused.decision().name());
  const std::string text = Must<review_v1::GetDecisionLetterResponse>("sig", letter).text();
  EXPECT_NE(text.find(refused.decision().ground_titles(0)), std::string::npos) << text;
  EXPECT_NE(text.find("| From |"), std::string::npos) << text;

  // An export makes a checkpoint; the letter then carries its hash.
  const absl::Status exported = host_.As("auditor").ForEach(
      oversight::v1::ExportRecordRequest(), [](const google::protobuf::Message&) {});
  ASSERT_TRUE(exported.ok()) << exported;
  const std::string root = LatestRoot();
  std::string sealed = Must<review_v1::GetDecisionLetterResponse>("sig", letter).text();
  // Unless another was made meanwhile.
  if (LatestRoot() == root) {
    EXPECT_NE(sealed.find(root), std::string::npos) << sealed;
  }
  EXPECT_EQ(sealed.find("no signed checkpoint"), std::string::npos) << sealed;
  letter.set_format(review_v1::LETTER_FORMAT_PDF);
  const std::string pdf = Must<review_v1::GetDecisionLetterResponse>("sig", letter).content();
  const std::string again = Must<review_v1::GetDecisionLetterResponse>("auditor", letter).content();
  if (LatestRoot() == root) {
    EXPECT_TRUE(pdf == again);
  }
}

}  // namespace
}  // namespace cartera::testing
