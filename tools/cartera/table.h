#ifndef CARTERA_TOOLS_CARTERA_TABLE_H_
#define CARTERA_TOOLS_CARTERA_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "tools/cartera/text.h"

namespace cartera::cli {

struct Column {
  std::string title;
  bool right = false;  // numbers and money
  bool wrap = false;   // long text goes on below; else it is cut with an ellipsis
  bool whole = false;  // never cut: names that people copy
};

// A table that fits `style.width` columns as far as its whole columns let it. Cells beyond the
// columns are left out.
std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<std::string>>& rows, const PageStyle& style);

// One line a field, names in a column of their own, long values wrapped beside them.
std::string RenderFields(const std::vector<std::pair<std::string, std::string>>& fields,
                         const PageStyle& style, int indent = 0);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_TABLE_H_
