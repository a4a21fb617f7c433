#include "libs/convert/convert.h"

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"

namespace cartera::convert {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::Message;
using type::v1::FieldRules;

std::string At(absl::string_view path, absl::string_view field) {
  return path.empty() ? std::string(field) : absl::StrCat(path, ".", field);
}

void CheckMoney(const Message& message, const FieldRules& rules, absl::string_view path,
                rpc::Violations* violations) {
  const auto& proto = static_cast<const type::v1::Money&>(message);
  if (!proto.unit().empty()) {
    if (const auto unit = Units().Find(proto.unit()); !unit.ok()) {
      violations->Add(At(path, "unit"), "UNKNOWN_UNIT", unit.status().message());
    }
  }
  if (rules.has_min() && proto.amount_minor() < rules.min() &&
      proto.amount_minor() >= -kAmountMinorMax) {
    violations->Add(At(path, "amount_minor"), "OUT_OF_RANGE",
                    absl::StrCat("is ", proto.amount_minor(), "; must be at least ", rules.min()));
  }
  switch (proto.basis()) {
    case type::v1::PRICE_BASIS_NOMINAL:
      if (proto.price_year() != 0) {
        violations->Add(At(path, "price_year"), "PRICE_YEAR_ON_NOMINAL",
                        "must be 0 for a nominal amount");
      }
      break;
    case type::v1::PRICE_BASIS_REAL:
      if (proto.price_year() < kYearMin || proto.price_year() > kYearMax) {
        violations->Add(
            At(path, "price_year"), "OUT_OF_RANGE",
            absl::StrCat("is ", proto.price_year(), "; a real amount needs a year from ", kYearMin,
                         " to ", kYearMax));
      }
      break;
    case type::v1::PRICE_BASIS_UNSPECIFIED:
      violations->Add(At(path, "basis"), "REQUIRED", "must be NOMINAL or REAL");
      break;
    default:  // a number that is no basis: the validator's own finding
      break;
  }
}

void CheckDate(const Message& message, const FieldRules&, absl::string_view path,
               rpc::Violations* violations) {
  const auto& proto = static_cast<const google::type::Date&>(message);
  if (const auto date = FromProto(proto); !date.ok()) {
    violations->Add(path, "NOT_A_DATE", date.status().message());
  }
}

// The range of google.protobuf.Timestamp: years 1 to 9999.
void CheckTimestamp(const Message& message, const FieldRules&, absl::string_view path,
                    rpc::Violations* violations) {
  const auto& proto = static_cast<const google::protobuf::Timestamp&>(message);
  if (proto.seconds() < -62'135'596'800 || proto.seconds() > 253'402'300'799 || proto.nanos() < 0 ||
      proto.nanos() > 999'999'999) {
    violations->Add(path, "NOT_AN_INSTANT", "must lie in the years 1 to 9999");
  }
}

}  // namespace

const money::UnitTable& Units() {
  // Chile's UTM (unidad tributaria mensual) is no ISO code; CLF is one.
  static const money::UnitTable* const kUnits = [] {
    auto units = money::UnitTable::Iso().With({money::Unit{"UTM", 4}});
    return new money::UnitTable(*std::move(units));
  }();
  return *kUnits;
}

const rpc::TypeChecks& SharedTypeChecks() {
  static const rpc::TypeChecks* const kChecks =
      new rpc::TypeChecks{{"cartera.type.v1.Money", CheckMoney},
                          {"google.type.Date", CheckDate},
                          {"google.protobuf.Timestamp", CheckTimestamp}};
  return *kChecks;
}

absl::StatusOr<money::Money> FromProto(const type::v1::Money& proto) {
  ASSIGN_OR_RETURN(money::Unit unit, Units().Find(proto.unit()));
  const bool real = proto.basis() == type::v1::PRICE_BASIS_REAL;
  money::Money money = real ? money::Real(proto.amount_minor(), std::move(unit), proto.price_year())
                            : money::Nominal(proto.amount_minor(), std::move(unit));
  RETURN_IF_ERROR(money::Check(money, Units()));
  return money;
}

absl::StatusOr<calendar::CivilDate> FromProto(const google::type::Date& proto) {
  return calendar::CivilDate::Make(proto.year(), proto.month(), proto.day());
}

type::v1::Money ToProto(const money::Money& money) {
  type::v1::Money proto;
  proto.set_unit(money.unit.code);
  proto.set_amount_minor(money.amount_minor);
  proto.set_basis(money.basis == money::PriceBasis::kReal ? type::v1::PRICE_BASIS_REAL
                                                          : type::v1::PRICE_BASIS_NOMINAL);
  proto.set_price_year(money.price_year);
  return proto;
}

type::v1::MoneyTotal ToProto(const money::TotalRow& row) {
  type::v1::MoneyTotal proto;
  *proto.mutable_total() = ToProto(row.total);
  proto.set_count(row.count);
  return proto;
}

google::type::Date ToProto(const calendar::CivilDate& date) {
  google::type::Date proto;
  proto.set_year(date.year());
  proto.set_month(date.month());
  proto.set_day(date.day());
  return proto;
}

google::protobuf::Timestamp TimestampFromUs(int64_t us) {
  google::protobuf::Timestamp timestamp;
  int64_t seconds = us / 1'000'000;
  int64_t rest_us = us % 1'000'000;
  if (rest_us < 0) {
    rest_us += 1'000'000;
    --seconds;
  }
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest_us * 1000));
  return timestamp;
}

int64_t UsFromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() * 1'000'000 + timestamp.nanos() / 1000;
}

calendar::CivilDate DayOf(absl::Time time) {
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  const auto date = calendar::CivilDate::Make(day.year(), day.month(), day.day());
  return date.ok() ? *date : calendar::CivilDate();
}

lifecycle::Role FromProto(type::v1::Role role) {
  const auto parsed = lifecycle::ParseRole(EnumToText(type::v1::Role_descriptor(), role));
  return parsed.ok() ? *parsed : lifecycle::Role::kPublic;
}

type::v1::Role ToProto(lifecycle::Role role) {
  return static_cast<type::v1::Role>(
      EnumFromText(type::v1::Role_descriptor(), lifecycle::Name(role)));
}

namespace {

// PROJECT_KIND_UNSPECIFIED gives PROJECT_KIND_: what all values of the enum begin with.
absl::string_view PrefixOf(const EnumDescriptor* type) {
  absl::string_view prefix = type->value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  return prefix;
}

}  // namespace

std::string EnumToText(const EnumDescriptor* type, int value) {
  const auto* descriptor = type->FindValueByNumber(value);
  if (descriptor == nullptr) return std::string();
  return absl::AsciiStrToLower(absl::StripPrefix(descriptor->name(), PrefixOf(type)));
}

int EnumFromText(const EnumDescriptor* type, absl::string_view text) {
  const auto* descriptor =
      type->FindValueByName(absl::StrCat(PrefixOf(type), absl::AsciiStrToUpper(text)));
  return descriptor == nullptr ? 0 : descriptor->number();
}

std::string EtagOf(int64_t valid_from_us) { return absl::StrCat(absl::Hex(valid_from_us)); }

int64_t VersionOf(absl::string_view etag) {
  int64_t version = -1;
  return absl::SimpleHexAtoi(etag, &version) ? version : -1;
}

}  // namespace cartera::convert
