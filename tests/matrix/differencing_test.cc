// Nobody finds a hidden project by asking: a thousand random questions are answered alike before
// and after another agency's internal projects are there, but for the coarse hidden_count.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/registry/v1/registry_service.pb.h"
#include "services/appraisal/module.h"
#include "services/oversight/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/contract.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera::testing {
namespace {

namespace v1 = ::cartera::registry::v1;
using google::protobuf::Message;
using oversight::v1::GetPortfolioReportRequest;
using oversight::v1::GetPortfolioReportResponse;

constexpr int kQuestions = 1000;

// Questions about projects that a curious official of another agency might ask.
class Curiosity {
 public:
  explicit Curiosity(uint32_t seed) : random_(seed) {}

  v1::ListProjectsRequest Question() {
    v1::ListProjectsRequest request;
    request.set_filter(Filter(0));
    static const std::vector<std::string> kOrders = {"",
                                                     "id",
                                                     "id desc",
                                                     "title",
                                                     "title desc, id",
                                                     "total_budget.amount_minor desc",
                                                     "planned_end_date",
                                                     "planned_end_date desc, title"};
    request.set_order_by(Pick(kOrders));
    request.set_page_size(static_cast<int>(2 + Below(8)));
    return request;
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  const std::string& Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }

  std::string Filter(int depth) {
    if (depth < 2 && Below(3) == 0) {
      return absl::StrCat("(", Filter(depth + 1), Below(2) == 0 ? " AND " : " OR ",
                          Filter(depth + 1), ")");
    }
    if (Below(6) == 0) return absl::StrCat("NOT ", Restriction());
    return Restriction();
  }

  std::string Restriction() {
    static const std::vector<std::string> kComparisons = {"=", "!=", "<", "<=", ">", ">="};
    static const std::vector<std::string> kIds = {"p0", "p3", "p7", "h0", "h1", "h2", "zz"};
    switch (Below(9)) {
      case 0:
        return absl::StrCat("id ", Pick(kComparisons), " \"", Pick(kIds), "\"");
      case 1:
        return absl::StrCat("title:\"", Pick(kIds), "\"");
      case 2:
        return absl::StrCat("lead_agency = \"agencies/", Below(2) == 0 ? "tax" : "health", "\"");
      case 3:
        return absl::StrCat("total_budget.amount_minor ", Pick(kComparisons), " ",
                            (4 + Below(8)) * 100'000);
      case 4:
        return absl::StrCat("classification = ", Below(2) == 0 ? "INTERNAL" : "OPEN");
      case 5:
        return absl::StrCat("planned_end_date ", Pick(kComparisons), " \"20", 28 + Below(5),
                            "-06-30\"");
      case 6:
        return absl::StrCat("external_id = \"x-", Pick(kIds), "\"");
      case 7:
        return Below(2) == 0 ? "total_budget.unit = unknown" : "start_date = unknown";
      default:
        return absl::StrCat("kind = ", Below(2) == 0 ? "NEW" : "CONTINUITY");
    }
  }

  std::mt19937 random_;
};

class DifferencingTest : public ::testing::Test {
 protected:
  DifferencingTest()
      : host_({registry::Module(), appraisal::Module(), review::Module(), oversight::Module()}) {
    Bootstrap(host_);
    for (const char* agency : {"tax", "health"}) AddAgency(host_, agency, "gov");
    AddOfficer(host_, "ana", type::v1::ROLE_FORMULATOR, "tax");
    AddOfficer(host_, "ben", type::v1::ROLE_FORMULATOR, "health");
    for (int i = 0; i < 10; ++i) {
      Add(absl::StrCat("p", i), i % 2 == 0 ? "ana" : "ben", i % 2 == 0 ? "tax" : "health",
          i % 4 != 1);
    }
  }

  void Add(const std::string& id, const std::string& as, const std::string& lead, bool open) {
    const int n = id.back() - '0';
    v1::CreateProjectRequest request = ProjectRequest(id, lead);
    v1::Project& project = *request.mutable_project();
    if (!open) project.set_classification(v1::CLASSIFICATION_INTERNAL);
    project.set_external_id(absl::StrCat("x-", id));
    project.mutable_total_budget()->set_amount_minor(400'000 + 100'000 * n);
    if (n % 3 == 0) project.clear_total_budget();
    if (n % 2 == 1) *project.mutable_planned_end_date() = DateOf(2028 + n % 5, 6, 30);
    host_.As(as).Must<v1::CreateProjectResponse>(request);
  }

