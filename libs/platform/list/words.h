#ifndef CARTERA_LIBS_PLATFORM_LIST_WORDS_H_
#define CARTERA_LIBS_PLATFORM_LIST_WORDS_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/platform/list/field.h"

// What the parsers of filter and order_by share.
namespace cartera::list {

// `text` for an error message: in double quotes, escaped, at most 60 bytes of it.
std::string Quoted(absl::string_view text);

// The code points of `text` before byte `offset`; `text` is UTF-8 at least up to there.
int CodePointsBefore(absl::string_view text, size_t offset);

// The bytes of the longest beginning of `text` that is UTF-8; text.size() when all of it is.
size_t ValidUtf8Prefix(absl::string_view text);

// The field called `name`, or null.
const Field* FindField(absl::Span<const Field> fields, absl::string_view name);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_WORDS_H_
