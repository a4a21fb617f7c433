#include "libs/domain/simulation/pert_table.h"

#include <array>
#include <cmath>

#include "libs/domain/math/v1/exp_log.h"

namespace cartera::simulation {
namespace {

// The grid over x on which the density is integrated: 16 cells an octave from 2^-13 to 1/2, and
// the same mirrored. Each cell has its ends and two inner points (Lobatto).
constexpr int kCellsPerOctave = 16;
constexpr int kOctaves = 12;
constexpr int kCells = 2 * kOctaves * kCellsPerOctave;
constexpr int kNodes = kCells + 1;
constexpr double kFirstNode = 0x1p-13;
constexpr size_t kPoints = (kNodes + 2 * kCells + kGroup - 1) / kGroup * kGroup;
constexpr double kInnerOffset = 0.22360679774997896964;  // 1 / (2 sqrt 5), of a cell's width

constexpr int kStepsMax = 6;
constexpr double kLastStep = 1e-8;  // the error after a step is about its square

struct Grid {
  std::array<double, kNodes> x;
  // Logarithms of x and 1 - x: the nodes, then two inner points for each cell.
  std::array<double, kPoints> log_x{}, log_rest{};
};

Grid MakeGrid() {
  Grid grid;
  for (int cell = 0; cell <= kCells / 2; ++cell) {
    double octave = kFirstNode;
    for (int k = 0; k < cell / kCellsPerOctave; ++k) octave *= 2;
    const double x = octave + octave * (cell % kCellsPerOctave) / kCellsPerOctave;
    grid.x[cell] = x;
    grid.x[kCells - cell] = 1 - x;
  }
  const auto put = [&grid](int at, double x) {
    grid.log_x[at] = math::v1::Log(x);
    grid.log_rest[at] = math::v1::Log(1 - x);
  };
  for (int node = 0; node < kNodes; ++node) put(node, grid.x[node]);
  for (int cell = 0; cell < kCells; ++cell) {
    const double middle = (grid.x[cell] + grid.x[cell + 1]) / 2;
    const double offset = (grid.x[cell + 1] - grid.x[cell]) * kInnerOffset;
    put(kNodes + 2 * cell, middle - offset);
    put(kNodes + 2 * cell + 1, middle + offset);
  }
  return grid;
}

// S and x S' of the integral from 0 to x of t^(a-1) (1-t)^(b-1) = x^a / a S(x).
struct Series {
  double sum = 1, slope = 0;
};

Series SeriesAt(double a, double b, double x) {
  Series series;
  double power = 1;
  for (int k = 1; k < 60; ++k) {
    power *= x * (k - b) / k;
    const double term = power * a / (a + k);
    series.sum += term;
    series.slope += k * term;
    if (std::abs(term) < 1e-18) break;
  }
  return series;
}

// Where the distribution function is F(x) = q, for q up to 0.1: Newton on
// a ln x + ln S(x) = ln(q a B), which is nearly a line in ln x.
double InvertSeries(double a, double b, double log_total, double q) {
  const double right = math::v1::Log(q * a) + log_total;
  double log_x = right / a;
  const double first = math::v1::Exp(log_x);
  const double second = (b - 1) / (a + 1) * first;  // of the reverted series
  log_x += second - second * second / 2;
  for (int steps = 0; steps < kStepsMax; ++steps) {
    const Series series = SeriesAt(a, b, math::v1::Exp(log_x));
    const double step =
        (a * log_x + math::v1::Log(series.sum) - right) / (a + series.slope / series.sum);
    log_x -= step;
    if (std::abs(step) < kLastStep) break;
  }
  return math::v1::Exp(log_x);
}

// x as a function of the probability, with two derivatives, at a node of the grid.
struct Inverse {
  double p = 0, x = 0, first = 0, second = 0;
};

struct Node {
  double x = 0, slope = 0;
};

// The quintic through both ends of a cell, at the probability p.
Node Between(const Inverse& left, const Inverse& right, double p) {
  const double h = right.p - left.p;
  const double t = (p - left.p) / h;
  const double rise = right.x - left.x;
  const double d0 = h * left.first, d1 = h * right.first;
  const double s0 = h * h * left.second, s1 = h * h * right.second;
  const double c2 = s0 / 2;
  const double c3 = 10 * rise - 6 * d0 - 4 * d1 - 1.5 * s0 + 0.5 * s1;
  const double c4 = -15 * rise + 8 * d0 + 7 * d1 + 1.5 * s0 - s1;
  const double c5 = 6 * rise - 3 * (d0 + d1) - 0.5 * s0 + 0.5 * s1;
  return {left.x + t * (d0 + t * (c2 + t * (c3 + t * (c4 + t * c5)))),
          (d0 + t * (2 * c2 + t * (3 * c3 + t * (4 * c4 + t * 5 * c5)))) / h};
}

// The left end of a cell of the table, and of the one past the last.
double TableNode(int cell) {
  double octave = kTableFrom;
  for (int k = 0; k < cell / kTableCellsPerOctave; ++k) octave *= 2;
  return octave + octave * (cell % kTableCellsPerOctave) / kTableCellsPerOctave;
}

void PutCubic(double h, const Node& left, const Node& right, double* row) {
  const double chord = (right.x - left.x) / h;
  row[0] = left.x;
  row[1] = left.slope;
  row[2] = (3 * chord - 2 * left.slope - right.slope) / h;
  row[3] = (left.slope + right.slope - 2 * chord) / (h * h);
}

}  // namespace

PertTable::PertTable(double mode)
    : alpha_(1 + 4 * mode), beta_(1 + 4 * (1 - mode)), rows_(size_t{2} * kTableCells * 4) {
  static const Grid kGrid = MakeGrid();
  static const std::array<double, kTableCells + 1> kTargets = [] {
    std::array<double, kTableCells + 1> made;
    for (int cell = 0; cell <= kTableCells; ++cell) made[cell] = TableNode(cell);
    return made;
  }();
  std::array<double, kPoints> density;
  for (size_t i = 0; i < kPoints; ++i) {
    density[i] = (alpha_ - 1) * kGrid.log_x[i] + (beta_ - 1) * kGrid.log_rest[i];
  }
  FastestKernels().exp(density.data(), kPoints, density.data());

  const auto end = [&](double a, double b) {
    return math::v1::Exp(a * kGrid.log_x[0]) / a * SeriesAt(a, b, kFirstNode).sum;
  };
  std::array<double, kNodes> integral;
  integral[0] = end(alpha_, beta_);
  for (int cell = 0; cell < kCells; ++cell) {
    const double inner = density[kNodes + 2 * cell] + density[kNodes + 2 * cell + 1];
    integral[cell + 1] = integral[cell] + (kGrid.x[cell + 1] - kGrid.x[cell]) *
                                              (density[cell] + 5 * inner + density[cell + 1]) / 12;
  }
  const double total = integral[kCells] + end(beta_, alpha_);
  log_total_ = math::v1::Log(total);

  const auto inverse = [&](int node) {
    const double x = kGrid.x[node];
    const double first = total / density[node];
    const double bend = (alpha_ - 1) / x - (beta_ - 1) / (1 - x);  // f' / f
    return Inverse{integral[node] / total, x, first, -bend * first * first};
  };
  int at = 0;
  Inverse left = inverse(0), right = inverse(1);
  const auto find = [&](double p) {
    while (at + 2 < kNodes && right.p <= p) {
      ++at;
      left = right;
      right = inverse(at + 1);
    }
    return Between(left, right, p);
  };
  std::array<Node, kTableCells + 1> lower, upper;
  for (int cell = 0; cell <= kTableCells; ++cell) lower[cell] = find(kTargets[cell]);
  for (int cell = kTableCells; cell >= 0; --cell) {
    upper[cell] = find(1 - kTargets[cell]);
    upper[cell].slope = -upper[cell].slope;
  }
  for (int cell = 0; cell < kTableCells; ++cell) {
    const double h = kTargets[cell + 1] - kTargets[cell];
    PutCubic(h, lower[cell], lower[cell + 1], &rows_[size_t{4} * cell]);
    PutCubic(h, upper[cell], upper[cell + 1], &rows_[size_t{4} * (kTableCells + cell)]);
  }
}

double PertTable::DirectQuantile(double p) const {
  return p < 0.5 ? InvertSeries(alpha_, beta_, log_total_, p)
                 : 1 - InvertSeries(beta_, alpha_, log_total_, 1 - p);
}

}  // namespace cartera::simulation
