#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_

#include <vector>

#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::methodology {

inline constexpr int kUpliftBpMax = 30'000;  // Green Book checks: optimism bias of 0 to 300 %

// What is inconsistent in a methodology: ids twice, weights that do not add up, unknown dimensions
// and sources, values that claim a source without naming one, schedules and bands that do not rise.
std::vector<Fault> Validate(const Methodology& methodology);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_VALIDATE_H_
