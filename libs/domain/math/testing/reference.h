#ifndef CARTERA_LIBS_DOMAIN_MATH_TESTING_REFERENCE_H_
#define CARTERA_LIBS_DOMAIN_MATH_TESTING_REFERENCE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

// For the tests of libs/domain/math: true values, and how far a result is from one.
namespace cartera::math::v1 {

// A true value is high + low, to about 2^-106 of itself.
struct Reference {
  std::vector<double> arguments;
  double high;
  double low;
};

// Of tests/data/math/<name>.txt (SOURCE.txt there).
inline std::vector<Reference> ReadReferences(const std::string& name) {
  std::ifstream file("tests/data/math/" + name + ".txt");
  std::vector<Reference> references;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::vector<double> numbers;
    for (std::string word; words >> word;) numbers.push_back(std::strtod(word.c_str(), nullptr));
    const size_t count = numbers.size() - 2;
    references.push_back({{numbers.begin(), numbers.begin() + static_cast<ptrdiff_t>(count)},
                          numbers[count],
                          numbers[count + 1]});
  }
  EXPECT_GE(references.size(), 400U) << name;
  return references;
}

// The unit in the last place of a double of this size.
inline double LastPlace(double value) {
  const double size = std::fabs(value);
  return size < 0x1p-1022 ? 0x1p-1074 : std::ldexp(1.0, std::ilogb(size) - 52);
}

inline double ErrorInLastPlaces(double result, double high, double low) {
  if (std::isinf(high) || std::isnan(high)) return result == high ? 0.0 : HUGE_VAL;
  const double error = std::fabs((result - high) - low) / LastPlace(high);
  return std::isnan(error) ? HUGE_VAL : error;
}

inline double ErrorInLastPlaces(double result, long double truth) {
  const auto high = static_cast<double>(truth);
  return ErrorInLastPlaces(result, high, static_cast<double>(truth - high));
}

// A fixed sequence of numbers evenly over [low, high): splitmix64.
class EvenSequence {
 public:
  explicit EvenSequence(uint64_t seed) : state_(seed) {}
  double Next(double low, double high) {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return low + (high - low) * (static_cast<double>((bits ^ (bits >> 31)) >> 11) * 0x1p-53);
  }

 private:
  uint64_t state_;
};

}  // namespace cartera::math::v1

#endif  // CARTERA_LIBS_DOMAIN_MATH_TESTING_REFERENCE_H_
