#ifndef CARTERA_TESTS_HOSTILE_TEXTS_H_
#define CARTERA_TESTS_HOSTILE_TEXTS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cartera::testing {

// The big list of naughty strings, and what it lacks: NUL, unnormalised text, noncharacters.
const std::vector<std::string>& HostileTexts();

struct DateText {
  std::string text;
  bool valid = false;  // as RFC 3339 date-time
};
const std::vector<DateText>& HostileDates();

const type::v1::FieldRules& RulesOf(const google::protobuf::FieldDescriptor* field);

// The rule for texts, said a second time and in another way: the reason why the field refuses
// `text` as it stands, "" when it takes it. Texts that it takes come back byte for byte.
std::string RefusalOf(const google::protobuf::FieldDescriptor* field, const std::string& text);

// Calls `each` with every text field that a client may set in the message and below it, and its
// path; empty messages and lists are given an element. What `each` returns is put there.
using TextAt = std::function<std::string(const google::protobuf::FieldDescriptor* field,
                                         const std::string& path, const std::string& present)>;
void SetTexts(google::protobuf::Message* message, const std::string& path, const TextAt& each);

// Reason by field of what a status says about fields.
std::map<std::string, std::string> FaultsByField(const absl::Status& status);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_HOSTILE_TEXTS_H_
