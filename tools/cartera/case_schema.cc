// The JSON Schema of a case file, from the contract.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "tools/cartera/case_template.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string JsonText(absl::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + "\"";
}

constexpr char kMoneySchema[] =
    R"("anyOf": [{"type": "string", )"
    R"("pattern": "^-?[0-9][0-9,]*(\\.[0-9]+)? [A-Z0-9]{3,8}(@[0-9]{4})?$"}, )"
    R"({"type": "object", "required": ["unit", "amount_minor", "basis"], )"
    R"("additionalProperties": false, "properties": {"unit": {"type": "string"}, )"
    R"("amount_minor": {"type": "integer"}, "basis": {"enum": ["nominal", "real"]}, )"
    R"("price_year": {"type": "integer"}}}, {"type": "null"}])";

std::string MessageSchema(const Descriptor* type, int indent);

// What one value of a field may be, without its braces.
std::string ValueSchema(const FieldDescriptor* field, int indent) {
  const auto& rules = RulesOf(field);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (rules.resource_id()) {
        return R"("type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$")";
      }
      return absl::StrCat(R"("type": ["string", "number", "null"], "maxLength": )",
                          rules.max_chars() == 0 ? 2000 : rules.max_chars());
    case FieldDescriptor::CPPTYPE_BOOL:
      return R"("type": ["boolean", "null"])";
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::StrCat(R"("enum": [")", EnumWords(field->enum_type(), "\", \""), R"(", null])");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageSchema(field->message_type(), indent);
    default: {
      std::string range;
      if (rules.has_min()) absl::StrAppend(&range, R"(, "minimum": )", rules.min());
      if (rules.has_max()) absl::StrAppend(&range, R"(, "maximum": )", rules.max());
      return absl::StrCat(R"("type": ["integer", "null"])", range);
    }
  }
}

std::string FieldSchema(const FieldDescriptor* field, int indent) {
  const std::string comment = CommentOf(field);
  const std::string description =
      comment.empty() ? "" : absl::StrCat(R"("description": )", JsonText(comment), ", ");
  if (IsMoney(field)) return absl::StrCat("{", description, kMoneySchema, "}");
  if (!field->is_repeated()) {
    return absl::StrCat("{", description, ValueSchema(field, indent), "}");
  }
  return absl::StrCat("{", description, R"("type": ["array", "null"], "maxItems": )",
                      RulesOf(field).max_items() == 0 ? 1000 : RulesOf(field).max_items(),
                      R"(, "items": {)", ValueSchema(field, indent), "}}");
}

std::string MessageSchema(const Descriptor* type, int indent) {
  const std::string space(indent + 2, ' ');
  std::vector<std::string> properties;
  std::vector<std::string> required;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    properties.push_back(
        absl::StrCat(space, JsonText(field->name()), ": ", FieldSchema(field, indent + 2)));
    if (RulesOf(field).required()) required.push_back(JsonText(field->name()));
  }
  const std::string needs =
      required.empty() ? ""
                       : absl::StrCat(R"("required": [)", absl::StrJoin(required, ", "), "], ");
  return absl::StrCat(R"("type": ["object", "null"], "additionalProperties": false, )", needs,
                      R"("properties": {)", "\n", absl::StrJoin(properties, ",\n"), "\n",
                      std::string(indent, ' '), "}");
}

}  // namespace

std::string CaseFileSchema() {
  return absl::StrCat("{\n", R"("$schema": "https://json-schema.org/draft/2020-12/schema",)", "\n",
                      R"("title": "Cartera case file", )",
                      MessageSchema(CaseContent::descriptor(), 0), "\n}\n");
}

absl::StatusOr<int> CaseSchema(Invocation& invocation) {
  *invocation.out << CaseFileSchema();
  return 0;
}

}  // namespace cartera::cli
