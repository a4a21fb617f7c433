#ifndef CARTERA_TOOLS_CARTERA_TEXT_H_
#define CARTERA_TOOLS_CARTERA_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::cli {

// How wide a page is, in terminal columns, and whether it may be coloured.
struct PageStyle {
  int width = 80;
  bool color = false;
};

// Terminal columns that UTF-8 text takes: 0 for combining marks, 2 for East Asian wide letters.
int DisplayWidth(absl::string_view text);
// `text` cut to `width` columns, with an ellipsis where something was cut; line breaks become
// spaces.
std::string Ellipsize(absl::string_view text, int width);
// Lines of at most `width` columns, broken at spaces where there are any. Never empty.
std::vector<std::string> Wrap(absl::string_view text, int width);
std::string PadRight(absl::string_view text, int width);
std::string PadLeft(absl::string_view text, int width);
// Wrapped lines with `indent` spaces before each, each ended by a line break.
std::string Indented(absl::string_view text, int indent, int width);
// "#####....." for `part_bp` of 10,000.
std::string Bar(int64_t part_bp, int width);
std::string Bold(absl::string_view text, const PageStyle& style);
// A title with a line below it.
std::string Title(absl::string_view text, const PageStyle& style);
// "lead_agency" as "lead agency".
std::string Words(absl::string_view snake_case);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_TEXT_H_
