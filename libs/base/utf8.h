#ifndef CARTERA_LIBS_BASE_UTF8_H_
#define CARTERA_LIBS_BASE_UTF8_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace cartera {

// True when `text` is well-formed UTF-8 (Unicode 15, table 3-7): no overlong form, no surrogate.
bool IsValidUtf8(absl::string_view text);

// The number of Unicode code points of `text`; nothing when it is not well-formed.
std::optional<size_t> CodePointCount(absl::string_view text);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_UTF8_H_
