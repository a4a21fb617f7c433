// What a case of each tier and stage is asked for, and the yearly list of the line tier.
#include "tools/cartera/case_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"
#include "tools/cartera/line_list.h"
#include "tools/cartera/yaml_reader.h"

namespace cartera::cli {
namespace {

using appraisal::CheckScope;
using appraisal::v1::CaseContent;
using methodology::Methodology;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr int kShortFieldsMax = 25;

std::vector<Methodology> Shipped(int engine) {
  std::vector<Methodology> methods;
  for (const EmbeddedFile& pack : methodology::Packs()) {
    const auto method = methodology::ParseText(pack.text);
    if (method.ok() && method->engine == engine) methods.push_back(*method);
  }
  return methods;
}

// What a person fills: each key of a section, a table of rows being one.
std::vector<std::string> FieldsAsked(const std::string& yaml) {
  std::vector<std::string> fields;
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 4 || line.substr(0, 2) != "  " || !absl::ascii_islower(line[2])) continue;
    fields.push_back(line.substr(2, line.find(':') - 2));
  }
  return fields;
}

CaseContent Read(const std::string& yaml) {
  CaseContent content;
  EXPECT_TRUE(ReadYamlFaults(yaml, &content).empty()) << yaml;
  return content;
}

TEST(CaseTemplate, CanBeReadAsItStands) {
  for (const Methodology& method : Shipped(1)) {
    for (const bool minimal : {false, true}) {
      const CaseContent content = Read(CaseFileTemplate(method, {}, minimal));
      EXPECT_EQ(content.options().options_size(), 2);
      EXPECT_EQ(content.costs().lines(0).option(), "solution");
      EXPECT_FALSE(content.has_problem());
      EXPECT_FALSE(content.has_identification());
    }
  }
  for (const Methodology& method : Shipped(2)) {
    for (const auto& tier : method.tiers) {
      for (const auto& stage : method.stages) {
        Read(CaseFileTemplate(method, {.stage = stage.id, .tier = tier.id}, false));
      }
    }
  }
}

TEST(CaseTemplate, ShortFormHasAtMost25Fields) {
  ASSERT_FALSE(Shipped(2).empty());
  for (const Methodology& method : Shipped(2)) {
    for (const char* stage : {"", "full"}) {
      const std::string yaml = CaseFileTemplate(method, {.stage = stage, .tier = "short"}, false);
      const std::vector<std::string> fields = FieldsAsked(yaml);
      EXPECT_LE(fields.size(), kShortFieldsMax) << method.id << "\n" << yaml;
      EXPECT_GT(fields.size(), 15) << method.id;
    }
  }
}

TEST(CaseTemplate, FullFormAsksForMoreThanTheShortOne) {
  for (const Methodology& method : Shipped(2)) {
    const auto full = FieldsAsked(CaseFileTemplate(method, {.tier = "full"}, false));
    EXPECT_GT(full.size(), 2 * kShortFieldsMax) << method.id;
  }
}

TEST(CaseTemplate, ExplorationAsksForNoSolution) {
  for (const Methodology& method : Shipped(2)) {
    for (const char* tier : {"", "short", "full"}) {
      const std::string yaml =
          CaseFileTemplate(method, {.stage = "exploration", .tier = tier}, false);
      EXPECT_THAT(FieldsAsked(yaml), ElementsAre("problem", "senior_responsible_owner",
                                                 "value_of_solving", "what_will_be_learnt",
                                                 "learnt_by", "cost_limit", "stop_rule", "stop_by"))
          << method.id;
    }
  }
}

TEST(CaseTemplate, AsksTheMethodologysOwnQuestions) {
  for (const Methodology& method : Shipped(2)) {
    const std::string full = CaseFileTemplate(method, {.tier = "full"}, true);
    const std::string brief = CaseFileTemplate(method, {.tier = "short"}, true);
    for (const auto& requirement : method.requirements) {
      const std::string asked = absl::StrCat("requirement: ", requirement.id, "\n");
      EXPECT_THAT(full, HasSubstr(asked));
      if (requirement.mandatory) {
        EXPECT_THAT(brief, HasSubstr(asked));
      }
    }
    if (!method.risk_profile.has_value()) continue;
    for (const auto& question : method.risk_profile->questions) {
      const std::string asked = absl::StrCat("question: ", question.id, "\n");
      EXPECT_THAT(full, HasSubstr(asked));
      EXPECT_THAT(brief, Not(HasSubstr(asked)));
    }
  }
}

