#ifndef CARTERA_LIBS_DOMAIN_CSV_TABLE_H_
#define CARTERA_LIBS_DOMAIN_CSV_TABLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::csv {

// The letters a spreadsheet gives to a column counted from 1: A, B, ..., Z, AA.
std::string ColumnLetters(int column);

// One cell and where it stands. Rows and columns are counted from 1 as a spreadsheet does: the
// header is row 1, empty lines count, line breaks inside a cell do not. Lives as long as its Table.
struct Cell {
  absl::string_view text;
  int row = 0;
  int column = 0;
  absl::string_view column_name;  // from the header; empty beyond it
};

// "row 12, column totalBudget (G)".
std::string Where(const Cell& cell);

enum class FaultReason {
  kRagged,            // fewer or more cells than the header has
  kNotUtf8,           // the text is not UTF-8
  kControlCharacter,  // a control character other than tab, LF and CR
  kColumnRepeated,    // the header names a column twice
};

// "RAGGED_ROW", "NOT_UTF8", "CONTROL_CHARACTER", "COLUMN_REPEATED".
absl::string_view FaultReasonName(FaultReason reason);

// What is wrong with a row or a cell although the file could be read.
struct Fault {
  int row = 0;
  int column = 0;  // 0: the whole row
  FaultReason reason = FaultReason::kRagged;
  std::string message;  // starts with the place
};

struct Row {
  int number = 0;  // as in Cell::row
  int line = 0;    // line of the text where it starts, counted from 1
  std::vector<std::string> cells;
  bool has_fault = false;  // also when Limits::faults_max kept the fault from being listed
};

// A header and the rows below it, all as text.
class Table {
 public:
  Table() = default;
  Table(Row header, std::vector<Row> rows, std::vector<Fault> faults, size_t fault_count)
      : header_(std::move(header)),
        rows_(std::move(rows)),
        faults_(std::move(faults)),
        fault_count_(fault_count) {}

  const Row& header() const { return header_; }
  const std::vector<Row>& rows() const { return rows_; }
  // In the order of rows and columns, at most Limits::faults_max. A row with a fault is kept among
  // rows() as it was read; its text may then be no UTF-8.
  const std::vector<Fault>& faults() const { return faults_; }
  // Exact, also beyond Limits::faults_max.
  size_t fault_count() const { return fault_count_; }

  // The column (from 1) with exactly this name; the first when repeated; nothing for "".
  std::optional<int> ColumnOf(absl::string_view name) const;
  // The cell of a row of this table; its text is empty where the row is too short. `column` >= 1.
  Cell At(const Row& row, int column) const;

 private:
  Row header_;
  std::vector<Row> rows_;
  std::vector<Fault> faults_;
  size_t fault_count_ = 0;
};

}  // namespace cartera::csv

#endif  // CARTERA_LIBS_DOMAIN_CSV_TABLE_H_
