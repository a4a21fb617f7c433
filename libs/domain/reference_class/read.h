#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_READ_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_READ_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/money/unit.h"
#include "libs/domain/reference_class/reference_class.h"

namespace cartera::reference_class {

// The columns of a class's file. All but title may be left out, in any order; an empty cell means
// not known.
struct Column {
  absl::string_view name;
  absl::string_view meaning;
};
inline constexpr Column kColumns[] = {
    {"title", "what the project is called; must be given"},
    {"kinds", "what was built, in words of your own, separated by ;"},
    {"sector", "whom it served"},
    {"region", "where"},
    {"year", "when it was finished"},
    {"unit", "currency of the amounts, one for all rows, such as USD"},
    {"cost", "planned when it was decided, such as 1250000.00"},
    {"final_cost", "what it cost in the end"},
    {"months", "planned from decision to use"},
    {"final_months", "how long it took"},
    {"benefit", "promised a year, in money"},
    {"final_benefit", "what came of it"},
    {"outcome", "HU, U, MU, MS, S, HS: worst to best, as the World Bank rates"}};

// Projects, labels and unit from CSV (RFC 4180) with a header; id and texts stay empty. Every row
// is taken for a finished project. Errors: INVALID_ARGUMENT with every fault on a line of its own,
// row and column named (at most kFindingsMax lines): an unknown column, no title, a number that is
// none or out of limits.h, units that differ, a planned value of 0, no rows or more than
// kProjectsMax.
absl::StatusOr<ReferenceClass> Read(absl::string_view text, const money::UnitTable& units);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_READ_H_
