// A methodology from its draft to a decision's replay: written by one, compared with the past,
// published by another, used, and there after a restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/appraisal/v1/methodology_draft.pb.h"
#include "libs/domain/methodology/packs.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera {
namespace {

using appraisal::v1::MethodologyDraft;
using type::v1::Role;

constexpr char kDraft[] = "methodologyDrafts/chile-2028";
constexpr char kPublished[] = "methodologies/chile-ict/versions/2028";

// chile-ict/1 as version 2028, in which everything is approved from a third of the points on.
std::string Chile2028() {
  for (const EmbeddedFile& pack : methodology::Packs()) {
    if (!absl::StrContains(pack.name, "chile-ict-1")) continue;
    return absl::StrReplaceAll(pack.text, {{"\"version\": \"1\"", "\"version\": \"2028\""},
                                           {"\"from_bp\": 5000, \"outcome\": \"request_iteration\"",
                                            "\"from_bp\": 100, \"outcome\": \"request_iteration\""},
                                           {"\"from_bp\": 7000", "\"from_bp\": 200"},
                                           {"\"from_bp\": 8500", "\"from_bp\": 300"}});
  }
  return "";
}

class MethodologyScenario : public ::testing::Test {
 protected:
  MethodologyScenario() : host_({registry::Module(), appraisal::Module()}) {
    testing::Bootstrap(host_);
    testing::AddAgency(host_, "fin", "gov");
    testing::AddAgency(host_, "tax", "gov");
    AddAtRoot("mia", Role::ROLE_METHOD_EDITOR);
    AddAtRoot("max", Role::ROLE_METHOD_EDITOR);
    AddAtRoot("pia", Role::ROLE_METHOD_PUBLISHER);
    AddAtRoot("rita", Role::ROLE_BUDGET_REVIEWER);
    testing::AddOfficer(host_, "form", Role::ROLE_FORMULATOR, "tax");
    testing::AddProject(host_, "form", "scnl", "tax");
  }
  void AddAtRoot(const char* id, Role role) {
    testing::AddPerson(host_, id, "fin");
    testing::Give(host_, id, role, "gov");
  }
  std::string Reason(const char* person, const google::protobuf::Message& request) {
    return rpc::ReasonOf(host_.As(person).Try(request));
  }
  MethodologyDraft Save(const char* person, const std::string& definition) {
    appraisal::v1::SaveMethodologyDraftRequest request;
    request.set_name(kDraft);
    request.set_definition(definition);
    return host_.As(person).Must<appraisal::v1::SaveMethodologyDraftResponse>(request).draft();
  }
  appraisal::v1::PublishMethodologyDraftRequest Publication(const std::string& hash) {
    appraisal::v1::PublishMethodologyDraftRequest request;
    request.set_name(kDraft);
    request.set_definition_hash(hash);
    return request;
  }
  // Evaluates revision 1 of the case by `methodology`, its own when empty.
  appraisal::v1::Evaluation Evaluated(const std::string& methodology) {
    appraisal::v1::EvaluateRevisionRequest request;
    request.set_revision("projects/scnl/cases/full/revisions/1");
    request.set_methodology_version(methodology);
    auto& context = *request.mutable_context();
    *context.mutable_valuation_date() = testing::DayFromToday(host_, 0);
    context.set_base_fiscal_year(2027);
    context.set_price_year(2026);
    return host_.As("rita").Must<appraisal::v1::EvaluateRevisionResponse>(request).evaluation();
  }
  struct Comparison {
    std::string base;
    int differences = 0;
    std::vector<appraisal::v1::ComparedEvaluation> evaluations;
    appraisal::v1::ComparisonTotals totals;
  };
  Comparison Compared() {
    appraisal::v1::CompareMethodologyRequest request;
    request.set_draft(kDraft);
    request.set_base("methodologies/chile-ict/versions/1");
    Comparison comparison;
    const absl::Status status =
        host_.As("mia").ForEach(request, [&](const google::protobuf::Message& message) {
          const auto& page = static_cast<const appraisal::v1::CompareMethodologyResponse&>(message);
          if (!page.base().empty()) comparison.base = page.base();
          comparison.differences += page.differences_size();
          for (const auto& one : page.evaluations()) comparison.evaluations.push_back(one);
          if (page.has_totals()) comparison.totals = page.totals();
        });
    EXPECT_TRUE(status.ok()) << status;
    return comparison;
  }

