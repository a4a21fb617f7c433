// Every text field of every request, given what people paste: it is kept byte for byte or refused
// by name, and all doors say the same.
#include "tests/hostile/texts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/registry/v1/project.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/domain/csv/write.h"
#include "libs/platform/rpc/error.h"
#include "tests/hostile/command_line.h"
#include "tests/matrix/expectations.h"
#include "tests/matrix/objects.h"
#include "tests/support/contract.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

namespace v1 = ::cartera::registry::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What a server may answer to a bad or good request; anything else is its own fault.
bool IsAnAnswer(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

class TextsTest : public WorldTest {
 protected:
  // Calls `work` with 0 to count - 1 on four threads.
  template <typename Work>
  static void ForAll(size_t count, Work work) {
    std::atomic<size_t> next = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (size_t n = next++; n < count; n = next++) work(n);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  static v1::Project Get(const std::string& name) {
    v1::GetProjectRequest request;
    request.set_name(name);
    return host().As("formulator-tax").Must<v1::GetProjectResponse>(request).project();
  }
};

TEST_F(TextsTest, EveryFieldOfEveryRequestRefusesByNameWhatItDoesNotTake) {
  const std::vector<Door> doors = Doors(*world_);
  const Caller caller = host().As("formulator-tax");
  std::atomic<int> calls = 0, fields = 0;
  ForAll(doors.size(), [&](size_t n) {
    const Door& door = doors[n];
    if (door.method->name() == "DeliverEvent") return;  // of services among themselves
    for (const std::string& text : HostileTexts()) {
      std::unique_ptr<Message> request(door.request->New());
      request->CopyFrom(*door.request);
      std::map<std::string, std::string> expected;
      std::vector<std::string> taken;
      SetTexts(request.get(), "", [&](const FieldDescriptor* field, const std::string& path, auto) {
        const std::string refusal = RefusalOf(field, text);
        if (refusal.empty()) {
          taken.push_back(path);
        } else if (refusal != "REQUIRED") {  // which an update asks only of what its mask names
          expected[path] = refusal;
        }
        return text;
      });
      if (expected.empty() && taken.empty()) return;
      const absl::Status status = caller.Try(*request);
      ++calls;
      ASSERT_TRUE(IsAnAnswer(status)) << door.method->name() << ": " << status << "\n" << text;
      const auto faults = FaultsByField(status);
      for (const auto& [path, reason] : expected) {
        ++fields;
        const auto fault = faults.find(path);
        ASSERT_TRUE(fault != faults.end() && fault->second == reason)
            << door.method->name() << " " << path << " should say " << reason << ": " << status
            << "\n"
            << text;
      }
      for (const std::string& path : taken) {
        ++fields;
        const auto fault = faults.find(path);
        // With something else refused, a field that is taken is not mentioned.
        ASSERT_TRUE(expected.empty() || fault == faults.end())
            << door.method->name() << " " << path << ": " << status << "\n"
            << text;
      }
    }
  });
  std::printf("%d requests, %d fields\n", calls.load(), fields.load());
  EXPECT_GT(calls.load(), 20'000);
}

TEST_F(TextsTest, WhatIsTakenOverTheWireIsGivenBackByteForByte) {
  const auto& texts = HostileTexts();
  const auto* title = v1::Project::descriptor()->FindFieldByName("title");
  const auto* external_id = v1::Project::descriptor()->FindFieldByName("external_id");
  const Caller caller = host().As("formulator-tax");
  std::vector<v1::Project> kept(texts.size());
  std::atomic<int> taken = 0;
  ForAll(texts.size(), [&](size_t n) {
    v1::CreateProjectRequest request = ProjectRequest(absl::StrCat("wire-", n), kOwn);
    v1::Project& project = *request.mutable_project();
    if (RefusalOf(title, texts[n]).empty()) project.set_title(texts[n]);
    const auto* description = v1::Project::descriptor()->FindFieldByName("description");
    if (RefusalOf(description, texts[n]).empty()) project.set_description(texts[n]);
    // Unique by what stands behind it.
    const std::string id = absl::StrCat(texts[n], "#", n);
    if (RefusalOf(external_id, id).empty()) project.set_external_id(id);
    v1::CreateProjectResponse response;
    const absl::Status status = caller.Call(request, &response);
    ASSERT_TRUE(status.ok()) << status << "\n" << texts[n];
    taken += project.title() == texts[n];
    project.set_name(absl::StrCat("projects/wire-", n));
    kept[n] = project;
    const v1::Project got = Get(project.name());
    for (const v1::Project& back : {response.project(), got}) {
      EXPECT_EQ(back.title(), project.title());
      EXPECT_EQ(back.description(), project.description());
      EXPECT_EQ(back.external_id(), project.external_id());
    }
  });
  v1::ListProjectsRequest list;
  list.set_page_size(1000);
  int listed = 0;
  const auto page = caller.Must<v1::ListProjectsResponse>(list);
  for (const v1::Project& back : page.projects()) {
    if (!absl::StartsWith(back.name(), "projects/wire-")) continue;
    const v1::Project& project = kept[std::stoul(back.name().substr(14))];
    EXPECT_EQ(back.title(), project.title());
    EXPECT_EQ(back.external_id(), project.external_id());
    ++listed;
  }
  EXPECT_EQ(listed, static_cast<int>(texts.size()));
  EXPECT_GT(taken.load(), 450);
}

TEST_F(TextsTest, ASheetAndTheCommandLineSayTheSameAsTheWire) {
  const auto& texts = HostileTexts();
  const auto* title = v1::Project::descriptor()->FindFieldByName("title");
  std::vector<std::vector<std::string>> rows;
  for (size_t n = 0; n < texts.size(); ++n) {
    rows.push_back({absl::StrCat("sheet-", n), texts[n], texts[n], kOwn});
  }
  v1::ImportProjectsRequest request;
  request.set_parent_agency("agencies/tax");
  request.set_csv(csv::Write(std::vector<std::string>{"id", "title", "text", "agency"}, rows));
  request.mutable_mapping()->set_external_id_column("id");
  request.mutable_mapping()->set_title_column("title");
  request.mutable_mapping()->set_description_column("text");
  request.mutable_mapping()->set_agency_id_column("agency");
  const Caller officer = host().As("budget-officer-tax");
  v1::GetOperationRequest get;
  get.set_name(officer.Must<v1::ImportProjectsResponse>(request).operation().name());
  v1::Operation operation;
  for (int i = 0; i < 500 && !operation.done(); ++i) {
    operation = officer.Must<v1::GetOperationResponse>(get).operation();
    absl::SleepFor(absl::Milliseconds(20));
  }
  ASSERT_TRUE(operation.done());
  std::map<int, std::string> by_row;
  for (const auto& finding : operation.findings()) {
    if (finding.column() == "title") by_row.emplace(finding.row(), finding.code());
  }
  CommandLine command_line(host().As("formulator-tax"));
  int refused = 0;
  for (size_t n = 0; n < texts.size(); ++n) {
    const std::string refusal = RefusalOf(title, texts[n]);
    EXPECT_EQ(by_row[static_cast<int>(n) + 2], refusal) << "in a sheet: " << texts[n];
    refused += !refusal.empty();
    const std::string sheet = absl::StrCat("projects/sheet-", n);
    if (refusal.empty()) {
      EXPECT_EQ(Get(sheet).title(), texts[n]);
    }
    // No argument can hold a NUL; an empty one is none.
    if (n % 4 != 0 || texts[n].empty() || absl::StrContains(texts[n], '\0')) continue;
    const std::string id = absl::StrCat("typed-", n);
    const auto ran = command_line.Run({"project", "create", id, absl::StrCat("--title=", texts[n]),
                                       "--lead-agency", kOwn, "--kind", "new", "--classification",
                                       "open", "--output", "json"});
    EXPECT_EQ(ran.code == 0, refusal.empty()) << ran.err << texts[n];
    EXPECT_TRUE(absl::StrContains(ran.err, refusal)) << ran.err << texts[n];
    if (!refusal.empty()) continue;
    EXPECT_EQ(Get("projects/" + id).title(), texts[n]);
    v1::GetProjectResponse printed;
    command_line.RunForJson({"project", "show", id}, &printed);
    EXPECT_EQ(printed.project().title(), texts[n]);
  }
  EXPECT_GT(refused, 5);
  std::printf("%d of %zu refused as a title\n", refused, texts.size());
}

TEST_F(TextsTest, TextThatIsNotUtf8IsRefusedByNameInEveryDoor) {
  for (const char* bad :
       {"\xff", "a\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut \xe2\x82"}) {
    v1::CreateProjectRequest request = ProjectRequest("utf8", kOwn);
    request.mutable_project()->set_description(bad);
    request.mutable_project()->set_external_id(bad);
    const absl::Status status = host().As("formulator-tax").Try(request);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(FaultsByField(status),
              (std::map<std::string, std::string>{{"project.description", "NOT_UTF8"},
                                                  {"project.external_id", "NOT_UTF8"}}))
        << status;
    v1::ImportProjectsRequest sheet;
    sheet.set_parent_agency("agencies/tax");
    sheet.set_csv(absl::StrCat("id,title,agency\nutf8,", bad, ",tax\n"));
    sheet.mutable_mapping()->set_external_id_column("id");
    sheet.mutable_mapping()->set_title_column("title");
    sheet.mutable_mapping()->set_agency_id_column("agency");
    sheet.set_validate_only(true);
    const auto operation =
        host().As("budget-officer-tax").Must<v1::ImportProjectsResponse>(sheet).operation();
    ASSERT_EQ(operation.findings_size(), 1);
    EXPECT_EQ(operation.findings(0).code(), "NOT_UTF8");
    CommandLine command_line(host().As("formulator-tax"));
    const auto ran =
        command_line.Run({"project", "create", "utf8", absl::StrCat("--title=", bad),
                          "--lead-agency", kOwn, "--kind", "new", "--classification", "open"});
    EXPECT_NE(ran.code, 0);
    EXPECT_TRUE(absl::StrContains(ran.err, "title")) << ran.err;
    EXPECT_TRUE(absl::StrContains(ran.err, "UTF-8")) << ran.err;
  }
}

}  // namespace
}  // namespace cartera::testing
