#include "libs/domain/csv/table.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::csv {

std::string ColumnLetters(int column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return letters;
}

std::string Where(const Cell& cell) {
  const std::string letters = ColumnLetters(cell.column);
  if (cell.column_name.empty()) return absl::StrCat("row ", cell.row, ", column ", letters);
  return absl::StrCat("row ", cell.row, ", column ", absl::Utf8SafeCHexEscape(cell.column_name),
                      " (", letters, ")");
}

absl::string_view FaultReasonName(FaultReason reason) {
  switch (reason) {
    case FaultReason::kRagged:
      return "RAGGED_ROW";
    case FaultReason::kNotUtf8:
      return "NOT_UTF8";
    case FaultReason::kControlCharacter:
      return "CONTROL_CHARACTER";
    case FaultReason::kColumnRepeated:
      return "COLUMN_REPEATED";
  }
  return "";
}

std::optional<int> Table::ColumnOf(absl::string_view name) const {
  if (name.empty()) return std::nullopt;
  const auto found = std::find(header_.cells.begin(), header_.cells.end(), name);
  if (found == header_.cells.end()) return std::nullopt;
  return static_cast<int>(found - header_.cells.begin()) + 1;
}

Cell Table::At(const Row& row, int column) const {
  const size_t index = static_cast<size_t>(column) - 1;
  Cell cell{.row = row.number, .column = column};
  if (index < row.cells.size()) cell.text = row.cells[index];
  if (index < header_.cells.size()) cell.column_name = header_.cells[index];
  return cell;
}

}  // namespace cartera::csv
