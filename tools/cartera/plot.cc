#include "tools/cartera/plot.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"

namespace cartera::cli {
namespace {

constexpr int kRows = 10;
constexpr int kWidthMax = 66;
constexpr int kAxisWidth = 8;  // "  100 % "

// Column of a value between the least and the greatest.
int ColumnOf(int64_t value, int64_t least, int64_t greatest, int columns) {
  const absl::int128 part = (absl::int128(value) - least) * (columns - 1);
  const auto column = static_cast<int64_t>(part / (absl::int128(greatest) - least));
  return static_cast<int>(std::clamp<int64_t>(column, 0, columns - 1));
}

// The highest probability reached within each column.
std::vector<int> Heights(const std::vector<CurvePoint>& points, int columns) {
  std::vector<int> heights(static_cast<size_t>(columns), 0);
  for (const CurvePoint& point : points) {
    auto& height = heights[static_cast<size_t>(
        ColumnOf(point.value, points.front().value, points.back().value, columns))];
    height = std::max(height, point.probability_bp);
  }
  for (size_t i = 1; i < heights.size(); ++i) heights[i] = std::max(heights[i], heights[i - 1]);
  return heights;
}

}  // namespace

std::string PlotCurve(const std::vector<CurvePoint>& points, const std::vector<CurveMark>& marks,
                      const PageStyle& style) {
  if (points.size() < 2 || points.front().value >= points.back().value) return "";
  const int columns = std::clamp(style.width - kAxisWidth - 3, 10, kWidthMax);
  const std::vector<int> heights = Heights(points, columns);
  std::string out;
  for (int row = kRows; row >= 1; --row) {
    const int from_bp = 10000 / kRows * row;
    std::string line;
    for (const int height : heights) line += height >= from_bp ? '#' : ' ';
    while (!line.empty() && line.back() == ' ') line.pop_back();
    absl::StrAppend(&out, PadLeft(absl::StrCat(from_bp / 100, " %"), kAxisWidth - 1), " |", line,
                    "\n");
  }
  absl::StrAppend(&out, std::string(kAxisWidth, ' '), "+", std::string(columns, '-'), "\n");
  std::string line(static_cast<size_t>(columns), ' ');
  for (const CurveMark& mark : marks) {
    line[static_cast<size_t>(
        ColumnOf(mark.value, points.front().value, points.back().value, columns))] = mark.letter;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line.empty() ? out : absl::StrCat(out, std::string(kAxisWidth + 1, ' '), line, "\n");
}

}  // namespace cartera::cli
