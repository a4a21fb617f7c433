#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_CORRELATION_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_CORRELATION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::simulation {

// The lower Cholesky factor L (row by row, size x size, L L' = matrix) of a correlation matrix.
// Errors: INVALID_ARGUMENT that begins with `name`[row][column] and says what is wrong with that
// entry: out of -1..1, a diagonal that is not 1, not the same as its mirror; or with `name`[row]
// for the first row that contradicts those before it (not positive semi-definite); or with `name`
// for a matrix that is not size x size, or of more than kCorrelatedMax rows. A row that follows
// wholly from those before it has 0 on the factor's diagonal.
absl::StatusOr<std::vector<double>> CholeskyOfCorrelation(absl::Span<const double> matrix, int size,
                                                          absl::string_view name);

// Correlation (Pearson) of two columns of equal length; 0 when one of them does not vary.
double CorrelationOf(absl::Span<const double> a, absl::Span<const double> b);

// Ranks from 1; equal values share their mean rank. The Spearman correlation is that of the ranks.
std::vector<double> RanksOf(absl::Span<const double> values);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_CORRELATION_H_
