#include "tools/cartera/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace cartera::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15: the blocks of combining marks and format characters that take no column.
constexpr std::array<Range, 8> kZeroWidth = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x064B, 0x065F},
                                              {0x1AB0, 0x1AFF},
                                              {0x1DC0, 0x1DFF},
                                              {0x200B, 0x200F},
                                              {0xFE00, 0xFE0F}}};
// East Asian Wide and Fullwidth, by block, and the emoji that terminals show wide.
constexpr std::array<Range, 8> kDoubleWidth = {{{0x1100, 0x115F},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF}}};

template <size_t kSize>
bool IsIn(char32_t letter, const std::array<Range, kSize>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [letter](const Range& range) {
    return letter >= range.first && letter <= range.last;
  });
}

int WidthOf(char32_t letter) {
  if (IsIn(letter, kZeroWidth)) return 0;
  return IsIn(letter, kDoubleWidth) ? 2 : 1;
}

// Takes the first letter off `text`; a byte that is no UTF-8 counts as a letter of its own.
char32_t TakeLetter(absl::string_view* text, absl::string_view* bytes) {
  const auto lead = static_cast<unsigned char>((*text)[0]);
  const size_t wanted = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const size_t size = std::min(wanted, text->size());
  char32_t letter = size == 1 ? lead : lead & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    letter = (letter << 6) | (static_cast<unsigned char>((*text)[i]) & 0x3F);
  }
  *bytes = text->substr(0, size);
  text->remove_prefix(size);
  return letter;
}

// The longest start of `text` that fits into `width` columns.
absl::string_view Fitting(absl::string_view text, int width) {
  absl::string_view rest = text;
  absl::string_view bytes;
  size_t taken = 0;
  while (!rest.empty()) {
    width -= WidthOf(TakeLetter(&rest, &bytes));
    if (width < 0) break;
    taken += bytes.size();
  }
  return text.substr(0, taken);
}

// Control characters would move the cursor: they are shown as spaces.
std::string Printable(absl::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  }
  return out;
}

void WrapParagraph(absl::string_view paragraph, int width, std::vector<std::string>* lines) {
  std::string line;
  for (absl::string_view word : absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines->push_back(std::exchange(line, ""));
    }
    while (line.empty() && DisplayWidth(word) > width) {
      absl::string_view part = Fitting(word, width);
      if (part.empty()) part = word;
      lines->emplace_back(part);
      word.remove_prefix(part.size());
    }
    if (word.empty()) continue;
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  lines->push_back(line);
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  absl::string_view bytes;
  while (!text.empty()) width += WidthOf(TakeLetter(&text, &bytes));
  return width;
}

std::string Ellipsize(absl::string_view text, int width) {
  const std::string line = Printable(text);
  if (DisplayWidth(line) <= width) return line;
  return absl::StrCat(Fitting(line, std::max(0, width - 1)), "…");
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  std::vector<std::string> lines;
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  for (absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    WrapParagraph(Printable(paragraph), std::max(width, 4), &lines);
  }
  return lines;
}

std::string PadRight(absl::string_view text, int width) {
  return absl::StrCat(text, std::string(std::max(0, width - DisplayWidth(text)), ' '));
}

std::string PadLeft(absl::string_view text, int width) {
  return absl::StrCat(std::string(std::max(0, width - DisplayWidth(text)), ' '), text);
}

std::string Indented(absl::string_view text, int indent, int width) {
  std::string out;
  for (const std::string& line : Wrap(text, width - indent)) {
    absl::StrAppend(&out, line.empty() ? "" : std::string(indent, ' '), line, "\n");
  }
  return out;
}

std::string Bar(int64_t part_bp, int width) {
  const int64_t filled = std::clamp<int64_t>((part_bp * width + 5000) / 10000, 0, width);
  return std::string(filled, '#') + std::string(width - filled, '.');
}

std::string Bold(absl::string_view text, const PageStyle& style) {
  return style.color ? absl::StrCat("\033[1m", text, "\033[0m") : std::string(text);
}

std::string Title(absl::string_view text, const PageStyle& style) {
  std::string out;
  int widest = 0;
  for (const std::string& line : Wrap(text, style.width)) {
    widest = std::max(widest, DisplayWidth(line));
    absl::StrAppend(&out, Bold(line, style), "\n");
  }
  return absl::StrCat(out, std::string(widest, '='), "\n");
}

std::string Words(absl::string_view snake_case) {
  return absl::StrReplaceAll(snake_case, {{"_", " "}});
}

}  // namespace cartera::cli
