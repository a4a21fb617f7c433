#ifndef CARTERA_LIBS_DOMAIN_DOCUMENT_MEDIA_TYPE_H_
#define CARTERA_LIBS_DOMAIN_DOCUMENT_MEDIA_TYPE_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace cartera::document {

// As many of a content's first bytes as LooksLike wants, or all of a shorter one.
inline constexpr size_t kHeadBytes = 8192;

// True when a content that begins with `head` can be of `media_type`. False for a type that is not
// known here: what cannot be told apart is not taken.
bool LooksLike(absl::string_view head, absl::string_view media_type);

// The media type that a file's name stands for, by its ending in either case; "" for an ending that
// is not known.
absl::string_view TypeOfName(absl::string_view file_name);

// True for a name that is a file's own, wherever it is saved: no slash or backslash, no drive's
// colon, not "." or "..", and no space at either end.
bool IsPlainFileName(absl::string_view name);

}  // namespace cartera::document

#endif  // CARTERA_LIBS_DOMAIN_DOCUMENT_MEDIA_TYPE_H_
