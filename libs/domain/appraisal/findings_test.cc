#include "libs/domain/appraisal/findings.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/sample_case.h"

namespace cartera::appraisal {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Finding> CheckSample(const std::function<void(CaseContent&)>& change) {
  CaseContent content = SampleCase();
  change(content);
  return Check(content, Chile(), SampleContext().basis);
}

TEST(Check, FindsNothingInACompleteCase) {
  EXPECT_THAT(CheckSample([](CaseContent&) {}), IsEmpty());
}

TEST(Check, OfAnEmptyCaseNamesEverySectionOfTheMethod) {
  const std::vector<Finding> findings = Check({}, Chile(), SampleContext().basis);
  for (const methodology::SectionRequirement& required : Chile().sections) {
    EXPECT_THAT(findings, Contains(Field(&Finding::section, required.section)))
        << methodology::Name(required.section);
  }
  EXPECT_THAT(CheckComputable({}, Chile(), SampleContext().basis), IsEmpty());
}

// Each row breaks one thing in the complete case.
const struct {
  const char* code;
  const char* field;
  void (*change)(CaseContent& content);
} kRows[] = {
    {"FIELD_MISSING", "problem.affected_users",
     [](CaseContent& c) { c.problem.affected_users = " "; }},
    {"SECTION_EMPTY", "risks", [](CaseContent& c) { c.risks.risks.clear(); }},
    {"DO_NOTHING_MISSING", "options.options",
     [](CaseContent& c) { c.options.options[0].kind = OptionKind::kDoMinimum; }},
    {"DO_NOTHING_TWICE", "options.options",
     [](CaseContent& c) { c.options.options[1].kind = OptionKind::kDoNothing; }},
    {"PREFERRED_MISSING", "options.options",
     [](CaseContent& c) { c.options.options[2].preferred = false; }},
    {"PREFERRED_TWICE", "options.options",
     [](CaseContent& c) { c.options.options[0].preferred = true; }},
    {"OPTION_REASON_MISSING", "options.options[id=least].reason",
     [](CaseContent& c) { c.options.options[1].reason.clear(); }},
    {"OPTION_WITHOUT_COSTS", "options.options[id=least]",
     [](CaseContent& c) { c.costs.lines.pop_back(); }},
    {"ID_TWICE", "options.options[id=none].id",
     [](CaseContent& c) { c.options.options[1].id = "none"; }},
    {"ID_TWICE", "costs.lines[id=c1].id", [](CaseContent& c) { c.costs.lines[1].id = "c1"; }},
    {"ID_MISSING", "costs.lines[id=].id", [](CaseContent& c) { c.costs.lines[1].id = ""; }},
    {"UNKNOWN_OPTION", "benefits.lines[id=b1].option",
     [](CaseContent& c) { c.benefits.lines[0].option = "old"; }},
    {"CATEGORY_MISSING", "costs.lines[id=c1].category",
     [](CaseContent& c) { c.costs.lines[0].category.reset(); }},
    {"YEAR_OUT_OF_HORIZON", "costs.lines[id=c1].fiscal_year",
     [](CaseContent& c) { c.costs.lines[0].fiscal_year = 2026; }},
    {"YEAR_OUT_OF_HORIZON", "costs.lines[id=c1].fiscal_year",
     [](CaseContent& c) { c.costs.lines[0].fiscal_year = 2037; }},
    {"AMOUNT_MISSING", "costs.lines[id=c1].amount",
     [](CaseContent& c) { c.costs.lines[0].amount.reset(); }},
    {"AMOUNT_NEGATIVE", "costs.lines[id=c1].amount",
     [](CaseContent& c) { c.costs.lines[0].amount->amount_minor = -1; }},
    {"DEPRECIATION_AS_COST", "costs.lines[id=c1].description",
     [](CaseContent& c) { c.costs.lines[0].description = "Depreciation of servers"; }},
    {"UNIT_MIXED", "costs.lines[id=c2].amount",
     [](CaseContent& c) {
       c.costs.lines[1].amount->unit = {"USD", 2};
     }},
    {"PRICE_BASIS_MIXED", "benefits.lines[id=b1].amount",
     [](CaseContent& c) {
       c.benefits.lines[0].amount = money::Nominal(1, {"CAD", 2});
     }},
    {"PRICE_YEAR_MIXED", "costs.lines[id=c2].amount",
     [](CaseContent& c) { c.costs.lines[1].amount->price_year = 2026; }},
    {"AMOUNT_ON_NON_MONETISED", "benefits.lines[id=b1].amount",
     [](CaseContent& c) { c.benefits.lines[0].category = BenefitCategory::kNonMonetised; }},
    {"WEIGHT_MISSING", "benefits.lines[id=b1].importance",
     [](CaseContent& c) { c.benefits.lines[0].category = BenefitCategory::kNonMonetised; }},
    {"HORIZON_OUT_OF_RANGE", "identification.horizon_years",
     [](CaseContent& c) { c.identification.horizon_years = kCaseYearsMax + 1; }},
    {"HORIZON_LONGER_THAN_METHOD", "identification.horizon_years",
     [](CaseContent& c) { c.identification.horizon_years = 11; }},
    {"START_TOO_LATE", "identification.start_fiscal_year",
     [](CaseContent& c) { c.identification.start_fiscal_year = 2078; }},
    {"GO_LIVE_BEFORE_START", "identification.go_live_fiscal_year",
     [](CaseContent& c) { c.identification.go_live_fiscal_year = 2026; }},
    {"GO_LIVE_AFTER_HORIZON", "identification.go_live_fiscal_year",
     [](CaseContent& c) { c.identification.go_live_fiscal_year = 2037; }},
    {"BENEFIT_BEFORE_GO_LIVE", "benefits.lines[id=b1].fiscal_year",
     [](CaseContent& c) { c.identification.go_live_fiscal_year = 2030; }},
    {"NO_BENEFIT_AFTER_GO_LIVE", "benefits.lines",
     [](CaseContent& c) { c.identification.go_live_fiscal_year = 2037; }},
    {"BENEFITS_MISSING", "benefits.lines", [](CaseContent& c) { c.benefits.lines.clear(); }},
    {"COSTS_MISSING", "costs.lines", [](CaseContent& c) { c.costs.lines.clear(); }},
    {"COST_CATEGORY_MISSING", "costs.lines[category=security]",
     [](CaseContent& c) { c.costs.lines[2].category = CostCategory::kDevelopment; }},
    {"RUNNING_COST_GAP", "costs.lines",
     [](CaseContent& c) { c.costs.lines[5].category = CostCategory::kRefresh; }},
    {"EVIDENCE_MISSING", "costs.lines[id=c1].evidence",
     [](CaseContent& c) { c.costs.lines[0].evidence = {}; }},
    {"BUDGET_LINE_MISSING", "costs.lines[id=c1].budget_line",
     [](CaseContent& c) { c.costs.lines[0].budget_line.clear(); }},
    {"BASELINE_MISSING", "benefits.lines[id=b1].indicator",
     [](CaseContent& c) { c.benefits.lines[0].measured_baseline.clear(); }},
    {"BENEFIT_OWNER_MISSING", "benefits.lines[id=b1].benefit_owner",
     [](CaseContent& c) { c.benefits.lines[0].benefit_owner.clear(); }},
    {"COUNTED_TWICE", "benefits.lines[id=twice].category",
     [](CaseContent& c) {
       BenefitLine line = c.benefits.lines[0];
       line.id = "twice";
       line.category = BenefitCategory::kNonCash;
       c.benefits.lines.push_back(line);
     }},
    {"RISK_OWNER_MISSING", "risks.risks[id=strategy].owner",
     [](CaseContent& c) { c.risks.risks[3].owner.clear(); }},
    {"RISK_RESPONSE_MISSING", "risks.risks[id=strategy].response",
     [](CaseContent& c) { c.risks.risks[3].response.clear(); }},
    {"RISK_GROUP_NOT_COVERED", "risks.risks[group=strategy]",
     [](CaseContent& c) { c.risks.risks.pop_back(); }},
    {"RISK_NOT_RATED", "risks.risks[id=strategy].impact",
     [](CaseContent& c) { c.risks.risks[3].impact = 0; }},
    {"PROBABILITY_OUT_OF_RANGE", "risks.risks[id=strategy].probability_bp",
     [](CaseContent& c) { c.risks.risks[3].probability_bp = 10'001; }},
};

TEST(Check, NamesTheCodeAndFieldOfEachFault) {
  for (const auto& row : kRows) {
    EXPECT_THAT(CheckSample(row.change), Contains(AllOf(Field(&Finding::code, row.code),
                                                        Field(&Finding::field_path, row.field))))
        << row.code;
  }
}

TEST(Check, OfMixedMoneyNamesBothLines) {
  const std::vector<Finding> findings = CheckSample([](CaseContent& c) {
    c.benefits.lines[3].amount->unit = {"USD", 2};
  });
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(findings[0].message, HasSubstr("\"b4\""));
  EXPECT_THAT(findings[0].message, HasSubstr("costs.lines[id=c1].amount"));
  EXPECT_EQ(findings[0].severity, Severity::kBlocking);
}

TEST(Check, ComparesMoneyWithTheRound) {
  CaseContext context = SampleContext().basis;
  context.price_year = 2026;
  EXPECT_THAT(Check(SampleCase(), Chile(), context),
              Contains(Field(&Finding::code, "PRICE_YEAR_UNLIKE_ROUND")));
  context.unit = money::Unit{"CLP", 0};
  EXPECT_THAT(Check(SampleCase(), Chile(), context),
              Contains(Field(&Finding::code, "UNIT_UNLIKE_ROUND")));
  methodology::Methodology nominal = Chile();
  nominal.discounting.rate_basis = money::PriceBasis::kNominal;
  EXPECT_THAT(Check(SampleCase(), nominal, SampleContext().basis),
              Contains(Field(&Finding::code, "PRICE_BASIS_UNLIKE_RATE")));
}

TEST(Check, IsInTheOrderSectionRowCode) {
  const auto change = [](CaseContent& c) {
    c.costs.lines[4].evidence = {};
    c.costs.lines[1].evidence = {};
    c.costs.lines[1].budget_line.clear();
    c.problem.problem.clear();
    c.risks.risks[0].owner.clear();
  };
  std::vector<std::string> codes;
  for (const Finding& finding : CheckSample(change)) codes.push_back(finding.field_path);
  EXPECT_THAT(codes,
              ::testing::ElementsAre("problem.problem", "costs.lines[id=c2].budget_line",
                                     "costs.lines[id=c2].evidence", "costs.lines[id=c5].evidence",
                                     "risks.risks[id=governance].owner"));
}

TEST(Check, AnswersForAnyYears) {
  for (int year : {-2'147'483'647, 0, 99'999, 2'147'483'647}) {
    const auto findings = CheckSample([year](CaseContent& c) {
      c.identification.start_fiscal_year = year;
      c.identification.go_live_fiscal_year = year;
      c.identification.horizon_years = year;
      c.costs.lines[0].fiscal_year = year;
    });
    EXPECT_THAT(findings, Contains(Field(&Finding::code, "YEAR_OUT_OF_HORIZON")));
  }
}

TEST(NamesDepreciation, KnowsTheWordInSeveralLanguages) {
  for (const char* text :
       {"DEPRECIATION", "Depreciaci\xC3\xB3n de equipos", "DEPRECIACI\xC3\x93N", "amortisation",
        "afskrivning, servere", "\xC3\x85rlige avskrivninger", "yearly (depreciation)"}) {
    EXPECT_TRUE(checker::NamesDepreciation(text)) << text;
  }
}

TEST(NamesDepreciation, ReadsWholeWords) {
  for (const char* text : {"server purchase", "", "undepreciated", "avskrivningsfri"}) {
    EXPECT_FALSE(checker::NamesDepreciation(text)) << text;
  }
}

TEST(AllFields, HaveUniquePathsOfTheirSection) {
  std::vector<std::string> paths;
  for (const appraisal::Field& field : AllFields()) {
    EXPECT_EQ(std::string(field.path).rfind(std::string(methodology::Name(field.section)) + ".", 0),
              0u);
    EXPECT_TRUE(field.is_filled(SampleCase())) << field.path;
    EXPECT_FALSE(field.is_filled(CaseContent())) << field.path;
    paths.push_back(std::string(field.path));
  }
  std::sort(paths.begin(), paths.end());
  EXPECT_EQ(std::adjacent_find(paths.begin(), paths.end()), paths.end());
}

}  // namespace
}  // namespace cartera::appraisal
