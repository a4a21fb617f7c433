#include "tools/cartera/values.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/base/utf8.h"
#include "libs/convert/convert.h"
#include "libs/domain/money/text.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/yaml_reader.h"

namespace cartera::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Refused(absl::string_view text, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat(Quote(text, 60), " is not ", wanted));
}

template <typename T>
absl::StatusOr<T> NumberFromText(absl::string_view text) {
  T number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Refused(text, "a whole number in range");
  return number;
}

// The form of an RFC 3339 instant. absl::ParseTime takes much more (blanks, "infinite-past", single
// digits) and turns a leap second into the next minute.
bool IsRfc3339(absl::string_view text) {
  constexpr absl::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  const auto fits = [](absl::string_view given, absl::string_view form) {
    for (size_t i = 0; i < form.size(); ++i) {
      const char c = i < given.size() ? given[i] : '\0';
      const bool ok = form[i] == 'd'   ? absl::ascii_isdigit(c)
                      : form[i] == 'T' ? c == 'T' || c == 't'
                                       : c == form[i];
      if (!ok) return false;
    }
    return true;
  };
  if (!fits(text, kForm) || text.substr(17, 2) == "60") return false;
  absl::string_view rest = text.substr(kForm.size());
  if (absl::ConsumePrefix(&rest, ".")) {
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return false;
    rest.remove_prefix(digits);
  }
  if (rest == "Z" || rest == "z") return true;
  return rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && fits(rest.substr(1), "dd:dd") &&
         rest.substr(1, 2) < "24" && rest.substr(4, 2) < "60";
}

// "2027=1,250,000 CAD" or "2027/LINE-4=1,250,000 CAD".
absl::Status YearAmountFromText(absl::string_view text, Message* out) {
  const auto* type = out->GetDescriptor();
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::pair<absl::string_view, absl::string_view> place =
      absl::StrSplit(parts.first, absl::MaxSplits('/', 1));
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("fiscal_year"), place.first));
  if (!place.second.empty()) {
    RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("budget_line"), place.second));
  }
  return SetFromText(out, type->FindFieldByName("amount"), parts.second);
}

// "health/2027=50,000,000 CAD@2026".
absl::Status CeilingFromText(absl::string_view text, Message* out) {
  const auto* type = out->GetDescriptor();
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::pair<absl::string_view, absl::string_view> place =
      absl::StrSplit(parts.first, absl::MaxSplits('/', 1));
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("agency"), place.first));
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("fiscal_year"), place.second));
  return SetFromText(out, type->FindFieldByName("amount"), parts.second);
}

// "usability=3: why". A person may stand before the criterion: "people/ana usability=3: why".
absl::Status ScoreFromText(absl::string_view text, Message* out) {
  const auto* type = out->GetDescriptor();
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::pair<absl::string_view, absl::string_view> score =
      absl::StrSplit(parts.second, absl::MaxSplits(':', 1));
  absl::string_view criterion = absl::StripAsciiWhitespace(parts.first);
  const std::pair<absl::string_view, absl::string_view> person =
      absl::StrSplit(criterion, absl::MaxSplits(' ', 1));
  if (!person.second.empty()) {
    RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("assessor"), person.first));
    criterion = person.second;
  }
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("criterion"), criterion));
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("score"), score.first));
  return SetFromText(out, type->FindFieldByName("reason"),
                     absl::StripAsciiWhitespace(score.second));
}

// "2029=1250000": from that year on so many minor units.
absl::Status StepFromText(absl::string_view text, Message* out) {
  const auto* type = out->GetDescriptor();
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  RETURN_IF_ERROR(SetFromText(out, type->FindFieldByName("from_fiscal_year"), parts.first));
  return SetFromText(out, type->FindFieldByName("amount_minor"), parts.second);
}

absl::Status MessageFromText(absl::string_view text, Message* out) {
  const std::string& type = out->GetDescriptor()->name();
  if (absl::StartsWith(text, "{")) return ReadYaml(text, "", out);
  if (type == "Money") {
    ASSIGN_OR_RETURN(const type::v1::Money money, MoneyFromText(text));
    out->CopyFrom(money);
  } else if (type == "Date") {
    ASSIGN_OR_RETURN(const google::type::Date date, DateFromText(text));
    out->CopyFrom(date);
  } else if (type == "Timestamp") {
    ASSIGN_OR_RETURN(const google::protobuf::Timestamp timestamp, TimestampFromText(text));
    out->CopyFrom(timestamp);
  } else if (type == "YearAmount") {
    return YearAmountFromText(text, out);
  } else if (type == "Ceiling") {
    return CeilingFromText(text, out);
  } else if (type == "Step") {
    return StepFromText(text, out);
  } else if (type == "Assessment" || type == "PersonScore") {
    return ScoreFromText(text, out);
  } else {
    return Refused(text, "a mapping like {field: value}");
  }
  return absl::OkStatus();
}

