#include "libs/domain/finance/exponential_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "libs/domain/math/v1/exp_log.h"

namespace cartera::finance {

using math::v1::Add;
using math::v1::Exp;
using math::v1::ExpAsPair;
using math::v1::Multiply;
using math::v1::Sum2;

namespace {

// Below e^this a term counts only towards the error.
constexpr double kExponentMin = -690.0;
constexpr double kBelowExponentMin = 0x1p-990;

int SignOf(double value) { return (value > 0.0) - (value < 0.0); }

}  // namespace

ExponentialSum::ExponentialSum(const std::vector<Term>& terms) {
  double largest = 0.0;
  for (const Term& term : terms) largest = std::max(largest, std::fabs(term.coefficient.high));
  if (largest == 0.0) return;
  // By a power of two, so that nothing is rounded and nothing overflows.
  const double scale = std::bit_cast<double>(
      (uint64_t{0x7FD} << 52) - (std::bit_cast<uint64_t>(largest) & (uint64_t{0x7FF} << 52)));
  for (const Term& term : terms) {
    if (term.coefficient.high == 0.0) continue;
    terms_.push_back({term.time, {term.coefficient.high * scale, term.coefficient.low * scale}});
  }
}

int ExponentialSum::SignChanges() const {
  int changes = 0;
  for (size_t i = 1; i < terms_.size(); ++i) {
    if ((terms_[i].coefficient.high > 0) != (terms_[i - 1].coefficient.high > 0)) ++changes;
  }
  return changes;
}

int ExponentialSum::SignAt(double w) const {
  // The largest power becomes 1; a positive factor does not change a sign.
  const double origin = w > 0.0 ? terms_.front().time : terms_.back().time;
  const auto count = static_cast<double>(terms_.size());
  double sum = 0.0;
  double error = 0.0;
  for (const Term& term : terms_) {
    const double exponent = -w * (term.time - origin);
    const double value = term.coefficient.high * Exp(exponent);
    sum += value;
    error += std::fabs(value) * (4.0 - exponent + count) + 0x1p-1000;
  }
  if (std::fabs(sum) > error * 0x1p-52) return SignOf(sum);

  // Twice the digits. Where f touches zero, w is within a unit in its last place of the place,
  // which changes f by the square of that times the exponent: the square below covers it.
  Sum2 exact = {0.0, 0.0};
  error = 0.0;
  for (const Term& term : terms_) {
    const Sum2 exponent = Multiply(-w, term.time - origin);
    if (exponent.high < kExponentMin) {
      error += std::fabs(term.coefficient.high) * kBelowExponentMin * 0x1p93;
      continue;
    }
    const Sum2 value = Multiply(term.coefficient, ExpAsPair(exponent));
    exact = Add(exact, value);
    const double reach = 4.0 - exponent.high;
    error += std::fabs(value.high) * (reach * reach + count);
  }
  return std::fabs(exact.high) > error * 0x1p-93 ? SignOf(exact.high) : 0;
}

ExponentialSum ExponentialSum::WithoutFirstChange() const {
  size_t first = 0;
  while ((terms_[first].coefficient.high > 0) == (terms_[first + 1].coefficient.high > 0)) ++first;
  const double between = (terms_[first].time + terms_[first + 1].time) / 2;
  const double span = terms_.back().time - terms_.front().time;
  std::vector<Term> terms = terms_;
  for (Term& term : terms) {
    // The division keeps long chains within the range of a double; it is the same for all terms.
    const Sum2 coefficient = Multiply(term.coefficient, {between - term.time, 0.0});
    term.coefficient = math::v1::Divide(coefficient, {span, 0.0});
  }
  return ExponentialSum(terms);
}

absl::StatusOr<std::vector<ExponentialSum::Root>> ExponentialSum::Roots() const {
  if (IsZero()) return std::vector<Root>();
  std::vector<ExponentialSum> chain = {*this};
  while (chain.back().SignChanges() > 0) chain.push_back(chain.back().WithoutFirstChange());
  chain.pop_back();  // without a change of sign there is no root
  // 0 stands among the points so that no interval crosses it and a root there is exact.
  std::vector<Root> roots;
  for (; !chain.empty(); chain.pop_back()) {
    std::vector<double> points = {0.0};
    for (const Root& root : roots) points.push_back(root.w);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    ASSIGN_OR_RETURN(roots, chain.back().RootsAmong(points));
  }
  return roots;
}

absl::StatusOr<std::vector<ExponentialSum::Root>> ExponentialSum::RootsAmong(
    const std::vector<double>& points) const {
  const int sign_far_left = SignOf(terms_.back().coefficient.high);
  const int sign_far_right = SignOf(terms_.front().coefficient.high);
  std::vector<Root> roots;
  int sign_before = sign_far_left;  // the last that is not 0
  std::vector<double> zeros;        // points since then
  double before = 0.0;
  bool is_first = true;
  for (const double point : points) {
    const int sign = SignAt(point);
    if (sign == 0) {
      zeros.push_back(point);
    } else if (!zeros.empty()) {
      // Neighbouring zeros with something monotone between them are one.
      roots.push_back({zeros[zeros.size() / 2], sign == sign_before});
      zeros.clear();
    } else if (sign != sign_before) {
      double root = 0.0;
      if (is_first) {
        ASSIGN_OR_RETURN(root, RootBeyond(point, sign, -1));
      } else {
        root = RootBetween(before, point, sign_before);
      }
      roots.push_back({root, false});
    }
    if (sign != 0) sign_before = sign;
    before = point;
    is_first = false;
  }
  if (!zeros.empty()) {
    roots.push_back({zeros[zeros.size() / 2], sign_far_right == sign_before});
  } else if (sign_far_right != sign_before) {
    ASSIGN_OR_RETURN(const double root, RootBeyond(points.back(), sign_before, 1));
    roots.push_back({root, false});
  }
  return roots;
}

absl::StatusOr<double> ExponentialSum::RootBeyond(double w, int sign, int direction) const {
  double near = w;
  // Amounts between 1e-300 and 1e18 a day apart have their roots well within 2^13.
  for (double step = 0x1p-12; step <= 0x1p13; step *= 2) {
    const double far = w + direction * step;
    const int sign_far = SignAt(far);
    if (sign_far == 0) return far;
    if (sign_far != sign) {
      return direction > 0 ? RootBetween(near, far, sign) : RootBetween(far, near, sign_far);
    }
    near = far;
  }
  return absl::OutOfRangeError("flows: a rate of return is too far out to be found");
}

double ExponentialSum::RootBetween(double low, double high, int sign_at_low) const {
  // Halves the doubles between the two rather than their distance: at most 63 steps to neighbours,
  // whatever the size of the root.
  const double side = low < 0.0 || high < 0.0 ? -1.0 : 1.0;
  int64_t from = std::bit_cast<int64_t>(std::fabs(low));
  int64_t to = std::bit_cast<int64_t>(std::fabs(high));
  while (from - to > 1 || to - from > 1) {
    const int64_t middle = from + (to - from) / 2;
    const double w = side * std::bit_cast<double>(middle);
    const int sign = SignAt(w);
    if (sign == 0) return w;
    (sign == sign_at_low ? from : to) = middle;
  }
  return side * std::bit_cast<double>(from);
}

}  // namespace cartera::finance
