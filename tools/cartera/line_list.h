#ifndef CARTERA_TOOLS_CARTERA_LINE_LIST_H_
#define CARTERA_TOOLS_CARTERA_LINE_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "tools/cartera/lines_sheet.h"

namespace cartera::cli {

// What an agency's yearly list says of one project: its rows are the cost lines of one case.
struct ListedCase {
  std::string project;  // its id
  int fiscal_year = 0;  // the first of its rows
  int row = 0;          // likewise; the header is row 1
  std::string title;
  appraisal::v1::CaseContent content;
};

// The header of an empty list.
std::string LineListHeader();

// Columns by name: project, title and system, which say what is kept going, and those of a cost
// line, of which id and option need not be given. What is wrong with a row or a cell goes to
// `faults`. Errors: INVALID_ARGUMENT when it is no CSV.
absl::StatusOr<std::vector<ListedCase>> ReadLineList(absl::string_view text,
                                                     std::vector<SheetFault>* faults);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_LINE_LIST_H_