template <typename T, typename Set, typename Add>
absl::Status SetNumber(Message* message, const FieldDescriptor* field, absl::string_view text,
                       Set set, Add add) {
  ASSIGN_OR_RETURN(const T number, NumberFromText<T>(text));
  const Reflection* reflection = message->GetReflection();
  field->is_repeated() ? (reflection->*add)(message, field, number)
                       : (reflection->*set)(message, field, number);
  return absl::OkStatus();
}

absl::Status SetEnum(Message* message, const FieldDescriptor* field, absl::string_view text) {
  const auto* value = EnumValueOf(field->enum_type(), text);
  if (value == nullptr) {
    return Refused(text, absl::StrCat("one of ", EnumWords(field->enum_type(), ", ")));
  }
  field->is_repeated() ? message->GetReflection()->AddEnum(message, field, value)
                       : message->GetReflection()->SetEnum(message, field, value);
  return absl::OkStatus();
}

absl::Status SetBool(Message* message, const FieldDescriptor* field, absl::string_view text) {
  bool value = false;
  if (!absl::SimpleAtob(text, &value)) return Refused(text, "true or false");
  message->GetReflection()->SetBool(message, field, value);
  return absl::OkStatus();
}

std::string ElementForPage(const Message& message) {
  const std::string& type = message.GetDescriptor()->name();
  if (type == "Money") return MoneyForPage(static_cast<const type::v1::Money&>(message));
  if (type == "Date") return DateToText(static_cast<const google::type::Date&>(message));
  if (type == "Timestamp") {
    return TimestampToText(static_cast<const google::protobuf::Timestamp&>(message));
  }
  std::vector<std::string> parts;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    if (auto text = FieldForPage(message, message.GetDescriptor()->field(i))) {
      parts.push_back(*std::move(text));
    }
  }
  return absl::StrJoin(parts, " ");
}

}  // namespace

absl::StatusOr<type::v1::Money> MoneyFromText(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('@', 1));
  ASSIGN_OR_RETURN(money::Money money,
                   money::Parse(absl::StripAsciiWhitespace(parts.first), convert::Units()));
  if (absl::StrContains(text, '@')) {
    if (!absl::SimpleAtoi(parts.second, &money.price_year) || money.price_year < kYearMin ||
        money.price_year > kYearMax) {
      return Refused(text, "money: after @ comes the year of its prices, such as 100.00 CAD@2027");
    }
    money.basis = money::PriceBasis::kReal;
  }
  return convert::ToProto(money);
}

std::string MoneyToText(const type::v1::Money& money) {
  const std::string text = absl::StrCat(AmountText(money), " ", money.unit());
  return money.basis() == type::v1::PRICE_BASIS_REAL ? absl::StrCat(text, "@", money.price_year())
                                                     : text;
}

std::string MoneyForPage(const type::v1::Money& money) {
  const std::string text = absl::StrCat(AmountText(money), " ", money.unit());
  return money.basis() == type::v1::PRICE_BASIS_REAL
             ? absl::StrCat(text, " (", money.price_year(), " prices)")
             : text;
}

std::string AmountText(const type::v1::Money& money) {
  const auto unit = convert::Units().Find(money.unit());
  return money::FormatAmountMinor(money.amount_minor(), unit.ok() ? unit->decimals : 0);
}

absl::StatusOr<google::type::Date> DateFromText(absl::string_view text) {
  ASSIGN_OR_RETURN(const calendar::CivilDate date, calendar::ParseDate(text));
  return convert::ToProto(date);
}

std::string DateToText(const google::type::Date& date) {
  const auto civil = convert::FromProto(date);
  return civil.ok() ? calendar::FormatDate(*civil) : "not a date";
}

absl::StatusOr<absl::Time> TimeFromText(absl::string_view text) {
  constexpr absl::string_view kWanted =
      "a date or an instant such as 2027-03-31T12:00:00Z (RFC 3339, no leap second)";
  if (text.size() == 10) {
    if (!calendar::ParseDate(text).ok()) return Refused(text, kWanted);
  } else if (!IsRfc3339(text)) {
    return Refused(text, kWanted);
  }
  absl::Time time;
  std::string error;
  const bool day = text.size() == 10;
  if (!absl::ParseTime(day ? "%Y-%m-%d" : absl::RFC3339_full, absl::AsciiStrToUpper(text), &time,
                       &error)) {
    return Refused(text, kWanted);
  }
  return time;
}

