#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/oversight/store_test_fixture.h"

namespace cartera::oversight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class AuditTest : public StoreTest {
 protected:
  AuditTest() {
    Project({.id = "p1"});
    clock_.Advance(absl::Seconds(1));
    Do(*appraisal_, {}, "projects/p1", "case.create");
    clock_.Advance(absl::Seconds(1));
    Round("r1");
    Submission("r1", "s1", "p1", "submitted");
    clock_.Advance(absl::Seconds(1));
    Do(*registry_, {}, "projects/p1", "project.update", "the \"title\"\nchanged");
    Project({.id = "p2", .lead = "b1", .classification = "internal"});
  }

  absl::StatusOr<std::vector<v1::VerifyAuditResponse>> Verify(const std::string& subject = "",
                                                              const std::string& by = "auditor") {
    v1::VerifyAuditRequest request;
    request.set_subject(subject);
    return Ask<v1::VerifyAuditResponse>(by, request);
  }
  // The breaks of all messages, after the checks that every answer must stand.
  std::vector<std::string> Breaks(const std::string& subject = "") {
    const auto pages = Verify(subject);
    EXPECT_TRUE(pages.ok()) << pages.status();
    std::vector<std::string> out;
    if (!pages.ok()) return out;
    for (const auto& page : *pages) {
      EXPECT_EQ(page.done(), &page == &pages->back());
      for (const auto& found : page.breaks()) {
        out.push_back(absl::StrCat(found.service(), " ", found.subject(), " ", found.sequence(),
                                   " ", found.what(), " ", found.resource()));
      }
    }
    EXPECT_EQ(pages->back().verdict(), out.empty() ? "consistent" : "broken");
    return out;
  }
};

TEST_F(AuditTest, AnUntouchedRecordIsConsistent) {
  EXPECT_THAT(Breaks(), IsEmpty());
  const auto all = Verify();
  EXPECT_EQ(all->back().chains_count(), 4);
  EXPECT_EQ(all->back().entries_count(), 5);
  const auto one = Verify("projects/p1");
  EXPECT_EQ(one->back().chains_count(), 3);
  EXPECT_EQ(one->back().entries_count(), 4);
}

TEST_F(AuditTest, OneChangedRowIsFoundAndNamed) {
  Tamper(
      "UPDATE registry.audit SET entry = convert_to(replace(convert_from(entry, 'UTF8'),"
      " 'people/ana', 'people/eva'), 'UTF8') WHERE subject = 'projects/p1' AND seq = 2");
  EXPECT_THAT(Breaks(), ElementsAre("registry projects/p1 2 hash projects/p1"));
  EXPECT_THAT(Breaks("projects/p1"), ElementsAre("registry projects/p1 2 hash projects/p1"));
  EXPECT_THAT(Breaks("projects/p2"), IsEmpty());
}

TEST_F(AuditTest, EveryOtherTamperingIsFoundInItsService) {
  Tamper("DELETE FROM registry.audit WHERE subject = 'projects/p1' AND seq = 1");
  Tamper("DELETE FROM review.audit WHERE subject = 'projects/p1'");
  Tamper("DELETE FROM appraisal.chain_heads WHERE subject = 'projects/p1'");
  Tamper("UPDATE registry.chain_heads SET length = 2 WHERE subject = 'projects/p2'");
  EXPECT_THAT(
      Breaks(),
      UnorderedElementsAre("appraisal projects/p1 1 head ", "registry projects/p1 1 gap ",
                           "registry projects/p2 2 truncated ", "review projects/p1 1 truncated "));
  EXPECT_EQ(Breaks("projects/p1").size(), 3u);
}

