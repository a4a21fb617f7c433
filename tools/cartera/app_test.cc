#include "tools/cartera/app.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/platform/rpc/client.h"
#include "libs/platform/rpc/error.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/help.h"
#include "tools/cartera/values.h"
#include "tools/cartera/verbs.h"

namespace cartera::cli {
namespace {

using google::protobuf::Message;

// What the last call sent, and how it is answered.
std::function<absl::Status(const Message&, Message*)> answer;
std::vector<std::string> sent;

Transport FakeConnect(const Address&, absl::Duration) {
  Transport transport;
  transport.call = [](const Message& request, Message* response) {
    sent.push_back(request.ShortDebugString());
    return answer ? answer(request, response) : absl::OkStatus();
  };
  return transport;
}

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran RunLine(const std::vector<std::string>& arguments) {
  sent.clear();
  std::stringstream out;
  std::stringstream err;
  Terminal terminal;
  terminal.out = &out;
  terminal.err = &err;
  terminal.connect = FakeConnect;
  Ran ran;
  ran.code = RunCommandLine(arguments, terminal);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

TEST(Verbs, HaveExamplesAndColumnsThatExist) {
  for (const Verb& verb : Verbs()) {
    EXPECT_TRUE(absl::StrContains(verb.example, "cartera " + FullVerb(verb))) << FullVerb(verb);
    EXPECT_FALSE(verb.help.empty()) << FullVerb(verb);
    std::set<std::string> known;
    for (const Flag& flag : FlagsOfVerb(verb)) known.insert("--" + flag.name);
    for (const Flag& flag : GlobalFlags()) known.insert("--" + flag.name);
    for (absl::string_view word : absl::StrSplit(verb.example, ' ')) {
      if (!absl::StartsWith(word, "--")) continue;
      EXPECT_TRUE(known.contains(std::string(word))) << FullVerb(verb) << " " << word;
    }
    const Ran ran = RunLine({verb.noun, "--help"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(absl::StrContains(VerbHelp(verb, {}), verb.example));
    if (verb.request.empty() || verb.columns.empty() || verb.run != nullptr) continue;
    // Columns are fields of the elements that the answer lists.
    const auto* method = rpc::MethodFor(RequestType(verb));
    ASSERT_NE(method, nullptr) << verb.request;
    const auto* item = method->output_type()->field(0)->message_type();
    for (absl::string_view column : absl::StrSplit(verb.columns, absl::ByAnyChar(",|"))) {
      EXPECT_FALSE(ResolvePath(item, column).empty()) << FullVerb(verb) << " " << column;
    }
  }
}

TEST(Flags, ComeFromTheFieldsOfTheRequest) {
  const Verb* create = nullptr;
  for (const Verb& verb : Verbs()) {
    if (FullVerb(verb) == "project create") create = &verb;
  }
  std::vector<std::string> names;
  for (const Flag& flag : FlagsOfVerb(*create)) names.push_back(flag.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"PROJECT-ID", "title", "description", "lead-agency", "kind",
                                      "total-budget", "start-date", "planned-end-date",
                                      "responsible-person", "classification", "external-id"}));
}

TEST(Call, FillsTheRequest) {
  const Ran ran =
      RunLine({"project", "create", "p1", "--title", "T", "--lead-agency", "pspc", "--kind", "new",
               "--total-budget", "10.50 CAD@2027", "--request-id", "r1", "--dry-run"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0],
            "project_id: \"p1\" project { title: \"T\" lead_agency: \"agencies/pspc\" "
            "kind: PROJECT_KIND_NEW total_budget { unit: \"CAD\" amount_minor: 1050 "
            "basis: PRICE_BASIS_REAL price_year: 2027 } } request_id: \"r1\" validate_only: true");
  EXPECT_TRUE(absl::StrContains(ran.err, "nothing was stored"));
}

TEST(Call, BuildsTheUpdateMask) {
  EXPECT_EQ(
      RunLine({"project", "update", "p1", "--title", "T", "--clear", "start-date", "--etag", "e"})
          .code,
      0);
  EXPECT_EQ(sent.at(0),
            "project { name: \"projects/p1\" title: \"T\" } "
            "update_mask { paths: \"title\" paths: \"start_date\" } etag: \"e\"");
  EXPECT_EQ(RunLine({"project", "update", "p1"}).code, 2);
  EXPECT_TRUE(sent.empty());
}

TEST(Call, TakesGlobalFlagsBeforeTheNounToo) {
  EXPECT_EQ(RunLine({"--output", "json", "project", "show", "p1"}).code, 0);
  EXPECT_EQ(RunLine({"project", "get", "p1", "--output", "xml"}).code, 2);
}

TEST(Call, TakesAnEmptyValueAndTheFlagBehindIt) {
  const struct {
    std::vector<std::string> arguments;
    const char* sent;
  } lines[] = {
      {{"--title=", "--description", "d", "p1"},
       "project { name: \"projects/p1\" description: \"d\" } "
       "update_mask { paths: \"title\" paths: \"description\" }"},
      {{"--title=", "p1"}, "project { name: \"projects/p1\" } update_mask { paths: \"title\" }"},
      {{"p1", "--title="}, "project { name: \"projects/p1\" } update_mask { paths: \"title\" }"},
      {{"p1", "--title", ""}, "project { name: \"projects/p1\" } update_mask { paths: \"title\" }"},
      // A text may look like a flag.
      {{"p1", "--title", "--description="},
       "project { name: \"projects/p1\" title: \"--description=\" } "
       "update_mask { paths: \"title\" }"},
  };
  for (const auto& line : lines) {
    std::vector<std::string> arguments = {"project", "update"};
    arguments.insert(arguments.end(), line.arguments.begin(), line.arguments.end());
    const Ran ran = RunLine(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
    ASSERT_EQ(sent.size(), 1u) << line.sent;
    EXPECT_EQ(sent[0], line.sent);
  }
}

TEST(List, FollowsPagesWithAll) {
  answer = [](const Message& request, Message* response) {
    auto* list = static_cast<registry::v1::ListProjectsResponse*>(response);
    const bool first =
        static_cast<const registry::v1::ListProjectsRequest&>(request).page_token().empty();
    list->Clear();
    auto* project = list->add_projects();
    project->set_name(first ? "projects/a" : "projects/b");
    if (first) *project->mutable_total_budget() = *MoneyFromText("1,000.00 CAD");
    if (first) list->set_next_page_token("t");
    return absl::OkStatus();
  };
  const Ran all = RunLine({"project", "list", "--all", "--output", "csv"});
  EXPECT_EQ(all.out,
            "name,title,lead_agency,stage,total_budget.amount,total_budget.unit,"
            "total_budget.basis,total_budget.price_year,kind,planned_end_date\n"
            "projects/a,,,,1000.00,CAD,nominal,,,\nprojects/b,,,,,,,,,\n");
  const Ran one = RunLine({"project", "list"});
  EXPECT_TRUE(absl::StrContains(one.err, "--page-token t"));
  EXPECT_TRUE(absl::StrContains(one.out, "1,000.00 CAD"));
  answer = nullptr;
}

TEST(Errors, NameReasonFieldAndFlagAndGiveTheirExitCode) {
  answer = [](const Message&, Message*) {
    rpc::Violations violations;
    violations.Add("project.total_budget.unit", "UNKNOWN_UNIT", "is no unit");
    violations.Add({"projects", "REQUIRED", "must be given", 7, "title"});
    return violations.ToStatus();
  };
  const Ran ran = RunLine({"project", "create", "p"});
  EXPECT_EQ(ran.code, 13);
  EXPECT_TRUE(absl::StrContains(ran.err, "error: INVALID_ARGUMENT (INVALID_REQUEST): "));
  EXPECT_TRUE(absl::StrContains(
      ran.err, "  project.total_budget.unit: is no unit [UNKNOWN_UNIT] (--total-budget)\n"));
  EXPECT_TRUE(absl::StrContains(ran.err, "row 7, column title, projects: must be given"));
  answer = [](const Message&, Message*) -> absl::Status {
    return rpc::Error(absl::StatusCode::kPermissionDenied, "CONFLICT_OF_INTEREST", "Not you.");
  };
  const Ran refused = RunLine({"submission", "start", "b/s"});
  EXPECT_EQ(refused.code, 17);
  EXPECT_EQ(refused.err, "error: PERMISSION_DENIED (CONFLICT_OF_INTEREST): Not you.\n");
  answer = [](const Message&, Message*) { return absl::UnavailableError("connect failed"); };
  const Ran away = RunLine({"server", "info"});
  EXPECT_EQ(away.code, 24);
  EXPECT_TRUE(absl::StrContains(away.err, "no Cartera server answers at 127.0.0.1:7400"));
  answer = nullptr;
}

TEST(Usage, IsRefusedBeforeAnythingIsSent) {
  const std::vector<std::vector<std::string>> wrong = {
      {"prject"},
      {"project", "frob"},
      {"project", "show"},
      {"project", "show", "p", "--bogus"},
      {"project", "show", "p", "--filter", "x"},
      {"project", "create", "p", "--kind", "cheese"},
      {"project", "create", "p", "--kind=", "--title", "T"},
      {"project", "create", "p", "--dry-run="},
      {"project", "create", "p", "--bogus="},
      {"project", "create", "p", "--start-date", "2027-02-30"},
      {"project", "create", "p", "--total-budget", "1.234 CAD"},
      {"case", "check"},
      {"case", "check", "--file", "/nonexistent"},
      {"admin", "clock", "advance", "--days", "-1"},
      {"login"}};
  for (const auto& arguments : wrong) {
    const Ran ran = RunLine(arguments);
    EXPECT_EQ(ran.code, 2) << arguments.back();
    EXPECT_TRUE(absl::StartsWith(ran.err, "error: ")) << arguments.back();
    EXPECT_EQ(ran.err.find('\0'), std::string::npos) << ran.err;
    EXPECT_TRUE(sent.empty());
  }
}

}  // namespace
}  // namespace cartera::cli
