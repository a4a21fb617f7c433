#include "services/review/field_path.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/ids.h"

namespace cartera::review {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// "3]" or "id=dev-2027]": which row.
bool IsRow(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "]")) return false;
  if (absl::ConsumePrefix(&text, "id=")) return IsValidResourceId(text);
  int row = 0;
  return absl::SimpleAtoi(text, &row) && row >= 0;
}

}  // namespace

absl::Status CheckFieldPath(absl::string_view path) {
  const Descriptor* message = appraisal::v1::CaseContent::descriptor();
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const size_t bracket = part.find('[');
    const std::string name(part.substr(0, bracket));
    const FieldDescriptor* field = message == nullptr ? nullptr : message->FindFieldByName(name);
    if (field == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("\"", part, "\" is no field of a case there"));
    }
    if (bracket != absl::string_view::npos &&
        (!field->is_repeated() || !IsRow(part.substr(bracket + 1)))) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", part, "\" names no row; write ", name, "[id=…] of a list"));
    }
    message = field->message_type();
  }
  return absl::OkStatus();
}

}  // namespace cartera::review
