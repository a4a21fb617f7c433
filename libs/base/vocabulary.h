#ifndef CARTERA_LIBS_BASE_VOCABULARY_H_
#define CARTERA_LIBS_BASE_VOCABULARY_H_

#include <array>
#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

// Names of enum values: one table per enum, the name of value i at index i.
namespace cartera {

// "unknown" for a number that is no value.
template <typename Enum, size_t kSize>
absl::string_view NameIn(const std::array<absl::string_view, kSize>& names, Enum value) {
  const size_t index = static_cast<size_t>(value);
  return index < kSize ? names[index] : absl::string_view("unknown");
}

template <typename Enum, size_t kSize>
std::optional<Enum> ParseIn(const std::array<absl::string_view, kSize>& names,
                            absl::string_view name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_VOCABULARY_H_
