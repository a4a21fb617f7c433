#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_READERS_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_READERS_H_

#include <string>
#include <vector>

#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/object_reader.h"

// The parts of a methodology file, by subject. Each reads its members of `reader`, the file, into
// `methodology`; faults go to the reader.
namespace cartera::methodology {

Origin ReadOrigin(ObjectReader reader);
Text ReadText(ObjectReader reader);
std::vector<SectionRequirement> ReadSections(ObjectReader& reader);

// Sections, decision reasons and review steps; tiers, stages, thresholds, requirements and labels.
void ReadForm(ObjectReader& reader, Methodology& methodology);

// Dimensions, criteria, suggestion; weighting, floors and hints.
void ReadScoring(ObjectReader& reader, Methodology& methodology);

// Discounting, horizon, uplifts and thresholds of decision; prices, tax financing, optimism bias,
// value bands, unit values and weights by income.
void ReadMoneyRules(ObjectReader& reader, Methodology& methodology);

// The risk matrix; frames and the risk profile.
void ReadRisk(ObjectReader& reader, Methodology& methodology);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_READERS_H_
