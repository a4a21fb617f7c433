#include "tools/cartera/case_template.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/status_macros.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/line_list.h"
#include "tools/cartera/text.h"

namespace cartera::cli {
namespace {

using appraisal::CheckScope;
using appraisal::v1::CaseContent;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using methodology::Methodology;

constexpr int kWidth = 96;

template <typename Part>
const Part* FindById(const std::vector<Part>& parts, absl::string_view id) {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [id](const Part& part) { return part.id == id; });
  return found == parts.end() ? nullptr : &*found;
}

// What a methodology asks of a case of that scope, as the form needs it.
class Asked {
 public:
  Asked(const Methodology& method, const CheckScope& scope)
      : method_(method),
        tier_(FindById(method.tiers, scope.tier)),
        stage_(FindById(method.stages, scope.stage)) {
    for (const auto& section : appraisal::RequiredSections(method, scope)) {
      sections_.emplace(methodology::Name(section.section));
      fields_.insert(section.required_fields.begin(), section.required_fields.end());
    }
    if (!IsScoped()) return;
    // What the check asks for besides the texts.
    if (sections_.contains("risks") && !method.optimism_biases.empty()) {
      fields_.insert("identification.project_type");
    }
    if (sections_.contains("costs") && sections_.contains("options")) {
      fields_.insert("costs.double_running");
    }
  }

  bool IsScoped() const { return tier_ != nullptr || stage_ != nullptr; }
  // True when nothing is printed but what is asked for.
  bool IsBrief() const {
    return IsShort() || (stage_ != nullptr && !stage_->needs_net_present_value);
  }
  bool IsShort() const { return tier_ != nullptr && tier_->field_count_max > 0; }
  bool Field(const std::string& path) const { return fields_.contains(path); }
  // Lines refer to options, so whoever states costs states those.
  bool Section(const std::string& name) const {
    return !IsScoped() || sections_.contains(name) ||
           (name == "options" && sections_.contains("costs"));
  }
  const Methodology& method() const { return method_; }

