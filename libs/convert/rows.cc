#include "libs/convert/rows.h"

#include "absl/strings/ascii.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"

namespace cartera::convert {

void AddMoney(const std::optional<money::Money>& money, pg::Params* params) {
  if (!money.has_value()) {
    params->AddNull().AddNull().AddNull().AddNull();
    return;
  }
  params->Add(money->unit.code).Add(money->amount_minor).Add(money::Name(money->basis));
  params->Add(money->price_year);
}

absl::StatusOr<std::optional<money::Money>> ReadMoney(const pg::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  money::Money money;
  ASSIGN_OR_RETURN(money.unit, Units().Find(row.TextView(column)));
  money.amount_minor = row.Int64(column + 1);
  ASSIGN_OR_RETURN(money.basis, money::ParsePriceBasis(row.TextView(column + 2)));
  money.price_year = static_cast<int>(row.Int64(column + 3));
  return money;
}

void AddDate(const std::optional<calendar::CivilDate>& date, pg::Params* params) {
  if (date.has_value()) {
    params->Add(calendar::FormatDate(*date));
  } else {
    params->AddNull();
  }
}

absl::StatusOr<std::optional<calendar::CivilDate>> ReadDate(const pg::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return calendar::ParseDate(row.TextView(column));
}

std::optional<std::string> NullIfEmpty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::vector<list::EnumName> EnumNames(const google::protobuf::EnumDescriptor* type) {
  std::vector<list::EnumName> names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    const std::string stored(EnumToText(type, type->value(i)->number()));
    names.push_back({stored, stored});
    names.push_back({absl::AsciiStrToUpper(stored), stored});
    names.push_back({type->value(i)->name(), stored});
  }
  return names;
}

}  // namespace cartera::convert
