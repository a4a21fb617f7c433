#include "libs/domain/simulation/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/simulation/limits.h"

namespace cartera::simulation {
namespace {

absl::Status CheckEntries(absl::Span<const double> matrix, int size, absl::string_view name) {
  const auto entry = [&](int row, int column) {
    return absl::StrCat(name, "[", row, "][", column, "]");
  };
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column <= row; ++column) {
      const double value = matrix[row * size + column];
      const double mirror = matrix[column * size + row];
      if (row == column && !(std::abs(value - 1) <= kCorrelationTolerance)) {
        return absl::InvalidArgumentError(
            absl::StrCat(entry(row, row), ": ", value, " on the diagonal is not 1"));
      }
      if (!(std::abs(value) <= 1 + kCorrelationTolerance)) {
        return absl::InvalidArgumentError(
            absl::StrCat(entry(row, column), ": ", value, " is not between -1 and 1"));
      }
      if (!(std::abs(value - mirror) <= kCorrelationTolerance)) {
        return absl::InvalidArgumentError(absl::StrCat(entry(row, column), ": ", value,
                                                       " is not what its mirror ",
                                                       entry(column, row), " is, ", mirror));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Contradicts(absl::string_view name, int row) {
  return absl::InvalidArgumentError(
      absl::StrCat(name, "[", row, "]: not positive semi-definite: no amounts can go together as ",
                   "this row and those before it say"));
}

}  // namespace

absl::StatusOr<std::vector<double>> CholeskyOfCorrelation(absl::Span<const double> matrix, int size,
                                                          absl::string_view name) {
  if (size < 1 || size > kCorrelatedMax) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": ", size, " rows are not between 1 and ", kCorrelatedMax));
  }
  if (matrix.size() != static_cast<size_t>(size) * size) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": ", matrix.size(), " entries are not ", size, " x ", size));
  }
  RETURN_IF_ERROR(CheckEntries(matrix, size, name));
  std::vector<double> factor(matrix.size());
  for (int row = 0; row < size; ++row) {
    double* const l = &factor[row * size];
    double left = 1;
    for (int column = 0; column < row; ++column) {
      const double* const above = &factor[column * size];
      double sum = matrix[row * size + column];
      for (int k = 0; k < column; ++k) sum -= l[k] * above[k];
      // What a row before it leaves nothing of cannot be gone along with.
      l[column] = above[column] > 0 ? sum / above[column] : 0;
      left -= l[column] * l[column];
      if (above[column] == 0 && std::abs(sum) > kRestMax) return Contradicts(name, row);
    }
    if (left < -kPivotMin) return Contradicts(name, row);
    l[row] = left < kPivotMin ? 0 : std::sqrt(left);
  }
  return factor;
}

double CorrelationOf(absl::Span<const double> a, absl::Span<const double> b) {
  const auto n = static_cast<double>(a.size());
  if (a.empty()) return 0;
  double mean_a = 0, mean_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    mean_a += (a[i] - a[0]) / n;
    mean_b += (b[i] - b[0]) / n;
  }
  double aa = 0, ab = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double da = a[i] - a[0] - mean_a, db = b[i] - b[0] - mean_b;
    aa += da * da;
    ab += da * db;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa) / std::sqrt(bb) : 0;
}

std::vector<double> RanksOf(absl::Span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  std::vector<double> ranks(values.size());
  for (size_t from = 0; from < order.size();) {
    size_t to = from + 1;
    while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
    for (size_t k = from; k < to; ++k) ranks[order[k]] = static_cast<double>(from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

}  // namespace cartera::simulation