absl::StatusOr<google::protobuf::Timestamp> TimestampFromText(absl::string_view text) {
  ASSIGN_OR_RETURN(const absl::Time time, TimeFromText(text));
  return convert::TimestampFromUs(absl::ToUnixMicros(time));
}

std::string TimestampToText(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ",
                          absl::FromUnixMicros(convert::UsFromTimestamp(timestamp)),
                          absl::UTCTimeZone());
}

std::string CompleteName(absl::string_view pattern, absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> ids = absl::StrSplit(text, '/');
  if (text.empty() || ids.size() * 2 != parts.size()) return std::string(text);
  if (ids.size() > 1 && ids[0] == parts[0]) return std::string(text);
  std::vector<absl::string_view> out;
  for (size_t i = 0; i < ids.size(); ++i) {
    out.push_back(parts[2 * i]);
    out.push_back(ids[i]);
  }
  return absl::StrJoin(out, "/");
}

std::string ShortName(absl::string_view pattern, absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> given = absl::StrSplit(name, '/');
  if (parts.size() != given.size() || parts.size() % 2 != 0) return std::string(name);
  std::vector<absl::string_view> ids;
  for (size_t i = 0; i < parts.size(); i += 2) {
    if (parts[i] != given[i]) return std::string(name);
    ids.push_back(given[i + 1]);
  }
  return absl::StrJoin(ids, "/");
}

absl::Status SetFromText(Message* message, const FieldDescriptor* field, absl::string_view text) {
  const Reflection* r = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      if (!IsValidUtf8(text)) return absl::InvalidArgumentError(Describe(TextFault::kNotUtf8));
      const std::string value = CompleteName(RulesOf(field).resource(), text);
      field->is_repeated() ? r->AddString(message, field, value)
                           : r->SetString(message, field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, text);
    case FieldDescriptor::CPPTYPE_BOOL:
      return SetBool(message, field, text);
    case FieldDescriptor::CPPTYPE_INT32:
      return SetNumber<int32_t>(message, field, text, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return SetNumber<int64_t>(message, field, text, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT64:
      return SetNumber<uint64_t>(message, field, text, &Reflection::SetUInt64,
                                 &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageFromText(text, field->is_repeated() ? r->AddMessage(message, field)
                                                        : r->MutableMessage(message, field));
    default:
      return Refused(text, "given on the command line");
  }
}

std::string ValueForPage(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& r = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? r.GetString(message, field) : r.GetRepeatedString(message, field, index);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value =
          one ? r.GetEnum(message, field) : r.GetRepeatedEnum(message, field, index);
      return value->number() == 0 ? "" : EnumWord(value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(message, field) : r.GetRepeatedBool(message, field, index)) ? "yes"
                                                                                          : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(one ? r.GetInt32(message, field)
                              : r.GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(one ? r.GetInt64(message, field)
                              : r.GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(one ? r.GetUInt64(message, field)
                              : r.GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ElementForPage(one ? r.GetMessage(message, field)
                                : r.GetRepeatedMessage(message, field, index));
    default:
      return "";
  }
}

std::optional<std::string> FieldForPage(const Message& message, const FieldDescriptor* field) {
  const Reflection& r = *message.GetReflection();
  if (field->is_repeated()) {
    std::vector<std::string> parts;
    for (int i = 0; i < r.FieldSize(message, field); ++i) {
      parts.push_back(ValueForPage(message, field, i));
    }
    if (parts.empty()) return std::nullopt;
    return absl::StrJoin(parts, ", ");
  }
  if (field->has_presence() && !r.HasField(message, field)) return std::nullopt;
  std::string text = ValueForPage(message, field, -1);
  if (text.empty()) return std::nullopt;
  return text;
}

std::vector<const FieldDescriptor*> ResolvePath(const google::protobuf::Descriptor* type,
                                                absl::string_view path) {
  std::vector<const FieldDescriptor*> fields;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    const auto* field =
        type == nullptr ? nullptr : type->FindFieldByLowercaseName(std::string(name));
    if (field == nullptr) return {};
    fields.push_back(field);
    type = IsMessage(field) ? field->message_type() : nullptr;
  }
  return fields;
}

Message* MutableHolder(Message* message, absl::Span<const FieldDescriptor* const> path) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path[i]);
  }
  return message;
}

const Message* Holder(const Message& message, absl::Span<const FieldDescriptor* const> path) {
  const Message* holder = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!holder->GetReflection()->HasField(*holder, path[i])) return nullptr;
    holder = &holder->GetReflection()->GetMessage(*holder, path[i]);
  }
  return holder;
}

}  // namespace cartera::cli
