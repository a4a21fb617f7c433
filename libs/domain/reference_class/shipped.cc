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

constexpr absl::string_view kWorldBank = "world-bank-digital";

// What classes/SOURCE.txt says, for those who have only the program.
ReferenceClass DescribeWorldBank() {
  ReferenceClass of;
  of.id = std::string(kWorldBank);
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

}  // namespace

std::vector<std::string> ShippedIds() { return {std::string(kWorldBank)}; }

absl::StatusOr<ReferenceClass> LoadShipped(absl::string_view id) {
  if (id != kWorldBank) {
    return absl::NotFoundError(absl::StrCat("there is no reference class ",
                                            Quote(id, kQuotedBytesMax), "; there is ",
                                            absl::StrJoin(ShippedIds(), ", ")));
  }
  ASSIGN_OR_RETURN(const ReferenceClass rows,
                   Read(class_files().front().text, money::UnitTable::Iso()));
  ReferenceClass of = DescribeWorldBank();
  of.unit = rows.unit;
  of.projects = rows.projects;
  CollectLabels(&of);
  return of;
}

}  // namespace cartera::reference_class
