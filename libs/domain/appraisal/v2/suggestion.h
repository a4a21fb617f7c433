#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SUGGESTION_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SUGGESTION_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// Fills what is suggested, why, which limits it meets, and the steady weights, from the scores.
void Suggest(const methodology::Methodology& methodology, Scorecard& card);

// What the authority calls the benefit-cost ratio; empty without ratio or bands.
std::string ValueBandOf(const methodology::Methodology& methodology,
                        const OptionFigures* preferred);

// The hints whose figure is so, in the methodology's order.
std::vector<std::string> HintsOf(const methodology::Methodology& methodology,
                                 const OptionFigures* preferred,
                                 const std::optional<SimulationFigures>& simulation);

// Hint::comparison.
inline constexpr absl::string_view kBelow = "below";
inline constexpr absl::string_view kAbove = "above";
inline constexpr absl::string_view kAbsent = "absent";

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_SUGGESTION_H_