TEST_F(AuditTest, ALongRecordIsToldInProgressMessages) {
  // 10,999 entries on one chain, then many short ones: messages end within a chain and between two.
  for (int i = 0; i < 11; ++i) {
    const auto status =
        registry_->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
          for (int n = i == 0 ? 1 : 0; n < 1000; ++n) {
            RETURN_IF_ERROR(tx.Audit({.subject = "projects/long", .action = "x"}));
          }
          for (int n = 0; n < 900; ++n) {
            RETURN_IF_ERROR(
                tx.Audit({.subject = absl::StrCat("projects/z", i, "-", n), .action = "x"}));
          }
          return "";
        });
    ASSERT_TRUE(status.ok()) << status;
  }
  auto pages = Verify();
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ(pages->size(), 3u);
  EXPECT_GE((*pages)[0].entries_count(), 10'000);
  EXPECT_EQ((*pages)[0].verdict(), "");
  EXPECT_EQ(pages->back().entries_count(), 5 + 10'999 + 9900);
  EXPECT_EQ(pages->back().chains_count(), 4 + 1 + 9900);
  EXPECT_THAT(Breaks(), IsEmpty());
  Tamper(
      "UPDATE registry.audit SET hash = sha256('x') WHERE subject = 'projects/long' AND seq = 9");
  EXPECT_THAT(Breaks(), ElementsAre("registry projects/long 9 hash "));
  Tamper("DELETE FROM registry.audit WHERE subject LIKE 'projects/z%'");
  EXPECT_EQ(Breaks().size(), 9901u);
}

TEST_F(AuditTest, OnlyAuditorsVerify) {
  EXPECT_EQ(Verify("", "ana").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Verify("projects/none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AuditTest, AHistoryIsOfAllServicesOldestFirst) {
  v1::GetProjectHistoryRequest request;
  request.set_project("projects/p1");
  const auto pages = Ask<v1::GetProjectHistoryResponse>("ana", request);
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ(pages->size(), 1u);
  std::vector<std::string> lines;
  for (const auto& entry : (*pages)[0].entries()) {
    lines.push_back(absl::StrCat(entry.service(), " ", entry.sequence(), " ", entry.action(), " ",
                                 entry.actor()));
    EXPECT_EQ(entry.subject(), "projects/p1");
    EXPECT_EQ(entry.hash().size(), 64u);
    EXPECT_EQ(entry.method(), "/test/Do");
  }
  EXPECT_THAT(
      lines,
      ElementsAre("registry 1 project.create people/ana", "appraisal 1 case.create people/ana",
                  "review 1 submission.create people/ana", "registry 2 project.update people/ana"));
  EXPECT_EQ((*pages)[0].entries(3).detail(), "the \"title\"\nchanged");
  EXPECT_GT((*pages)[0].entries(3).at_us(), (*pages)[0].entries(2).at_us());
}

TEST_F(AuditTest, ALongHistoryComesInMessagesWithoutGapOrRepetition) {
  for (int i = 0; i < 5; ++i) {
    const auto status =
        (i % 2 == 0 ? registry_ : review_)
            ->Write(Context(), nullptr, [&](pg::WriteTx& tx) -> absl::StatusOr<std::string> {
              for (int n = 0; n < 90; ++n) {
                RETURN_IF_ERROR(tx.Audit({.subject = "projects/p1", .action = "x"}));
              }
              return "";
            });
    ASSERT_TRUE(status.ok()) << status;
  }
  v1::GetProjectHistoryRequest request;
  request.set_project("projects/p1");
  const auto pages = Ask<v1::GetProjectHistoryResponse>("auditor", request);
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ(pages->size(), 3u);
  std::map<std::string, int64_t> last;
  int count = 0;
  for (const auto& page : *pages) {
    for (const auto& entry : page.entries()) {
      EXPECT_EQ(entry.sequence(), ++last[entry.service()]);
      ++count;
    }
  }
  EXPECT_EQ(count, 4 + 450);
}

TEST_F(AuditTest, AHistoryIsForThoseWhoSeeTheProjectAndHoldARoleThere) {
  v1::GetProjectHistoryRequest request;
  request.set_project("projects/p1");
  const auto code = [&](const std::string& person) {
    return Ask<v1::GetProjectHistoryResponse>(person, request).status().code();
  };
  EXPECT_EQ(code("bea"), absl::StatusCode::kPermissionDenied);  // open, but a role elsewhere
  Participant("p1", "b1");
  EXPECT_EQ(code("bea"), absl::StatusCode::kOk);
  EXPECT_EQ(code("nobody"), absl::StatusCode::kPermissionDenied);
  request.set_project("projects/p2");
  EXPECT_EQ(code("ana"), absl::StatusCode::kNotFound);  // internal to another agency
  EXPECT_EQ(code("bea"), absl::StatusCode::kOk);
  request.set_project("projects/none");
  EXPECT_EQ(code("ana"), absl::StatusCode::kNotFound);
}

TEST_F(AuditTest, AnEntryThatCannotBeReadKeepsItsPlace) {
  Tamper("UPDATE registry.audit SET entry = 'x' WHERE subject = 'projects/p1' AND seq = 1");
  v1::GetProjectHistoryRequest request;
  request.set_project("projects/p1");
  const auto pages = Ask<v1::GetProjectHistoryResponse>("ana", request);
  ASSERT_TRUE(pages.ok()) << pages.status();
  ASSERT_EQ((*pages)[0].entries_size(), 4);
  EXPECT_EQ((*pages)[0].entries(0).action(), "");
  EXPECT_THAT((*pages)[0].entries(0).detail(), testing::HasSubstr("verify the chain"));
}

}  // namespace
}  // namespace cartera::oversight
