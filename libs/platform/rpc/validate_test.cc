#include "libs/platform/rpc/validate.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/type/v1/options.pb.h"

namespace cartera::rpc {
namespace {

using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct FieldSpec {
  const char* name;
  FieldDescriptorProto::Type type;
  const char* type_name;  // of messages and enums
  bool repeated;
  const char* rules;  // of FieldRules, as text
};

// One field per rule; numbered in this order.
constexpr FieldSpec kRequestFields[] = {
    {"needed", FieldDescriptorProto::TYPE_STRING, "", false, "required: true"},
    {"five", FieldDescriptorProto::TYPE_STRING, "", false, "max_chars: 5"},
    {"line", FieldDescriptorProto::TYPE_STRING, "", false, "one_line: true"},
    {"text", FieldDescriptorProto::TYPE_STRING, "", false, ""},
    {"id", FieldDescriptorProto::TYPE_STRING, "", false, "resource_id: true"},
    {"parent", FieldDescriptorProto::TYPE_STRING, "", false, "resource: 'projects/{project}'"},
    {"percent", FieldDescriptorProto::TYPE_INT32, "", false, "min: 0 max: 100"},
    {"needed_number", FieldDescriptorProto::TYPE_INT64, "", false, "required: true min: -5"},
    {"colour", FieldDescriptorProto::TYPE_ENUM, "Colour", false, ""},
    {"needed_colour", FieldDescriptorProto::TYPE_ENUM, "Colour", false, "required: true"},
    {"few", FieldDescriptorProto::TYPE_STRING, "", true, "max_items: 2 max_chars: 3"},
    {"inner", FieldDescriptorProto::TYPE_MESSAGE, "Inner", true, "required: true"},
    {"colours", FieldDescriptorProto::TYPE_ENUM, "Colour", true, ""},
    {"needed_inner", FieldDescriptorProto::TYPE_MESSAGE, "Inner", false, "required: true"},
    {"server", FieldDescriptorProto::TYPE_STRING, "", false, "output_only: true max_chars: 1"},
    {"data", FieldDescriptorProto::TYPE_BYTES, "", false, ""},
    {"bounded", FieldDescriptorProto::TYPE_MESSAGE, "Inner", false, "min: 7"},
};
constexpr FieldSpec kInnerFields[] = {
    {"text", FieldDescriptorProto::TYPE_STRING, "", false, "required: true"}};
constexpr FieldSpec kListFields[] = {
    {"parent", FieldDescriptorProto::TYPE_STRING, "", false, "resource: 'projects/{project}'"}};

void AddMessage(const char* name, absl::Span<const FieldSpec> specs, FileDescriptorProto* file) {
  auto* message = file->add_message_type();
  message->set_name(name);
  for (const FieldSpec& spec : specs) {
    FieldDescriptorProto* field = message->add_field();
    field->set_name(spec.name);
    field->set_number(message->field_size());
    field->set_type(spec.type);
    field->set_label(spec.repeated ? FieldDescriptorProto::LABEL_REPEATED
                                   : FieldDescriptorProto::LABEL_OPTIONAL);
    if (*spec.type_name != 0) {
      field->set_type_name(absl::StrCat(".cartera.test.", spec.type_name));
    }
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        spec.rules, field->mutable_options()->MutableExtension(type::v1::rules)));
  }
}

// What every request below needs to be valid but for its own fault.
constexpr char kNeeded[] = R"(needed: "x" needed_number: 1 needed_colour: COLOUR_RED
                              inner { text: "x" } needed_inner { text: "x" } )";

