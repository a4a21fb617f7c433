#include "tools/cartera/contract.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "contract_files.h"  // made from the contract by CMakeLists.txt
#include "google/protobuf/descriptor.pb.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The contract a second time, with comments, which generated code leaves out.
const DescriptorPool& Commented() {
  static const DescriptorPool* const kPool = [] {
    auto* pool = new DescriptorPool();
    google::protobuf::FileDescriptorSet files;
    for (const EmbeddedFile& file : contract_files()) {
      if (!absl::EndsWith(file.name, ".binpb")) continue;
      files.ParseFromArray(file.text.data(), static_cast<int>(file.text.size()));
    }
    for (const auto& file : files.file()) pool->BuildFile(file);
    return pool;
  }();
  return *kPool;
}

template <typename T>
std::string LeadingComment(const T* descriptor) {
  google::protobuf::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) return "";
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(location.leading_comments, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty()) lines.emplace_back(line);
  }
  return absl::StrJoin(lines, " ");
}

// "ProjectKind" as "PROJECT_KIND_": what its values begin with.
std::string PrefixOf(const EnumDescriptor* type) {
  std::string prefix;
  for (const char letter : type->name()) {
    if (absl::ascii_isupper(letter) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(letter);
  }
  return prefix + "_";
}

}  // namespace

std::string CommentOf(const Descriptor* message) {
  return LeadingComment(Commented().FindMessageTypeByName(message->full_name()));
}

std::string CommentOf(const FieldDescriptor* field) {
  return LeadingComment(Commented().FindFieldByName(field->full_name()));
}

std::string CommentOf(const EnumValueDescriptor* value) {
  return LeadingComment(Commented().FindEnumValueByName(value->full_name()));
}

std::string CommentOf(const MethodDescriptor* method) {
  return LeadingComment(Commented().FindMethodByName(method->full_name()));
}

const type::v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(type::v1::rules);
}

const Descriptor* MessageType(absl::string_view full_name) {
  const Descriptor* type =
      DescriptorPool::generated_pool()->FindMessageTypeByName(std::string(full_name));
  if (type == nullptr) {
    GOOGLE_LOG(FATAL) << absl::StrCat("the contract has no message ", full_name);
  }
  return type;
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

std::string EnumWord(const EnumValueDescriptor* value) {
  absl::string_view word = value->name();
  absl::ConsumePrefix(&word, PrefixOf(value->type()));
  return absl::AsciiStrToLower(word);
}

const EnumValueDescriptor* EnumValueOf(const EnumDescriptor* type, absl::string_view word) {
  for (int i = 0; i < type->value_count(); ++i) {
    const EnumValueDescriptor* value = type->value(i);
    if (value->number() == 0) continue;
    if (absl::EqualsIgnoreCase(EnumWord(value), word) || value->name() == word) return value;
  }
  return nullptr;
}

std::string EnumWords(const EnumDescriptor* type, absl::string_view separator) {
  std::vector<std::string> words;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) words.push_back(EnumWord(type->value(i)));
  }
  return absl::StrJoin(words, separator);
}

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool IsMoney(const FieldDescriptor* field) {
  return IsMessage(field) && field->message_type()->full_name() == "cartera.type.v1.Money";
}

bool IsDate(const FieldDescriptor* field) {
  return IsMessage(field) && field->message_type()->full_name() == "google.type.Date";
}

bool IsTimestamp(const FieldDescriptor* field) {
  return IsMessage(field) && field->message_type()->full_name() == "google.protobuf.Timestamp";
}

}  // namespace cartera::cli
