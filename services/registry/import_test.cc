#include <fstream>
#include <iterator>

#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::ImportProjectsRequest;
using registry_v1::ImportProjectsResponse;
using registry_v1::Operation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ImportTest : public RegistryTest {
 protected:
  // Columns of the lists of the government of Canada.
  static ImportProjectsRequest Request(const std::string& csv, const std::string& parent) {
    ImportProjectsRequest request;
    request.set_csv(csv);
    request.set_parent_agency(absl::StrCat("agencies/", parent));
    auto& mapping = *request.mutable_mapping();
    mapping.set_external_id_column("uniqueId");
    mapping.set_title_column("projectName");
    mapping.set_description_column("description");
    mapping.set_agency_id_column("deptAcronym");
    mapping.set_agency_name_column("department");
    mapping.set_budget_column("totalBudget");
    mapping.set_budget_unit("CAD");
    mapping.set_planned_end_column("estimatedCompletionDate");
    return request;
  }
  static std::string Sheet(const std::string& rows) {
    return "deptAcronym,uniqueId,department,projectName,description,totalBudget,"
           "estimatedCompletionDate\n" +
           rows;
  }
  static Operation Poll(absl::string_view as, Operation operation) {
    registry_v1::GetOperationRequest request;
    request.set_name(operation.name());
    for (int i = 0; i < 3000 && !operation.done(); ++i) {
      absl::SleepFor(absl::Milliseconds(10));
      operation = host().As(as).Must<registry_v1::GetOperationResponse>(request).operation();
    }
    EXPECT_TRUE(operation.done());
    return operation;
  }
  static Operation Import(absl::string_view as, const ImportProjectsRequest& request) {
    return Poll(as, host().As(as).Must<ImportProjectsResponse>(request).operation());
  }
  static int Count(const std::string& filter) {
    registry_v1::ListProjectsRequest request;
    request.set_filter(filter);
    request.set_page_size(1000);
    return host().As("cara").Must<registry_v1::ListProjectsResponse>(request).projects_size();
  }
  // The list of a year, or nothing where the samples are not installed.
  static std::string Sample(int year) {
    std::ifstream file(absl::StrCat("tools/samples/gc-it-projects-", year, ".csv"),
                       std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(ImportTest, RowsArriveOrAreReportedByRowColumnAndReason) {
  const std::string csv = Sheet(
      "it,it-good,IT,Good,,\"$4,800,000\",\"June 30, 2020\"\n"  // row 2
      "it,it-blank,IT,Blank,,,\n"                               // row 3
      "it,it-amount,IT,Amount,,many,2020-06-30\n"               // row 4
      "it,it-negative,IT,Negative,,-5,2020-06-30\n"             // row 5
      "it,it-day,IT,Day,,1,\"June 31, 2020\"\n"                 // row 6
      "it,,IT,No id,,1,2020-06-30\n"                            // row 7
      "it,it-good,IT,Twice,,1,2020-06-30\n"                     // row 8
      "it,it-untitled,IT,,,1,2020-06-30\n"                      // row 9
      "i t,it-agency,IT,Agency,,1,2020-06-30\n");               // row 10
  const Operation operation = Import("cara", Request(csv, "gov"));
  EXPECT_EQ(operation.rows_total(), 9);
  EXPECT_EQ(operation.created_count(), 2);
  EXPECT_EQ(operation.rejected_count(), 7);
  EXPECT_EQ(operation.rows_done(), 9);
  EXPECT_EQ(operation.agencies_created_count(), 1);
  std::vector<std::string> findings;
  for (const auto& finding : operation.findings()) {
    findings.push_back(absl::StrCat(finding.row(), " ", finding.column(), " ", finding.code(),
                                    finding.rejected() ? "" : " (kept)"));
  }
  EXPECT_THAT(
      findings,
      ElementsAre("3 totalBudget UNKNOWN (kept)", "3 estimatedCompletionDate UNKNOWN (kept)",
                  "4 totalBudget NOT_AN_AMOUNT", "5 totalBudget NEGATIVE",
                  "6 estimatedCompletionDate NOT_A_DATE", "7 uniqueId REQUIRED",
                  "8 uniqueId REPEATED", "9 projectName REQUIRED", "10 deptAcronym NOT_A_NAME"));
  EXPECT_FALSE(Get("cara", "it-blank").has_total_budget());
  EXPECT_FALSE(Get("cara", "it-blank").has_planned_end_date());
  EXPECT_EQ(Get("cara", "it-good").total_budget().amount_minor(), 480'000'000);
  EXPECT_EQ(Get("cara", "it-good").stage(), registry_v1::PROJECT_STAGE_UNKNOWN);
}

TEST_F(ImportTest, TheSameListTwiceChangesNothing) {
  const ImportProjectsRequest request =
      Request(Sheet("dup,dup-1,Dup,One,,100,2020-06-30\ndup,dup-2,Dup,Two,,,\n"), "gov");
  EXPECT_EQ(Import("cara", request).created_count(), 2);
  const std::string etag = Get("cara", "dup-1").etag();
  const Operation again = Import("cara", request);
  EXPECT_EQ(again.unchanged_count(), 2);
  EXPECT_EQ(again.created_count() + again.updated_count() + again.agencies_created_count(), 0);
  EXPECT_EQ(Get("cara", "dup-1").etag(), etag);
}

TEST_F(ImportTest, ARowSpeaksOfTheProjectWithItsExternalIdWhateverThatIsCalledHere) {
  auto request = ProjectRequest("called-otherwise", "tax");
  request.mutable_project()->set_external_id("list-7");
  host().As("cara").Must<registry_v1::CreateProjectResponse>(request);
  const Operation operation =
      Import("cara", Request(Sheet("tax,list-7,T,From the list,,1,\n"), "gov"));
  EXPECT_EQ(operation.updated_count(), 1);
  EXPECT_EQ(operation.created_count(), 0);
  EXPECT_EQ(Get("cara", "called-otherwise").title(), "From the list");
}

TEST_F(ImportTest, AColumnThatTheSheetLacksLeavesWhatIsKnown) {
  Import("cara", Request(Sheet("keep,keep-1,Keep,One,Known,100,2020-06-30\n"), "gov"));
  ImportProjectsRequest titles =
      Request("deptAcronym,uniqueId,projectName\nkeep,keep-1,Renamed\n", "gov");
  titles.mutable_mapping()->clear_agency_name_column();
  titles.mutable_mapping()->clear_description_column();
  titles.mutable_mapping()->clear_budget_column();
  titles.mutable_mapping()->clear_planned_end_column();
  EXPECT_EQ(Import("cara", titles).updated_count(), 1);
  const auto project = Get("cara", "keep-1");
  EXPECT_EQ(project.title(), "Renamed");
  EXPECT_EQ(project.description(), "Known");
  EXPECT_EQ(project.total_budget().amount_minor(), 10000);
  EXPECT_EQ(project.planned_end_date().year(), 2020);
}

TEST_F(ImportTest, ARoleAtOneAgencyWritesNothingOfAnother) {
  AddOfficer(host(), "tara", type::v1::ROLE_BUDGET_OFFICER, "tax");
  for (const char* id : {"health-1", "health-2"}) AddProject(host(), "ben", id, "health");
  const std::string etag = Get("ben", "health-1").etag();
  const Operation operation = Import(
      "tara", Request(Sheet("health,health-1,H,Overwritten,,1,\n"  // another's project and agency
                            "tax,health-2,T,Taken over,,1,\n"      // another's project
                            "health,health-9,H,Planted,,1,\n"      // another's agency
                            "tax,tax-9,T,Own,,1,\n"
                            "tax-new,tax-10,N,Own and new,,1,\n"),
                      "tax"));
  EXPECT_EQ(operation.created_count(), 2);
  EXPECT_EQ(operation.rejected_count(), 3);
  int outside = 0, taken = 0;
  for (const auto& finding : operation.findings()) {
    outside += finding.code() == "OUTSIDE_PARENT";
    taken += finding.code() == "ID_TAKEN";
  }
  EXPECT_EQ(outside, 2);
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(operation.rows_done(), 5);
  EXPECT_EQ(Get("ben", "health-1").etag(), etag);
  EXPECT_EQ(Count("id = \"health-9\""), 0);
}

TEST_F(ImportTest, ADryRunFindsTheSameAndStoresNothing) {
  ImportProjectsRequest request =
      Request(Sheet("dry,dry-1,Dry,One,,100,2020-06-30\ndry,dry-2,Dry,Two,,x,\n"), "gov");
  const std::string before = host().Fingerprint("registry");
  request.set_validate_only(true);
  Operation dry = host().As("cara").Must<ImportProjectsResponse>(request).operation();
  EXPECT_TRUE(dry.done());
  EXPECT_EQ(host().Fingerprint("registry"), before);
  request.set_validate_only(false);
  Operation real = Import("cara", request);
  EXPECT_EQ(dry.created_count(), real.created_count());
  ASSERT_EQ(dry.findings_size(), real.findings_size());
  for (int i = 0; i < dry.findings_size(); ++i) {
    EXPECT_EQ(dry.findings(i).SerializeAsString(), real.findings(i).SerializeAsString());
  }
}

TEST_F(ImportTest, ACancelledImportLeavesNothing) {
  std::string rows;
  for (int i = 0; i < 4000; ++i) absl::StrAppend(&rows, "big,big-", i, ",Big,Row,,1,2020-06-30\n");
  const Caller cara = host().As("cara");
  const Operation started =
      cara.Must<ImportProjectsResponse>(Request(Sheet(rows), "gov")).operation();
  // One import at a time.
  EXPECT_EQ(Outcome(cara.Try(Request(Sheet(""), "gov"))), "RESOURCE_EXHAUSTED IMPORT_BUSY");
  registry_v1::CancelOperationRequest cancel;
  cancel.set_name(started.name());
  EXPECT_EQ(Outcome(host().As("ana").Try(cancel)), "NOT_FOUND NOT_FOUND") << "it is cara's";
  cara.Must<registry_v1::CancelOperationResponse>(cancel);
  const Operation ended = Poll("cara", started);
  EXPECT_TRUE(ended.cancelled());
  EXPECT_EQ(ended.error_reason(), "CANCELLED");
  EXPECT_EQ(Count("id:big-"), 0);
  registry_v1::GetAgencyRequest agency;
  agency.set_name("agencies/big");
  EXPECT_EQ(Outcome(cara.Try(agency)), "NOT_FOUND NOT_FOUND");
}

TEST_F(ImportTest, AFileThatIsNoSheetIsRefused) {
  const Caller cara = host().As("cara");
  EXPECT_THAT(
      Faults(cara.Try(Request("a,b\n1,2\n", "gov"))),
      ElementsAre(
          "mapping.external_id_column NO_SUCH_COLUMN", "mapping.title_column NO_SUCH_COLUMN",
          "mapping.description_column NO_SUCH_COLUMN", "mapping.agency_id_column NO_SUCH_COLUMN",
          "mapping.agency_name_column NO_SUCH_COLUMN", "mapping.budget_column NO_SUCH_COLUMN",
          "mapping.planned_end_column NO_SUCH_COLUMN"));
  ImportProjectsRequest unit = Request(Sheet(""), "gov");
  unit.mutable_mapping()->set_budget_unit("XYZ");
  EXPECT_THAT(Faults(cara.Try(unit)), ElementsAre("mapping.budget_unit UNKNOWN_UNIT"));
  EXPECT_EQ(Outcome(cara.Try(Request("", "gov"))), "INVALID_ARGUMENT INVALID_REQUEST");
  EXPECT_EQ(Outcome(cara.Try(Request(std::string("\x00\xff\xfe", 3), "gov"))),
            "INVALID_ARGUMENT INVALID_REQUEST");
  EXPECT_EQ(Outcome(cara.Try(Request(Sheet("a,b-1,c,\"open\n"), "gov"))),
            "INVALID_ARGUMENT INVALID_REQUEST");
}

// The lists tabled in 2016 and 2019: 398 and 463 rows, 100 ids in both. A host of their own.
class CanadaTest : public ImportTest {};

TEST_F(CanadaTest, TheListsArriveWholeAndTheSecondUpdatesTheFirst) {
  const std::string list_2016 = Sample(2016);
  const std::string list_2019 = Sample(2019);
  if (list_2016.empty() || list_2019.empty()) GTEST_SKIP() << "no tools/samples here";
  const Operation first = Import("cara", Request(list_2016, "gov"));
  EXPECT_EQ(first.created_count(), 398);
  EXPECT_EQ(first.rejected_count(), 0);
  const Operation second = Import("cara", Request(list_2019, "gov"));
  EXPECT_EQ(second.rows_total(), 463);
  EXPECT_EQ(second.rejected_count(), 0);
  EXPECT_EQ(second.created_count(), 363);
  EXPECT_EQ(second.updated_count(), 100);
  EXPECT_EQ(Import("cara", Request(list_2019, "gov")).unchanged_count(), 463);
}

class Canada2019Test : public ImportTest {};

// The list itself marks 127 projects above 10 million and 12 above 100 million dollars.
TEST_F(Canada2019Test, AFilterFindsTheLargeProjects) {
  const std::string list = Sample(2019);
  if (list.empty()) GTEST_SKIP() << "no tools/samples here";
  EXPECT_EQ(Import("cara", Request(list, "gov")).created_count(), 463);
  EXPECT_EQ(Count("total_budget.amount_minor > 1000000000"), 127);
  EXPECT_EQ(Count("total_budget.amount_minor > 10000000000"), 12);
  EXPECT_EQ(Count("total_budget.amount_minor = unknown"), 7);
}

}  // namespace
}  // namespace cartera::testing
