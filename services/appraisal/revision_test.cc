#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTaxCase[] = "projects/tax/cases/main";

class RevisionTest : public ServiceTest {
 protected:
  void Replace(const std::string& person, const std::string& section,
               const v1::CaseContent& content) {
    v1::UpdateCaseRequest request;
    request.set_name(kTaxCase);
    request.add_sections(section);
    const auto* field = FindSection(section);
    auto* to = request.mutable_content();
    to->GetReflection()->MutableMessage(to, field)->CopyFrom(
        content.GetReflection()->GetMessage(content, field));
    const auto response = Do<v1::UpdateCaseResponse>(person, request);
    EXPECT_TRUE(response.ok()) << response.status();
  }
};

TEST_F(RevisionTest, HoldsTheCanonicalBytesOfTheDraftByHash) {
  MustCreate("ana", "tax", "main", SampleContent());
  const v1::Revision made = MustFreeze("sig", kTaxCase);
  EXPECT_EQ(made.name(), absl::StrCat(kTaxCase, "/revisions/1"));
  EXPECT_THAT(made.authors(), ElementsAre("people/ana"));
  v1::GetRevisionRequest request;
  request.set_name(made.name());
  request.set_include_canonical_content(true);
  const auto read = Do<v1::GetRevisionResponse>("rita", request);
  ASSERT_TRUE(read.ok()) << read.status();
  const std::string& bytes = read->revision().canonical_content();
  EXPECT_EQ(bytes, canonical::Write(ToCanonicalValue(SampleContent())));
  EXPECT_EQ(read->revision().content_hash(), absl::BytesToHexString(Sha256(bytes)));
  EXPECT_EQ(read->revision().content().DebugString(), SampleContent().DebugString());
}

TEST_F(RevisionTest, TheSameContentGivesTheLatestRevision) {
  MustCreate("ana", "tax", "main", SampleContent());
  const v1::Revision first = MustFreeze("ana", kTaxCase);
  clock_.Advance(absl::Seconds(9));
  EXPECT_EQ(MustFreeze("ben", kTaxCase).DebugString(), first.DebugString());
  v1::CaseContent changed = SampleContent();
  changed.mutable_problem()->set_problem("Worse");
  Replace("ana", "problem", changed);
  EXPECT_EQ(MustFreeze("ana", kTaxCase).name(), absl::StrCat(kTaxCase, "/revisions/2"));
  v1::ListRevisionsRequest list;
  list.set_parent(kTaxCase);
  const auto revisions = Do<v1::ListRevisionsResponse>("par", list);
  ASSERT_TRUE(revisions.ok());
  ASSERT_EQ(revisions->revisions_size(), 2);
  EXPECT_FALSE(revisions->revisions(0).has_content());
  EXPECT_EQ(revisions->revisions(0).content_hash(), first.content_hash());
}

TEST_F(RevisionTest, WhoEverWroteASectionStaysItsAuthor) {
  MustCreate("ana", "tax", "main", {});
  Replace("ana", "costs", SampleContent());
  clock_.Advance(absl::Seconds(1));
  v1::CaseContent changed = SampleContent();
  changed.mutable_costs()->set_method("Offers");
  Replace("ben", "costs", changed);
  EXPECT_THAT(MustFreeze("ben", kTaxCase).authors(), ElementsAre("people/ana", "people/ben"));
}

TEST_F(RevisionTest, CannotBeChangedEvenByTheRuntimeRole) {
  MustCreate("ana", "tax", "main", SampleContent());
  const v1::Revision revision = MustFreeze("ana", kTaxCase);
  MustEvaluate("ana", revision.name(), SampleEvaluationContext());
  for (const char* table : {"revisions", "revision_figures", "evaluations"}) {
    for (const std::string& statement :
         {absl::StrCat("UPDATE appraisal.", table, " SET number = 9"),
          absl::StrCat("DELETE FROM appraisal.", table),
          absl::StrCat("TRUNCATE appraisal.", table)}) {
      EXPECT_FALSE(AsRuntimeRole(statement).ok()) << statement;
    }
    // The superuser passes the rights, not the trigger.
    EXPECT_THAT(Admin(absl::StrCat("UPDATE appraisal.", table, " SET number = number")),
                HasSubstr("refused"));
    EXPECT_THAT(Admin(absl::StrCat("DELETE FROM appraisal.", table)), HasSubstr("refused"));
    EXPECT_THAT(Admin(absl::StrCat("TRUNCATE appraisal.", table, " CASCADE")),
                HasSubstr("refused"));
  }
  EXPECT_EQ(Admin("SELECT encode(content_hash, 'hex') FROM appraisal_read.revisions_v1"),
            revision.content_hash());
}

