#include "libs/domain/canonical/value.h"

#include <algorithm>
#include <cassert>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace cartera::canonical {
namespace {

struct KeyBefore {
  bool operator()(const Value::Member& member, absl::string_view key) const {
    return absl::string_view(member.key) < key;
  }
};

}  // namespace

// Copying and destroying stay in this file: inlined everywhere they cost code and, under the
// sanitizers, false warnings of the compiler.
Value::Value() : data_(Members{}) {}
Value::Value(std::string text) : data_(std::move(text)) {}
Value::Value(absl::string_view text) : data_(std::string(text)) {}
Value::Value(const char* text) : data_(std::string(text)) {}
Value::Value(Items items) : data_(std::move(items)) {}
Value::Value(Scalar scalar) {
  std::visit([this](auto value) { data_ = value; }, scalar);
}
Value Value::Object() { return Value(); }
Value Value::Array() { return Value(Items{}); }
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value& Value::Set(absl::string_view key, Value value) {
  assert(is_object());
  Members& members = std::get<Members>(data_);
  // Keys mostly arrive in order, from Parse always: then this is an append.
  if (members.empty() || absl::string_view(members.back().key) < key) {
    members.push_back({std::string(key), std::move(value)});
    return *this;
  }
  const auto place = std::lower_bound(members.begin(), members.end(), key, KeyBefore());
  if (place->key == key) {
    place->value = std::move(value);
  } else {
    members.insert(place, {std::string(key), std::move(value)});
  }
  return *this;
}

Value& Value::Append(Value value) {
  assert(is_array());
  std::get<Items>(data_).push_back(std::move(value));
  return *this;
}

const std::vector<Value::Member>& Value::members() const { return std::get<Members>(data_); }
const std::vector<Value>& Value::items() const { return std::get<Items>(data_); }
const std::string& Value::string_value() const { return std::get<std::string>(data_); }
int64_t Value::int_value() const { return std::get<int64_t>(data_); }
bool Value::bool_value() const { return std::get<bool>(data_); }

const Value* Value::Find(absl::string_view key) const {
  if (!is_object()) return nullptr;
  const Members& members = std::get<Members>(data_);
  const auto place = std::lower_bound(members.begin(), members.end(), key, KeyBefore());
  return place != members.end() && place->key == key ? &place->value : nullptr;
}

absl::StatusOr<const Value*> Value::GetKind(absl::string_view key, Kind kind,
                                            absl::string_view noun) const {
  const Value* value = Find(key);
  if (value == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("member \"", absl::Utf8SafeCHexEscape(key), "\" is missing"));
  }
  if (value->kind() != kind) {
    return absl::InvalidArgumentError(
        absl::StrCat("member \"", absl::Utf8SafeCHexEscape(key), "\" is not ", noun));
  }
  return value;
}

absl::StatusOr<std::string> Value::GetString(absl::string_view key) const {
  ASSIGN_OR_RETURN(const Value* value, GetKind(key, Kind::kString, "a string"));
  return value->string_value();
}

absl::StatusOr<int64_t> Value::GetInt(absl::string_view key) const {
  ASSIGN_OR_RETURN(const Value* value, GetKind(key, Kind::kInt, "an integer"));
  return value->int_value();
}

absl::StatusOr<bool> Value::GetBool(absl::string_view key) const {
  ASSIGN_OR_RETURN(const Value* value, GetKind(key, Kind::kBool, "true or false"));
  return value->bool_value();
}

absl::StatusOr<const Value*> Value::GetArray(absl::string_view key) const {
  return GetKind(key, Kind::kArray, "an array");
}

absl::StatusOr<const Value*> Value::GetObject(absl::string_view key) const {
  return GetKind(key, Kind::kObject, "an object");
}

bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

}  // namespace cartera::canonical
