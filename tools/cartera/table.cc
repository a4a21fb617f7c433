#include "tools/cartera/table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace cartera::cli {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 6;

using Rows = std::vector<std::vector<std::string>>;

std::vector<int> NaturalWidths(const std::vector<Column>& columns, const Rows& rows) {
  std::vector<int> widths;
  for (size_t c = 0; c < columns.size(); ++c) {
    int width = DisplayWidth(columns[c].title);
    for (const auto& row : rows) {
      if (c < row.size()) width = std::max(width, DisplayWidth(row[c]));
    }
    widths.push_back(width);
  }
  return widths;
}

// Takes columns off the widest column that may shrink until the table fits: wrapped text first,
// then what may be cut.
void Shrink(const std::vector<Column>& columns, int available, std::vector<int>* widths) {
  for (const bool wrapped : {true, false}) {
    while (std::accumulate(widths->begin(), widths->end(), 0) > available) {
      int widest = -1;
      const int floor = wrapped ? 24 : kNarrowest;
      for (size_t c = 0; c < columns.size(); ++c) {
        const bool may = !columns[c].whole && !columns[c].right && (!wrapped || columns[c].wrap);
        if (may && (*widths)[c] > floor && (widest < 0 || (*widths)[c] > (*widths)[widest])) {
          widest = static_cast<int>(c);
        }
      }
      if (widest < 0) break;
      --(*widths)[widest];
    }
  }
}

std::string Line(const std::vector<Column>& columns, const std::vector<std::string>& cells,
                 const std::vector<int>& widths) {
  std::string line;
  for (size_t c = 0; c < columns.size(); ++c) {
    const std::string text = c < cells.size() ? cells[c] : "";
    absl::StrAppend(&line, c == 0 ? "" : std::string(kGap, ' '),
                    columns[c].right ? PadLeft(text, widths[c]) : PadRight(text, widths[c]));
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line;
}

std::string RowLines(const std::vector<Column>& columns, const std::vector<std::string>& row,
                     const std::vector<int>& widths) {
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(columns.size()));
  for (size_t c = 0; c < columns.size() && c < row.size(); ++c) {
    if (!columns[c].wrap) {
      lines[0][c] = Ellipsize(row[c], widths[c]);
      continue;
    }
    const std::vector<std::string> wrapped = Wrap(row[c], widths[c]);
    if (lines.size() < wrapped.size()) {
      lines.resize(wrapped.size(), std::vector<std::string>(columns.size()));
    }
    for (size_t i = 0; i < wrapped.size(); ++i) lines[i][c] = wrapped[i];
  }
  std::string out;
  for (const auto& line : lines) absl::StrAppend(&out, Line(columns, line, widths), "\n");
  return out;
}

}  // namespace

std::string RenderTable(const std::vector<Column>& columns, const Rows& rows,
                        const PageStyle& style) {
  std::vector<int> widths = NaturalWidths(columns, rows);
  Shrink(columns, style.width - kGap * (static_cast<int>(columns.size()) - 1), &widths);
  std::vector<std::string> titles;
  for (size_t c = 0; c < columns.size(); ++c) {
    titles.push_back(Ellipsize(columns[c].title, widths[c]));
  }
  std::string out = absl::StrCat(Bold(Line(columns, titles, widths), style), "\n");
  for (const auto& row : rows) absl::StrAppend(&out, RowLines(columns, row, widths));
  return out;
}

std::string RenderFields(const std::vector<std::pair<std::string, std::string>>& fields,
                         const PageStyle& style, int indent) {
  int names = 0;
  for (const auto& field : fields) names = std::max(names, DisplayWidth(field.first));
  std::string out;
  for (const auto& [name, value] : fields) {
    const int left = indent + names + kGap;
    bool first = true;
    for (const std::string& line : Wrap(value, style.width - left)) {
      const std::string label =
          absl::StrCat(std::string(indent, ' '), PadRight(first ? name : "", names + kGap));
      std::string whole = label + line;
      absl::StripTrailingAsciiWhitespace(&whole);
      absl::StrAppend(&out, whole, "\n");
      first = false;
    }
  }
  return out;
}

}  // namespace cartera::cli
