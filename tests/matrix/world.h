#ifndef CARTERA_TESTS_MATRIX_WORLD_H_
#define CARTERA_TESTS_MATRIX_WORLD_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/lifecycle/roles.h"
#include "tests/support/decided_case.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

// Where a caller stands, seen from the agency that leads the project:
//   gov > ministry > { tax > { tax-unit, tax-division }, health, allied },  gov > works > sea,
//   gov > centre
inline constexpr char kOwn[] = "tax";
inline constexpr char kAbove[] = "ministry";
inline constexpr char kBelow[] = "tax-unit";
inline constexpr char kSibling[] = "health";
inline constexpr char kForeign[] = "sea";
inline constexpr char kParticipant[] = "allied";

// Somebody who calls. Without a role: a member of `place`; without a place: a token that nobody is
// registered under; without a token: nobody.
struct Subject {
  std::string id;
  std::optional<lifecycle::Role> role;
  std::string place;
  Caller caller;
};

// All services as one server, with a project `secret` (INTERNAL) that tax leads and allied takes
// part in, its case decided in rounds/r1, and a project `public` (OPEN) beside it.
class World {
 public:
  // `around`: see TestHost::Surround; given the host, for all that the world is made of.
  explicit World(const std::function<Around(TestHost&)>& around = nullptr);

  TestHost& host() { return host_; }
  const DecidedCase& made() const { return made_; }
  const std::string& grant() const { return grant_; }          // a grant at tax
  const std::string& operation() const { return operation_; }  // an import started by `officer`

  // The last part of the name of a document that both projects have.
  const std::string& document() const { return document_; }

  // Every role at every place above, members of tax and sea, `officer` (a budget officer),
  // `auditor` and the administrator `root` at gov, `nobody` with a token and `anonymous` without.
  std::vector<Subject> Subjects();

 private:
  void AddPeople();
  void AddProjects();
  void Import();

  TestHost host_;
  DecidedCase made_;
  std::string grant_, operation_, document_;
};

// A suite that plays in one World, which its tests change.
class WorldTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
  static void TearDownTestSuite() { world_.reset(); }

  static TestHost& host() { return world_->host(); }

  static inline std::unique_ptr<World> world_;
};

// True when `agency` is `place` or lies below it.
bool Covers(const std::string& place, const std::string& agency);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_MATRIX_WORLD_H_
