#ifndef CARTERA_TOOLS_CARTERA_PLOT_H_
#define CARTERA_TOOLS_CARTERA_PLOT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cartera/text.h"

// Plots where people would rather look than read.
namespace cartera::cli {

// A point of a distribution: P(X <= value) is at least `probability_bp`.
struct CurvePoint {
  int probability_bp = 0;
  int64_t value = 0;
};

// A value to be marked below the plot, such as a frame or a budget.
struct CurveMark {
  char letter = ' ';
  int64_t value = 0;
};

// The S-curve of points whose values do not fall: probability upwards, value to the right, marks
// on the line below. Empty when all values are the same or there are fewer than two points.
std::string PlotCurve(const std::vector<CurvePoint>& points, const std::vector<CurveMark>& marks,
                      const PageStyle& style);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PLOT_H_
