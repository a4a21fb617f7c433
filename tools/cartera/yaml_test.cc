#include <gtest/gtest.h>

#include "cartera/appraisal/v1/case.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "tools/cartera/case_template.h"
#include "tools/cartera/lines_sheet.h"
#include "tools/cartera/yaml_reader.h"
#include "tools/cartera/yaml_writer.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;
using google::protobuf::util::MessageDifferencer;

TEST(YamlReader, SaysLineAndColumnOfEveryFault) {
  CaseContent content;
  const auto faults = ReadYamlFaults(
      "identification:\n"
      "  summary: fine\n"
      "  sumary: a slip\n"
      "  horizon_years: ten\n"
      "costs:\n"
      "  lines:\n"
      "    - id: a\n"
      "      amount: 1,00 CAD\n"
      "      category: cheese\n"
      "  lines: []\n"
      "risks: none\n",
      &content);
  struct Wanted {
    int line, column;
    const char* field;
  };
  const std::vector<Wanted> wanted = {
      {3, 3, "identification.sumary"},  {4, 18, "identification.horizon_years"},
      {8, 15, "costs.lines[0].amount"}, {9, 17, "costs.lines[0].category"},
      {10, 3, "costs.lines"},           {11, 8, "risks"}};
  ASSERT_EQ(faults.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(faults[i].line, wanted[i].line) << i;
    EXPECT_EQ(faults[i].column, wanted[i].column) << i;
    EXPECT_EQ(faults[i].field, wanted[i].field) << i;
  }
  EXPECT_EQ(content.identification().summary(), "fine");
}

TEST(YamlReader, RefusesMoneyOfNoUnitAlsoAsAMapping) {
  CaseContent content;
  const auto faults = ReadYamlFaults(
      "costs: {lines: [{id: x, amount: {unit: \"\x1e"
      "CAD\", amount_minor: 5, basis: nominal}}]}",
      &content);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "costs.lines[0].amount");
}

TEST(YamlReader, RefusesWhatIsNoYaml) {
  CaseContent content;
  const auto faults = ReadYamlFaults("costs: [1, 2\nrisks: }", &content);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].line, 2);
}

TEST(YamlReader, TakesMoneyAsTextOrMappingAndJsonAsYaml) {
  CaseContent a;
  CaseContent b;
  EXPECT_TRUE(ReadYamlFaults("costs: {lines: [{id: x, amount: '1,250.5 CAD@2027'}]}", &a).empty());
  EXPECT_TRUE(ReadYamlFaults(R"({"costs": {"lines": [{"id": "x", "amount": {"unit": "CAD",
      "amount_minor": 125050, "basis": "real", "price_year": 2027}}]}})",
                             &b)
                  .empty());
  EXPECT_EQ(a.costs().lines(0).amount().amount_minor(), 125050);
  EXPECT_TRUE(MessageDifferencer::Equals(a, b));
}

TEST(YamlWriter, GivesBackEveryTextAsItWas) {
  const char* texts[] = {"plain words, as written",
                         "null",
                         "yes",
                         "12",
                         "-",
                         "- a",
                         "a: b",
                         "a #b",
                         "'quoted'",
                         "\"double\" and \\",
                         " leading",
                         "trailing ",
                         "two\nlines",
                         "two\nlines\n",
                         "two\n\n\nlines\n\n",
                         "\n",
                         "  indented\nlines",
                         "tab\there",
                         "bell\x07",
                         "Modernización del registro público, año 2027",
                         "漢字",
                         "%",
                         "@",
                         "{a}",
                         "[a]",
                         "*a",
                         "&a",
                         "!a",
                         "? a",
                         "| a",
                         "> a",
                         "~",
                         "..."};
  for (const char* text : texts) {
    CaseContent content;
    content.mutable_problem()->set_problem(text);
    auto* option = content.mutable_options()->add_options();
    option->set_description(text);
    option->set_reason("x");
    CaseContent read;
    const std::string yaml = WriteYaml(content);
    EXPECT_TRUE(ReadYamlFaults(yaml, &read).empty()) << yaml;
    EXPECT_TRUE(MessageDifferencer::Equals(content, read)) << yaml;
  }
}

TEST(YamlWriter, WritesEveryElementOfAListOfNumbers) {
  CaseContent content;
  for (const int share_bp : {3500, 7000}) {
    content.mutable_costs()->add_lines()->mutable_course()->add_ramp_bp(share_bp);
    content.mutable_costs()->mutable_lines(0)->mutable_course()->add_ramp_bp(share_bp + 1);
  }
  CaseContent again;
  EXPECT_TRUE(ReadYamlFaults(WriteYaml(content), &again).empty());
  EXPECT_TRUE(MessageDifferencer::Equals(content, again));
}

TEST(YamlWriter, FoldsLongTextAndGivesItBack) {
  CaseContent content;
  std::string text = "One";
  for (int i = 0; i < 60; ++i) text += i % 7 == 0 ? " # 12: - a" : " words of a paragraph";
  content.mutable_problem()->set_problem(text);
  content.mutable_risks()->add_risks()->set_id("r");
  content.mutable_stakeholders();
  CaseContent read;
  const std::string yaml = WriteYaml(content);
  EXPECT_TRUE(ReadYamlFaults(yaml, &read).empty()) << yaml;
  EXPECT_TRUE(MessageDifferencer::Equals(content, read)) << yaml;
}

const google::protobuf::FieldDescriptor* CostLines() {
  return appraisal::v1::CostsSection::descriptor()->FindFieldByName("lines");
}

TEST(LinesSheet, ComesBackAsItWasWritten) {
  CaseContent content;
  ASSERT_TRUE(ReadYamlFaults("costs:\n"
                             "  lines:\n"
                             "    - {id: a, option: o, fiscal_year: 2027, category: operation,\n"
                             "       amount: '1,250.50 CAD@2027', recurring: true,\n"
                             "       course: {last_fiscal_year: 2031, growth_bp: 250,\n"
                             "         ramp_bp: [2500, 5000],\n"
                             "         steps: [{from_fiscal_year: 2029, amount_minor: 90000}]},\n"
                             "       tax: {rate_bp: 1900, included: true}, bearer: municipality,\n"
                             "       confirmation: {state: disputed, amount: 900 CAD@2027},\n"
                             "       description: 'a, \"b\"', evidence: {assumption: true}}\n"
                             "    - {id: b, option: o, fiscal_year: 2028, category: support,\n"
                             "       amount: 7 CLP}\n",
                             &content)
                  .empty());
  std::vector<SheetFault> faults;
  const std::string sheet = WriteSheet(content.costs(), CostLines());
  const auto lines = ReadSheet(sheet, CostLines()->message_type(), &faults);
  ASSERT_TRUE(lines.ok());
  EXPECT_TRUE(faults.empty());
  ASSERT_EQ(lines->size(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(content.costs().lines(i), *(*lines)[i])) << sheet;
  }
}

TEST(LinesSheet, NamesRowAndColumnOfEveryFault) {
  std::vector<SheetFault> faults;
  const auto lines = ReadSheet(
      "id,option,fiscal_year,category,amount,unit\n"
      "a,o,2027,operation,1.234,CAD\n"
      "a,o,MMXX,cheese,5,\n",
      CostLines()->message_type(), &faults);
  ASSERT_TRUE(lines.ok());
  std::string found;
  for (const auto& fault : faults) found += std::to_string(fault.row) + fault.column + " ";
  EXPECT_EQ(found, "2amount 3fiscal_year 3category 3unit 3id ");
}

}  // namespace
}  // namespace cartera::cli
