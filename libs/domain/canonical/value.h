#ifndef CARTERA_LIBS_DOMAIN_CANONICAL_VALUE_H_
#define CARTERA_LIBS_DOMAIN_CANONICAL_VALUE_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::canonical {

// A value of "cartera canonical form 1": object, array, string (UTF-8), int64 or bool. There is no
// null (an absent member is left out) and no floating point (amounts and rates are integers).
class Value {
 public:
  struct Member;
  enum class Kind : uint8_t { kObject, kArray, kString, kInt, kBool };

  Value();  // an empty object
  Value(std::string text);
  Value(absl::string_view text);
  Value(const char* text);
  template <std::signed_integral T>
  Value(T number) : Value(Scalar{int64_t{number}}) {}
  template <std::same_as<bool> T>
  Value(T boolean) : Value(Scalar{boolean}) {}
  static Value Object();
  static Value Array();
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_object() const { return kind() == Kind::kObject; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_int() const { return kind() == Kind::kInt; }
  bool is_bool() const { return kind() == Kind::kBool; }

  // Building. Set replaces a member of that name; the text is taken to be UTF-8 (see Check).
  // Calling Set on what is no object, or Append on what is no array, is asserted against.
  Value& Set(absl::string_view key, Value value);
  Value& Append(Value value);
  // Set when there is a value; else the member stays absent.
  template <typename T>
  Value& SetIfPresent(absl::string_view key, const std::optional<T>& value) {
    return value.has_value() ? Set(key, Value(*value)) : *this;
  }

  // Reading; the kind is asserted.
  const std::vector<Member>& members() const;  // sorted bytewise by key
  const std::vector<Value>& items() const;
  const std::string& string_value() const;
  int64_t int_value() const;
  bool bool_value() const;
  // The member, or nullptr when absent or when this is no object.
  const Value* Find(absl::string_view key) const;
  // The member's value. Errors: INVALID_ARGUMENT naming the key, when absent or of another kind.
  absl::StatusOr<std::string> GetString(absl::string_view key) const;
  absl::StatusOr<int64_t> GetInt(absl::string_view key) const;
  absl::StatusOr<bool> GetBool(absl::string_view key) const;
  // As above, for an array or an object; the pointer lives as long as this value.
  absl::StatusOr<const Value*> GetArray(absl::string_view key) const;
  absl::StatusOr<const Value*> GetObject(absl::string_view key) const;

  friend bool operator==(const Value& a, const Value& b);

 private:
  using Members = std::vector<Member>;
  using Items = std::vector<Value>;
  using Scalar = std::variant<int64_t, bool>;
  explicit Value(Items items);
  explicit Value(Scalar scalar);
  absl::StatusOr<const Value*> GetKind(absl::string_view key, Kind kind,
                                       absl::string_view noun) const;
  std::variant<Members, Items, std::string, int64_t, bool> data_;
};

struct Value::Member {
  std::string key;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

}  // namespace cartera::canonical

#endif  // CARTERA_LIBS_DOMAIN_CANONICAL_VALUE_H_
