#include "libs/domain/csv/write.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cartera::csv {
namespace {

bool StartsLikeFormula(absl::string_view cell) {
  return !cell.empty() &&
         absl::string_view("=+-@\t\r").find(cell.front()) != absl::string_view::npos;
}

bool NeedsQuotes(absl::string_view cell, char delimiter) {
  for (const char c : cell) {
    if (c == delimiter || c == '"' || c == '\n' || c == '\r') return true;
  }
  // Some readers trim blanks; and a first cell may look like a byte order mark.
  return !cell.empty() && (cell.front() == ' ' || cell.back() == ' ' || cell.front() == '\xEF');
}

}  // namespace

void AppendRow(absl::Span<const std::string> cells, const WriteOptions& options, std::string* out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out->push_back(options.delimiter);
    const bool guard = options.for_spreadsheets && StartsLikeFormula(cells[i]);
    const std::string text = absl::StrCat(guard ? "'" : "", cells[i]);
    // A row of one empty cell would be an empty line.
    if (NeedsQuotes(text, options.delimiter) || (cells.size() == 1 && text.empty())) {
      absl::StrAppend(out, "\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
    } else {
      absl::StrAppend(out, text);
    }
  }
  absl::StrAppend(out, options.line_end);
}

std::string Write(absl::Span<const std::string> header,
                  absl::Span<const std::vector<std::string>> rows, const WriteOptions& options) {
  std::string out = options.byte_order_mark ? "\xEF\xBB\xBF" : "";
  AppendRow(header, options, &out);
  for (const std::vector<std::string>& row : rows) AppendRow(row, options, &out);
  return out;
}

}  // namespace cartera::csv
