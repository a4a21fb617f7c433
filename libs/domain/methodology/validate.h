#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_

#include <cstdint>
#include <vector>

#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::methodology {

// What values of a methodology may be.
inline constexpr int kEngineMax = 2;
inline constexpr int kUpliftBpMax = 30'000;  // Green Book checks: optimism bias of 0 to 300 %
inline constexpr int kPriceGrowthBpMax = 5'000;
inline constexpr int64_t kIndexMicroMax = 1'000'000'000'000;
inline constexpr int kElasticityMilliMax = 5'000;
inline constexpr int kLateMilliMonthsMax = 120'000;
inline constexpr int kDrawsMin = 1'000;
inline constexpr int kDrawsMax = 1'000'000;
inline constexpr int kTierFieldsMax = 500;
inline constexpr int kTierOptionsMax = 10;
inline constexpr int kTierReviewersMax = 10;
inline constexpr int kSwingMax = 100;
inline constexpr int64_t kComparisonMilliMin = 111;  // 1/9 and 9 of Saaty's scale
inline constexpr int64_t kComparisonMilliMax = 9'000;

// What is inconsistent in a methodology: ids twice, weights that do not add up, unknown dimensions
// and sources, values that claim a source without naming one, schedules and bands that do not rise;
// bounds the wrong way round, shares that are not a whole, tables of the wrong shape, unknown
// units.
std::vector<Fault> Validate(const Methodology& methodology);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_
