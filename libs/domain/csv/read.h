#ifndef CARTERA_LIBS_DOMAIN_CSV_READ_H_
#define CARTERA_LIBS_DOMAIN_CSV_READ_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/limits.h"
#include "libs/domain/csv/table.h"

namespace cartera::csv {

struct Limits {
  size_t bytes_max = 64 * 1024 * 1024;
  int rows_max = kImportRowsMax;  // below the header; skipped empty lines count too
  int columns_max = 1000;
  size_t cell_bytes_max = 1024 * 1024;
  size_t faults_max = static_cast<size_t>(kFindingsMax);  // listed; further ones are counted
};

enum class EmptyLines {
  kSkip,  // left out, but counted in row numbers
  kKeep,  // a row of one empty cell
};

struct Dialect {
  char delimiter = ',';
  EmptyLines empty_lines = EmptyLines::kSkip;
};

// Reads RFC 4180 text with a header. Lines end with CRLF, LF or CR; a UTF-8 byte order mark is
// skipped; quoted cells keep their line breaks; a quote inside an unquoted cell is text. Ragged
// rows, invalid UTF-8 and the like are faults() of the table, not errors.
// Errors: INVALID_ARGUMENT with row and column in the message: no header, UTF-16, a quoted cell
// that is never closed, text after a closing quote, a limit passed.
absl::StatusOr<Table> Parse(absl::string_view text, const Limits& limits = {},
                            const Dialect& dialect = {});

}  // namespace cartera::csv

#endif  // CARTERA_LIBS_DOMAIN_CSV_READ_H_
