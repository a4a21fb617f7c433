#include "tools/cartera/case_template.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "contract_files.h"  // made from the contract by CMakeLists.txt
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/text.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kWidth = 96;

// The fields the methodology asks for, as "problem.affected_users".
std::set<std::string> NeededFields() {
  std::set<std::string> needed;
  for (const EmbeddedFile& file : contract_files()) {
    google::protobuf::Struct pack;
    if (!absl::EndsWith(file.name, ".json") ||
        !google::protobuf::util::JsonStringToMessage(
             google::protobuf::StringPiece(file.text.data(), file.text.size()), &pack)
             .ok()) {
      continue;
    }
    for (const auto& section : pack.fields().at("sections").list_value().values()) {
      const auto& fields = section.struct_value().fields();
      const auto found = fields.find("required_fields");
      if (found == fields.end()) continue;
      for (const auto& field : found->second.list_value().values()) {
        needed.insert(field.string_value());
      }
    }
  }
  return needed;
}

using Example = std::map<std::string, std::string>;

// Elements of lists come filled in as far as shows what refers to what; lists that most cases leave
// empty come empty.
std::vector<Example> ExamplesOf(const std::string& type) {
  if (type == "Option") {
    return {{{"id", "do-nothing"}, {"title", "Go on as today"}, {"kind", "do_nothing"}},
            {{"id", "solution"}, {"kind", "do_something"}, {"preferred", "true"}}};
  }
  const Example line = {{"option", "solution"}, {"fiscal_year", "2027"}};
  if (type == "CostLine") {
    Example cost = line;
    cost.insert({{"id", "development-2027"}, {"category", "development"}});
    return {cost};
  }
  if (type == "BenefitLine") {
    Example benefit = line;
    benefit.insert({{"id", "time-saved-2027"}, {"category", "non_cash"}});
    return {benefit};
  }
  if (type == "Risk") return {{{"id", "risk-1"}, {"group", "implementation"}}};
  return {};
}

// Fields of list elements that a first line needs.
bool IsBasic(const FieldDescriptor* field) {
  static const auto* const kBasic = new std::set<std::string>{
      "title",       "kind",           "preferred",     "reason",   "description",
      "group",       "probability_bp", "impact",        "response", "owner",
      "budget_line", "indicator",      "benefit_owner", "amount"};
  return RulesOf(field).required() || kBasic->contains(field->name());
}

class TemplateWriter {
 public:
  explicit TemplateWriter(bool minimal) : minimal_(minimal), needed_(NeededFields()) {}

  void Comment(absl::string_view text, int indent) {
    if (minimal_ || text.empty()) return;
    for (const std::string& line : Wrap(text, kWidth - indent - 2)) {
      absl::StrAppend(&out_, std::string(indent, ' '), "# ", line, "\n");
    }
  }

