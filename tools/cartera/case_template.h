#ifndef CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_
#define CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cartera::cli {

// An empty case file with what each field means, from the comments of the contract; fields that the
// methodology asks for are marked. `minimal`: those alone, without explanations.
std::string CaseFileTemplate(absl::string_view stage, bool minimal);

// JSON Schema (2020-12) of a case file.
std::string CaseFileSchema();

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_
