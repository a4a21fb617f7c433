#include "libs/domain/reference_class/shipped.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "class_files.h"  // made from classes/ by CMakeLists.txt
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/domain/money/unit.h"
#include "libs/domain/reference_class/limits.h"
#include "libs/domain/reference_class/read.h"

namespace cartera::reference_class {
namespace {

// What classes/SOURCE.txt says, for those who have only the program.
ReferenceClass DescribeWorldBank() {
  ReferenceClass of;
  of.title = "Digital government projects financed by the World Bank, finished";
  of.source =
      "World Bank, Digital Governance (DG) Projects Database (projects since 1995), "
      "https://www.worldbank.org/en/programs/govtech/initiatives, taken from "
      "github.com/hawa-at/ht_portfolio_work at 4e3f27f; reduced to 1,065 closed projects of 1,449";
  of.licence =
      "World Bank, Digital Governance Projects Database, CC BY 4.0 "
      "(https://creativecommons.org/licenses/by/4.0/); changed: rows and columns left out, the "
      "region Africa joined. The World Bank does not answer for what is computed from it here.";
  of.cost_meaning =
      "the ICT part of a project in US dollars (column ICT Cost); the list does not say whether "
      "planned or spent, nor in prices of which year";
  of.outcome_meaning =
      "how the Bank's Independent Evaluation Group rated the whole project, of which ICT is often "
      "a small part";
  of.caveats.emplace_back(
      "No final beside planned cost: it cannot say what was overrun, nor which uplift would have "
      "covered it.");
  of.caveats.emplace_back(
      "No dates: nothing on duration, no choice by years, and amounts of many years stand side by "
      "side without correction for prices.");
  of.caveats.emplace_back("No benefits, promised or delivered: only the rating of the outcome.");
  of.caveats.emplace_back(
      "Projects that states borrowed for or were granted: a state that does not borrow from the "
      "Bank is not like them.");
  of.caveats.emplace_back(
      "What the words for kinds, sectors and regions mean is partly our reading; the list has the "
      "words alone.");
  of.kinds = {{"dt", ""},
              {"e-serv", "e-services"},
              {"gov-sys", "information systems of sectors"},
              {"ict", "ICT and e-government infrastructure"},
              {"id4d", "identification"},
              {"open-gov", "open government"},
              {"pfm-sys", "public financial management systems"}};
  of.sectors = {{"AGR", "agriculture"},
                {"DDT", "digital development"},
                {"EAE", "energy and extractives"},
                {"EDU", "education"},
                {"ENV", "environment"},
                {"FCI", "finance, competitiveness and innovation"},
                {"GOV", "governance"},
                {"HNP", "health, nutrition and population"},
                {"MTI", "macroeconomics, trade and investment"},
                {"POV", "poverty"},
                {"SOC", "social"},
                {"SPL", "social protection"},
                {"TAC", ""},
                {"TDD", "transport and digital development"},
                {"URS", "urban, resilience and land"},
                {"WAT", "water"}};
  of.regions = {{"AFR", "Africa"},
                {"EAP", "East Asia and Pacific"},
                {"ECA", "Europe and Central Asia"},
                {"LCR", "Latin America and Caribbean"},
                {"MNA", "Middle East and North Africa"},
                {"SAR", "South Asia"}};
  return of;
}

ReferenceClass DescribeCanada() {
  ReferenceClass of;
  of.title = "Large IT projects of Canada's government: their budgets of 2016 and of 2019";
  of.source =
      "Parliament of Canada, sessional papers 8555-421-266 (9 June 2016) and 8555-421-2460 (1 May "
      "2019), compiled by Sean Boots, "
      "github.com/YOWCT/large-government-of-canada-it-projects at 8d6a862; the 98 projects that "
      "stand in both lists under one id and name, with a budget in each";
  of.licence = "The compilation: MIT, copyright 2020 Sean Boots. Reduced.";
  of.cost_meaning = "the total budget stated in June 2016, of projects above a million dollars";
  of.overrun_meaning = "the total budget stated in May 2019 against that of June 2016";
  of.caveats.emplace_back(
      "None was finished in 2019: what each will have cost in the end is not known.");
  of.caveats.emplace_back(
      "Only projects that were still under way three years later: those that were done by then, "
      "and "
      "those stopped, are missing.");
  of.caveats.emplace_back(
      "A budget that changed is not always an overrun: scope was added or taken away, and some "
      "departments may have counted otherwise in the second list.");
  of.caveats.emplace_back(
      "No kinds, no starting dates, no benefits, no ratings; sector is the department.");
  of.sectors = {
      {"cbsa", "Canada Border Services Agency"},
      {"cra", "Canada Revenue Agency"},
      {"csc", "Correctional Service Canada"},
      {"dfo", "Fisheries and Oceans Canada"},
      {"dnd", "National Defence"},
      {"esdc", "Employment and Social Development Canada"},
      {"gac", "Global Affairs Canada"},
      {"hc", "Health Canada"},
      {"inac", "Indigenous Services and Crown-Indigenous Relations and Northern Affairs Canada"},
      {"ircc", "Immigration, Refugees and Citizenship Canada"},
      {"ised", "Innovation, Science and Economic Development Canada"},
      {"justice", "Department of Justice Canada"},
      {"pc", "Parks Canada"},
      {"pch", "Canadian Heritage"},
      {"phac", "Public Health Agency of Canada"},
      {"ppsc", "Public Prosecution Service of Canada"},
      {"pspc", "Public Services and Procurement Canada"},
      {"rcmp", "Royal Canadian Mounted Police"},
      {"ssc", "Shared Services Canada"},
      {"tc", "Transport Canada"}};
  return of;
}

struct Shipped {
  absl::string_view id;  // its file is <id>.csv
  ReferenceClass (*describe)();
};

constexpr Shipped kShipped[] = {{"canada-2016-2019", DescribeCanada},
                                {kUsualClass, DescribeWorldBank}};

absl::StatusOr<ReferenceClass> RowsOf(absl::string_view id) {
  for (const EmbeddedFile& file : class_files()) {
    if (file.name == absl::StrCat(id, ".csv")) return Read(file.text, money::UnitTable::Iso());
  }
  return absl::InternalError(absl::StrCat("the rows of ", id, " were not built in"));
}

}  // namespace

std::vector<std::string> ShippedIds() {
  std::vector<std::string> ids;
  for (const Shipped& shipped : kShipped) ids.emplace_back(shipped.id);
  return ids;
}

absl::StatusOr<ReferenceClass> LoadShipped(absl::string_view id) {
  for (const Shipped& shipped : kShipped) {
    if (shipped.id != id) continue;
    ASSIGN_OR_RETURN(ReferenceClass rows, RowsOf(id));
    ReferenceClass of = shipped.describe();
    of.id = std::string(id);
    of.unit = rows.unit;
    of.projects = std::move(rows.projects);
    CollectLabels(&of);
    return of;
  }
  return absl::NotFoundError(absl::StrCat("there is no reference class ",
                                          Quote(id, kQuotedBytesMax), "; there are ",
                                          absl::StrJoin(ShippedIds(), ", ")));
}

}  // namespace cartera::reference_class
