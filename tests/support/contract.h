#ifndef CARTERA_TESTS_SUPPORT_CONTRACT_H_
#define CARTERA_TESTS_SUPPORT_CONTRACT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/platform/app/module.h"

namespace cartera::testing {

// Every method of the modules' services and of the server itself, in the order of the contract.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods(
    const std::vector<app::Module>& modules);

// A new message of the type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);
// A message of the type read from text format; a fault fails the test.
std::unique_ptr<google::protobuf::Message> ParseMessage(const google::protobuf::Descriptor* type,
                                                        const std::string& text);

// Sets `validate_only` where the message has it; false when it has not.
bool SetValidateOnly(google::protobuf::Message* request, bool value);

// Replaces `from` by `to` in every text of the message and of all below it.
void ReplaceInTexts(absl::string_view from, absl::string_view to,
                    google::protobuf::Message* message);

// All that a client sees of a status, but for the id of the call.
std::string WireText(const absl::Status& status);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_CONTRACT_H_
