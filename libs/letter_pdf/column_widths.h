#ifndef CARTERA_LIBS_LETTER_PDF_COLUMN_WIDTHS_H_
#define CARTERA_LIBS_LETTER_PDF_COLUMN_WIDTHS_H_

#include <vector>

namespace cartera::letter_pdf {

// What a column asks for: the width of its longest word, and of its longest line.
struct ColumnNeed {
  double longest_word = 0;
  double longest_line = 0;
};

// Widths that fill `total`. Columns that need less than an equal share get what they need; the
// others share what is left, each at least its longest word while that fits. Beyond that words are
// broken: nothing is ever wider than `total`.
std::vector<double> ColumnWidths(const std::vector<ColumnNeed>& needs, double total);

}  // namespace cartera::letter_pdf

#endif  // CARTERA_LIBS_LETTER_PDF_COLUMN_WIDTHS_H_
