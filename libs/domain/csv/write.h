#ifndef CARTERA_LIBS_DOMAIN_CSV_WRITE_H_
#define CARTERA_LIBS_DOMAIN_CSV_WRITE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::csv {

struct WriteOptions {
  char delimiter = ',';
  absl::string_view line_end = "\r\n";  // RFC 4180 section 2
  bool byte_order_mark = false;         // some spreadsheets need it to see UTF-8
  // Puts an apostrophe before a cell that starts with = + - @, tab or CR, which a spreadsheet might
  // run as a formula. Not undone by Parse, so off for files that are read back.
  bool for_spreadsheets = false;
};

// Appends one row with its line end. Cells that need it are quoted; Parse gives them back exactly.
void AppendRow(absl::Span<const std::string> cells, const WriteOptions& options, std::string* out);

// The header and all rows.
std::string Write(absl::Span<const std::string> header,
                  absl::Span<const std::vector<std::string>> rows,
                  const WriteOptions& options = {});

}  // namespace cartera::csv

#endif  // CARTERA_LIBS_DOMAIN_CSV_WRITE_H_
