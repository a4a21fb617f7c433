#ifndef CARTERA_SERVICES_APPRAISAL_CANONICAL_CONTENT_H_
#define CARTERA_SERVICES_APPRAISAL_CANONICAL_CONTENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/domain/canonical/value.h"

// Between the contract's messages and canonical form 1, which is what is stored and hashed. Keys
// are field names, enums their stored text ("do_nothing"), integers integers, unsigned 64-bit
// integers decimal text. What is unset, empty, zero, false or an empty message is left out, so that
// a field added to the contract changes the bytes of nothing that does not use it. Elements of
// lists are kept even when empty.
namespace cartera::appraisal {

// Messages of texts, integers, booleans, enums, messages and lists of these (asserted); no maps.
canonical::Value ToCanonicalValue(const google::protobuf::Message& message);

// The inverse into a cleared `message`. Errors: INVALID_ARGUMENT with the path of a member that the
// message does not have, or that is of another kind or out of range.
absl::Status FromCanonicalValue(const canonical::Value& value, google::protobuf::Message* message);

// The same from bytes. Errors: as above and as canonical::Parse.
absl::Status ReadCanonical(absl::string_view bytes, google::protobuf::Message* message);

// The sections of a business case, in the order of the form.
std::vector<std::string> SectionNames();
// nullptr when there is no section of that name.
const google::protobuf::FieldDescriptor* FindSection(absl::string_view name);

// The canonical bytes of one section; "{}" when `content` has none of it.
std::string SectionBytes(const v1::CaseContent& content,
                         const google::protobuf::FieldDescriptor* section);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CANONICAL_CONTENT_H_
