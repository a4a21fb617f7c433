#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/lines.h"

namespace cartera::appraisal::v2 {

// The figures of every option, by option id. Each has those that option_account.h names, in each of
// the three accounts, by figure id; the members that engine 1 filled are of the economic account,
// and their trees refer to its figures. The reference of incremental figures is the option that
// does nothing, else the one that does the minimum.
// Errors: OUT_OF_RANGE, INVALID_ARGUMENT from the schedule.
absl::StatusOr<std::vector<OptionFigures>> ComputeFigures(const Ledger& ledger);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURES_H_
