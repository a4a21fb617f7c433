#include "tests/support/contract.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"

namespace cartera::testing {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::vector<const MethodDescriptor*> AllMethods(const std::vector<app::Module>& modules) {
  std::vector<std::string> services = {"cartera.server.v1.ServerService"};
  for (const app::Module& module : modules) {
    services.insert(services.end(), module.grpc_services.begin(), module.grpc_services.end());
  }
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : services) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    EXPECT_NE(service, nullptr) << name;
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

std::unique_ptr<Message> ParseMessage(const Descriptor* type, const std::string& text) {
  std::unique_ptr<Message> message = NewMessage(type);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get()))
      << type->full_name() << ": " << text;
  return message;
}

bool SetValidateOnly(Message* request, bool value) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("validate_only");
  if (field == nullptr) return false;
  request->GetReflection()->SetBool(request, field, value);
  return true;
}

void ReplaceInTexts(absl::string_view from, absl::string_view to, Message* message) {
  const auto* r = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const int count = field->is_repeated() ? r->FieldSize(*message, field) : 1;
      for (int i = 0; i < count; ++i) {
        ReplaceInTexts(from, to,
                       field->is_repeated() ? r->MutableRepeatedMessage(message, field, i)
                                            : r->MutableMessage(message, field));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
      r->SetString(message, field,
                   absl::StrReplaceAll(r->GetString(*message, field), {{from, to}}));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      for (int i = 0; i < r->FieldSize(*message, field); ++i) {
        r->SetRepeatedString(
            message, field, i,
            absl::StrReplaceAll(r->GetRepeatedString(*message, field, i), {{from, to}}));
      }
    }
  }
}

std::string WireText(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::rpc::ErrorInfo info;
    std::string bytes(payload);
    if (absl::EndsWith(url, info.GetTypeName()) && info.ParseFromString(bytes)) {
      info.mutable_metadata()->erase("call_id");
      bytes = info.ShortDebugString();
    }
    details.emplace(url, bytes);
  });
  std::string text = status.ToString(absl::StatusToStringMode::kWithNoExtraData);
  for (const auto& [url, bytes] : details) absl::StrAppend(&text, "\n", url, "=", bytes);
  return text;
}

}  // namespace cartera::testing
