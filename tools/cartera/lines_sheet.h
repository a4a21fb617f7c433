#ifndef CARTERA_TOOLS_CARTERA_LINES_SHEET_H_
#define CARTERA_TOOLS_CARTERA_LINES_SHEET_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cartera::cli {

struct SheetFault {
  int row = 0;         // the header is row 1
  std::string column;  // its name; "" for a whole row
  std::string message;
};

struct SheetForm {
  std::vector<std::string> needed = {"id", "option", "fiscal_year", "category"};
  std::vector<std::string> besides;  // columns that are of no line
};

// The lines of a section as CSV: one column a field, money as amount, unit, price_year (empty when
// nominal), nested fields dotted ("evidence.source").
std::string WriteSheet(const google::protobuf::Message& section,
                       const google::protobuf::FieldDescriptor* lines);

// The inverse: columns by name, in any order, those left out being empty. What is wrong with a row
// or a cell goes to `faults`. Errors: INVALID_ARGUMENT when it is no CSV.
absl::StatusOr<std::vector<std::unique_ptr<google::protobuf::Message>>> ReadSheet(
    absl::string_view text, const google::protobuf::Descriptor* line,
    std::vector<SheetFault>* faults, const SheetForm& form = {});

// Where a finding stands in a sheet whose lines are of `section`: "row 7, column amount" for the
// field "costs.lines[id=c1].amount"; without the column when the sheet has none for it, empty when
// it is of no line of the sheet.
std::string CellOfField(absl::string_view text, absl::string_view section, absl::string_view field);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_LINES_SHEET_H_
