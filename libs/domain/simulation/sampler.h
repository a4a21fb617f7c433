#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_SAMPLER_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_SAMPLER_H_

#include <memory>
#include <optional>
#include <vector>

#include "libs/domain/simulation/distribution.h"
#include "libs/domain/simulation/kernels.h"
#include "libs/domain/simulation/pert_table.h"

namespace cartera::simulation {

// Draws of one distribution by its quantile function, so that any dependence between uniform or
// normal numbers carries over. What it gives does not depend on the kernels.
class Sampler {
 public:
  // Of a distribution that CheckDistribution let pass.
  explicit Sampler(const Distribution& distribution);

  // Replaces n uniform numbers inside (0, 1) by draws; n is a multiple of kGroup.
  void FromUniform(const Kernels& kernels, size_t n, double* values) const;
  // Replaces n standard normal numbers by draws.
  void FromNormal(const Kernels& kernels, size_t n, double* values) const;

  // The quantile of a probability inside (0, 1).
  double Quantile(double probability) const;

 private:
  enum class Kind { kConstant, kScale, kTriangle, kPert, kLognormal, kEmpirical, kSplice, kEvent };

  void Set(const Constant& d);
  void Set(const Uniform& d);
  void Set(const Triangular& d);
  void Set(const BetaPert& d);
  void Set(const Lognormal& d) { SetLognormal(LogParametersOf(d)); }
  void Set(const LognormalThrough& d) { SetLognormal(LogParametersOf(d)); }
  void Set(const Empirical& d);
  void Set(const HeavyTail& d);
  void Set(const Event& d);
  void SetLognormal(const LogParameters& log);

  void Pert(const Kernels& kernels, size_t n, double* values) const;
  void Interpolate(size_t n, double* values) const;
  void Events(const Kernels& kernels, size_t n, double* values) const;

  Kind kind_ = Kind::kConstant;
  double low_ = 0, width_ = 0;
  Triangle triangle_;
  Splice splice_;
  LogParameters log_;
  Empirical table_;
  std::unique_ptr<PertTable> pert_;
  double probability_ = 0;  // of an event
  bool gain_ = true;        // its impact is not negative
  std::unique_ptr<Sampler> impact_;
};

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_SAMPLER_H_
