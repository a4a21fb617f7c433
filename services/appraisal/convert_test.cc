#include "libs/convert/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/packs.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/methodologies.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

template <typename Enum>
void ExpectSame(const google::protobuf::EnumDescriptor* type,
                std::optional<Enum> (*parse)(absl::string_view)) {
  for (int i = 0; i < type->value_count(); ++i) {
    const std::string text = convert::EnumToText(type, type->value(i)->number());
    EXPECT_EQ(parse(text), static_cast<Enum>(i)) << type->full_name() << " " << text;
  }
  EXPECT_EQ(Name(static_cast<Enum>(type->value_count())), "unknown") << type->full_name();
}

TEST(FromProtoTest, VocabulariesOfLinesAreTheSame) {
  ExpectSame(v1::OptionKind_descriptor(), ParseOptionKind);
  ExpectSame(v1::Compliance_descriptor(), ParseCompliance);
  ExpectSame(v1::CloudTerm_descriptor(), ParseCloudTerm);
  ExpectSame(v1::Bearer_descriptor(), ParseBearer);
  ExpectSame(v1::Resource_descriptor(), ParseResource);
  ExpectSame(v1::Additionality_descriptor(), ParseAdditionality);
  ExpectSame(v1::SpendKind_descriptor(), ParseSpendKind);
  ExpectSame(v1::RealisationForm_descriptor(), ParseRealisationForm);
  ExpectSame(v1::SpreadShape_descriptor(), ParseSpreadShape);
  ExpectSame(v1::ConfirmationState_descriptor(), ParseConfirmationState);
}

bool IsValue(const FieldDescriptor* field) {
  return field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         field->message_type() == type::v1::Money::descriptor() ||
         field->message_type() == google::type::Date::descriptor();
}

void FillValue(Message* message, const FieldDescriptor* field) {
  const auto& reflection = *message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      field->is_repeated() ? reflection.AddString(message, field, field->name())
                           : reflection.SetString(message, field, field->name());
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, field, true);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, field, field->number());
    case FieldDescriptor::CPPTYPE_INT32:
      field->is_repeated() ? reflection.AddInt32(message, field, field->number())
                           : reflection.SetInt32(message, field, field->number());
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(message, field, 1);
    default:
      break;
  }
  Message* value = reflection.MutableMessage(message, field);
  if (field->message_type() == google::type::Date::descriptor()) {
    *static_cast<google::type::Date*>(value) =
        convert::ToProto(*calendar::CivilDate::Make(2027, 4, 1));
  } else {
    SetAmount(static_cast<type::v1::Money*>(value), "CAD", field->number(), 2026);
  }
}

// Every field of the message and of those in it; lists get one element.
void Fill(Message* message) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    if (IsValue(field)) {
      FillValue(message, field);
    } else if (field->is_repeated()) {
      Fill(message->GetReflection()->AddMessage(message, field));
    } else {
      Fill(message->GetReflection()->MutableMessage(message, field));
    }
  }
}

// Clears one value after the other of `message`, which is a part of `proto`.
void ExpectEachValueToCount(const v1::CaseContent& proto, const CaseContent& whole,
                            const std::string& path, Message* message, int* count) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    const std::string below = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    if (!IsValue(field)) {
      ExpectEachValueToCount(proto, whole, below,
                             field->is_repeated()
                                 ? reflection.MutableRepeatedMessage(message, field, 0)
                                 : reflection.MutableMessage(message, field),
                             count);
      continue;
    }
    const std::unique_ptr<Message> saved(message->New());
    saved->CopyFrom(*message);
    reflection.ClearField(message, field);
    const auto without = FromProto(proto);
    ASSERT_TRUE(without.ok()) << below;
    EXPECT_FALSE(*without == whole) << below << " does not reach the domain";
    message->CopyFrom(*saved);
    ++*count;
  }
}

TEST(FromProtoTest, EveryFieldOfTheContractReachesTheDomain) {
  v1::CaseContent proto;
  Fill(&proto);
  const auto whole = FromProto(proto);
  ASSERT_TRUE(whole.ok()) << whole.status();
  int count = 0;
  ExpectEachValueToCount(proto, *whole, "", &proto, &count);
  EXPECT_GT(count, 150);
  EXPECT_TRUE(*FromProto(proto) == *whole) << "the test put everything back";
}

