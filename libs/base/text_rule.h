#ifndef CARTERA_LIBS_BASE_TEXT_RULE_H_
#define CARTERA_LIBS_BASE_TEXT_RULE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace cartera {

// What a text may not hold, whatever door it comes through. All else is kept byte for byte: nothing
// is trimmed, normalised or replaced, for what the reviewer saw is what is stored.
enum class TextFault {
  kNone,
  kNotUtf8,
  // A control character (Unicode category Cc: U+0000-U+001F, U+007F-U+009F). Tab, line feed and
  // carriage return are allowed in a text of several lines; in one line the separators U+2028 and
  // U+2029 are refused with them.
  kControlCharacter,
  // An embedding, override or isolate of writing direction (U+202A-U+202E, U+2066-U+2069): they
  // make a text read otherwise than it is stored, and reach beyond it when they are not ended.
  // Right-to-left letters and the marks U+200E, U+200F and U+061C need none of them.
  kBidiControl,
};

// The first fault of `text`.
TextFault FaultOfText(absl::string_view text, bool one_line);

// "NOT_UTF8", "CONTROL_CHARACTER", "BIDI_CONTROL"; "" for none.
absl::string_view NameOf(TextFault fault);
// For people: "is not UTF-8 text".
absl::string_view Describe(TextFault fault);

// The start of `text` in double quotes, for messages: at most `bytes_max` of its bytes, cut between
// letters and then ended by "...". Always UTF-8 without control characters: what they would spoil
// is shown by its bytes.
std::string Quote(absl::string_view text, size_t bytes_max);

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_TEXT_RULE_H_
