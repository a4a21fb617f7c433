#include "services/appraisal/canonical_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cartera/appraisal/v1/evaluation.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/domain/canonical/form.h"

namespace cartera::appraisal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using testing::HasSubstr;

void PutText(Message* message, const FieldDescriptor* field, const std::string& text) {
  const auto& reflection = *message->GetReflection();
  field->is_repeated() ? reflection.AddString(message, field, text)
                       : reflection.SetString(message, field, text);
}

// Sets every field of the message, lists to two elements, numbered so that no two values are alike.
void Fill(Message* message, int* next) {
  const auto& reflection = *message->GetReflection();
  const Descriptor* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const int count = field->is_repeated() ? 2 : 1;
    for (int n = 0; n < count; ++n) {
      const int value = ++*next;
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          Fill(field->is_repeated() ? reflection.AddMessage(message, field)
                                    : reflection.MutableMessage(message, field),
               next);
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          PutText(message, field, "text \"\n\xC3\xB1 " + std::to_string(value));
          break;
        case FieldDescriptor::CPPTYPE_INT32:
          field->is_repeated() ? reflection.AddInt32(message, field, -value)
                               : reflection.SetInt32(message, field, -value);
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          reflection.SetInt64(message, field, 100'000'000'000'000'000 - value);
          break;
        case FieldDescriptor::CPPTYPE_UINT64:
          reflection.SetUInt64(message, field, 18'446'744'073'709'551'615u - value);
          break;
        case FieldDescriptor::CPPTYPE_BOOL:
          reflection.SetBool(message, field, true);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          reflection.SetEnumValue(message, field,
                                  field->enum_type()->value(1 + value % 2)->number());
          break;
        default:
          FAIL() << field->full_name() << " is of a type that canonical content does not know";
      }
    }
  }
}

template <typename M>
M Filled() {
  M message;
  int next = 0;
  Fill(&message, &next);
  return message;
}

TEST(CanonicalContentTest, EveryFieldOfACaseComesBack) {
  const auto content = Filled<v1::CaseContent>();
  const std::string bytes = canonical::Write(ToCanonicalValue(content));
  v1::CaseContent read;
  ASSERT_TRUE(ReadCanonical(bytes, &read).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(content, read));
  EXPECT_EQ(canonical::Write(ToCanonicalValue(read)), bytes);
}

TEST(CanonicalContentTest, EveryFieldOfAnEvaluationContextComesBack) {
  const auto context = Filled<v1::EvaluationContext>();
  v1::EvaluationContext read;
  ASSERT_TRUE(ReadCanonical(canonical::Write(ToCanonicalValue(context)), &read).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(context, read));
}

// The bytes are the record: this text must never change.
TEST(CanonicalContentTest, BytesAreAsDocumented) {
  v1::CaseContent content;
  auto* line = content.mutable_costs()->add_lines();
  line->set_id("dev-2027");
  line->set_category(v1::COST_CATEGORY_INTEGRATION_AND_MIGRATION);
  line->mutable_amount()->set_unit("CAD");
  line->mutable_amount()->set_amount_minor(480000000);
  line->mutable_amount()->set_basis(type::v1::PRICE_BASIS_REAL);
  line->mutable_amount()->set_price_year(2027);
  line->set_recurring(true);
  EXPECT_EQ(canonical::Write(ToCanonicalValue(content)),
            R"({"costs":{"lines":[{"amount":{"amount_minor":480000000,"basis":"real",)"
            R"("price_year":2027,"unit":"CAD"},"category":"integration_and_migration",)"
            R"("id":"dev-2027","recurring":true}]}})");
}

TEST(CanonicalContentTest, WhatIsUnsetOrEmptyChangesNoByte) {
  v1::CaseContent content;
  content.mutable_problem()->set_problem("Paper");
  const std::string bytes = canonical::Write(ToCanonicalValue(content));
  content.mutable_problem()->set_affected_users("");
  content.mutable_problem()->mutable_evidence()->set_assumption(false);
  content.mutable_identification()->set_horizon_years(0);
  content.mutable_costs();
  content.mutable_options()->clear_options();
  EXPECT_EQ(canonical::Write(ToCanonicalValue(content)), bytes);
}

TEST(CanonicalContentTest, AnEmptyRowKeepsItsPlace) {
  v1::CaseContent content;
  content.mutable_risks()->add_risks();
  content.mutable_risks()->add_risks()->set_id("r2");
  v1::CaseContent read;
  ASSERT_TRUE(FromCanonicalValue(ToCanonicalValue(content), &read).ok());
  EXPECT_EQ(read.risks().risks_size(), 2);
}

TEST(CanonicalContentTest, RefusesWhatIsNotInTheContract) {
  struct Case {
    const char* bytes;
    const char* why;
  };
  const Case cases[] = {
      {R"({"cost":{}})", "cost: is no field"},
      {R"({"costs":[]})", "costs: is a list"},
      {R"({"costs":{"lines":{}}})", "costs: lines: is no list"},
      {R"({"costs":{"lines":[{"id":1}]}})", "costs: lines: [0]: id: is no integer"},
      {R"({"costs":{"lines":[{"category":"fun"}]}})", "\"fun\" is no value"},
      {R"({"costs":{"lines":[{"fiscal_year":4294967296}]}})", "does not fit in 32 bits"},
      {R"({"costs":{"lines":[{"recurring":"yes"}]}})", "recurring: is no text"},
      {R"({"costs":"x"})", "costs: is no text"},
      {R"([])", "is no object"},
      {R"({ })", "byte 1"}};
  for (const Case& one : cases) {
    v1::CaseContent content;
    const absl::Status status = ReadCanonical(one.bytes, &content);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << one.bytes;
    EXPECT_THAT(std::string(status.message()), HasSubstr(one.why)) << one.bytes;
  }
}

TEST(CanonicalContentTest, SectionsAreTheFieldsOfTheContent) {
  EXPECT_EQ(SectionNames().size(), 16u);
  ASSERT_NE(FindSection("costs"), nullptr);
  EXPECT_EQ(FindSection("Costs"), nullptr);
  EXPECT_EQ(FindSection(""), nullptr);
  EXPECT_EQ(SectionBytes(v1::CaseContent(), FindSection("costs")), "{}");
}

}  // namespace
}  // namespace cartera::appraisal
