#include "tools/cartera/yaml_reader.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/limits.h"
#include "libs/base/utf8.h"
#include "libs/convert/convert.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/values.h"
#include "tools/cartera/yaml_size.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string FieldNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::StrJoin(names, ", ");
}

std::string Under(absl::string_view path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

class Reader {
 public:
  void ReadMessage(const YAML::Node& node, absl::string_view path, Message* out) {
    if (node.IsNull()) return;
    if (!node.IsMap()) {
      return Add(node.Mark(), path, "must be a mapping of fields, each as \"name: value\"");
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        Add(entry.first.Mark(), path, "a field's name must be a word");
        continue;
      }
      const std::string& name = entry.first.Scalar();
      const FieldDescriptor* field = out->GetDescriptor()->FindFieldByName(name);
      if (!seen.insert(name).second) {
        Add(entry.first.Mark(), Under(path, name), "stands here a second time");
      } else if (field == nullptr) {
        Add(entry.first.Mark(), Under(path, name),
            absl::StrCat("is no field here; fields are ", FieldNames(out->GetDescriptor())));
      } else {
        ReadField(entry.second, Under(path, name), field, out);
      }
    }
  }

  void Add(const YAML::Mark& mark, absl::string_view path, absl::string_view message) {
    if (faults_.size() > kYamlFaultsMax) return;
    if (faults_.size() == kYamlFaultsMax) {
      path = "";
      message = "and more; only the faults before this place are listed";
    }
    faults_.push_back({mark.line + 1, mark.column + 1, std::string(path), std::string(message)});
  }

  std::vector<YamlFault> TakeFaults() { return std::move(faults_); }

 private:
  void ReadField(const YAML::Node& node, const std::string& path, const FieldDescriptor* field,
                 Message* out) {
    if (node.IsNull()) return;
    if (!field->is_repeated()) return ReadValue(node, path, field, out);
    if (!node.IsSequence()) {
      return Add(node.Mark(), path, "must be a list, each element after a \"-\"");
    }
    int index = 0;
    for (const auto& element : node) {
      const std::string element_path = absl::StrCat(path, "[", index++, "]");
      if (element.IsNull()) {
        Add(element.Mark(), element_path, "is empty");
      } else {
        ReadValue(element, element_path, field, out);
      }
    }
  }

  void ReadValue(const YAML::Node& node, const std::string& path, const FieldDescriptor* field,
                 Message* out) {
    const bool as_text = IsMoney(field) || IsDate(field) || IsTimestamp(field);
    if (IsMessage(field) && !(as_text && node.IsScalar())) {
      return ReadNested(node, path, field, out);
    }
    if (!node.IsScalar()) return Add(node.Mark(), path, "must be a single value");
    if (!IsValidUtf8(node.Scalar())) return Add(node.Mark(), path, "is not UTF-8 text");
    const absl::Status set = SetFromText(out, field, node.Scalar());
    if (!set.ok()) Add(node.Mark(), path, set.message());
  }

  // A mapping whose fields are all left empty, as in a template, is as good as absent.
  void ReadNested(const YAML::Node& node, const std::string& path, const FieldDescriptor* field,
                  Message* out) {
    const auto* reflection = out->GetReflection();
    if (field->is_repeated()) return ReadMessage(node, path, reflection->AddMessage(out, field));
    Message* nested = reflection->MutableMessage(out, field);
    ReadMessage(node, path, nested);
    if (nested->ByteSizeLong() == 0 && node.size() > 0) return reflection->ClearField(out, field);
    if (!IsMoney(field)) return;
    // As text such an amount would be refused; as a mapping it must not slip through.
    const auto money = convert::FromProto(static_cast<const type::v1::Money&>(*nested));
    if (!money.ok()) Add(node.Mark(), path, money.status().message());
  }

  std::vector<YamlFault> faults_;
};

}  // namespace

std::vector<YamlFault> ReadYamlFaults(absl::string_view text, Message* out) {
  Reader reader;
  try {
    CheckYamlSize(text);
    const YAML::Node root = YAML::Load(std::string(text));
    if (root) reader.ReadMessage(root, "", out);
  } catch (const YAML::Exception& error) {  // yaml-cpp's only way to say that it is no YAML
    reader.Add(error.mark, "", absl::StrCat("cannot be read: ", error.msg));
  }
  return reader.TakeFaults();
}

absl::Status ReadYaml(absl::string_view text, absl::string_view file, Message* out) {
  std::vector<std::string> lines;
  for (const YamlFault& fault : ReadYamlFaults(text, out)) {
    lines.push_back(absl::StrCat(file.empty() ? "" : absl::StrCat(file, ":"), fault.line, ":",
                                 fault.column, ": ", fault.field, fault.field.empty() ? "" : ": ",
                                 fault.message));
  }
  if (lines.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(lines, "\n"));
}

}  // namespace cartera::cli