TEST(FromProtoTest, ReadsEachFieldOfALineIntoItsOwnPlace) {
  v1::CaseContent proto;
  Fill(&proto);
  const CaseContent content = *FromProto(proto);
  const CostLine& cost = content.costs.lines[0];
  EXPECT_EQ(cost.quantity->unit, "unit");
  EXPECT_EQ(cost.quantity->unit_value, "unit_value");
  EXPECT_EQ(cost.quantity->overhead_bp, 5);
  EXPECT_EQ(cost.quantity->growth_bp, 6);
  EXPECT_EQ(cost.course.last_fiscal_year, 1);
  EXPECT_EQ(cost.course.growth_bp, 2);
  EXPECT_EQ(cost.course.ramp_bp, std::vector<int>{3});
  EXPECT_EQ(cost.course.steps[0].amount_minor, 2);
  EXPECT_EQ(cost.spread->low_bp, 2);
  EXPECT_EQ(cost.spread->likely_bp, 3);
  EXPECT_EQ(cost.spread->high_bp, 4);
  EXPECT_EQ(cost.confirmation.body, "body");
  EXPECT_EQ(cost.confirmation.text, "text");
  EXPECT_EQ(cost.bearer_body, "bearer_body");
  EXPECT_EQ(cost.price_index, "price_index");
  EXPECT_EQ(cost.budget_line, "budget_line");
  EXPECT_EQ(cost.funding_source, "funding_source");
  const BenefitLine& benefit = content.benefits.lines[0];
  EXPECT_EQ(benefit.legacy_system, "legacy_system");
  EXPECT_EQ(benefit.gain_pool, "gain_pool");
  EXPECT_TRUE(benefit.gainer_income.has_value());
  EXPECT_EQ(benefit.budget_line, "budget_line");
  EXPECT_EQ(benefit.price_index, "price_index");
  const Risk& risk = content.risks.risks[0];
  EXPECT_EQ(risk.lines, std::vector<std::string>{"lines"});
  EXPECT_EQ(risk.delay_low_months, 11);
  EXPECT_EQ(risk.delay_likely_months, 12);
  EXPECT_EQ(risk.delay_high_months, 13);
  EXPECT_EQ(risk.residual_probability_bp, 14);
  EXPECT_EQ(risk.residual_impact, 15);
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
  const auto figures = FiguresOf(*FromProto(TwoLines(5)), {});
  ASSERT_TRUE(figures.ok());
  ASSERT_EQ(figures->size(), 2u);
  EXPECT_EQ((*figures)[0].price_year, 2027);
  EXPECT_EQ((*figures)[0].amount_minor, 5);
  EXPECT_EQ((*figures)[1].price_year, 2028);
}

// By hand: 5 + 4 (course) + 0.5 (half to even: 0); 1.5 x 3 = 4.5, so 4.
TEST(FiguresOfTest, AddsTheYearsOfACourseAndLeavesOutWhatIsSunk) {
  v1::CaseContent proto = TwoLines(5);
  proto.mutable_costs()->mutable_lines(1)->set_sunk(true);
  auto* course = proto.mutable_costs()->mutable_lines(0)->mutable_course();
  course->set_last_fiscal_year(2029);
  for (const int share_bp : {10'000, 8'000, 1'000}) course->add_ramp_bp(share_bp);
  auto* benefit = proto.mutable_benefits()->add_lines();
  benefit->set_option("new");
  benefit->set_fiscal_year(2028);
  benefit->mutable_quantity()->set_quantity_milli(1'500);
  SetAmount(benefit->mutable_quantity()->mutable_unit_price(), "CAD", 3, 2027);
  proto.mutable_benefits()->add_lines()->set_option("new");  // says no amount yet
  const auto figures = FiguresOf(*FromProto(proto), {});
  ASSERT_TRUE(figures.ok());
  ASSERT_EQ(figures->size(), 2u);
  EXPECT_EQ((*figures)[0].figure, "costs");
  EXPECT_EQ((*figures)[0].amount_minor, 9);
  EXPECT_EQ((*figures)[0].line_count, 1);
  EXPECT_EQ((*figures)[1].figure, "benefits");
  EXPECT_EQ((*figures)[1].amount_minor, 4);
  EXPECT_EQ((*figures)[1].line_count, 1);
}

TEST(FiguresOfTest, RefusesALineThatNoAmountHolds) {
  v1::CaseContent proto = TwoLines(100'000'000'000'000'000);
  auto* course = proto.mutable_costs()->mutable_lines(0)->mutable_course();
  course->set_last_fiscal_year(2028);
  course->set_growth_bp(1);
  EXPECT_EQ(rpc::ReasonOf(FiguresOf(*FromProto(proto), {}).status()), "TOTAL_TOO_LARGE");
}

TEST(FiguresOfTest, RefusesASumThatNoAmountHolds) {
  v1::CaseContent proto = TwoLines(100'000'000'000'000'000);
  const v1::CostLine line = proto.costs().lines(0);
  for (int i = 0; i < 100; ++i) *proto.mutable_costs()->add_lines() = line;
  EXPECT_EQ(rpc::ReasonOf(FiguresOf(*FromProto(proto), {}).status()), "TOTAL_TOO_LARGE");
}

TEST(FormatValueTest, WritesNumbersAsPeopleReadThem) {
  EXPECT_EQ(FormatValue(480'000'000, "minor units of CAD"), "4,800,000.00 CAD");
  EXPECT_EQ(FormatValue(-5, "minor units of CLP"), "-5 CLP");
  EXPECT_EQ(FormatValue(943'396'226, "1e-9"), "0.943396226");
  EXPECT_EQ(FormatValue(600, "bp"), "6.00 %");
  EXPECT_EQ(FormatValue(-4, "bp"), "-0.04 %");
  EXPECT_EQ(FormatValue(11'422, "1e-4"), "1.1422");
  EXPECT_EQ(FormatValue(6'833, "milliyears"), "6.833 years");
  EXPECT_EQ(FormatValue(3, "hours"), "3 hours");
  EXPECT_EQ(FormatValue(3, "minor units of ???"), "3 minor units of ???");
  EXPECT_EQ(FormatValue(3, ""), "3");
}

TEST(MethodologiesTest, ThePacksThatShipAreGood) {
  const auto loaded = Methodologies::Load(methodology::Packs());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Methodology* chile = loaded->Find({"chile-ict", "1"});
  ASSERT_NE(chile, nullptr);
  EXPECT_EQ(loaded->Find({"chile-ict", "9"}), nullptr);
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
