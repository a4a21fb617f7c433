#include "libs/base/text_rule.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/utf8.h"

namespace cartera {
namespace {

bool IsControl(unsigned char byte, bool one_line) {
  if (byte == 0x7F) return true;
  if (byte >= 0x20) return false;
  return one_line || (byte != '\n' && byte != '\r' && byte != '\t');
}

}  // namespace

TextFault FaultOfText(absl::string_view text, bool one_line) {
  if (!IsValidUtf8(text)) return TextFault::kNotUtf8;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsControl(byte(i), one_line)) return TextFault::kControlCharacter;
    // C2 80-9F are U+0080-U+009F; E2 80 A8-AE U+2028-U+202E; E2 81 A6-A9 U+2066-U+2069. Text that
    // is well-formed has the bytes that follow.
    if (byte(i) == 0xC2 && byte(i + 1) <= 0x9F) return TextFault::kControlCharacter;
    if (byte(i) != 0xE2) continue;
    const int point = (byte(i + 1) - 0x80) * 0x40 + (byte(i + 2) - 0x80);  // from U+2000
    if (one_line && (point == 0x28 || point == 0x29)) return TextFault::kControlCharacter;
    if ((point >= 0x2A && point <= 0x2E) || (point >= 0x66 && point <= 0x69)) {
      return TextFault::kBidiControl;
    }
  }
  return TextFault::kNone;
}

absl::string_view NameOf(TextFault fault) {
  switch (fault) {
    case TextFault::kNone:
      return "";
    case TextFault::kNotUtf8:
      return "NOT_UTF8";
    case TextFault::kControlCharacter:
      return "CONTROL_CHARACTER";
    case TextFault::kBidiControl:
      return "BIDI_CONTROL";
  }
  return "";
}

absl::string_view Describe(TextFault fault) {
  switch (fault) {
    case TextFault::kNone:
      return "";
    case TextFault::kNotUtf8:
      return "is not UTF-8 text";
    case TextFault::kControlCharacter:
      return "has a control character, or a line break where one line is asked for";
    case TextFault::kBidiControl:
      return "has a character that turns the direction of writing (U+202A-202E, U+2066-2069)";
  }
  return "";
}

std::string Quote(absl::string_view text, size_t bytes_max) {
  const bool cut = text.size() > bytes_max;
  if (cut) {
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0) == 0x80) {
      --bytes_max;
    }
    text = text.substr(0, bytes_max);
  }
  const TextFault fault = FaultOfText(text, /*one_line=*/false);
  const bool readable = fault == TextFault::kNone || fault == TextFault::kControlCharacter;
  return absl::StrCat("\"", readable ? absl::Utf8SafeCHexEscape(text) : absl::CHexEscape(text),
                      cut ? "...\"" : "\"");
}

}  // namespace cartera
