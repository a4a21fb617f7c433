// Every method of the contract by every kind of caller on what is there, what is not and what is
// open to all. What is expected follows from the access the contract states and from where the
// caller stands (objects.h); nothing is written cell by cell.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "cartera/type/v1/options.pb.h"
#include "tests/matrix/expectations.h"
#include "tests/matrix/objects.h"
#include "tests/support/contract.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

using google::protobuf::Message;

// What a list holds when its caller may see the object.
std::string ListedName(const Door& door, const World& world) {
  switch (door.kind) {
    case Kind::kProjects:
      return "\"projects/secret\"";
    case Kind::kCases:
      return absl::StrCat("\"", world.made().case_name, "\"");
    case Kind::kSubmissions:
      return absl::StrCat("\"", world.made().submission, "\"");
    case Kind::kPeople:
      return "\"people/member\"";
    case Kind::kGrants:
      return absl::StrCat("\"", world.grant(), "\"");
    default:
      return "";
  }
}

bool IsListed(const Door& door, const Subject& subject) {
  if (door.kind != Kind::kPeople && door.kind != Kind::kGrants) return MaySee(subject, door.kind);
  return Holds(subject, RolesOf(door.method->options().GetExtension(type::v1::access)), kOwn);
}

class RoleMatrixTest : public WorldTest {
 protected:
  // All cells of one door for one subject; how many.
  static int Check(const Door& door, const Subject& subject) {
    const std::string name = absl::StrCat(door.method->name(), " by ", subject.id);
    int cells = 0;
    std::string hidden;
    for (const Variant variant : {Variant::kThere, Variant::kAbsent, Variant::kOpen}) {
      const std::unique_ptr<Message> request = RequestOn(door, *world_, variant);
      if (request == nullptr) continue;
      ++cells;
      std::string text;
      const absl::Status status = subject.caller.ForEach(
          *request, [&](const Message& answer) { text += answer.ShortDebugString(); });
      const Outcome expected = Expected(door, subject, variant);
      EXPECT_STREQ(NameOf(OutcomeOf(status)), NameOf(expected))
          << name << " on " << request->ShortDebugString() << ": " << status;
      if (variant == Variant::kThere && expected == Outcome::kHidden) hidden = WireText(status);
      if (variant == Variant::kAbsent && !hidden.empty()) ExpectSame(door, name, hidden, status);
      const std::string listed = ListedName(door, *world_);
      if (!listed.empty() && expected == Outcome::kLetIn) {
        EXPECT_EQ(absl::StrContains(text, listed), IsListed(door, subject)) << name;
      }
    }
    return cells;
  }

  // A hidden object answers as an absent one, to the byte.
  static void ExpectSame(const Door& door, const std::string& name, const std::string& hidden,
                         const absl::Status& absent) {
    const std::unique_ptr<Message> request = RequestOn(door, *world_, Variant::kAbsent);
    const std::string renamed = absl::StrReplaceAll(
        hidden, {{"secret", "absent"},
                 {world_->grant(), "grants/" + std::string(world_->grant().size() - 7, 'z')},
                 {world_->operation(), "operations/00000000-0000-4000-8000-000000000000"}});
    EXPECT_EQ(renamed, WireText(absent)) << name;
  }
};

// What `request` comes back with, `secret` called `public`.
std::string Renamed(const Caller& caller, const Message& request) {
  std::string text;
  const absl::Status status =
      caller.ForEach(request, [&](const Message& answer) { text += answer.ShortDebugString(); });
  return absl::StrReplaceAll(absl::StrCat(WireText(status), text), {{"secret", "public"}});
}

TEST_F(RoleMatrixTest, AnIdThatAHiddenProjectHasIsTakenAsAnyOther) {
  const Caller formulator = world_->host().As("formulator-health");
  const Caller administrator = world_->host().As("access-administrator-health");
  for (const char* field : {"project_id", "external_id"}) {
    std::string answers[2];
    for (const bool hidden : {false, true}) {
      const std::string taken = hidden ? "secret" : "public";
      auto request = ProjectRequest(field == std::string("project_id") ? taken : "fresh", kSibling);
      if (field == std::string("external_id")) request.mutable_project()->set_external_id(taken);
      request.set_validate_only(true);
      answers[hidden] = Renamed(formulator, request);
    }
    EXPECT_EQ(answers[0], answers[1]) << field;
    EXPECT_TRUE(absl::StartsWith(answers[1], "ALREADY_EXISTS")) << answers[1];
  }
  std::string sheets[2];
  for (const bool hidden : {false, true}) {
    registry::v1::ImportProjectsRequest request;
    request.set_parent_agency("agencies/health");
    request.set_csv(
        absl::StrCat("id,title,agency\n", hidden ? "secret" : "public", ",New title,health\n"));
    request.mutable_mapping()->set_external_id_column("id");
    request.mutable_mapping()->set_title_column("title");
    request.mutable_mapping()->set_agency_id_column("agency");
    request.set_validate_only(true);
    sheets[hidden] = Renamed(administrator, request);
    sheets[hidden].resize(sheets[hidden].find("create_time"));
  }
  EXPECT_EQ(sheets[0], sheets[1]);
  EXPECT_TRUE(absl::StrContains(sheets[1], "OUTSIDE_PARENT")) << sheets[1];
  EXPECT_FALSE(absl::StrContains(sheets[1], "tax")) << "who leads it: " << sheets[1];
}

TEST_F(RoleMatrixTest, EveryDoorIsEnteredBySomeCaller) {
  const std::vector<Subject> subjects = world_->Subjects();
  for (const Door& door : Doors(*world_)) {
    if (door.method->options().GetExtension(type::v1::access).kind() ==
        type::v1::Access::KIND_SERVICE) {
      continue;
    }
    EXPECT_TRUE(std::any_of(subjects.begin(), subjects.end(),
                            [&](const Subject& subject) {
                              return Expected(door, subject, Variant::kThere) == Outcome::kLetIn;
                            }))
        << door.method->full_name() << ": no caller of the matrix may, so its right is not tried";
  }
}

TEST_F(RoleMatrixTest, EveryDoorLetsInExactlyWhomTheContractNames) {
  const std::vector<Door> doors = Doors(*world_);
  const std::vector<Subject> subjects = world_->Subjects();
  std::map<std::string, std::string> before;
  for (const char* schema : {"registry", "appraisal", "review"}) {
    before[schema] = world_->host().Fingerprint(schema);
  }
  std::atomic<size_t> next = 0;
  std::atomic<int> cells = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (size_t n = next++; n < doors.size() * subjects.size(); n = next++) {
        cells += Check(doors[n / subjects.size()], subjects[n % subjects.size()]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%d cells: %zu methods, %zu callers\n", cells.load(), doors.size(), subjects.size());
  EXPECT_GE(cells, 12'000);
  for (const auto& [schema, fingerprint] : before) {
    EXPECT_EQ(world_->host().Fingerprint(schema), fingerprint) << "something was stored";
  }
}

}  // namespace
}  // namespace cartera::testing
