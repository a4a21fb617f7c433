#include "libs/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace cartera {
namespace {

// The length in bytes of the well-formed sequence at the start of `text`, 0 when there is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  // The second byte carries the limits that keep out overlong forms, surrogates and U+110000.
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

bool IsAsciiWord(const char* data) {
  uint64_t word = 0;
  std::memcpy(&word, data, sizeof(word));
  return (word & 0x8080808080808080u) == 0;
}

}  // namespace

std::optional<size_t> CodePointCount(absl::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++count) {
    while (text.size() - at >= 8 && IsAsciiWord(text.data() + at)) {
      at += 8;
      count += 8;
    }
    if (at == text.size()) break;
    const size_t length = SequenceLength(text.substr(at));
    if (length == 0) return std::nullopt;
    at += length;
  }
  return count;
}

bool IsValidUtf8(absl::string_view text) { return CodePointCount(text).has_value(); }

}  // namespace cartera
