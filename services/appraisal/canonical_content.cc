#include "services/appraisal/canonical_content.h"

#include <cassert>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"

namespace cartera::appraisal {
namespace {

using canonical::Value;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The value of a singular field, or of element `index` of a repeated one (-1: singular).
Value FieldValue(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ToCanonicalValue(one ? reflection.GetMessage(message, field)
                                  : reflection.GetRepeatedMessage(message, field, index));
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? reflection.GetString(message, field)
                 : reflection.GetRepeatedString(message, field, index);
    case FieldDescriptor::CPPTYPE_INT32:
      return one ? reflection.GetInt32(message, field)
                 : reflection.GetRepeatedInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_INT64:
      return one ? reflection.GetInt64(message, field)
                 : reflection.GetRepeatedInt64(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(one ? reflection.GetUInt64(message, field)
                              : reflection.GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return one ? reflection.GetBool(message, field)
                 : reflection.GetRepeatedBool(message, field, index);
    case FieldDescriptor::CPPTYPE_ENUM:
      return convert::EnumToText(field->enum_type(),
                                 one ? reflection.GetEnumValue(message, field)
                                     : reflection.GetRepeatedEnumValue(message, field, index));
    default:
      assert(false && "the contract's content has no such type");
      return Value();
  }
}

bool IsEmptyMessage(const FieldDescriptor* field, const Value& value) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && value.members().empty();
}

absl::Status Misfit(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status Below(absl::string_view step, const absl::Status& status) {
  if (status.ok()) return status;
  return Misfit(absl::StrCat(step, ": ", status.message()));
}

absl::StatusOr<int> EnumNumber(const FieldDescriptor* field, const std::string& text) {
  const int number = convert::EnumFromText(field->enum_type(), text);
  // 0 is UNSPECIFIED, which is left out when it is written.
  if (number == 0) return Misfit(absl::StrCat("\"", text, "\" is no value of it"));
  return number;
}

// Writes through Set..., or Add... of a repeated field.
absl::Status PutText(Message* message, const FieldDescriptor* field, const std::string& text) {
  const Reflection& reflection = *message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      field->is_repeated() ? reflection.AddString(message, field, text)
                           : reflection.SetString(message, field, text);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_ENUM: {
      ASSIGN_OR_RETURN(const int number, EnumNumber(field, text));
      field->is_repeated() ? reflection.AddEnumValue(message, field, number)
                           : reflection.SetEnumValue(message, field, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      uint64_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return Misfit("is no unsigned integer");
      field->is_repeated() ? reflection.AddUInt64(message, field, number)
                           : reflection.SetUInt64(message, field, number);
      return absl::OkStatus();
    }
    default:
      return Misfit("is no text");
  }
}

absl::Status PutInt(Message* message, const FieldDescriptor* field, int64_t number) {
  const Reflection& reflection = *message->GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    field->is_repeated() ? reflection.AddInt64(message, field, number)
                         : reflection.SetInt64(message, field, number);
    return absl::OkStatus();
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) return Misfit("is no integer");
  if (number < std::numeric_limits<int32_t>::min() ||
      number > std::numeric_limits<int32_t>::max()) {
    return Misfit("does not fit in 32 bits");
  }
  const auto small = static_cast<int32_t>(number);
  field->is_repeated() ? reflection.AddInt32(message, field, small)
                       : reflection.SetInt32(message, field, small);
  return absl::OkStatus();
}

// One value, not a list.
absl::Status Put(Message* message, const FieldDescriptor* field, const Value& value) {
  const Reflection& reflection = *message->GetReflection();
  switch (value.kind()) {
    case Value::Kind::kString:
      return PutText(message, field, value.string_value());
    case Value::Kind::kInt:
      return PutInt(message, field, value.int_value());
    case Value::Kind::kBool:
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL) return Misfit("is no boolean");
      field->is_repeated() ? reflection.AddBool(message, field, value.bool_value())
                           : reflection.SetBool(message, field, value.bool_value());
      return absl::OkStatus();
    case Value::Kind::kObject:
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return Misfit("is no object");
      return FromCanonicalValue(value, field->is_repeated()
                                           ? reflection.AddMessage(message, field)
                                           : reflection.MutableMessage(message, field));
    case Value::Kind::kArray:
      break;
  }
  return Misfit("is a list");
}

absl::Status PutField(Message* message, const FieldDescriptor* field, const Value& value) {
  if (!field->is_repeated()) return Put(message, field, value);
  if (!value.is_array()) return Misfit("is no list");
  for (size_t i = 0; i < value.items().size(); ++i) {
    RETURN_IF_ERROR(Below(absl::StrCat("[", i, "]"), Put(message, field, value.items()[i])));
  }
  return absl::OkStatus();
}

}  // namespace

Value ToCanonicalValue(const Message& message) {
  Value value;
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!field->is_repeated()) {
      Value member = FieldValue(message, field, -1);
      if (!IsEmptyMessage(field, member)) value.Set(field->name(), std::move(member));
      continue;
    }
    Value items = Value::Array();
    const int count = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < count; ++i) items.Append(FieldValue(message, field, i));
    value.Set(field->name(), std::move(items));
  }
  return value;
}

absl::Status FromCanonicalValue(const Value& value, Message* message) {
  message->Clear();
  if (!value.is_object()) return Misfit("is no object");
  for (const Value::Member& member : value.members()) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(member.key);
    if (field == nullptr) return Misfit(absl::StrCat(member.key, ": is no field"));
    RETURN_IF_ERROR(Below(member.key, PutField(message, field, member.value)));
  }
  return absl::OkStatus();
}

absl::Status ReadCanonical(absl::string_view bytes, Message* message) {
  ASSIGN_OR_RETURN(const Value value, canonical::Parse(bytes));
  return FromCanonicalValue(value, message);
}

std::vector<std::string> SectionNames() {
  std::vector<std::string> names;
  const auto* type = v1::CaseContent::descriptor();
  names.reserve(type->field_count());
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return names;
}

const FieldDescriptor* FindSection(absl::string_view name) {
  return v1::CaseContent::descriptor()->FindFieldByName(std::string(name));
}

std::string SectionBytes(const v1::CaseContent& content, const FieldDescriptor* section) {
  return canonical::Write(ToCanonicalValue(content.GetReflection()->GetMessage(content, section)));
}

}  // namespace cartera::appraisal
