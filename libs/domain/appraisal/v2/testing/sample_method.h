#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_SAMPLE_METHOD_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_SAMPLE_METHOD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

// A made-up method of engine 2 and figures to score, for tests.
namespace cartera::appraisal::v2 {

// Lemuria: four dimensions of 40, 20, 20 and 20 %, seven criteria of which one by people, a floor,
// a knock-out, a risk profile, value bands, hints, tiers and thresholds in CAD.
methodology::Methodology Lemuria();

// A criterion by rule, alone in a method.
methodology::Criterion ByRule(const std::string& rule, std::vector<int64_t> limits = {});

// Figures of the option "new" of SampleCase in CAD, with those ids and values.
OptionFigures FiguresOf(const std::vector<std::pair<std::string, int64_t>>& values);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_SAMPLE_METHOD_H_