TEST_F(RevisionTest, FiguresStandBesideTheContent) {
  MustCreate("ana", "tax", "main", SampleContent());
  MustFreeze("ana", kTaxCase);
  EXPECT_EQ(Admin("SELECT string_agg(concat_ws(' ', figure, unit, basis, price_year, amount_minor,"
                  " line_count), ', ' ORDER BY figure) FROM appraisal_read.revision_figures_v1"),
            "benefits CAD real 2027 90000000 1, costs CAD real 2027 120000000 2");
}

TEST_F(RevisionTest, AnEmptyOrLockedCaseIsNotFrozen) {
  MustCreate("ana", "tax", "main", {});
  v1::CreateRevisionRequest request;
  request.set_parent(kTaxCase);
  EXPECT_EQ(rpc::ReasonOf(Do<v1::CreateRevisionResponse>("ana", request).status()), "CASE_EMPTY");
  Replace("ana", "costs", SampleContent());
  ASSERT_TRUE(Deliver("review.submitted", kTaxCase).ok());
  EXPECT_EQ(rpc::ReasonOf(Do<v1::CreateRevisionResponse>("ana", request).status()), "CASE_LOCKED");
  EXPECT_EQ(rpc::ReasonOf(Do<v1::CreateRevisionResponse>("rita", request).status()),
            "ROLE_MISSING");
  EXPECT_TRUE(absl::IsNotFound(Do<v1::CreateRevisionResponse>("otto", request).status()));
}

TEST_F(RevisionTest, DiffNamesRowsByTheirId) {
  MustCreate("ana", "tax", "main", SampleContent());
  MustFreeze("ana", kTaxCase);
  v1::CaseContent changed = SampleContent();
  changed.mutable_costs()->mutable_lines(0)->mutable_amount()->set_amount_minor(7);
  changed.mutable_costs()->mutable_lines(1)->set_recurring(false);
  Replace("ana", "costs", changed);
  MustFreeze("ana", kTaxCase);
  v1::DiffRevisionsRequest request;
  request.set_before(absl::StrCat(kTaxCase, "/revisions/1"));
  request.set_after(absl::StrCat(kTaxCase, "/revisions/2"));
  const auto diff = Do<v1::DiffRevisionsResponse>("rita", request);
  ASSERT_TRUE(diff.ok()) << diff.status();
  ASSERT_EQ(diff->changes_size(), 2);
  EXPECT_EQ(diff->changes(0).field(), "costs.lines[id=dev-2027].amount.amount_minor");
  EXPECT_EQ(diff->changes(0).before(), "100000000");
  EXPECT_EQ(diff->changes(0).after(), "7");
  EXPECT_EQ(diff->changes(1).field(), "costs.lines[id=ops-2028].recurring");
  EXPECT_FALSE(diff->changes(1).has_after());
  request.set_after("projects/tax/cases/other/revisions/1");
  EXPECT_EQ(rpc::ReasonOf(Do<v1::DiffRevisionsResponse>("rita", request).status()),
            "INVALID_REQUEST");
  request.set_after(absl::StrCat(kTaxCase, "/revisions/3"));
  EXPECT_TRUE(absl::IsNotFound(Do<v1::DiffRevisionsResponse>("rita", request).status()));
  EXPECT_TRUE(absl::IsNotFound(Do<v1::DiffRevisionsResponse>("otto", request).status()));
}

}  // namespace
}  // namespace cartera::appraisal
