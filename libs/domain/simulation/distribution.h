#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_DISTRIBUTION_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_DISTRIBUTION_H_

#include <optional>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// What an uncertain number may be. Values are in the caller's unit.
namespace cartera::simulation {

struct Constant {
  double value = 0;
};

struct Uniform {
  double low = 0, high = 0;
};

// low <= mode <= high. Equal ends are a constant.
struct Triangular {
  double low = 0, mode = 0, high = 0;
};

// Beta on [low, high] with alpha = 1 + 4 (mode - low) / (high - low) and alpha + beta = 6.
struct BetaPert {
  double low = 0, mode = 0, high = 0;
};

// Positive; `cv` is sd / mean: sigma of the logarithm is sqrt(ln(1 + cv^2)).
struct Lognormal {
  double median = 1, cv = 0;
};

// The lognormal through two of its quantiles.
struct LognormalThrough {
  double low_probability = 0.1, low_value = 0;
  double high_probability = 0.9, high_value = 0;
};

// A quantile table, linear between its points: probabilities rise from 0 to 1, values never fall.
struct Empirical {
  std::vector<double> probabilities, values;
};

// A reference class with a heavy tail, for ratios of outcome to estimate: below `tail_from` a
// lognormal with this median and sigma, cut there, with mass 1 - tail_mass; from it on a Pareto
// with this index (no mean up to 1, no variance up to 2). All is multiplied by `scale`.
struct HeavyTail {
  double scale = 1;
  double body_median = 1, body_sigma = 0;
  double tail_from = 1, tail_mass = 0, tail_index = 2;
};

using Impact =
    std::variant<Constant, Uniform, Triangular, BetaPert, Lognormal, LognormalThrough, Empirical>;

// Nothing, or with this probability an impact, which is never negative or never positive.
struct Event {
  double probability = 0;
  Impact impact;
};

using Distribution = std::variant<Constant, Uniform, Triangular, BetaPert, Lognormal,
                                  LognormalThrough, Empirical, HeavyTail, Event>;

// OK, or INVALID_ARGUMENT that begins with the argument's name: `name`.mode and the like.
absl::Status CheckDistribution(const Distribution& distribution, absl::string_view name);

// Mean and variance by closed form, of a distribution that was checked; nothing where a heavy tail
// has none.
std::optional<double> MeanOf(const Distribution& distribution);
std::optional<double> VarianceOf(const Distribution& distribution);

// mu and sigma of the logarithm.
struct LogParameters {
  double mu = 0, sigma = 0;
};
LogParameters LogParametersOf(const Lognormal& lognormal);
LogParameters LogParametersOf(const LognormalThrough& lognormal);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_DISTRIBUTION_H_
