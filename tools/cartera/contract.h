#ifndef CARTERA_TOOLS_CARTERA_CONTRACT_H_
#define CARTERA_TOOLS_CARTERA_CONTRACT_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cartera::cli {

// The contract's own comment above a message, field, enum value or method, as one flowing text; ""
// when it has none. The comments are compiled into the binary.
std::string CommentOf(const google::protobuf::Descriptor* message);
std::string CommentOf(const google::protobuf::FieldDescriptor* field);
std::string CommentOf(const google::protobuf::EnumValueDescriptor* value);
std::string CommentOf(const google::protobuf::MethodDescriptor* method);

const type::v1::FieldRules& RulesOf(const google::protobuf::FieldDescriptor* field);

// The message type with this full name; it must exist.
const google::protobuf::Descriptor* MessageType(absl::string_view full_name);
// A message of that type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

// "PROJECT_KIND_NEW" as "new".
std::string EnumWord(const google::protobuf::EnumValueDescriptor* value);
// The value a word stands for, also given as its full name; null when there is none. The value 0
// ("unspecified") is never found.
const google::protobuf::EnumValueDescriptor* EnumValueOf(
    const google::protobuf::EnumDescriptor* type, absl::string_view word);
// "new, enhancement, …": every word but the unspecified one.
std::string EnumWords(const google::protobuf::EnumDescriptor* type, absl::string_view separator);

bool IsMoney(const google::protobuf::FieldDescriptor* field);
bool IsDate(const google::protobuf::FieldDescriptor* field);
bool IsTimestamp(const google::protobuf::FieldDescriptor* field);
bool IsMessage(const google::protobuf::FieldDescriptor* field);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_CONTRACT_H_
