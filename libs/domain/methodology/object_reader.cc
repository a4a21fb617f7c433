#include "libs/domain/methodology/object_reader.h"

#include <utility>

namespace cartera::methodology {

using canonical::Value;

ObjectReader::ObjectReader(const Value* value, std::string path,
                           std::vector<methodology::Fault>* faults)
    : value_(value),
      path_(std::move(path)),
      faults_(faults),
      asked_(std::make_shared<std::set<std::string>>()) {
  if (value_ != nullptr && !value_->is_object()) {
    Fault("", "must be an object");
    value_ = nullptr;
  }
}

bool ObjectReader::Has(absl::string_view key) const {
  return value_ != nullptr && value_->Find(key) != nullptr;
}

const std::vector<Value::Member>& ObjectReader::members() const {
  static const std::vector<Value::Member>* const kNone = new std::vector<Value::Member>;
  return value_ == nullptr ? *kNone : value_->members();
}

std::string ObjectReader::PathOf(absl::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : absl::StrCat(path_, ".", key);
}

void ObjectReader::Fault(absl::string_view key, absl::string_view message) {
  faults_->push_back({.path = PathOf(key), .message = std::string(message)});
}

const Value* ObjectReader::Find(absl::string_view key) {
  if (value_ == nullptr) return nullptr;
  asked_->insert(std::string(key));
  const Value* found = value_->Find(key);
  if (found == nullptr) Fault(key, "is missing");
  return found;
}

std::string ObjectReader::String(absl::string_view key) {
  const Value* found = Find(key);
  if (found == nullptr) return "";
  if (!found->is_string() || found->string_value().empty()) {
    Fault(key, "must be a text that is not empty");
    return "";
  }
  return found->string_value();
}

std::string ObjectReader::OptionalString(absl::string_view key) {
  return Has(key) ? String(key) : "";
}

bool ObjectReader::Bool(absl::string_view key) {
  const Value* found = Find(key);
  if (found == nullptr) return false;
  if (found->is_bool()) return found->bool_value();
  Fault(key, "must be true or false");
  return false;
}

int64_t ObjectReader::Int64(absl::string_view key, int64_t min, int64_t max) {
  const Value* found = Find(key);
  if (found == nullptr) return 0;
  if (found->is_int() && found->int_value() >= min && found->int_value() <= max) {
    return found->int_value();
  }
  Fault(key, absl::StrCat("must be a whole number from ", min, " to ", max));
  return min;
}

int ObjectReader::Int(absl::string_view key, int min, int max) {
  return static_cast<int>(Int64(key, min, max));
}

int ObjectReader::OptionalInt(absl::string_view key, int min, int max, int otherwise) {
  return Has(key) ? Int(key, min, max) : otherwise;
}

ObjectReader ObjectReader::Object(absl::string_view key) {
  return ObjectReader(Find(key), PathOf(key), faults_);
}

const Value* ObjectReader::Array(absl::string_view key) {
  const Value* found = Find(key);
  if (found != nullptr && !found->is_array()) {
    Fault(key, "must be an array");
    return nullptr;
  }
  return found;
}

std::vector<std::string> ObjectReader::OptionalStrings(absl::string_view key) {
  std::vector<std::string> texts;
  const Value* array = Has(key) ? Array(key) : nullptr;
  if (array == nullptr) return texts;
  for (size_t i = 0; i < array->items().size(); ++i) {
    const Value& item = array->items()[i];
    if (item.is_string() && !item.string_value().empty()) {
      texts.push_back(item.string_value());
    } else {
      Fault(absl::StrCat(key, "[", i, "]"), "must be a text that is not empty");
    }
  }
  return texts;
}

std::vector<int64_t> ObjectReader::OptionalInts(absl::string_view key, int64_t min, int64_t max) {
  std::vector<int64_t> numbers;
  const Value* array = Has(key) ? Array(key) : nullptr;
  if (array == nullptr) return numbers;
  for (size_t i = 0; i < array->items().size(); ++i) {
    const Value& item = array->items()[i];
    if (item.is_int() && item.int_value() >= min && item.int_value() <= max) {
      numbers.push_back(item.int_value());
    } else {
      Fault(absl::StrCat(key, "[", i, "]"),
            absl::StrCat("must be a whole number from ", min, " to ", max));
    }
  }
  return numbers;
}

void ObjectReader::ForEach(absl::string_view key, const std::function<void(ObjectReader)>& read) {
  const Value* array = Array(key);
  if (array == nullptr) return;
  for (size_t i = 0; i < array->items().size(); ++i) {
    const Value& item = array->items()[i];
    const Value* id = item.Find("id");
    const std::string at = id != nullptr && id->is_string()
                               ? absl::StrCat("id=", id->string_value())
                               : absl::StrCat(i);
    read(ObjectReader(&item, absl::StrCat(PathOf(key), "[", at, "]"), faults_));
  }
}

void ObjectReader::ForEachIfPresent(absl::string_view key,
                                    const std::function<void(ObjectReader)>& read) {
  if (Has(key)) ForEach(key, read);
}

void ObjectReader::RefuseOthers() {
  for (const Value::Member& member : members()) {
    if (asked_->count(member.key) == 0) Fault(member.key, "is not a member known here");
  }
}

}  // namespace cartera::methodology