TEST(LineList, EachProjectIsACaseAndEachRowACostLine) {
  std::vector<SheetFault> faults;
  const auto cases = ReadLineList(
      LineListHeader() +
          "mail,Mail servers,Mail,operation,2028,\"1,200,000\",NOK,2026,,0500.01,own,,true,as "
          "2027\n"
          "mail,Mail support,Mail,support,2027,300000,NOK,2026,Second line,,,contract,,\n"
          "archive,Archive licences,Archive,maintenance,2027,90000,NOK,2026,,,,contract,,\n",
      &faults);
  ASSERT_TRUE(cases.ok()) << cases.status();
  ASSERT_EQ(cases->size(), 2u);
  const ListedCase& mail = (*cases)[0];
  EXPECT_EQ(mail.project, "mail");
  EXPECT_EQ(mail.title, "Mail servers");
  EXPECT_EQ(mail.fiscal_year, 2027);
  EXPECT_EQ(mail.content.identification().summary(), "Mail servers; Mail support");
  EXPECT_EQ(mail.content.identification().start_fiscal_year(), 2027);
  EXPECT_EQ(mail.content.identification().horizon_years(), 2);
  EXPECT_EQ(mail.content.existing_assets().existing_systems(), "Mail");
  ASSERT_EQ(mail.content.costs().lines_size(), 2);
  EXPECT_EQ(mail.content.costs().lines(0).id(), "line-1");
  EXPECT_EQ(mail.content.costs().lines(0).amount().amount_minor(), 120'000'000);
  EXPECT_EQ(mail.content.costs().lines(0).description(), "Mail servers");
  EXPECT_EQ(mail.content.costs().lines(1).description(), "Second line");
  EXPECT_EQ(mail.content.costs().lines(1).option(), mail.content.options().options(0).id());
  EXPECT_EQ((*cases)[1].row, 4);
}

TEST(LineList, NamesRowAndColumnOfEveryFault) {
  std::vector<SheetFault> faults;
  const auto cases = ReadLineList(
      "project,title,system,category,fiscal_year,amount,unit,price_year\n"
      "mail,Mail,Mail,cheese,2027,1.234,NOK,2026\n"
      ",Archive,,support,MMXX,5,,\n",
      &faults);
  ASSERT_TRUE(cases.ok());
  std::string found;
  for (const SheetFault& fault : faults) found += absl::StrCat(fault.row, fault.column, " ");
  EXPECT_EQ(found, "2category 2amount 3fiscal_year 3unit 3project 3system 3unit ");
  faults.clear();
  ASSERT_TRUE(ReadLineList("title,system,colour\n", &faults).ok());
  found.clear();
  for (const SheetFault& fault : faults) found += absl::StrCat(fault.row, fault.column, " ");
  EXPECT_EQ(found, "1colour 1project 1category 1fiscal_year 1amount 1unit ");
}

TEST(LinesSheet, SaysWhereAFindingStands) {
  const char kSheet[] =
      "id,option,amount,course.growth_bp\n"
      "a,o,1,\n"
      "b,o,2,9999999\n";
  const auto cell = [&](const char* field) { return CellOfField(kSheet, "costs", field); };
  EXPECT_EQ(cell("costs.lines[id=b].course.growth_bp"), "row 3, column course.growth_bp");
  EXPECT_EQ(cell("costs.lines[id=a].amount"), "row 2, column amount");
  EXPECT_EQ(cell("costs.lines[id=a].spread"), "row 2");
  EXPECT_EQ(cell("costs.lines[id=c].amount"), "");
  EXPECT_EQ(cell("costs.lines[category=operation]"), "");
  EXPECT_EQ(cell("costs.lines[id="), "");
  EXPECT_EQ(cell("benefits.lines[id=a].amount"), "");
  EXPECT_EQ(cell("costs.double_running"), "");
}

}  // namespace
}  // namespace cartera::cli
