#include "libs/platform/list/words.h"

#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/text_rule.h"
#include "libs/base/utf8.h"

namespace cartera::list {

std::string Quoted(absl::string_view text) {
  constexpr size_t kShownMax = 60;
  return Quote(text, kShownMax);
}

int CodePointsBefore(absl::string_view text, size_t offset) {
  return static_cast<int>(CodePointCount(text.substr(0, offset)).value_or(offset));
}

size_t ValidUtf8Prefix(absl::string_view text) {
  if (IsValidUtf8(text)) return text.size();
  size_t valid = 0;
  while (valid < text.size()) {
    size_t length = 1;
    while (length <= 4 && !IsValidUtf8(text.substr(valid, length))) ++length;
    if (length > 4) return valid;
    valid += std::min(length, text.size() - valid);
  }
  return valid;
}

const Field* FindField(absl::Span<const Field> fields, absl::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace cartera::list