 private:
  const Methodology& method_;
  const methodology::Tier* tier_;
  const methodology::Stage* stage_;
  std::set<std::string> sections_;
  std::set<std::string> fields_;
};

using Example = std::map<std::string, std::string>;

// The questions of the methodology, one element each.
std::vector<Example> QuestionsOf(const std::string& type, const Asked& asked) {
  std::vector<Example> questions;
  if (type == "RequirementAnswer" && asked.IsScoped()) {
    for (const auto& requirement : asked.method().requirements) {
      if (requirement.mandatory || !asked.IsShort()) {
        questions.push_back({{"requirement", requirement.id}});
      }
    }
  }
  if (type == "ProfileAnswer" && asked.IsScoped() && !asked.IsShort() &&
      asked.method().risk_profile.has_value()) {
    for (const auto& question : asked.method().risk_profile->questions) {
      questions.push_back({{"question", question.id}});
    }
  }
  return questions;
}

// Elements of lists come filled in as far as shows what refers to what; lists that most cases leave
// empty come empty.
std::vector<Example> ExamplesOf(const std::string& type, const Asked& asked) {
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
  return QuestionsOf(type, asked);
}

// Fields of list elements that a first line needs.
bool IsBasic(const FieldDescriptor* field) {
  static const auto* const kBasic = new std::set<std::string>{
      "title",       "kind",           "preferred",     "reason",       "description",
      "group",       "probability_bp", "impact",        "response",     "owner",
      "budget_line", "indicator",      "benefit_owner", "amount",       "course",
      "compliance",  "date",           "rating",        "justification"};
  return RulesOf(field).required() || kBasic->contains(field->name());
}

class TemplateWriter {
 public:
  TemplateWriter(const Asked& asked, bool minimal)
      : asked_(asked), minimal_(minimal), brief_(minimal || asked.IsBrief()) {}

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
      const bool needed = asked_.Field(absl::StrCat(section->name(), ".", field->name()));
      if (field->is_repeated()) {
        List(field);
      } else if (needed || !brief_ || (asked_.IsScoped() && section->name() == "exploration")) {
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
    if (brief_) return;
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
    const std::vector<Example> examples = ExamplesOf(type->name(), asked_);
    if (examples.empty()) return EmptyList(list);
    Comment(CommentOf(type), 2);
    absl::StrAppend(&out_, "  ", list->name(), ":\n");
    bool explained = false;
    for (const Example& example : examples) {
      const size_t start = out_.size();
      for (int i = 0; i < type->field_count(); ++i) {
        const FieldDescriptor* field = type->field(i);
        const bool basic = IsBasic(field) || example.contains(field->name());
        if (!basic && (brief_ || explained)) continue;
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

  const Asked& asked_;
  bool minimal_;  // no comments
  bool brief_;
  std::string out_;
};

// The newest version that ships of "chile-ict", or that very one of "chile-ict/1".
std::optional<Methodology> ShippedMethodology(absl::string_view wanted) {
  std::optional<Methodology> newest;
  for (const EmbeddedFile& pack : methodology::Packs()) {
    absl::StatusOr<Methodology> method = methodology::ParseText(pack.text);
    if (!method.ok()) continue;
    if (wanted != method->id && wanted != absl::StrCat(method->id, "/", method->version)) continue;
    // Versions are numbers: 10 comes after 9.
    const auto order = [](const Methodology& of) {
      return std::pair(of.version.size(), of.version);
    };
    if (!newest.has_value() || order(*newest) < order(*method)) newest = *std::move(method);
  }
  return newest;
}

template <typename Part>
absl::Status CheckId(absl::string_view flag, const std::string& id, const std::vector<Part>& parts,
                     const Methodology& method) {
  if (id.empty() || FindById(parts, id) != nullptr) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const Part& part : parts) ids.push_back(part.id);
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": \"", id, "\" is not one of ",
                   ids.empty() ? "any: there are none in" : absl::StrJoin(ids, ", ") + " of", " ",
                   method.id, "/", method.version));
}

}  // namespace

std::string CaseFileTemplate(const Methodology& method, const CheckScope& scope, bool minimal) {
  const Asked asked(method, scope);
  TemplateWriter writer(asked, minimal);
  writer.Comment(
      absl::StrCat("Business case by ", methodology::InLanguage(method.title, "en"), " (",
                   method.id, "/", method.version, ")",
                   scope.tier.empty() ? "" : absl::StrCat(", tier ", scope.tier),
                   scope.stage.empty() ? "" : absl::StrCat(", stage ", scope.stage),
                   ". Texts that run over several lines begin with `>-` and stand indented below. "
                   "What is left empty counts as not given; lists grow by another `- id:` block. "
                   "`cartera case check CASE --file FILE` says what is missing."),
      0);
  for (int i = 0; i < CaseContent::descriptor()->field_count(); ++i) {
    const FieldDescriptor* section = CaseContent::descriptor()->field(i);
    if (asked.Section(section->name())) writer.Section(section);
  }
  return writer.Take();
}

absl::StatusOr<int> CaseTemplate(Invocation& invocation) {
  const std::string id = invocation.Has("methodology") ? invocation.Get("methodology")
                                                       : std::string(kDefaultMethodology);
  const std::optional<Methodology> method = ShippedMethodology(id);
  if (!method.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--methodology: \"", id, "\" does not ship with Cartera"));
  }
  const CheckScope scope{.stage = invocation.Has("stage") ? invocation.Get("stage") : "",
                         .tier = invocation.Has("tier") ? invocation.Get("tier") : ""};
  RETURN_IF_ERROR(CheckId("--stage", scope.stage, method->stages, *method));
  RETURN_IF_ERROR(CheckId("--tier", scope.tier, method->tiers, *method));
  *invocation.out << (scope.tier == "line"
                          ? LineListHeader()
                          : CaseFileTemplate(*method, scope, invocation.Has("minimal")));
  return 0;
}

}  // namespace cartera::cli
