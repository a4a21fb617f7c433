#ifndef CARTERA_LIBS_PLATFORM_PG_QUERY_H_
#define CARTERA_LIBS_PLATFORM_PG_QUERY_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

struct pg_result;  // libpq's PGresult

namespace cartera::pg {

// A statement with a name of its own ("registry.insert_project"). Declared constexpr beside the
// code that binds it; prepared once per connection under its name. Values are bound as $1, $2, ...
struct Query {
  absl::string_view name;
  absl::string_view sql;
  // For a text composed of trusted fragments for one call (a list's filter): parsed each time, not
  // kept prepared, and need not outlive the call.
  bool once = false;
};

// Marks bytes for a bytea parameter: Bind(Bytes{hash}).
struct Bytes {
  absl::string_view value;
};

// The values bound to $1, $2, ... of a Query, in order; append only. Every conversion is exact.
// Text must be UTF-8; a NUL byte in text makes status() INVALID_ARGUMENT, which Exec returns.
class Params {
 public:
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char> && sizeof(T) <= 8 &&
           (std::signed_integral<T> || sizeof(T) < 8)) Params& Add(T value) {
    return AddInt64(static_cast<int64_t>(value));
  }
  template <std::same_as<bool> T>
  Params& Add(T value) {
    return AddBool(value);
  }
  Params& Add(absl::string_view text);
  Params& Add(const std::string& text) { return Add(absl::string_view(text)); }
  Params& Add(const char* text) { return Add(absl::string_view(text)); }
  Params& Add(Bytes bytes) { return AddBytes(bytes.value); }
  Params& Add(std::nullopt_t) { return AddNull(); }
  template <typename T>
  Params& Add(const std::optional<T>& value) {
    return value.has_value() ? Add(*value) : AddNull();
  }
  Params& Add(const std::vector<std::string>& values) {
    return AddArray(absl::MakeConstSpan(values));
  }
  Params& Add(const std::vector<int64_t>& values) { return AddArray(absl::MakeConstSpan(values)); }
  Params& Add(const std::vector<std::optional<std::string>>& values) {
    return AddArray(absl::MakeConstSpan(values));
  }

  Params& AddNull();
  Params& AddBytes(absl::string_view bytes);
  Params& AddArray(absl::Span<const std::string> values);                 // text[]
  Params& AddArray(absl::Span<const std::optional<std::string>> values);  // text[] with NULLs
  Params& AddArray(absl::Span<const int64_t> values);                     // bigint[]
  Params& AddBytesArray(absl::Span<const std::string> values);            // bytea[]

  const absl::Status& status() const { return status_; }

  // Wire form, read by the connection only.
  struct Value {
    std::string data;
    bool null = false;
    bool binary = false;
  };
  const std::vector<Value>& values() const { return values_; }

 private:
  Params& AddInt64(int64_t value);
  Params& AddBool(bool value);
  Params& AddText(std::string text);
  void RefuseNul(absl::string_view text);

  std::vector<Value> values_;
  absl::Status status_;
};

// Bind(a, b, c) = Params{}.Add(a).Add(b).Add(c).
template <typename... Args>
Params Bind(const Args&... args) {
  Params params;
  (params.Add(args), ...);
  return params;
}

// One row of a Result; columns are counted from 0. Reading NULL as a plain type, or a column as a
// type it does not hold, is a bug: the running Read or Write ends with INTERNAL.
class Row {
 public:
  bool IsNull(int column) const;
  int64_t Int64(int column) const;
  bool Bool(int column) const;
  double Double(int column) const;
  std::string Text(int column) const;
  // Valid as long as the Result this row came from.
  absl::string_view TextView(int column) const;
  std::string Bytes(int column) const;
  std::vector<std::string> TextArray(int column) const;
  std::vector<int64_t> Int64Array(int column) const;
  std::optional<int64_t> OptionalInt64(int column) const;
  std::optional<bool> OptionalBool(int column) const;
  std::optional<std::string> OptionalText(int column) const;
  std::optional<std::string> OptionalBytes(int column) const;

 private:
  friend class Result;
  Row(std::shared_ptr<const pg_result> result, int row) : result_(std::move(result)), row_(row) {}
  absl::string_view Field(int column) const;

  std::shared_ptr<const pg_result> result_;
  int row_;
};

// What a statement returned: rows, or the number of rows it changed. Cheap to copy; keeps itself
// alive.
class Result {
 public:
  Result() = default;
  explicit Result(std::shared_ptr<const pg_result> result);

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Rows inserted, updated, deleted or selected.
  int64_t affected() const;
  Row operator[](int row) const;

  class Iterator {
   public:
    Iterator(const Result* result, int row) : result_(result), row_(row) {}
    Row operator*() const { return (*result_)[row_]; }
    Iterator& operator++() {
      ++row_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return row_ != other.row_; }

   private:
    const Result* result_;
    int row_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size_}; }

 private:
  std::shared_ptr<const pg_result> result_;
  int size_ = 0;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_QUERY_H_
