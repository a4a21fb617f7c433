#ifndef CARTERA_LIBS_DOMAIN_FINANCE_EXPONENTIAL_SUM_H_
#define CARTERA_LIBS_DOMAIN_FINANCE_EXPONENTIAL_SUM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/math/v1/double_double.h"

namespace cartera::finance {

// f(w) = sum of c_i e^(-w t_i): the present value of amounts c_i at whole times t_i, when w is the
// logarithm of the growth per unit of time. Periods and days are the same to it.
//
// By Descartes, f has at most as many roots as its c_i, in order of time, change sign. All are
// found by taking the changes away one by one: with m between two times where the sign changes,
// the derivative of e^(wm) f is again such a sum, with one change less, and between two neighbours
// of its roots e^(wm) f is monotone, so that f has a root there exactly when its signs differ.
class ExponentialSum {
 public:
  struct Term {
    double time;
    math::v1::Sum2 coefficient;
  };

  // Terms by rising time; those whose coefficient is 0 are dropped.
  explicit ExponentialSum(const std::vector<Term>& terms);

  bool IsZero() const { return terms_.empty(); }
  int SignChanges() const;

  // -1 or 1 when the sign of f(w) is certain; 0 when f(w) is nearer to zero than about 2^-90 of the
  // sum of its terms' sizes, where rounding hides the sign.
  int SignAt(double w) const;

  struct Root {
    double w;
    // f comes to zero, as far as SignAt can tell, without changing sign.
    bool touches;
  };
  // Every root, rising, once each whatever its multiplicity. Errors: OUT_OF_RANGE when a root is
  // too far out to be found.
  absl::StatusOr<std::vector<Root>> Roots() const;

 private:
  // The derivative of e^(wm) f, m between the first two neighbours of opposite sign.
  ExponentialSum WithoutFirstChange() const;
  // The roots of f, given points between which it has one at most.
  absl::StatusOr<std::vector<Root>> RootsAmong(const std::vector<double>& points) const;
  // The root between w where the sign is `sign` and the infinity on the side of `direction`, 1 or
  // -1, where it is the other.
  absl::StatusOr<double> RootBeyond(double w, int sign, int direction) const;
  // The root between two points of opposite sign that have no zero between them.
  double RootBetween(double low, double high, int sign_at_low) const;

  std::vector<Term> terms_;
};

}  // namespace cartera::finance

#endif  // CARTERA_LIBS_DOMAIN_FINANCE_EXPONENTIAL_SUM_H_