  testing::TestHost host_;
};

TEST_F(MethodologyScenario, FromDraftToReplay) {
  testing::AddFrozenCase(host_, "form", "scnl", "full");
  const auto before = Evaluated("");

  // A faulty draft is kept, and says all that is wrong with it; what is no JSON is not.
  const MethodologyDraft faulty = Save("mia", "{\"id\": \"chile-ict\", \"version\": \"2028\"}");
  EXPECT_GT(faulty.faults_size(), 3);
  EXPECT_EQ(faulty.methodology_version(), kPublished);
  EXPECT_EQ(Reason("pia", Publication(faulty.definition_hash())), "METHODOLOGY_FAULTY");
  appraisal::v1::SaveMethodologyDraftRequest no_text;
  no_text.set_name(kDraft);
  no_text.set_definition("{");
  EXPECT_EQ(Reason("mia", no_text), "INVALID_REQUEST");
  EXPECT_EQ(Reason("form", no_text), "INVALID_REQUEST");
  no_text.set_definition("{}");
  EXPECT_EQ(Reason("pia", no_text), "ROLE_MISSING");

  // Before anybody publishes it: what would it have said?
  Save("max", Chile2028());
  const MethodologyDraft draft = Save("mia", Chile2028());
  EXPECT_EQ(draft.faults_size(), 0);
  EXPECT_THAT(draft.editors(), ::testing::ElementsAre("people/max", "people/mia"));
  const Comparison compared = Compared();
  EXPECT_EQ(compared.base, "methodologies/chile-ict/versions/1");
  EXPECT_EQ(compared.differences, 4);  // the version and three bands
  ASSERT_EQ(compared.evaluations.size(), 1u);
  EXPECT_EQ(compared.evaluations[0].evaluation(), before.name());
  EXPECT_TRUE(compared.evaluations[0].differs());
  EXPECT_EQ(compared.evaluations[0].before().suggestion(), before.scorecard().suggestion());
  EXPECT_NE(compared.evaluations[0].after().suggestion(), before.scorecard().suggestion());
  EXPECT_EQ(compared.totals.compared_count(), 1);
  EXPECT_EQ(compared.totals.suggestion_differs_count(), 1);
  EXPECT_EQ(compared.totals.refused_count(), 0);

  // Nobody who wrote it publishes it, nor who read an older text.
  testing::Give(host_, "max", Role::ROLE_METHOD_EDITOR, "tax");  // has no say at the root
  EXPECT_EQ(Reason("mia", Publication(draft.definition_hash())), "ROLE_MISSING");
  EXPECT_EQ(Reason("pia", Publication(faulty.definition_hash())), "ETAG_STALE");
  auto publication = Publication(draft.definition_hash());
  publication.set_validate_only(true);
  host_.As("pia").Must<appraisal::v1::PublishMethodologyDraftResponse>(publication);
  appraisal::v1::GetMethodologyVersionRequest get;
  get.set_name(kPublished);
  EXPECT_EQ(Reason("form", get), "NOT_FOUND");
  publication.set_validate_only(false);
  publication.set_request_id("once");
  const auto published =
      host_.As("pia").Must<appraisal::v1::PublishMethodologyDraftResponse>(publication);
  EXPECT_EQ(published.methodology_version().name(), kPublished);
  host_.As("pia").Must<appraisal::v1::PublishMethodologyDraftResponse>(publication);  // replayed
  EXPECT_EQ(Reason("mia", Publication(draft.definition_hash())), "ROLE_MISSING");
  no_text.set_definition(Chile2028());
  EXPECT_EQ(Reason("mia", no_text), "STATE_REFUSED");

  // It is used without a restart, and there after one.
  const auto after = Evaluated(kPublished);
  EXPECT_EQ(after.scorecard().suggestion(), compared.evaluations[0].after().suggestion());
  host_.Restart();
  appraisal::v1::ReplayEvaluationRequest replay;
  replay.set_name(after.name());
  EXPECT_TRUE(host_.As("rita").Must<appraisal::v1::ReplayEvaluationResponse>(replay).identical());
  const auto version = host_.As("form")
                           .Must<appraisal::v1::GetMethodologyVersionResponse>(get)
                           .methodology_version();
  EXPECT_EQ(version.definition_hash(), draft.definition_hash());
}

TEST_F(MethodologyScenario, WhoEditedOnceNeverPublishes) {
  testing::AddPerson(host_, "swap", "fin");
  registry::v1::RevokeGrantRequest revoke;
  revoke.set_name(testing::Give(host_, "swap", Role::ROLE_METHOD_EDITOR, "gov"));
  Save("swap", Chile2028());
  const std::string hash = Save("mia", Chile2028()).definition_hash();
  host_.As(testing::kAdministrator).Must<registry::v1::RevokeGrantResponse>(revoke);
  testing::Give(host_, "swap", Role::ROLE_METHOD_PUBLISHER, "gov");
  EXPECT_EQ(Reason("swap", Publication(hash)), "SECOND_PERSON_NEEDED");
  appraisal::v1::DiscardMethodologyDraftRequest discard;
  discard.set_name(kDraft);
  host_.As("mia").Must<appraisal::v1::DiscardMethodologyDraftResponse>(discard);
  EXPECT_EQ(Reason("pia", Publication(hash)), "STATE_REFUSED");
  appraisal::v1::ListMethodologyDraftsRequest list;
  const auto drafts = host_.As("rita").Must<appraisal::v1::ListMethodologyDraftsResponse>(list);
  ASSERT_EQ(drafts.drafts_size(), 1);
  EXPECT_EQ(drafts.drafts(0).state(), appraisal::v1::METHODOLOGY_DRAFT_STATE_DISCARDED);
  EXPECT_EQ(drafts.drafts(0).definition(), "");
}

}  // namespace
}  // namespace cartera
