#include "tools/calc/calc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/domain/simulation/rank_correlation.h"

namespace cartera::calc {
namespace {

using testing::HasSubstr;

std::string LineOf(const Function& function) {
  return absl::StrCat(R"({"fn": ")", function.name, R"(", "args": )", function.example, "}");
}

// The examples of --help and their answers, in tests/golden/cli/calc.txt; CARTERA_UPDATE_GOLDEN=1
// writes it anew.
TEST(Calc, EveryExampleOfTheHelpWorks) {
  std::string all;
  for (const Function& function : Functions()) {
    const Answer answer = AnswerTo(LineOf(function));
    EXPECT_TRUE(answer.ok) << answer.line;
    EXPECT_THAT(HelpOfFunctions(), HasSubstr(LineOf(function)));
    absl::StrAppend(&all, answer.line, "\n");
  }
  const std::string path = "tests/golden/cli/calc.txt";
  if (std::getenv("CARTERA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << all;
    return;
  }
  std::stringstream wanted;
  wanted << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(wanted.str(), all);
}

// What goes together by ranks goes together by normal scores a little more.
TEST(Calc, ACorrelationOfRanksIsThatOfItsNormalScores) {
  const auto sum = [](const std::string& correlation) {
    return AnswerTo(
               R"({"fn":"simulate_sum","args":{"draws":1000,"seed":1,"distributions":)"
               R"([{"type":"uniform","low":0,"high":1},{"type":"uniform","low":0,"high":1}],)" +
               correlation + "}}")
        .line;
  };
  const std::string rho = absl::StrFormat("%.17g", simulation::NormalOfSpearman(.8));
  const std::string normal = sum(absl::StrCat(R"("correlation":[[1,)", rho, "],[", rho, ",1]]"));
  EXPECT_EQ(sum(R"("correlation":[[1,0.8],[0.8,1]],"correlation_of":"spearman")"), normal);
  EXPECT_NE(sum(R"("correlation":[[1,0.8],[0.8,1]])"), normal);
  EXPECT_THAT(sum(R"("correlation":[[1,2],[2,1]],"correlation_of":"kendall")"),
              HasSubstr("correlation[1][0]: 2 is not between -1 and 1"));
}

TEST(Calc, AnswersOfAnalysts) {
  const auto value = [](const std::string& line) { return AnswerTo(line).line; };
  EXPECT_EQ(value(R"({"fn":"irr","args":{"flows":[1,2,3]}})"),
            R"({"fn":"irr","value":{"count":"none","rates":[]}})");
  EXPECT_THAT(value(R"({"fn":"irr","args":{"flows":[-100,220,-121]}})"),
              HasSubstr("\"count\":\"one\""));
  EXPECT_THAT(value(R"({"fn":"irr","args":{"flows":[-100,220,-121]}})"), HasSubstr("only_touched"));
  EXPECT_EQ(value(R"({"fn":"payback","args":{"net_flows":[-1,0]}})"),
            R"({"fn":"payback","value":null})");
  EXPECT_EQ(value(R"({"id":"a\"1","fn":"bcr","args":{"pv_benefits":5,"pv_costs":0}})"),
            R"({"id":"a\"1","fn":"bcr","value":null})");
  EXPECT_EQ(value(R"({"id":7,"fn":"bcr","args":{"pv_benefits":5,"pv_costs":2}})"),
            R"({"id":7,"fn":"bcr","value":2.5})");
  // The methodology's own schedule: 6 % and the years of chile-ict/1.
  EXPECT_TRUE(AnswerTo(R"({"fn":"discount_factors","args":{"years":3,)"
                       R"("methodology_version":"chile-ict/1"}})")
                  .ok);
}

TEST(Calc, WhatIsWrongIsNamed) {
  const struct {
    const char* line;
    const char* reason;
  } kRows[] = {
      {"", "not a JSON object"},
      {"nonsense", "not a JSON object"},
      {"[1]", "not a JSON object"},
      {"{}", "fn: the name of the function is missing"},
      {R"({"fn":"nvp","args":{}})", "\\\"nvp\\\" is not one of npv, xnpv"},
      {R"({"fn":"npv"})", "args: an object"},
      {R"({"fn":"npv","args":{},"x":1})", "x: a line has"},
      {R"({"fn":"npv","args":{},"id":[]})", "id: not a text or a number"},
      {R"({"fn":"npv","args":{}})", "rate: missing"},
      {R"({"fn":"npv","args":{"rate":"4 %"}})", "rate: not a number"},
      {R"({"fn":"npv","args":{"rate":0.1,"flows":[1,"2"]}})", "flows[1]: not a number"},
      {R"({"fn":"npv","args":{"rate":0.1,"flows":[1]}})", "first_flow_year: missing"},
      {R"({"fn":"npv","args":{"rate":0.1,"flows":[1],"first_flow_year":2}})", "first_flow_year: 2"},
      {R"({"fn":"npv","args":{"rate":-1,"flows":[1],"first_flow_year":0}})", "rate: -1"},
      {R"({"fn":"npv","args":{"rate":0,"flows":[1],"first_flow_year":0,"z":1}})", "z: not an arg"},
      {R"({"fn":"xirr","args":{"flows":[["2027-02-30",1]],"day_count":"actual/365"}})",
       "flows[0][0]"},
      {R"({"fn":"xirr","args":{"flows":[["2027-02-01"]],"day_count":"actual/365"}})", "flows[0]"},
      {R"({"fn":"xirr","args":{"flows":[],"day_count":"30/360"}})", "day_count: "},
      {R"({"fn":"discount_factors","args":{"years":3,"methodology_version":"none/1"}})",
       "methodology_version: "},
      {R"({"fn":"discount_factors","args":{"years":3,"schedule":[[0.5,1]],"flows_at":"start"}})",
       "schedule: "},
      {R"({"fn":"ahp","args":{"matrix":[[1,2],[0.5]]}})", "matrix: "},
      {R"({"fn":"irr","args":{"flows":[-1e18,1]}})", "OUT_OF_RANGE"},
      {R"({"fn":"distribution_quantiles","args":{"distribution":{"type":"normal"}}})",
       "distribution.type: "},
      {R"({"fn":"distribution_quantiles","args":{"distribution":{"type":"constant","value":1,)"
       R"("x":2}}})",
       "distribution.x: not an arg"},
      {R"({"fn":"distribution_quantiles","args":{"distribution":{"type":"constant","value":1},)"
       R"("probabilities":[1]}})",
       "probabilities[0]: "},
      {R"({"fn":"simulate_sum","args":{"distributions":[]}})", "distributions: none"},
      {R"({"fn":"simulate_sum","args":{"distributions":[{"type":"uniform","low":2,"high":1}]}})",
       "distributions[0]"},
      {R"({"fn":"simulate_sum","args":{"distributions":[{"type":"event","probability":0.5,)"
       R"("impact":{"type":"event"}}]}})",
       "distributions[0].impact.type: "},
      {R"({"fn":"simulate_sum","args":{"distributions":[{"type":"constant","value":1}],)"
       R"("correlation":[[2]]}})",
       "correlation[0][0]"},
      {R"({"fn":"simulate_sum","args":{"distributions":[{"type":"constant","value":1}],)"
       R"("draws":10,"seed":1}})",
       "draws: 10"},
      {R"({"fn":"iman_conover","args":{"columns":[[1,2]],"target":[[1]],"seed":-1}})", "seed: -1"},
  };
  for (const auto& row : kRows) {
    const Answer answer = AnswerTo(row.line);
    EXPECT_FALSE(answer.ok) << row.line;
    EXPECT_THAT(answer.line, HasSubstr("\"error\":{\"code\":\"")) << row.line;
    EXPECT_THAT(answer.line, HasSubstr(row.reason)) << row.line;
  }
  EXPECT_FALSE(AnswerTo(std::string(kLineBytesMax + 1, ' ')).ok);
}

}  // namespace
}  // namespace cartera::calc
