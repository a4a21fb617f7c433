#ifndef CARTERA_LIBS_CONVERT_CONVERT_H_
#define CARTERA_LIBS_CONVERT_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cartera/type/v1/money.pb.h"
#include "cartera/type/v1/role.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/lifecycle/roles.h"
#include "libs/domain/money/money.h"
#include "libs/domain/money/totals.h"
#include "libs/platform/rpc/validate.h"

namespace cartera::convert {

// The units in use: ISO 4217 and the declared units of account.
const money::UnitTable& Units();

// Checks of Money, Date and Timestamp for the request validator: after it, the functions below
// cannot fail on a request's own fields. The rule `min` of a Money field holds for its
// amount_minor.
const rpc::TypeChecks& SharedTypeChecks();

// Errors: INVALID_ARGUMENT for what SharedTypeChecks would have refused.
absl::StatusOr<money::Money> FromProto(const type::v1::Money& proto);
absl::StatusOr<calendar::CivilDate> FromProto(const google::type::Date& proto);
type::v1::Money ToProto(const money::Money& money);
type::v1::MoneyTotal ToProto(const money::TotalRow& row);
google::type::Date ToProto(const calendar::CivilDate& date);
google::protobuf::Timestamp TimestampFromUs(int64_t us);
int64_t UsFromTimestamp(const google::protobuf::Timestamp& timestamp);

// The UTC day of an instant.
calendar::CivilDate DayOf(absl::Time time);

lifecycle::Role FromProto(type::v1::Role role);
type::v1::Role ToProto(lifecycle::Role role);

// "PROJECT_KIND_NEW" <-> "new": the name of an enum value without the enum's prefix, in lower case,
// as stored and filtered. "" for a number that is no value.
std::string EnumToText(const google::protobuf::EnumDescriptor* type, int value);
// The inverse; 0 when `text` names none.
int EnumFromText(const google::protobuf::EnumDescriptor* type, absl::string_view text);

// "etag" of a row version (microseconds) and back; -1 when malformed.
std::string EtagOf(int64_t valid_from_us);
int64_t VersionOf(absl::string_view etag);

}  // namespace cartera::convert

#endif  // CARTERA_LIBS_CONVERT_CONVERT_H_
