#include "libs/domain/simulation/iman_conover.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/math/v1/normal.h"
#include "libs/domain/simulation/correlation.h"
#include "libs/domain/simulation/limits.h"
#include "libs/domain/simulation/philox.h"

namespace cartera::simulation {
namespace {

// Positions in rising order of the values; equal ones in the order they are in.
std::vector<size_t> OrderOf(absl::Span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  return order;
}

absl::Status CheckShape(const Columns& columns, const Columns& scores) {
  const auto refuse = [](absl::string_view name, size_t i, absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat(name, "[", i, "]: ", why));
  };
  if (columns.empty() || columns.size() > kCorrelatedMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("columns: ", columns.size(), " are not between 1 and ", kCorrelatedMax));
  }
  if (scores.size() != columns.size()) {
    return absl::InvalidArgumentError("scores: are not as many as columns");
  }
  const size_t count = columns[0].size();
  if (count <= columns.size() || count > static_cast<size_t>(kDrawsMax)) {
    return refuse("columns", 0,
                  absl::StrCat(count, " values: more than there are columns, at most ", kDrawsMax));
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const auto fine = [](double x) { return std::abs(x) <= kValueMax; };
    if (columns[i].size() != count) return refuse("columns", i, "another length than columns[0]");
    if (scores[i].size() != count) return refuse("scores", i, "another length than columns[0]");
    if (!std::all_of(columns[i].begin(), columns[i].end(), fine)) {
      return refuse("columns", i, "a value is not finite or too large");
    }
    if (!std::all_of(scores[i].begin(), scores[i].end(), fine)) {
      return refuse("scores", i, "a value is not finite or too large");
    }
  }
  return absl::OkStatus();
}

// Scores with the wanted correlation: T = M F^-1 C of the paper, with F'F = M'M / n, C'C = target.
Columns Correlated(const Columns& scores, const std::vector<double>& own,
                   const std::vector<double>& wanted) {
  const size_t size = scores.size(), count = scores[0].size();
  Columns out(size, std::vector<double>(count));
  std::vector<double> free(size);
  for (size_t i = 0; i < count; ++i) {
    for (size_t k = 0; k < size; ++k) {
      double sum = scores[k][i];
      for (size_t j = 0; j < k; ++j) sum -= own[k * size + j] * free[j];
      free[k] = sum / own[k * size + k];
    }
    for (size_t k = 0; k < size; ++k) {
      double sum = 0;
      for (size_t j = 0; j <= k; ++j) sum += wanted[k * size + j] * free[j];
      out[k][i] = sum;
    }
  }
  return out;
}

}  // namespace

Columns ImanConoverScores(int64_t count, int columns, uint64_t seed) {
  std::vector<double> rising(count);
  double square = 0;
  for (int64_t i = 0; i < count; ++i) {
    rising[i] =
        math::v1::NormalQuantile(static_cast<double>(i + 1) / static_cast<double>(count + 1));
    square += rising[i] * rising[i];
  }
  const double scale = std::sqrt(square / static_cast<double>(count));
  for (double& score : rising) score /= scale;
  Columns scores{rising};
  for (int column = 1; column < columns; ++column) {
    std::vector<double> keys(count);
    for (int64_t i = 0; i < count; ++i) {
      keys[i] = UniformAt(
          {.seed = seed, .stream = kShuffleStream, .line = static_cast<uint32_t>(column)}, i);
    }
    std::vector<double>& shuffled = scores.emplace_back();
    shuffled.reserve(count);
    for (const size_t at : OrderOf(keys)) shuffled.push_back(rising[at]);
  }
  return scores;
}

absl::StatusOr<Columns> ImanConover(const Columns& columns, absl::Span<const double> target,
                                    const Columns& scores) {
  RETURN_IF_ERROR(CheckShape(columns, scores));
  const auto size = static_cast<int>(columns.size());
  const size_t count = columns[0].size();
  ASSIGN_OR_RETURN(const std::vector<double> wanted, CholeskyOfCorrelation(target, size, "target"));
  std::vector<double> correlation(columns.size() * columns.size());
  for (int a = 0; a < size; ++a) {
    for (int b = 0; b < size; ++b) {
      correlation[a * size + b] = a == b ? 1 : CorrelationOf(scores[a], scores[b]);
    }
  }
  const auto own = CholeskyOfCorrelation(correlation, size, "scores");
  RETURN_IF_ERROR(own.status());
  for (int i = 0; i < size; ++i) {
    if ((*own)[i * size + i] > 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("scores: depend on one another: scores[", i, "] follow from those before"));
  }
  const Columns ranked = Correlated(scores, *own, wanted);
  // Row `at` of the scores goes where the first column has the value of that rank.
  const std::vector<size_t> rows = OrderOf(columns[0]);
  const std::vector<size_t> first = OrderOf(ranked[0]);
  std::vector<size_t> place(count);
  for (size_t rank = 0; rank < count; ++rank) place[first[rank]] = rows[rank];
  Columns out(columns.size(), std::vector<double>(count));
  for (size_t column = 0; column < columns.size(); ++column) {
    std::vector<double> sorted = columns[column];
    std::sort(sorted.begin(), sorted.end());
    const std::vector<size_t> order = OrderOf(ranked[column]);
    for (size_t rank = 0; rank < count; ++rank) out[column][place[order[rank]]] = sorted[rank];
  }
  return out;
}

}  // namespace cartera::simulation
