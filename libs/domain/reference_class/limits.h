#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_LIMITS_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_LIMITS_H_

#include <cstddef>
#include <cstdint>

// What the functions of this folder accept and what they call enough.
namespace cartera::reference_class {

// Of a class, and values of one quantile.
inline constexpr size_t kProjectsMax = 20'000;
// Below this many comparable projects nothing is said of them: it is the least number for which the
// uplift that covers 80 % has a range with both ends at kConfidenceBp (a test works it out).
inline constexpr size_t kProjectsMin = 17;
inline constexpr int kConfidenceBp = 9'500;
// The shares of projects for which an answer says what would have covered them.
inline constexpr int kSharesBp[] = {5'000, 8'000, 8'500, 9'000};
inline constexpr int kShareMinBp = 1;
inline constexpr int kShareMaxBp = 9'999;
// A size band reaches from the case's cost / factor to its cost x factor.
inline constexpr int kSizeFactorMin = 2;
inline constexpr int kSizeFactorMax = 100;
inline constexpr int kSizeFactorUsual = 3;
inline constexpr int64_t kMonthsMax = 1'200;
// A final value above 10,000 times the planned one is a mistyped row.
inline constexpr int64_t kRatioBpMax = 100'000'000;
inline constexpr int kYearMin = 1'900;
inline constexpr int kYearMax = 2'200;
inline constexpr size_t kQuotedBytesMax = 60;  // of what a message repeats
inline constexpr int64_t kNano = 1'000'000'000;
// What one unit of another money costs.
inline constexpr int64_t kRateNanoMin = 1'000;                // 0.000001
inline constexpr int64_t kRateNanoMax = 100'000'000 * kNano;  // 100,000,000

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_LIMITS_H_
