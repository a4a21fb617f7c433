#ifndef CARTERA_LIBS_DOMAIN_MATH_V1_SERIES_H_
#define CARTERA_LIBS_DOMAIN_MATH_V1_SERIES_H_

// The numbers behind the functions of version 1, for one argument (this folder) and for many at
// once (libs/domain/simulation). Changing one is another version.
namespace cartera::math::v1::series {

inline constexpr double kLog2E = 0x1.71547652b82fep+0;
// ln 2 in two parts: k ln 2 is exact in the first for |k| < 2^20.
inline constexpr double kLn2High = 0x1.62e42fee00000p-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
inline constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;

// e^r: 1/2!, 1/3!, ... 1/13!
inline constexpr double kExp[] = {1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
                                  1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
                                  1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};

// ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) with s = f / (2 + f), as in fdlibm; R is our own
// Chebyshev fit of degree 6, relative error below 2^-51 of R.
inline constexpr double kLogRest[] = {
    0x1.5555555555558p-1, 0x1.99999999952e2p-2, 0x1.2492492df14bfp-2, 0x1.c71c62e57c0cfp-3,
    0x1.7462b4ac51915p-3, 0x1.39fe603f8739ep-3, 0x1.2b584c80de001p-3};

// erf(x) for |x| <= 0.75: x times a polynomial in x^2, our own Chebyshev fit, relative error below
// 2^-59.
inline constexpr double kErf[] = {
    0x1.20dd750429b6dp+0,  -0x1.812746b0379e0p-2,  0x1.ce2f21a0424c3p-4,  -0x1.b82ce31257412p-6,
    0x1.565bcd03657c0p-8,  -0x1.c02db1220cfe6p-11, 0x1.f9a2afa3a8f86p-14, -0x1.f4c5debf1228ap-17,
    0x1.b90ecd4aeec12p-20, -0x1.564f71bbc0d35p-23, 0x1.8a312cb07e6ccp-27};

// e^(x^2) erfc(x) for 0 <= x <= 28: a polynomial in (x - 4) / (x + 4) over 1 + 2x, after M. M.
// Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x <
// infinity", Math. Comp. 36 (1981); our own fit, relative error below 2^-58.
inline constexpr double kScaledErfc[] = {
    0x1.3ba5916e9fd7fp+0,   -0x1.1df1ad154a28fp-3,  0x1.f7f5df66fd693p-7,   0x1.16ecefcfa53e0p-4,
    -0x1.9ddb23c3e87e9p-4,  0x1.7fee004e11958p-4,   -0x1.0fb06dfe56bbcp-4,  0x1.3079edf69c8c1p-5,
    -0x1.0962388275ee7p-6,  0x1.49c6727ef8298p-8,   -0x1.8d4a9c4626a70p-11, -0x1.a1df20f90b476p-13,
    0x1.3be06814345eap-13,  -0x1.9959a647892bdp-16, -0x1.788c610cecef8p-17, 0x1.7f2ab0df7bb7fp-18,
    0x1.3b5310e04330dp-22,  -0x1.bb109f7cc4d63p-21, 0x1.41c517b922a77p-24,  0x1.d8301872c9038p-24,
    -0x1.3866f4de619dep-26, -0x1.e41a276e46899p-27, 0x1.0a7cf86f44568p-29,  0x1.61b7cfc6699ccp-30};

// The quantile of the normal distribution: PPND16 of M. J. Wichura, "Algorithm AS 241", Applied
// Statistics 37 (1988): ratios of polynomials for the middle, the tails, and the far tails.
inline constexpr double kMiddleUp[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                       1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                       4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                       3.3430575583588128105e+4, 2.5090809287301226727e+3};
inline constexpr double kMiddleDown[] = {1.0,
                                         4.2313330701600911252e+1,
                                         6.8718700749205790830e+2,
                                         5.3941960214247511077e+3,
                                         2.1213794301586595867e+4,
                                         3.9307895800092710610e+4,
                                         2.8729085735721942674e+4,
                                         5.2264952788528545610e+3};
inline constexpr double kTailUp[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                     5.76949722146069140550e0,  3.64784832476320460504e0,
                                     1.27045825245236838258e0,  2.41780725177450611770e-1,
                                     2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr double kTailDown[] = {1.0,
                                       2.05319162663775882187e0,
                                       1.67638483018380384940e0,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
inline constexpr double kFarUp[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
inline constexpr double kFarDown[] = {1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};

}  // namespace cartera::math::v1::series

#endif  // CARTERA_LIBS_DOMAIN_MATH_V1_SERIES_H_
