#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_LIMITS_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_LIMITS_H_

#include <cstdint>

// What a simulation may be given. Both sides of each are tested.
namespace cartera::simulation {

inline constexpr int64_t kDrawsMin = 1'000;
inline constexpr int64_t kDrawsMax = 1'000'000;
inline constexpr int64_t kDrawsDefault = 10'000;
inline constexpr int kCasesMax = 20'000;
inline constexpr int kLinesMax = 5'000;       // of one case
inline constexpr int kCorrelatedMax = 200;    // rows of one correlation matrix
inline constexpr int kDriversMax = 64;        // shared by the cases of a portfolio
inline constexpr int kLoadingsMax = 16;       // of one line
inline constexpr int kTablePointsMax = 1001;  // of an empirical quantile table
inline constexpr double kValueMax = 1e18;     // magnitude of a value of a distribution
inline constexpr double kWeightMax = 1e6;     // magnitude of a line's weight
inline constexpr double kCvMax = 10;          // coefficient of variation of a lognormal
inline constexpr double kSigmaMax = 4;        // of the logarithm of a lognormal
inline constexpr double kTailIndexMin = 0.5;  // of a Pareto tail; the draws stay finite
inline constexpr double kTailIndexMax = 100;
// How far from 1 or from its mirror an entry of a correlation matrix may be.
inline constexpr double kCorrelationTolerance = 1e-9;
// What is left of the variance of a row after the rows before it: less than this is nothing, less
// than its negative a contradiction. kRestMax is its square root: what a row may have in common
// with one of which nothing is left.
inline constexpr double kPivotMin = 1e-10;
inline constexpr double kRestMax = 1e-5;

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_LIMITS_H_
