#ifndef CARTERA_LIBS_LETTER_PDF_TYPE_SETTER_H_
#define CARTERA_LIBS_LETTER_PDF_TYPE_SETTER_H_

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/letter_pdf/column_widths.h"

namespace cartera::letter_pdf {

// All lengths are points, a 72nd of an inch.
struct TypeStyle {
  double size = 10.5;
  bool bold = false;
  bool to_the_right = false;
  double grey = 0;           // 0: black
  bool in_one_line = false;  // cut off with an ellipsis
};

struct SetLine {
  PangoLayoutLine* line;  // the text's
  double left;            // from the text's left edge
  double ascent;
  double height;
};

// A text in lines. Cheap to copy.
struct SetText {
  std::shared_ptr<PangoLayout> layout;
  std::vector<SetLine> lines;
  double grey = 0;

  double Height() const;
};

// Sets text in the system's fonts: one that has no letter for a script gives way to one that has.
class TypeSetter {
 public:
  TypeSetter();

  // Lines are broken between words, in a word only where it alone is wider than `width`.
  SetText Set(absl::string_view text, const TypeStyle& style, double width) const;
  ColumnNeed Measure(absl::string_view text, const TypeStyle& style) const;

 private:
  std::shared_ptr<PangoLayout> Layout(absl::string_view text, const TypeStyle& style) const;

  std::shared_ptr<PangoFontMap> fonts_;
  std::shared_ptr<PangoContext> context_;
};

}  // namespace cartera::letter_pdf

#endif  // CARTERA_LIBS_LETTER_PDF_TYPE_SETTER_H_
