#include "libs/domain/simulation/rank_correlation.h"

namespace cartera::simulation {
namespace {

// The sine of pi t / 6 for |t| <= 1: the series of Taylor up to the 17th power, which leaves out
// less than 1e-22.
double SineOfSixth(double t) {
  constexpr double kPiSixth = 0x1.0c152382d7366p-1;
  const double x = kPiSixth * t;
  const double square = x * x;
  double sum = 1;
  for (int power = 16; power > 0; power -= 2) sum = 1 - square / (power * (power + 1)) * sum;
  return x * sum;
}

}  // namespace

double NormalOfSpearman(double rho) { return 2 * SineOfSixth(rho); }

double NormalOfKendall(double tau) {
  const double sine = SineOfSixth(tau);
  return sine * (3 - 4 * sine * sine);  // sin 3y = 3 sin y - 4 sin^3 y
}

}  // namespace cartera::simulation
