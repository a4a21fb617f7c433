#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cartera {
namespace {

using Names = std::set<std::string>;

// A table that a query goes over from end to end.
using Scan = std::pair<std::string, std::string>;  // query, table

// Full roll-ups and tables that stay small.
const std::set<Scan> kMayScan = {
    // Proof over all the facts, asked for by name (CheckInvariants).
    {"oversight.appraisal_invariants", "revisions"},
    {"oversight.appraisal_invariants", "evaluations"},
    {"oversight.registry_invariants", "agencies"},
    {"oversight.registry_invariants", "agency_parents"},
    {"oversight.registry_invariants", "agency_closure"},
    {"oversight.registry_invariants", "answers"},
    {"oversight.registry_invariants", "chain_heads"},
    {"oversight.registry_invariants", "audit"},
    {"oversight.registry_invariants", "projects"},
    {"oversight.registry_invariants", "project_leads"},
    {"oversight.review_invariants", "answers"},
    {"oversight.cells_hold", "projects"},
    {"oversight.cells_hold", "projects_history"},
    {"oversight.cells_hold", "cell_bases"},
    {"oversight.cells_hold", "cells"},
    // The declared full roll-up: where more projects changed than cells can be corrected by.
    {"oversight.sum_facts", "projects"},
    {"oversight.sum_facts", "projects_history"},
    // The answer has a row for every agency.
    {"oversight.cells", "agencies"},
    {"oversight.sum_facts", "agencies"},
    // A few versions of each method; read when the server starts.
    {"appraisal.list_methodologies", "methodology_versions"},
    {"appraisal.list_methodology_names", "methodology_versions"},
    // Twelve rows a year.
    {"oversight.nearest_base", "cell_bases"},
};

// What no plan is written for, and what the binaries below do not run.
const Names kNotReached = {
    // Without tables.
    "pg.begin", "pg.begin_read", "pg.begin_serializable", "pg.check_constraints", "pg.commit",
    "pg.rollback", "pg.see_everything", "pg.trace", "pg.ping", "pg.set_timeout", "pg.xact_status",
    // A view of the server's own counters; on a private PostgreSQL alone.
    "watch.archiver",
    // Needs thousands of changes between two folds. A declared full roll-up all the same.
    "oversight.sum_facts"};

struct Plans {
  Names seen;
  std::set<Scan> scans;
};

// Reads a server's log in auto_explain's JSON, line by line.
void Read(const std::string& path, Plans* plans) {
  static const std::regex kText(R"re(^\s*"Query Text": "(?:/\* (\S+) \*/ )?(.{0,60}))re");
  static const std::regex kRelation(R"re("Relation Name": "([^"]+)")re");
  std::ifstream log(path);
  ASSERT_TRUE(log.is_open()) << path;
  std::string query;
  bool scan = false;
  for (std::string line; std::getline(log, line);) {
    std::smatch found;
    const std::string head = line.substr(0, 300);
    if (absl::StrContains(head, "\"Query Text\"") && std::regex_search(head, found, kText)) {
      query = found[1].matched ? found[1].str() : "";
      if (!query.empty()) plans->seen.insert(query);
      // Inside a function of the schema, or of a test's own.
      if (query.empty()) query = absl::StrCat("nested: ", found[2].str());
    }
    if (absl::StrContains(head, "\"Node Type\"")) scan = absl::StrContains(head, "\"Seq Scan\"");
    if (scan && std::regex_search(head, found, kRelation)) {
      plans->scans.insert({query, found[1]});
      scan = false;
    }
  }
}

Plans CollectPlans() {
  char path[] = "/tmp/cartera-plans.XXXXXX";
  EXPECT_NE(mkdtemp(path), nullptr);
  const std::filesystem::path dir = path;
  // The server may run as another user.
  std::filesystem::permissions(dir, std::filesystem::perms::all);
  Plans plans;
  int count = 0;
  for (const std::string& command :
       {std::string(STORY), std::string(AUTHORISATION), std::string(REGISTRY_SCENARIO),
        std::string(METHODOLOGY_SCENARIO), std::string(LISTS), std::string(ROLE_MATRIX),
        std::string(PAST), absl::StrCat(JUDGEMENT, " --gtest_filter='JudgementTest.AnAppeal*'"),
        absl::StrCat(ASSIGNMENT, " --gtest_filter='AssignmentTest.ADe*'"),
        absl::StrCat(REGISTRY, " --gtest_filter='ProjectsTest.AnAsOf*:VisibilityTest.*'"),
        absl::StrCat(PG, " --gtest_filter='OutboxTest.*:WriteTest.*:AuditTest.*:MigrationsTest.*'"),
        absl::StrCat(OVERSIGHT,
                     " --gtest_filter='PortfolioTest.APast*:PortfolioTest.Hidden*:"
                     "InvariantsTest.All*:AuditTest.AHistoryIsOf*:AuditTest.AnUntouched*:"
                     "RecordTest.OneProject*:RecordTest.AnEntryIsProven*:RecordTest.AnUntouched*:"
                     "EventTest.ACursorGoes*'")}) {
    const std::string log = dir / absl::StrCat("log", ++count);
    EXPECT_EQ(std::system(absl::StrCat("CARTERA_TEST_PLANS=", log, " ", command, " >", dir.string(),
                                       "/out 2>&1 || { cat ", dir.string(), "/out; false; }")
                              .c_str()),
              0)
        << command;
    Read(log, &plans);
  }
  std::filesystem::remove_all(dir);
  return plans;
}

// Every query that the sources of services and libraries name.
Names Declared() {
  static const std::regex kDeclared(R"re((?:Query k\w+\{|Run\(tx,)\s*"([a-z_]+\.[a-z_]+)")re");
  Names names;
  for (const char* root : {"services", "libs"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string path = entry.path();
      if (!absl::EndsWith(path, ".cc") && !absl::EndsWith(path, ".h")) continue;
      if (absl::StrContains(path, "test")) continue;
      std::stringstream text;
      text << std::ifstream(path).rdbuf();
      const std::string source = text.str();
      for (auto it = std::sregex_iterator(source.begin(), source.end(), kDeclared);
           it != std::sregex_iterator(); ++it) {
        // What an administrator asks at the machine may read everything.
        if (!absl::StartsWith((*it)[1].str(), "admin.")) names.insert((*it)[1]);
      }
    }
  }
  return names;
}

TEST(QueryPlansTest, NoQueryGoesOverATableThatGrows_AndEveryQueryIsLookedAt) {
  const Plans plans = CollectPlans();
  for (const Scan& scan : plans.scans) {
    const auto& [query, table] = scan;
    // What tests ask for themselves, of tables of their own too, and migrations.
    if (absl::StartsWith(query, "test.") || absl::StartsWith(query, "t.") || table == "things" ||
        table == "schema_migrations" ||
        absl::StartsWith(query, "nested: SELECT md5(coalesce(string_agg")) {
      continue;
    }
    EXPECT_TRUE(kMayScan.contains(scan)) << query << " goes over all of " << table;
  }
  const Names declared = Declared();
  EXPECT_GT(declared.size(), 100u);
  for (const std::string& name : declared) {
    EXPECT_TRUE(plans.seen.contains(name) || kNotReached.contains(name))
        << name << ": reach it, or list it here with the reason";
  }
  for (const std::string& name : kNotReached) {
    EXPECT_TRUE(declared.contains(name)) << name << " is gone: take it off the list";
  }
}

}  // namespace
}  // namespace cartera
