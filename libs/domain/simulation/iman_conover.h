#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_IMAN_CONOVER_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_IMAN_CONOVER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

// R. L. Iman and W. J. Conover, "A distribution-free approach to inducing rank correlation among
// input variables" (1982): each column keeps its values and only their order changes.
namespace cartera::simulation {

using Columns = std::vector<std::vector<double>>;

// Van der Waerden scores for `count` draws in `columns` columns: quantiles of the standard normal
// at i / (count + 1), scaled to mean square 1; rising in the first column, shuffled by the seed in
// the others.
Columns ImanConoverScores(int64_t count, int columns, uint64_t seed);

// The columns in an order with about the rank correlation `target` (row by row). The first column
// stays as it is. `scores` has the shape of `columns`.
// Errors: INVALID_ARGUMENT that names `columns[i]`, `scores[i]` or the entry of `target`
// (correlation.h); scores that are themselves too correlated name `scores`: give more draws.
absl::StatusOr<Columns> ImanConover(const Columns& columns, absl::Span<const double> target,
                                    const Columns& scores);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_IMAN_CONOVER_H_
