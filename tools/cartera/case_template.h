#ifndef CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_
#define CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::cli {

inline constexpr absl::string_view kDefaultMethodology = "chile-ict";

// An empty case file with what each field means, from the comments of the contract. With a tier or
// a stage that the methodology has, what those ask for (a short tier: that alone); else every field
// there is. What is asked for is marked. `minimal`: that alone, without explanations.
std::string CaseFileTemplate(const methodology::Methodology& method,
                             const appraisal::CheckScope& scope, bool minimal);

// JSON Schema (2020-12) of a case file.
std::string CaseFileSchema();

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_CASE_TEMPLATE_H_