  // Every page of the answer, or the refusal.
  static std::string Ask(const Caller& caller, v1::ListProjectsRequest request) {
    std::string text;
    for (int pages = 0; pages < 30; ++pages) {
      v1::ListProjectsResponse response;
      const absl::Status status = caller.Call(request, &response);
      if (!status.ok()) return absl::StrCat(text, WireText(status));
      for (const auto& project : response.projects()) {
        absl::StrAppend(&text, project.ShortDebugString(), "\n");
      }
      absl::StrAppend(&text, response.next_page_token().empty() ? "end\n" : "more\n");
      if (response.next_page_token().empty()) return text;
      request.set_page_token(response.next_page_token());
    }
    ADD_FAILURE() << "the pages do not end: " << request.ShortDebugString();
    return text;
  }

  // The report without instant and hidden_count, which goes into `hidden`.
  static std::string Report(const Caller& caller, const std::string& agency, std::string* hidden) {
    GetPortfolioReportRequest request;
    request.set_agency(agency);
    request.set_include_projects(true);
    std::string text;
    const absl::Status status = caller.ForEach(request, [&](const Message& answer) {
      GetPortfolioReportResponse part;
      part.CopyFrom(answer);
      if (part.has_totals()) {
        *hidden = part.totals().hidden_count();
        part.mutable_totals()->clear_hidden_count();
        part.mutable_totals()->clear_as_of();
      }
      absl::StrAppend(&text, part.ShortDebugString(), "\n");
    });
    EXPECT_TRUE(status.ok()) << status;
    return text;
  }

  TestHost host_;
};

TEST_F(DifferencingTest, AThousandQuestionsDoNotFindAHiddenProject) {
  const char* given = std::getenv("CARTERA_TEST_SEED");
  const auto seed =
      static_cast<uint32_t>(given != nullptr ? std::strtoul(given, nullptr, 10) : 20261122);
  std::printf("seed %u (CARTERA_TEST_SEED sets another)\n", seed);
  const Caller ben = host_.As("ben");
  const Caller ana = host_.As("ana");
  Curiosity curiosity(seed);
  std::vector<v1::ListProjectsRequest> questions;
  std::vector<std::string> before;
  for (int i = 0; i < kQuestions; ++i) {
    questions.push_back(curiosity.Question());
    before.push_back(Ask(ben, questions.back()));
  }
  const std::vector<std::string> agencies = {"", "agencies/gov", "agencies/tax", "agencies/health"};
  std::vector<std::string> reports, hidden(agencies.size());
  for (size_t i = 0; i < agencies.size(); ++i) {
    reports.push_back(Report(ben, agencies[i], &hidden[i]));
    EXPECT_EQ(hidden[i], "0") << agencies[i];
  }
  for (const char* id : {"h0", "h1", "h2"}) Add(id, "ana", "tax", /*open=*/false);
  int empty = 0, told = 0;
  for (int i = 0; i < kQuestions; ++i) {
    EXPECT_EQ(Ask(ben, questions[i]), before[i]) << questions[i].ShortDebugString();
    empty += before[i] == "end\n";
    if (i % 10 == 0) told += Ask(ana, questions[i]) != before[i];
  }
  // The questions mean something: most find projects, and show the new ones to who may see them.
  EXPECT_LT(empty, kQuestions * 2 / 3);
  EXPECT_GT(told, 20);
  const std::vector<std::string> coarse = {"1-4", "1-4", "1-4", "0"};
  for (size_t i = 0; i < agencies.size(); ++i) {
    EXPECT_EQ(Report(ben, agencies[i], &hidden[i]), reports[i]) << agencies[i];
    EXPECT_EQ(hidden[i], coarse[i]) << agencies[i];
  }
  std::printf("%d questions, %d found nothing, %d of 100 told the owner more\n", kQuestions, empty,
              told);
}

}  // namespace
}  // namespace cartera::testing
