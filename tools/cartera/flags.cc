#include "tools/cartera/flags.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Path = std::vector<const FieldDescriptor*>;

const std::set<std::string>& SetByGlobalFlags() {
  static const auto* const kNames =
      new std::set<std::string>{"request_id", "validate_only", "etag",       "filter",
                                "order_by",   "page_size",     "page_token", "update_mask"};
  return *kNames;
}

std::string Dotted(const Path& path) {
  std::vector<std::string> names;
  for (const FieldDescriptor* field : path) names.push_back(field->name());
  return absl::StrJoin(names, ".");
}

// True for a message that is one flag as a whole, and not flattened.
bool IsOneFlag(const FieldDescriptor* field) {
  return !IsMessage(field) || field->is_repeated() || IsMoney(field) || IsDate(field) ||
         IsTimestamp(field);
}

bool IsLeftOut(const FieldDescriptor* field, bool nested) {
  if (RulesOf(field).output_only() || field->is_map()) return true;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
      field->type() == FieldDescriptor::TYPE_BYTES) {
    return true;
  }
  if (!nested) return SetByGlobalFlags().contains(field->name());
  return field->name() == "name" || field->name() == "etag";
}

void Collect(const Descriptor* type, const Path& above, const std::set<std::string>& positional,
             std::vector<Path>* paths) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    Path path = above;
    path.push_back(field);
    if (IsLeftOut(field, !above.empty()) || positional.contains(Dotted(path))) continue;
    if (IsOneFlag(field)) {
      paths->push_back(path);
    } else if (field->message_type()->name() != "CaseContent" && above.size() < 4) {
      Collect(field->message_type(), path, positional, paths);
    }
  }
}

std::string PlaceholderOf(const FieldDescriptor* field) {
  if (IsMoney(field)) return "MONEY";
  if (IsDate(field)) return "DATE";
  if (IsTimestamp(field)) return "INSTANT";
  if (IsMessage(field)) {
    const std::string& type = field->message_type()->name();
    if (type == "YearAmount") return "YEAR[/LINE]=MONEY";
    if (type == "Assessment") return "CRITERION=SCORE:REASON";
    if (type == "PersonScore") return "PERSON CRITERION=SCORE:REASON";
    return "{FIELD: VALUE}";
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return "WORD";
    case FieldDescriptor::CPPTYPE_STRING:
      return RulesOf(field).resource().empty() ? "TEXT" : "NAME";
    default:
      return "NUMBER";
  }
}

std::string HelpOf(const FieldDescriptor* field) {
  std::string help = CommentOf(field);
  if (help.empty() && !RulesOf(field).resource().empty()) {
    help = absl::StrCat("`", RulesOf(field).resource(), "`.");
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    absl::StrAppend(&help, help.empty() ? "" : " ", "One of: ", EnumWords(field->enum_type(), ", "),
                    ".");
  }
  if (IsMoney(field)) {
    absl::StrAppend(&help, help.empty() ? "" : " ",
                    "Such as \"4,800,000.00 CAD\", or \"100.00 CAD@2027\" in prices of 2027.");
  }
  return help;
}

Flag FlagFor(const Path& path) {
  const FieldDescriptor* field = path.back();
  Flag flag;
  flag.name = absl::StrReplaceAll(field->name(), {{"_", "-"}});
  flag.placeholder = PlaceholderOf(field);
  flag.help = HelpOf(field);
  flag.required = RulesOf(field).required();
  flag.repeated = field->is_repeated();
  flag.is_switch = field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  flag.path = path;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    flag.words = absl::StrSplit(EnumWords(field->enum_type(), " "), ' ');
  }
  return flag;
}

}  // namespace

std::vector<Flag> FlagsOf(const Descriptor* request, const std::set<std::string>& positional) {
  std::vector<Path> paths;
  Collect(request, {}, positional, &paths);
  std::map<std::string, int> uses;
  for (const Path& path : paths) ++uses[path.back()->name()];
  std::vector<Flag> flags;
  for (const Path& path : paths) {
    flags.push_back(FlagFor(path));
    if (uses[path.back()->name()] > 1) {
      flags.back().name = absl::StrReplaceAll(Dotted(path), {{"_", "-"}});
    }
  }
  return flags;
}

Flag PositionalOf(const Descriptor* request, absl::string_view path) {
  Flag flag = FlagFor(ResolvePath(request, path));
  const FieldDescriptor* field = flag.path.back();
  flag.name = absl::AsciiStrToUpper(absl::StrReplaceAll(field->name(), {{"_", "-"}}));
  // "NAME" and "PARENT" say less than what is named: `projects/{project}` is a PROJECT.
  const std::string& pattern = RulesOf(field).resource();
  if (field->name() == "name" || field->name() == "parent") {
    const size_t open = pattern.rfind('{');
    if (open != std::string::npos) {
      flag.name = absl::AsciiStrToUpper(pattern.substr(open + 1, pattern.size() - open - 2));
    }
  }
  flag.required = true;
  if (flag.help.empty()) {
    flag.help = RulesOf(field).resource_id() ? "A new id: a-z, 0-9 and hyphen." : "";
  }
  return flag;
}

absl::Status FillRequest(const std::vector<Flag>& flags, const Values& values,
                         google::protobuf::Message* request) {
  std::vector<std::string> faults;
  for (const Flag& flag : flags) {
    const auto given = values.find(flag.name);
    if (given == values.end() || flag.path.empty()) continue;
    for (const std::string& text : given->second) {
      const absl::Status set =
          SetFromText(MutableHolder(request, flag.path), flag.path.back(), text);
      if (!set.ok()) {
        const bool dashed = absl::ascii_islower(static_cast<unsigned char>(flag.name[0]));
        faults.push_back(absl::StrCat(dashed ? "--" : "", flag.name, ": ", set.message()));
      }
    }
  }
  if (faults.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

std::string FlagOfField(const std::vector<Flag>& flags, absl::string_view field) {
  for (const Flag& flag : flags) {
    if (flag.path.empty()) continue;
    const std::string path = Dotted(flag.path);
    if (field == path || absl::StartsWith(field, absl::StrCat(path, ".")) ||
        absl::StartsWith(field, absl::StrCat(path, "["))) {
      return absl::ascii_islower(static_cast<unsigned char>(flag.name[0]))
                 ? absl::StrCat("--", flag.name)
                 : flag.name;
    }
  }
  return "";
}

}  // namespace cartera::cli
