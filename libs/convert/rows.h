#ifndef CARTERA_LIBS_CONVERT_ROWS_H_
#define CARTERA_LIBS_CONVERT_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/money/money.h"
#include "libs/platform/list/field.h"
#include "libs/platform/pg/query.h"

// Between rows and domain values, the same in every service.
namespace cartera::convert {

// Binds four columns: unit, minor, basis, price year; four NULLs when unknown.
void AddMoney(const std::optional<money::Money>& money, pg::Params* params);
// Reads the same four columns from `column` on.
absl::StatusOr<std::optional<money::Money>> ReadMoney(const pg::Row& row, int column);

// A day as ISO text (the statement casts it: $n::date); NULL when unknown.
void AddDate(const std::optional<calendar::CivilDate>& date, pg::Params* params);
// Reads a column selected as text (day::text).
absl::StatusOr<std::optional<calendar::CivilDate>> ReadDate(const pg::Row& row, int column);

std::optional<std::string> NullIfEmpty(const std::string& text);

// The values of an enum of the contract for a filter: as clients write them (NEW or new) and as
// stored
// ("new"). The texts live as long as the process.
std::vector<list::EnumName> EnumNames(const google::protobuf::EnumDescriptor* type);

}  // namespace cartera::convert

#endif  // CARTERA_LIBS_CONVERT_ROWS_H_
