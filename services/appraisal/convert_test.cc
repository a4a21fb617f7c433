#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/packs.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/methodologies.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

void SetAmount(type::v1::Money* money, const char* unit, int64_t amount_minor, int price_year) {
  money->set_unit(unit);
  money->set_amount_minor(amount_minor);
  money->set_basis(price_year > 0 ? type::v1::PRICE_BASIS_REAL : type::v1::PRICE_BASIS_NOMINAL);
  money->set_price_year(price_year);
}

v1::CaseContent TwoLines(int64_t amount_minor) {
  v1::CaseContent content;
  auto* option = content.mutable_options()->add_options();
  option->set_id("new");
  option->set_kind(v1::OPTION_KIND_DO_SOMETHING);
  option->set_preferred(true);
  for (const int year : {2027, 2028}) {
    auto* line = content.mutable_costs()->add_lines();
    line->set_id(absl::StrCat("c", year));
    line->set_option("new");
    line->set_fiscal_year(year);
    line->set_category(v1::COST_CATEGORY_OPERATION);
    SetAmount(line->mutable_amount(), "CAD", amount_minor, year);
  }
  return content;
}

TEST(FromProtoTest, ReadsRowsWithTheirVocabulary) {
  const auto content = FromProto(TwoLines(5));
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->options.options[0].kind, OptionKind::kDoSomething);
  EXPECT_TRUE(content->options.options[0].preferred);
  const CostLine& line = content->costs.lines[1];
  EXPECT_EQ(line.id, "c2028");
  EXPECT_EQ(line.category, CostCategory::kOperation);
  EXPECT_EQ(line.amount->unit.decimals, 2);
  EXPECT_EQ(line.amount->price_year, 2028);
}

// Every value of the contract's vocabularies is one of the domain's, and the other way round.
TEST(FromProtoTest, VocabulariesAreTheSame) {
  v1::CaseContent proto;
  for (int i = 1; i < v1::CostCategory_descriptor()->value_count(); ++i) {
    proto.mutable_costs()->add_lines()->set_category(static_cast<v1::CostCategory>(i));
  }
  for (int i = 1; i < v1::BenefitCategory_descriptor()->value_count(); ++i) {
    proto.mutable_benefits()->add_lines()->set_category(static_cast<v1::BenefitCategory>(i));
  }
  for (int i = 1; i < v1::RiskGroup_descriptor()->value_count(); ++i) {
    proto.mutable_risks()->add_risks()->set_group(static_cast<v1::RiskGroup>(i));
  }
  const auto content = FromProto(proto);
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->costs.lines.size(), methodology::AllCostCategories().size());
  EXPECT_EQ(content->benefits.lines.size(), methodology::AllBenefitCategories().size());
  EXPECT_EQ(content->risks.risks.size(), methodology::AllRiskGroups().size());
  for (const CostLine& line : content->costs.lines) EXPECT_TRUE(line.category.has_value());
  for (const BenefitLine& line : content->benefits.lines) EXPECT_TRUE(line.category.has_value());
  for (const Risk& risk : content->risks.risks) EXPECT_TRUE(risk.group.has_value());
}

TEST(FromProtoTest, AbsentMoneyIsUnknownAndNotZero) {
  v1::CaseContent proto = TwoLines(5);
  proto.mutable_costs()->mutable_lines(0)->clear_amount();
  const auto content = FromProto(proto);
  ASSERT_TRUE(content.ok());
  EXPECT_FALSE(content->costs.lines[0].amount.has_value());
}

TEST(DraftContextTest, TakesTheYearsOfTheCaseItself) {
  auto content = *FromProto(TwoLines(5));
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);  // 2027-01-15
  EXPECT_EQ(DraftContext(CaseContent(), now).base_fiscal_year, 2027);
  EXPECT_EQ(DraftContext(CaseContent(), now).price_year, 2027);
  content.identification.start_fiscal_year = 2030;
  EXPECT_EQ(DraftContext(content, now).base_fiscal_year, 2030);
  EXPECT_EQ(DraftContext(content, now).price_year, 2027);
}

TEST(FiguresOfTest, KeepsPriceYearsApart) {
  const auto figures = FiguresOf(*FromProto(TwoLines(5)));
  ASSERT_TRUE(figures.ok());
  ASSERT_EQ(figures->size(), 2u);
  EXPECT_EQ((*figures)[0].price_year, 2027);
  EXPECT_EQ((*figures)[0].amount_minor, 5);
  EXPECT_EQ((*figures)[1].price_year, 2028);
}

TEST(FiguresOfTest, RefusesASumThatNoAmountHolds) {
  v1::CaseContent proto = TwoLines(100'000'000'000'000'000);
  const v1::CostLine line = proto.costs().lines(0);
  for (int i = 0; i < 100; ++i) *proto.mutable_costs()->add_lines() = line;
  EXPECT_EQ(rpc::ReasonOf(FiguresOf(*FromProto(proto)).status()), "TOTAL_TOO_LARGE");
}

TEST(FormatValueTest, WritesNumbersAsPeopleReadThem) {
  EXPECT_EQ(FormatValue(480'000'000, "minor units of CAD"), "4,800,000.00 CAD");
  EXPECT_EQ(FormatValue(-5, "minor units of CLP"), "-5 CLP");
  EXPECT_EQ(FormatValue(943'396'226, "1e-9"), "0.943396226");
  EXPECT_EQ(FormatValue(600, "bp"), "600 bp");
  EXPECT_EQ(FormatValue(3, "minor units of ???"), "3 minor units of ???");
  EXPECT_EQ(FormatValue(3, ""), "3");
}

TEST(MethodologiesTest, ThePacksThatShipAreGood) {
  const auto loaded = Methodologies::Load(methodology::Packs());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Methodology* chile = loaded->Find({"chile-ict", "1"});
  ASSERT_NE(chile, nullptr);
  EXPECT_EQ(loaded->Find({"chile-ict", "2"}), nullptr);
  EXPECT_EQ(chile->definition_hash.size(), 32u);
  const v1::MethodologyVersion proto = ToProto(*chile, true);
  EXPECT_EQ(proto.name(), "methodologies/chile-ict/versions/1");
  EXPECT_EQ(proto.dimensions_size(), 4);
  EXPECT_EQ(proto.criteria(0).anchors_size(), 5);
  EXPECT_EQ(proto.definition_hash().size(), 64u);
}

TEST(MethodologiesTest, AFaultyPackIsRefusedWithItsFaults) {
  const EmbeddedFile bad[] = {{"bad.json", "{\"id\": \"x\"}"}};
  EXPECT_TRUE(absl::IsInvalidArgument(Methodologies::Load(bad).status()));
}

TEST(ParseNameTest, OnlyNumbersARevisionCanHave) {
  EXPECT_EQ(ParseName("projects/p/cases/c/revisions/12")->number, 12);
  EXPECT_EQ(ParseName("projects/p/cases/c/revisions/12/evaluations/ab")->evaluation, "ab");
  for (const char* number : {"0", "01", "1x", "99999999999", "r1"}) {
    EXPECT_TRUE(
        absl::IsNotFound(ParseName(absl::StrCat("projects/p/cases/c/revisions/", number)).status()))
        << number;
  }
}

}  // namespace
}  // namespace cartera::appraisal
