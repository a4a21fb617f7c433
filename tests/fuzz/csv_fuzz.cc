#include <string>
#include <vector>

#include "libs/domain/csv/read.h"
#include "libs/domain/csv/write.h"
#include "tests/fuzz/fuzz.h"

namespace csv = cartera::csv;

// A table without faults, written and read again, has the same cells. The first byte chooses the
// dialect.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using cartera::fuzz::Require;
  if (size == 0) return 0;
  csv::Dialect dialect;
  dialect.delimiter = (data[0] & 1) != 0 ? ';' : ',';
  dialect.empty_lines = (data[0] & 2) != 0 ? csv::EmptyLines::kKeep : csv::EmptyLines::kSkip;
  const auto table = csv::Parse(cartera::fuzz::Text(data + 1, size - 1), {}, dialect);
  if (!table.ok()) return 0;
  Require(table->fault_count() >= table->faults().size(), "the count covers what is listed");
  if (table->fault_count() > 0) return 0;
  std::vector<std::vector<std::string>> rows;
  for (const csv::Row& row : table->rows()) {
    Require(row.cells.size() == table->header().cells.size(), "a ragged row is a fault");
    rows.push_back(row.cells);
  }
  const std::string text =
      csv::Write(table->header().cells, rows, {.delimiter = dialect.delimiter});
  const auto again = csv::Parse(text, {}, dialect);
  Require(again.ok() && again->fault_count() == 0, "what was written can be read");
  Require(again->header().cells == table->header().cells, "the header is the same");
  Require(again->rows().size() == rows.size(), "as many rows");
  for (size_t i = 0; i < rows.size(); ++i) {
    Require(again->rows()[i].cells == rows[i], "the cells are the same");
  }
  return 0;
}
