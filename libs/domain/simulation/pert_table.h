#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_PERT_TABLE_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_PERT_TABLE_H_

#include <cstddef>
#include <vector>

#include "libs/domain/simulation/kernels.h"

namespace cartera::simulation {

// The largest error of a table's quantile, as a share of high - low; a test measures it against
// the direct inversion.
inline constexpr double kPertTableErrorMax = 1e-7;
// The quantile of the beta-PERT on [0, 1] with its mode at `mode`: cubics between, the
// inverse of the incomplete beta function in the tails. Some ten microseconds to make.
class PertTable {
 public:
  explicit PertTable(double mode);

  // For the kernel `table`.
  const double* rows() const { return rows_.data(); }
  // By inversion of the series of the incomplete beta function at the nearer end: exact to about
  // 1e-12 of itself for q = min(p, 1 - p) up to 0.1.
  double DirectQuantile(double p) const;

 private:
  double alpha_, beta_;
  double log_total_;  // of the beta function of alpha and beta
  std::vector<double> rows_;
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_PERT_TABLE_H_
