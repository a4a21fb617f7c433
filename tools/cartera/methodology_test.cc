// Methodology files on the command line, before a server has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/packs.h"
#include "tools/cartera/app.h"

namespace cartera::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

// No verb here may call a server.
Transport NoServer(const Address&, absl::Duration) {
  Transport transport;
  transport.call = [](const auto&, auto*) {
    ADD_FAILURE() << "a call was made";
    return absl::InternalError("no server");
  };
  return transport;
}

Ran RunMethodology(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "methodology");
  std::stringstream out;
  std::stringstream err;
  Terminal terminal;
  terminal.out = &out;
  terminal.err = &err;
  terminal.connect = NoServer;
  Ran ran;
  ran.code = RunCommandLine(arguments, terminal);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

// Norway's pack with changes, as a file; each text must stand in it.
std::string Norway(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text;
  for (const EmbeddedFile& file : methodology::Packs()) {
    if (file.name == "norway-cofinancing-1.json") text = std::string(file.text);
  }
  for (const auto& [from, to] : changes) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  const std::string path = absl::StrCat(testing::TempDir(), "/norway-", getpid(), ".json");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

TEST(MethodologyCheck, SaysWhatEachCriterionReads) {
  const Ran ran = RunMethodology({"check", "norway-cofinancing/1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("value_for_money"), HasSubstr("figures.net_value"),
                             HasSubstr("norway-cofinancing/1 can be used, by engine 2: 15 "
                                       "criteria, and no fact is scored twice."),
                             HasSubstr("4 are official")))
      << ran.out;
  EXPECT_EQ(RunMethodology({"check", Norway({})}).code, 0);
}

TEST(MethodologyCheck, NamesEveryFaultWithItsPath) {
  const Ran ran = RunMethodology({"check", Norway({{"\"draws\": 10000", "\"draws\": -1"},
                                                   {"\"cost_bp\": 2000", "\"cost_bp\": 20000"}})});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("frames.draws"), HasSubstr("tax_financing.cost_bp"),
                             HasSubstr("2 faults: it cannot be used.")));
}

// Two criteria that read the same fact would score it twice.
TEST(MethodologyCheck, NamesOverlaps) {
  const std::string path =
      Norway({{"\"problem.consequence_of_inaction\", \"theory_of_change.preconditions\"",
               "\"problem.affected_users\""}});
  const Ran ran = RunMethodology({"check", path, "--output", "json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("criteria[id=additionality].facts"),
                             HasSubstr("is scored by criterion \\\"user_need\\\" too"),
                             HasSubstr("\"usable\":false")))
      << ran.out;
}

TEST(MethodologyCheck, NamesTheFileThatIsNone) {
  const Ran missing = RunMethodology({"check", "/nonexistent/x.json"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("/nonexistent/x.json"));
  const Ran broken =
      RunMethodology({"check", Norway({{"\"version\": \"1\"", "\"version\": 1.5"}})});
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("norway-"));
}

TEST(MethodologyCompare, SaysWhatDiffers) {
  const Ran ran = RunMethodology({"compare", "norway-cofinancing/1",
                                  Norway({{"\"version\": \"1\"", "\"version\": \"2\""},
                                          {"\"rate_bp\": 400", "\"rate_bp\": 350"}})});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("discounting.schedule[0].rate_bp"), HasSubstr("400"),
                             HasSubstr("350"), HasSubstr("2 differences.")))
      << ran.out;
  EXPECT_EQ(RunMethodology({"compare", "chile-ict/1", "chile-ict/1"}).out, "0 differences.\n");
  EXPECT_THAT(RunMethodology({"compare", "chile-ict/1", "chile-ict/2", "--output", "json"}).out,
              HasSubstr("{\"after\":\"2\",\"before\":\"1\",\"path\":\"version\"}"));
}

}  // namespace
}  // namespace cartera::cli
