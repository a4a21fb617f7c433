#ifndef CARTERA_LIBS_DOMAIN_MATH_V1_NORMAL_H_
#define CARTERA_LIBS_DOMAIN_MATH_V1_NORMAL_H_

// The error function and the standard normal distribution, bit for bit as exp_log.h says; the
// largest errors, in units of the last place, are those that normal_test.cc measures.
namespace cartera::math::v1 {

// 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x. Largest error 1.6.
double Erf(double x);
// 1 - erf(x), exact in its relative error for large x. Largest error 3.
double Erfc(double x);
// P(Z < z). Largest error 3.5. NormalCdf(0) = 1/2.
double NormalCdf(double z);
// The z with P(Z < z) = p, of p in [0, 1]: minus infinity at 0, infinity at 1, not a number
// outside. Largest error 5, and odd about 1/2 as far as 1 - p is exact. NormalQuantile(1/2) = 0.
double NormalQuantile(double p);

}  // namespace cartera::math::v1

#endif  // CARTERA_LIBS_DOMAIN_MATH_V1_NORMAL_H_
