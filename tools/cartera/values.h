#ifndef CARTERA_TOOLS_CARTERA_VALUES_H_
#define CARTERA_TOOLS_CARTERA_VALUES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "cartera/type/v1/money.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace cartera::cli {

// "4,800,000.00 CAD" (nominal) or "100.00 CAD@2027" (real, in prices of 2027), and back. Never
// through floating point. Errors: INVALID_ARGUMENT.
absl::StatusOr<type::v1::Money> MoneyFromText(absl::string_view text);
std::string MoneyToText(const type::v1::Money& money);
// For pages: "4,800,000.00 CAD", "100.00 CAD (2027 prices)".
std::string MoneyForPage(const type::v1::Money& money);
// The amount without its unit: "4,800,000.00".
std::string AmountText(const type::v1::Money& money);

// "2027-03-31", and back. Errors: INVALID_ARGUMENT.
absl::StatusOr<google::type::Date> DateFromText(absl::string_view text);
std::string DateToText(const google::type::Date& date);

// RFC 3339, or a date, which is its first instant in UTC. Errors: INVALID_ARGUMENT.
absl::StatusOr<google::protobuf::Timestamp> TimestampFromText(absl::string_view text);
absl::StatusOr<absl::Time> TimeFromText(absl::string_view text);
std::string TimestampToText(const google::protobuf::Timestamp& timestamp);

// A resource name from what people type: "pspc" for agencies/{agency} is agencies/pspc,
// "pspc-eps/full" for projects/{project}/cases/{case} is projects/pspc-eps/cases/full. Other text
// is left as it is.
std::string CompleteName(absl::string_view pattern, absl::string_view text);

// The inverse: "pspc-eps/full" for projects/pspc-eps/cases/full; other text is left as it is.
std::string ShortName(absl::string_view pattern, absl::string_view name);

// Sets a field (of a repeated one: adds an element) from what a flag or a cell of a sheet says.
// Errors: INVALID_ARGUMENT without the field's name.
absl::Status SetFromText(google::protobuf::Message* message,
                         const google::protobuf::FieldDescriptor* field, absl::string_view text);

// One value of a field for people; `index` counts the elements of a repeated one, else it is -1.
std::string ValueForPage(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor* field, int index);

// The field's value for people; nothing when it is absent or empty. Several are joined by a comma.
std::optional<std::string> FieldForPage(const google::protobuf::Message& message,
                                        const google::protobuf::FieldDescriptor* field);

// The fields of a path such as "project.lead_agency". Empty when the type has no such path.
std::vector<const google::protobuf::FieldDescriptor*> ResolvePath(
    const google::protobuf::Descriptor* type, absl::string_view path);
// The message that holds the last field of `path`, made where it is absent.
google::protobuf::Message* MutableHolder(
    google::protobuf::Message* message,
    absl::Span<const google::protobuf::FieldDescriptor* const> path);
// The same for reading; null where it is absent.
const google::protobuf::Message* Holder(
    const google::protobuf::Message& message,
    absl::Span<const google::protobuf::FieldDescriptor* const> path);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_VALUES_H_
