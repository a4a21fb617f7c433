#include "libs/domain/csv/read.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace cartera::csv {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

class Reader {
 public:
  Reader(absl::string_view text, const Limits& limits, const Dialect& dialect)
      : text_(text), limits_(limits), dialect_(dialect) {}

  absl::StatusOr<Table> Run() {
    RETURN_IF_ERROR(CheckWhole());
    absl::ConsumePrefix(&text_, kUtf8Mark);
    bool has_header = false;
    while (at_ < text_.size()) {
      ++row_;
      if (row_ - 1 > limits_.rows_max) {
        return absl::InvalidArgumentError(
            absl::StrCat("row ", row_, ": more than ", limits_.rows_max, " rows"));
      }
      const bool empty = IsLineEnd(text_[at_]);
      ASSIGN_OR_RETURN(Row row, ReadRow());
      if (empty && (!has_header || dialect_.empty_lines == EmptyLines::kSkip)) continue;
      if (!has_header) {
        has_header = true;
        header_ = std::move(row);
        CheckHeader();
      } else {
        CheckRow(row);
        rows_.push_back(std::move(row));
      }
    }
    if (!has_header) return absl::InvalidArgumentError("the file is empty: it has no header row");
    return Table(std::move(header_), std::move(rows_), std::move(faults_), fault_count_);
  }

 private:
  absl::Status CheckWhole() const {
    if (text_.size() > limits_.bytes_max) {
      return absl::InvalidArgumentError(
          absl::StrCat("the file has ", text_.size(), " bytes, more than ", limits_.bytes_max));
    }
    if (absl::StartsWith(text_, "\xFF\xFE") || absl::StartsWith(text_, "\xFE\xFF")) {
      return absl::InvalidArgumentError("the file is UTF-16; it must be saved as UTF-8");
    }
    return absl::OkStatus();
  }

  // Reads one line of the table and its line end.
  absl::StatusOr<Row> ReadRow() {
    Row row{.number = row_, .line = line_, .cells = {}};
    while (true) {
      const int column = static_cast<int>(row.cells.size()) + 1;
      if (column > limits_.columns_max) {
        return absl::InvalidArgumentError(
            absl::StrCat("row ", row_, ": more than ", limits_.columns_max, " columns"));
      }
      std::string cell;
      if (at_ < text_.size() && text_[at_] == '"') {
        RETURN_IF_ERROR(ReadQuoted(column, &cell));
      } else {
        const size_t from = at_;
        while (at_ < text_.size() && text_[at_] != dialect_.delimiter && !IsLineEnd(text_[at_])) {
          ++at_;
        }
        cell = std::string(text_.substr(from, at_ - from));
      }
      if (cell.size() > limits_.cell_bytes_max) {
        return Error(column, absl::StrCat("more than ", limits_.cell_bytes_max, " bytes"));
      }
      row.cells.push_back(std::move(cell));
      if (at_ == text_.size()) return row;
      if (text_[at_] != dialect_.delimiter) {
        SkipLineEnd();
        return row;
      }
      ++at_;
    }
  }

  absl::Status ReadQuoted(int column, std::string* cell) {
    const int opened_line = line_;
    size_t from = ++at_;
    while (true) {
      const size_t quote = text_.find('"', from);
      if (quote == absl::string_view::npos) {
        return Error(column,
                     absl::StrCat("the quote opened on line ", opened_line, " is never closed"));
      }
      absl::StrAppend(cell, text_.substr(from, quote - from));
      CountLines(text_.substr(from, quote - from));
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '"') break;
      *cell += '"';
      from = at_ + 1;
    }
    if (at_ < text_.size() && text_[at_] != dialect_.delimiter && !IsLineEnd(text_[at_])) {
      return Error(column, "text after the closing quote");
    }
    return absl::OkStatus();
  }

  void SkipLineEnd() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  void CountLines(absl::string_view quoted) {
    for (size_t i = 0; i < quoted.size(); ++i) {
      const bool half = quoted[i] == '\r' && i + 1 < quoted.size() && quoted[i + 1] == '\n';
      if (IsLineEnd(quoted[i]) && !half) ++line_;
    }
  }

  void CheckHeader() {
    absl::flat_hash_set<absl::string_view> names;
    for (size_t i = 0; i < header_.cells.size(); ++i) {
      CheckCell(header_, i);
      if (!header_.cells[i].empty() && !names.insert(header_.cells[i]).second) {
        AddFault(static_cast<int>(i) + 1, FaultReason::kColumnRepeated,
                 "an earlier column has this name");
      }
    }
    header_.has_fault = fault_count_ > 0;
  }

  void CheckRow(Row& row) {
    const size_t before = fault_count_;
    const size_t wanted = header_.cells.size();
    if (row.cells.size() != wanted) {
      AddFault(0, FaultReason::kRagged,
               absl::StrCat(row.cells.size(), " cells, but the header has ", wanted));
    }
    for (size_t i = 0; i < row.cells.size(); ++i) CheckCell(row, i);
    row.has_fault = fault_count_ > before;
  }

  void CheckCell(const Row& row, size_t index) {
    const int column = static_cast<int>(index) + 1;
    if (!IsValidUtf8(row.cells[index])) {
      AddFault(column, FaultReason::kNotUtf8, "the text is not UTF-8");
      return;
    }
    for (const char c : row.cells[index]) {
      const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      if (control && c != '\t' && !IsLineEnd(c)) {
        AddFault(column, FaultReason::kControlCharacter, "a control character in the text");
        return;
      }
    }
  }

  void AddFault(int column, FaultReason reason, absl::string_view what) {
    if (++fault_count_ > limits_.faults_max) return;
    faults_.push_back({.row = row_,
                       .column = column,
                       .reason = reason,
                       .message = absl::StrCat(Place(column), ": ", what)});
  }

  absl::Status Error(int column, absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(Place(column), ": ", what));
  }

  std::string Place(int column) const {
    if (column == 0) return absl::StrCat("row ", row_);
    Cell cell{.row = row_, .column = column};
    const size_t index = static_cast<size_t>(column) - 1;
    if (index < header_.cells.size()) cell.column_name = header_.cells[index];
    return Where(cell);
  }

  absl::string_view text_;
  const Limits& limits_;
  const Dialect& dialect_;
  size_t at_ = 0;
  int row_ = 0;
  int line_ = 1;
  Row header_;
  std::vector<Row> rows_;
  std::vector<Fault> faults_;
  size_t fault_count_ = 0;
};

}  // namespace

absl::StatusOr<Table> Parse(absl::string_view text, const Limits& limits, const Dialect& dialect) {
  return Reader(text, limits, dialect).Run();
}

}  // namespace cartera::csv
