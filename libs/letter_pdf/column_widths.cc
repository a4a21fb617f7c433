#include "libs/letter_pdf/column_widths.h"

#include <algorithm>
#include <cstddef>

namespace cartera::letter_pdf {
namespace {

// Gives `left` to the open columns: their longest words first, though no word more than an equal
// share where not all fit; the rest by how much more each line would take.
void Share(const std::vector<ColumnNeed>& needs, const std::vector<size_t>& open, double left,
           std::vector<double>* widths) {
  const auto count = static_cast<double>(open.size());
  double words = 0;
  for (const size_t i : open) words += needs[i].longest_word;
  const double word_max = words > left ? left / count : left;
  double lines = 0;
  double given = 0;
  for (const size_t i : open) {
    (*widths)[i] = std::min(needs[i].longest_word, word_max);
    given += (*widths)[i];
    lines += std::min(needs[i].longest_line, left) - (*widths)[i];
  }
  const double rest = left - given;
  for (const size_t i : open) {
    const double more = std::min(needs[i].longest_line, left) - (*widths)[i];
    (*widths)[i] += rest * (lines > 0 ? more / lines : 1 / count);
  }
}

}  // namespace

std::vector<double> ColumnWidths(const std::vector<ColumnNeed>& needs, double total) {
  std::vector<double> widths(needs.size(), 0);
  double sum = 0;
  for (const ColumnNeed& need : needs) sum += need.longest_line;
  if (sum <= total) {
    for (size_t i = 0; i < needs.size(); ++i) {
      widths[i] =
          sum > 0 ? total * needs[i].longest_line / sum : total / static_cast<double>(needs.size());
    }
    return widths;
  }
  std::vector<size_t> open;
  for (size_t i = 0; i < needs.size(); ++i) open.push_back(i);
  double left = total;
  for (bool changed = true; changed && !open.empty();) {
    const double share = left / static_cast<double>(open.size());
    const auto fits = std::find_if(open.begin(), open.end(),
                                   [&](size_t i) { return needs[i].longest_line <= share; });
    changed = fits != open.end();
    if (!changed) continue;
    widths[*fits] = needs[*fits].longest_line;
    left -= widths[*fits];
    open.erase(fits);
  }
  Share(needs, open, left, &widths);
  return widths;
}

}  // namespace cartera::letter_pdf