class ContractPool {
 public:
  ContractPool() : pool_(google::protobuf::DescriptorPool::generated_pool()) {
    FileDescriptorProto file;
    file.set_name("cartera/test.proto");
    file.set_package("cartera.test");
    file.set_syntax("proto3");
    file.add_dependency(type::v1::FieldRules::descriptor()->file()->name());
    auto* colour = file.add_enum_type();
    colour->set_name("Colour");
    int number = 0;
    for (const char* name : {"COLOUR_UNSPECIFIED", "COLOUR_RED"}) {
      auto* value = colour->add_value();
      value->set_name(name);
      value->set_number(number++);
    }
    AddMessage("Inner", kInnerFields, &file);
    AddMessage("Request", kRequestFields, &file);
    AddMessage("ListThingsRequest", kListFields, &file);
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }
  std::unique_ptr<Message> New(const std::string& name) {
    return std::unique_ptr<Message>(
        factory_.GetPrototype(pool_.FindMessageTypeByName("cartera.test." + name))->New());
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
};

std::unique_ptr<Message> Read(const std::string& type, const std::string& text) {
  static auto* const contract = new ContractPool;
  std::unique_ptr<Message> message = contract->New(type);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get())) << text;
  return message;
}

// "field REASON", in the order found.
std::vector<std::string> FaultsIn(const Message& message, const TypeChecks& checks = {},
                                  const std::string& within = "") {
  Violations violations;
  Validate(message, within, checks, &violations);
  std::vector<std::string> faults;
  for (const auto& fault : violations.faults()) {
    faults.push_back(absl::StrCat(fault.field, " ", fault.reason));
  }
  return faults;
}

