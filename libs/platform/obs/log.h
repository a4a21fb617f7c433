#ifndef CARTERA_LIBS_PLATFORM_OBS_LOG_H_
#define CARTERA_LIBS_PLATFORM_OBS_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cartera::obs {

enum class Severity { kDebug, kInfo, kWarning, kError };

struct LogOptions {
  std::string service;  // the value of "svc": the process or service name
  Severity level = Severity::kInfo;
  std::string path;  // empty: stderr; else a file opened for append, created 0640
};

// The value of a field: text, integer, flag or number. Refers to text, does not own it.
class FieldValue {
 public:
  FieldValue(bool value) : value_(value) {}                                   // NOLINT
  FieldValue(double value) : value_(value) {}                                 // NOLINT
  FieldValue(absl::string_view value) : value_(value) {}                      // NOLINT
  FieldValue(const char* value) : value_(absl::NullSafeStringView(value)) {}  // NOLINT
  FieldValue(const std::string& value) : value_(absl::string_view(value)) {}  // NOLINT
  template <typename T,
            std::enable_if_t<
                std::is_integral_v<T> && std::is_signed_v<T> && !std::is_same_v<T, bool>, int> = 0>
  FieldValue(T value) : value_(static_cast<int64_t>(value)) {}  // NOLINT
  template <typename T,
            std::enable_if_t<std::is_unsigned_v<T> && !std::is_same_v<T, bool>, int> = 0>
  FieldValue(T value) : value_(static_cast<uint64_t>(value)) {}  // NOLINT

  const std::variant<bool, int64_t, uint64_t, double, absl::string_view>& value() const {
    return value_;
  }

 private:
  std::variant<bool, int64_t, uint64_t, double, absl::string_view> value_;
};

struct Field {
  absl::string_view key;
  FieldValue value;
};

// Sets service, level and destination. Call once, before the first thread logs.
// Errors: FAILED_PRECONDITION on a second call, UNAVAILABLE when the file cannot be opened.
absl::Status StartLog(const LogOptions& options);

// Writes one JSON line with one write(2): ts, sev, svc, msg, then the fields in order. Thread-safe;
// a line that cannot be written is dropped. Before StartLog: stderr, level info. A field named
// authorization, token, password or secret (also `x_token`) is written as "[redacted]"; "svc"
// replaces the service name; texts are cut at 4,096 bytes.
void Log(Severity severity, absl::string_view msg,
         std::initializer_list<Field> fields = {}) noexcept;

// The line that Log would write, with its newline.
std::string FormatLogLine(absl::Time time, Severity severity, absl::string_view service,
                          absl::string_view msg, std::initializer_list<Field> fields);

}  // namespace cartera::obs

#endif  // CARTERA_LIBS_PLATFORM_OBS_LOG_H_
