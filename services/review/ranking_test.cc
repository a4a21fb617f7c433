// From a signed case to its place in the round: clearing, endorsing with a rank, returning,
// ceilings set by one person and confirmed by another, and the order against them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "libs/domain/methodology/packs.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera::review {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using type::v1::Role;

constexpr char kMethodology[] = "methodologies/with-ministries/versions/1";
constexpr char kRound[] = "rounds/b27";

// chile-ict/1 in which technology and finance clear, and the ministry endorses.
std::string WithMinistries() {
  for (const EmbeddedFile& pack : methodology::Packs()) {
    if (!absl::StrContains(pack.name, "chile-ict-1")) continue;
    return absl::StrReplaceAll(pack.text,
                               {{"\"id\": \"chile-ict\"", "\"id\": \"with-ministries\""},
                                {"\"clear_required\": false", "\"clear_required\": true"},
                                {"\"endorse_required\": false", "\"endorse_required\": true"}});
  }
  return "";
}

class RankingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = new cartera::testing::TestHost(
        {registry::Module(), appraisal::Module(), Module()},
        {{"methodologies/with-ministries-1.json", WithMinistries()}});
    using cartera::testing::AddAgency;
    cartera::testing::Bootstrap(*shared_);
    for (const char* ministry : {"fin", "hea", "tra"}) AddAgency(*shared_, ministry, "gov");
    AddAgency(*shared_, "hosp", "hea");
    AddAgency(*shared_, "road", "tra");
    Add("bo", Role::ROLE_BUDGET_OFFICER, "fin", "gov");
    Add("bo2", Role::ROLE_BUDGET_OFFICER, "fin", "gov");
    Add("rita", Role::ROLE_BUDGET_REVIEWER, "fin", "gov");
    for (const char* agency : {"hosp", "road"}) {
      const char* ministry = agency[0] == 'h' ? "hea" : "tra";
      Add(absl::StrCat("form-", agency), Role::ROLE_FORMULATOR, agency, agency);
      Add(absl::StrCat("sig-", agency), Role::ROLE_SIGNATORY, agency, agency);
      Add(absl::StrCat("tech-", agency), Role::ROLE_TECHNOLOGY_OFFICER, agency, agency);
      Add(absl::StrCat("money-", agency), Role::ROLE_FINANCE_OFFICER, agency, agency);
      Add(absl::StrCat("coord-", ministry), Role::ROLE_SECTOR_COORDINATOR, ministry, ministry);
    }
    MakeRound();
  }
  static void TearDownTestSuite() { delete shared_; }

  static void Add(const std::string& id, Role role, const char* affiliation, const char* place) {
    cartera::testing::AddPerson(*shared_, id, affiliation);
    cartera::testing::Give(*shared_, id, role, place);
  }
  static void MakeRound() {
    v1::CreateRoundRequest request;
    request.set_round_id("b27");
    v1::Round& round = *request.mutable_round();
    round.set_title("Budget 2027");
    round.set_methodology_version(kMethodology);
    *round.mutable_valuation_date() = cartera::testing::DayFromToday(*shared_, 0);
    round.set_base_fiscal_year(2027);
    round.set_price_year(2026);
    *round.mutable_submission_until() = cartera::testing::DayFromToday(*shared_, 30);
    *round.mutable_decision_until() = cartera::testing::DayFromToday(*shared_, 60);
    shared_->As("bo").Must<v1::CreateRoundResponse>(request);
  }

  std::string Reason(const std::string& person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(shared_->As(person).Try(request));
  }
  template <typename Response>
  Response Must(const std::string& person, const google::protobuf::Message& request) {
    return shared_->As(person).Must<Response>(request);
  }

  v1::SetCeilingsRequest Ceilings(int64_t health_minor) {
    v1::SetCeilingsRequest request;
    request.set_name(kRound);
    request.set_reason("As the cabinet decided.");
    for (const int year : {2027, 2028}) {
      v1::Ceiling& ceiling = *request.add_ceilings();
      ceiling.set_agency("agencies/hea");
      ceiling.set_fiscal_year(year);
      ceiling.mutable_amount()->set_unit("CAD");
      ceiling.mutable_amount()->set_amount_minor(health_minor);
      ceiling.mutable_amount()->set_basis(type::v1::PRICE_BASIS_REAL);
      ceiling.mutable_amount()->set_price_year(2026);
    }
    return request;
  }
  // A frozen case in the round, as a draft submission; the revision's hash.
  std::string Enter(const std::string& agency, const std::string& id) {
    const std::string form = absl::StrCat("form-", agency);
    cartera::testing::AddProject(*shared_, form, id, agency);
    appraisal::v1::CreateCaseRequest create;
    create.set_parent(absl::StrCat("projects/", id));
    create.set_case_id("c");
    create.mutable_case_()->set_title(id);
    create.mutable_case_()->set_stage(appraisal::v1::CASE_STAGE_FULL);
    create.mutable_case_()->set_methodology_version(kMethodology);
    *create.mutable_content() = cartera::testing::CompleteCase();
    Must<appraisal::v1::CreateCaseResponse>(form, create);
    appraisal::v1::CreateRevisionRequest freeze;
    freeze.set_parent(absl::StrCat("projects/", id, "/cases/c"));
    const auto frozen = Must<appraisal::v1::CreateRevisionResponse>(form, freeze).revision();
    v1::CreateSubmissionRequest enter;
    enter.set_parent(kRound);
    enter.set_submission_id(id);
    enter.mutable_submission()->set_case_(freeze.parent());
    enter.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
    Must<v1::CreateSubmissionResponse>(form, enter);
    return frozen.content_hash();
  }
  template <typename Request>
  Request Of(const std::string& id) {
    Request request;
    request.set_name(absl::StrCat(kRound, "/submissions/", id));
    return request;
  }
  v1::ClearSubmissionRequest Clear(const std::string& id, const std::string& hash) {
    auto request = Of<v1::ClearSubmissionRequest>(id);
    request.set_revision_hash(hash);
    return request;
  }
  v1::SignSubmissionRequest Sign(const std::string& id, const std::string& hash) {
    auto request = Of<v1::SignSubmissionRequest>(id);
    request.set_revision_hash(hash);
    return request;
  }
  v1::EndorseSubmissionRequest Endorse(const std::string& id, int rank) {
    auto request = Of<v1::EndorseSubmissionRequest>(id);
    request.set_rank(rank);
    request.set_reason("It carries the others.");
    return request;
  }
  void ClearAndSign(const std::string& agency, const std::string& id, const std::string& hash) {
    Must<v1::ClearSubmissionResponse>(absl::StrCat("tech-", agency), Clear(id, hash));
    Must<v1::ClearSubmissionResponse>(absl::StrCat("money-", agency), Clear(id, hash));
    Must<v1::SignSubmissionResponse>(absl::StrCat("sig-", agency), Sign(id, hash));
  }
  void HandIn(const std::string& agency, const std::string& id, int rank) {
    ClearAndSign(agency, id, Enter(agency, id));
    Must<v1::EndorseSubmissionResponse>(agency == "hosp" ? "coord-hea" : "coord-tra",
                                        Endorse(id, rank));
    Must<v1::SubmitSubmissionResponse>(absl::StrCat("form-", agency),
                                       Of<v1::SubmitSubmissionRequest>(id));
  }

  struct Ranked {
    v1::RankSummary summary;
    std::vector<v1::RankedSubmission> cases;
    // "a within, b beyond fits", in their order.
    std::string Line() const {
      std::string line;
      for (const auto& one : cases) {
        const std::string& name = one.submission();
        absl::StrAppend(&line, line.empty() ? "" : ", ", name.substr(name.rfind('/') + 1),
                        one.standing() == v1::RANK_STANDING_WITHIN ? " within" : " beyond",
                        one.would_fit() ? " fits" : "");
      }
      return line;
    }
  };
  Ranked Rank(v1::RankRoundRequest request = {}) {
    request.set_name(kRound);
    Ranked ranked;
    const absl::Status status =
        shared_->As("rita").ForEach(request, [&](const google::protobuf::Message& message) {
          const auto& page = static_cast<const v1::RankRoundResponse&>(message);
          if (page.has_summary()) ranked.summary = page.summary();
          for (const auto& one : page.submissions()) ranked.cases.push_back(one);
        });
    EXPECT_TRUE(status.ok()) << status;
    return ranked;
  }

  // Ceilings of a planned round are one person's to set.
  void SetsCeilings() {
    EXPECT_EQ(Reason("coord-hea", Ceilings(1)), "ROLE_MISSING");
    v1::SetCeilingsRequest wrong = Ceilings(1);
    wrong.mutable_ceilings(1)->set_fiscal_year(2027);
    EXPECT_EQ(Reason("bo", wrong), "INVALID_REQUEST");
    wrong = Ceilings(1);
    wrong.mutable_ceilings(1)->set_agency("agencies/moon");
    EXPECT_EQ(Reason("bo", wrong), "REFERENCE_MISSING");
    EXPECT_TRUE(Must<v1::SetCeilingsResponse>("bo", Ceilings(7'500'000)).ceiling_set().version() ==
                1);
    v1::OpenRoundRequest open;
    open.set_name(kRound);
    Must<v1::OpenRoundResponse>("bo", open);
  }
  // Two offices clear the same revision; only that one can be signed.
  void ClearsAndSigns(const std::string& hash) {
    EXPECT_EQ(Reason("sig-hosp", Sign("beds", hash)), "STATE_REFUSED");
    EXPECT_EQ(Reason("tech-hosp", Clear("beds", std::string(64, '0'))), "REVISION_CHANGED");
    const auto half = Must<v1::ClearSubmissionResponse>("tech-hosp", Clear("beds", hash));
    EXPECT_EQ(half.submission().state(), v1::SUBMISSION_STATE_DRAFT);
    EXPECT_THAT(half.cleared(), ElementsAre(v1::OFFICE_TECHNOLOGY));
    const auto whole = Must<v1::ClearSubmissionResponse>("money-hosp", Clear("beds", hash));
    EXPECT_EQ(whole.submission().state(), v1::SUBMISSION_STATE_CLEARED);
    Must<v1::SignSubmissionResponse>("sig-hosp", Sign("beds", hash));
  }
  // Signed, it waits for its own ministry, which may give it back.
  void IsReturnedAndEndorsed(const std::string& hash) {
    EXPECT_EQ(Reason("form-hosp", Of<v1::SubmitSubmissionRequest>("beds")), "STATE_REFUSED");
    EXPECT_EQ(Reason("coord-tra", Endorse("beds", 1)), "NOT_FOUND");
    EXPECT_EQ(Reason("sig-hosp", Endorse("beds", 1)), "ROLE_MISSING");
    auto back = Of<v1::ReturnSubmissionRequest>("beds");
    back.set_reason("The gain has no owner.");
    const auto returned = Must<v1::ReturnSubmissionResponse>("coord-hea", back).submission();
    EXPECT_EQ(returned.state(), v1::SUBMISSION_STATE_DRAFT);
    EXPECT_EQ(returned.iteration(), 1);
    EXPECT_EQ(returned.revision(), "");
    // What was cleared before is not cleared now, though the revision is the same.
    const auto again = Must<v1::ClearSubmissionResponse>("money-hosp", Clear("beds", hash));
    EXPECT_THAT(again.cleared(), ElementsAre(v1::OFFICE_FINANCE));
    Must<v1::ClearSubmissionResponse>("tech-hosp", Clear("beds", hash));
    Must<v1::SignSubmissionResponse>("sig-hosp", Sign("beds", hash));
    EXPECT_THAT(Must<v1::GetSubmissionResponse>("coord-hea", Of<v1::GetSubmissionRequest>("beds"))
                    .submission()
                    .allowed_actions(),
                ElementsAre("endorse", "return"));
    const auto endorsed = Must<v1::EndorseSubmissionResponse>("coord-hea", Endorse("beds", 2));
    EXPECT_EQ(endorsed.submission().ministry_rank(), 2);
    Must<v1::SubmitSubmissionResponse>("form-hosp", Of<v1::SubmitSubmissionRequest>("beds"));
  }
  // Each asks for 50,000 CAD in 2027 and in 2028; health may spend 75,000 a year.
  void IsCut() {
    const Ranked ranked = Rank();
    EXPECT_EQ(ranked.Line(), "labs within, tolls within, beds beyond");
    EXPECT_EQ(ranked.summary.within_count(), 2);
    EXPECT_EQ(ranked.summary.ceilings_version(), 1);
    EXPECT_EQ(ranked.cases[2].cut_by_agency(), "agencies/hea");
    EXPECT_EQ(ranked.cases[2].cut_by_fiscal_year(), 2027);
    EXPECT_EQ(ranked.summary.uses(0).within().amount_minor(), 5'000'000);
    EXPECT_EQ(ranked.summary.uses(0).asked().amount_minor(), 10'000'000);
    ASSERT_EQ(ranked.cases[2].cumulative_size(), 2);
    EXPECT_EQ(ranked.cases[2].cumulative(0).amount().amount_minor(), 15'000'000);
  }
  // What one move would change.
  void IsMoved() {
    v1::RankRoundRequest request;
    v1::RankMove& move = *request.add_moves();
    move.set_submission(absl::StrCat(kRound, "/submissions/beds"));
    move.set_place(1);
    const Ranked moved = Rank(request);
    EXPECT_EQ(moved.Line(), "beds within, labs beyond, tolls within");
    EXPECT_EQ(moved.cases[1].standing_before(), v1::RANK_STANDING_WITHIN);
    EXPECT_EQ(moved.cases[1].place_before(), 1);
    request.mutable_moves(0)->set_place(9);
    EXPECT_EQ(Reason("rita",
                     [&] {
                       request.set_name(kRound);
                       return request;
                     }()),
              "INVALID_REQUEST");
    EXPECT_EQ(Reason("coord-hea", request), "ROLE_MISSING");
  }
  // By a figure, all three are the same case: the name decides.
  void IsOrderedByValue() {
    v1::RankRoundRequest by_value;
    by_value.set_order(v1::RANK_ORDER_NET_PRESENT_VALUE);
    const Ranked valued = Rank(by_value);
    EXPECT_EQ(valued.Line(), "beds within, labs beyond, tolls within");
    EXPECT_EQ(valued.summary.unordered_count(), 0);
    EXPECT_TRUE(valued.cases[0].figures().has_net_present_value());
  }
  // In the open round a ceiling bears on open decisions: nobody changes it alone.
  void CeilingsTakeTwo() {
    const auto proposed = Must<v1::SetCeilingsResponse>("bo", Ceilings(10'000'000)).ceiling_set();
    EXPECT_EQ(proposed.version(), 2);
    EXPECT_EQ(Rank().Line(), "labs within, tolls within, beds beyond");
    v1::ConfirmCeilingsRequest confirm;
    confirm.set_name(kRound);
    confirm.set_version(2);
    EXPECT_EQ(Reason("bo", confirm), "SECOND_PERSON_NEEDED");
    confirm.set_version(1);
    EXPECT_EQ(Reason("bo2", confirm), "NOTHING_TO_CONFIRM");
    v1::GetCeilingsRequest get;
    get.set_name(kRound);
    const auto both = Must<v1::GetCeilingsResponse>("form-road", get);
    EXPECT_EQ(both.in_force().version(), 1);
    EXPECT_EQ(both.proposed().version(), 2);
    confirm.set_version(2);
    EXPECT_EQ(Must<v1::ConfirmCeilingsResponse>("bo2", confirm).ceiling_set().confirmed_by(),
              "people/bo2");
    EXPECT_EQ(Rank().Line(), "labs within, tolls within, beds within");
    EXPECT_EQ(Reason("bo2", confirm), "NOTHING_TO_CONFIRM");
  }

  static inline cartera::testing::TestHost* shared_ = nullptr;
};

TEST_F(RankingTest, FromClearingToTheCutLine) {
  SetsCeilings();
  const std::string hash = Enter("hosp", "beds");
  ClearsAndSigns(hash);
  IsReturnedAndEndorsed(hash);
  HandIn("hosp", "labs", 1);
  HandIn("road", "tolls", 1);
  IsCut();
  IsMoved();
  IsOrderedByValue();
  CeilingsTakeTwo();
}

}  // namespace
}  // namespace cartera::review
