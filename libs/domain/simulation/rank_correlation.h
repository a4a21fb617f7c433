#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_RANK_CORRELATION_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_RANK_CORRELATION_H_

// The correlation (Pearson) of the normal scores under a Gaussian copula, from a correlation of
// ranks, which is what people estimate. All odd, and 0 and 1 stay what they are.
namespace cartera::simulation {

// 2 sin(pi rho / 6), of Spearman's rho in [-1, 1].
double NormalOfSpearman(double rho);

// sin(pi tau / 2), of Kendall's tau in [-1, 1].
double NormalOfKendall(double tau);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_RANK_CORRELATION_H_