TEST(Validate, TakesAWholeRequest) {
  EXPECT_THAT(FaultsIn(*Read("Request", kNeeded)), IsEmpty());
  EXPECT_THAT(FaultsIn(*Read("Request", absl::StrCat(kNeeded, R"(five: "ñandú" line: "one"
      text: "two\nlines\twith tab\r\n" id: "a-1" parent: "projects/p" percent: 100 few: "abc"
      colour: COLOUR_RED colours: COLOUR_RED data: "\000\377")"))),
              IsEmpty());
}

TEST(Validate, FindsEachKindOfFault) {
  const struct {
    const char* text;
    const char* fault;
  } kCases[] = {
      {R"(five: "sechs!")", "five TOO_LONG"},
      {R"(five: "ñandúñ")", "five TOO_LONG"},  // six characters, nine bytes
      {R"(line: "two\nlines")", "line CONTROL_CHARACTER"},
      {R"(line: "tab\t")", "line CONTROL_CHARACTER"},
      {R"(text: "bell\007")", "text CONTROL_CHARACTER"},
      {R"(text: "nul\000")", "text CONTROL_CHARACTER"},
      {R"(text: "delete\177")", "text CONTROL_CHARACTER"},
      {R"(id: "Upper")", "id NOT_AN_ID"},
      {R"(id: "-a")", "id NOT_AN_ID"},
      {R"(id: "a/b")", "id NOT_AN_ID"},
      {R"(parent: "projects/")", "parent NOT_A_NAME"},
      {R"(parent: "agencies/a")", "parent NOT_A_NAME"},
      {R"(parent: "projects/p/cases/c")", "parent NOT_A_NAME"},
      {R"(parent: "projects/-")", "parent NOT_A_NAME"},  // the wildcard is for lists
      {"percent: -1", "percent OUT_OF_RANGE"},
      {"percent: 101", "percent OUT_OF_RANGE"},
      {"colour: 7", "colour UNKNOWN_VALUE"},
      {"colour: -1", "colour UNKNOWN_VALUE"},
      {"colours: COLOUR_RED colours: 8", "colours[1] UNKNOWN_VALUE"},
      {R"(few: "a" few: "b" few: "c")", "few TOO_MANY"},
      {R"(few: "a" few: "long")", "few[1] TOO_LONG"},
      {R"(inner { })", "inner[1].text REQUIRED"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(FaultsIn(*Read("Request", absl::StrCat(kNeeded, c.text))), ElementsAre(c.fault))
        << c.text;
  }
}

TEST(Validate, UnstatedLimitsAre2000CharactersAnd1000Elements) {
  EXPECT_THAT(
      FaultsIn(*Read("Request", absl::StrCat(kNeeded, "text: \"", std::string(2000, 'x'), "\""))),
      IsEmpty());
  EXPECT_THAT(
      FaultsIn(*Read("Request", absl::StrCat(kNeeded, "text: \"", std::string(2001, 'x'), "\""))),
      ElementsAre("text TOO_LONG"));
  const std::vector<std::string> many(1001, "colours: COLOUR_RED");
  EXPECT_THAT(FaultsIn(*Read("Request", absl::StrCat(kNeeded, absl::StrJoin(many, " ")))),
              ElementsAre("colours TOO_MANY"));
}

TEST(Validate, ReportsAllFaultsAtOnceInFieldOrder) {
  EXPECT_THAT(
      FaultsIn(*Read("Request", R"(percent: 200 five: "sechs!" needed_colour: 9
                                           needed_number: -6 id: "?")")),
      ElementsAre("needed REQUIRED", "five TOO_LONG", "id NOT_AN_ID", "percent OUT_OF_RANGE",
                  "needed_number OUT_OF_RANGE", "needed_colour UNKNOWN_VALUE", "inner REQUIRED",
                  "needed_inner REQUIRED"));
  EXPECT_THAT(FaultsIn(*Read("Request", "")),
              ElementsAre("needed REQUIRED", "needed_number REQUIRED", "needed_colour REQUIRED",
                          "inner REQUIRED", "needed_inner REQUIRED"));
}

TEST(Validate, DoesNotLookAtWhatOnlyTheServerWrites) {
  EXPECT_THAT(FaultsIn(*Read("Request", absl::StrCat(kNeeded, R"(server: "long\001")"))),
              IsEmpty());
}

TEST(Validate, RefusesFieldsItDoesNotKnow) {
  const std::unique_ptr<Message> top = Read("Request", kNeeded);
  top->GetReflection()->MutableUnknownFields(top.get())->AddVarint(99, 1);
  EXPECT_THAT(FaultsIn(*top), ElementsAre("(request) UNKNOWN_FIELD"));

  const std::unique_ptr<Message> nested = Read("Request", kNeeded);
  const auto* field = nested->GetDescriptor()->FindFieldByName("needed_inner");
  Message* inner = nested->GetReflection()->MutableMessage(nested.get(), field);
  inner->GetReflection()->MutableUnknownFields(inner)->AddVarint(99, 1);
  EXPECT_THAT(FaultsIn(*nested), ElementsAre("needed_inner UNKNOWN_FIELD"));
}

TEST(Validate, ListsTakeTheWildcard) {
  EXPECT_THAT(FaultsIn(*Read("ListThingsRequest", R"(parent: "projects/-")")), IsEmpty());
  EXPECT_THAT(FaultsIn(*Read("ListThingsRequest", R"(parent: "projects/?")")),
              ElementsAre("parent NOT_A_NAME"));
}

TEST(Validate, AnUpdateRequiresOnlyWhatItsMaskNames) {
  // Of the contract itself: a mask is a generated message.
  const auto faults = [](const std::string& text) {
    registry::v1::UpdateProjectRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
    return FaultsIn(request);
  };
  EXPECT_THAT(faults("project { name: 'projects/p' } update_mask { paths: 'total_budget' }"),
              IsEmpty());
  EXPECT_THAT(faults("project { kind: 99 } update_mask { paths: 'title' }"),
              ElementsAre("project.title REQUIRED", "project.kind UNKNOWN_VALUE"));
  EXPECT_THAT(faults("update_mask { paths: 'title' }"), ElementsAre("project REQUIRED"));
  EXPECT_THAT(faults("project { }"), ::testing::Contains("update_mask REQUIRED"));
}

TEST(Validate, PathsStandWithinTheGivenOne) {
  EXPECT_THAT(FaultsIn(*Read("Inner", ""), {}, "lines[3]"), ElementsAre("lines[3].text REQUIRED"));
}

TEST(Validate, TypeChecksSeeThePathAndTheRulesOfTheField) {
  const TypeChecks checks = {
      {"cartera.test.Inner", [](const Message&, const type::v1::FieldRules& rules,
                                absl::string_view path, Violations* violations) {
         if (rules.has_min()) violations->Add(path, absl::StrCat("MIN_", rules.min()), "");
       }}};
  EXPECT_THAT(FaultsIn(*Read("Request", absl::StrCat(kNeeded, R"(bounded { text: "x" })")), checks),
              ElementsAre("bounded MIN_7"));
}

}  // namespace
}  // namespace cartera::rpc