  void Section(const FieldDescriptor* section) {
    if (!out_.empty()) out_ += "\n";
    Comment(CommentOf(section->message_type()), 0);
    absl::StrAppend(&out_, section->name(), ":\n");
    const Descriptor* type = section->message_type();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      const bool needed = needed_.contains(absl::StrCat(section->name(), ".", field->name()));
      if (field->is_repeated()) {
        List(field);
      } else if (needed || !minimal_) {
        Field(field, 2, needed, "");
      }
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  static std::string Explanation(const FieldDescriptor* field, bool needed) {
    std::string text = CommentOf(field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      absl::StrAppend(&text, text.empty() ? "" : " ",
                      "One of: ", EnumWords(field->enum_type(), ", "), ".");
    }
    if (IsMoney(field)) {
      absl::StrAppend(&text, text.empty() ? "" : " ",
                      "Such as 1,250,000 CAD; 1,250,000 CAD@2027 in prices of 2027.");
    }
    if (needed) absl::StrAppend(&text, text.empty() ? "" : " ", "Needed.");
    return text;
  }

  void Field(const FieldDescriptor* field, int indent, bool needed, absl::string_view value) {
    Comment(Explanation(field, needed), indent);
    absl::StrAppend(&out_, std::string(indent, ' '), field->name(), ":");
    if (field->is_repeated()) {
      out_ += " []\n";
      return;
    }
    absl::StrAppend(&out_, value.empty() ? "" : " ", value, "\n");
    if (!IsMessage(field) || IsMoney(field) || IsDate(field)) return;
    for (int i = 0; i < field->message_type()->field_count(); ++i) {
      Field(field->message_type()->field(i), indent + 2, false, "");
    }
  }

  void EmptyList(const FieldDescriptor* list) {
    if (minimal_) return;
    const Descriptor* type = list->message_type();
    std::vector<std::string> names;
    for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
    Comment(absl::StrCat(CommentOf(list), CommentOf(list).empty() ? "" : " ", CommentOf(type),
                         " Each has ", absl::StrJoin(names, ", "), "."),
            2);
    absl::StrAppend(&out_, "  ", list->name(), ": []\n");
  }

  void List(const FieldDescriptor* list) {
    const Descriptor* type = list->message_type();
    const std::vector<Example> examples = ExamplesOf(type->name());
    if (examples.empty()) return EmptyList(list);
    Comment(CommentOf(type), 2);
    absl::StrAppend(&out_, "  ", list->name(), ":\n");
    bool explained = false;
    for (const Example& example : examples) {
      const size_t start = out_.size();
      for (int i = 0; i < type->field_count(); ++i) {
        const FieldDescriptor* field = type->field(i);
        const bool basic = IsBasic(field) || example.contains(field->name());
        if (!basic && (minimal_ || explained)) continue;
        const auto value = example.find(field->name());
        const std::string text = value == example.end() ? "" : value->second;
        explained ? Plain(field, text) : Field(field, 6, RulesOf(field).required(), text);
      }
      // The dash stands before the element's first line, be it a comment or a field.
      out_[start + 4] = '-';
      explained = true;
    }
  }

  void Plain(const FieldDescriptor* field, const std::string& value) {
    absl::StrAppend(&out_, "      ", field->name(), ":", value.empty() ? "" : " ", value, "\n");
  }

  bool minimal_;
  std::set<std::string> needed_;
  std::string out_;
};

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

std::string CaseFileTemplate(absl::string_view stage, bool minimal) {
  TemplateWriter writer(minimal);
  writer.Comment(absl::StrCat("Business case, stage ", stage,
                              ". Texts that run over several lines begin with `>-` and stand "
                              "indented below. What is left empty counts as not given; lists grow "
                              "by another `- id:` block. `cartera case check CASE --file FILE` "
                              "says what is missing."),
                 0);
  for (int i = 0; i < CaseContent::descriptor()->field_count(); ++i) {
    writer.Section(CaseContent::descriptor()->field(i));
  }
  return writer.Take();
}

std::string CaseFileSchema() {
  return absl::StrCat("{\n", R"("$schema": "https://json-schema.org/draft/2020-12/schema",)", "\n",
                      R"("title": "Cartera case file", )",
                      MessageSchema(CaseContent::descriptor(), 0), "\n}\n");
}

absl::StatusOr<int> CaseTemplate(Invocation& invocation) {
  const std::string stage = invocation.Has("stage") ? invocation.Get("stage") : "full";
  const auto* stages = appraisal::v1::CaseStage_descriptor();
  if (EnumValueOf(stages, stage) == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("--stage: \"", stage, "\" is not one of ", EnumWords(stages, ", ")));
  }
  *invocation.out << CaseFileTemplate(stage, invocation.Has("minimal"));
  return 0;
}

absl::StatusOr<int> CaseSchema(Invocation& invocation) {
  *invocation.out << CaseFileSchema();
  return 0;
}

}  // namespace cartera::cli
