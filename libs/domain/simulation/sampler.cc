#include "libs/domain/simulation/sampler.h"

#include <algorithm>
#include <array>

#include "libs/domain/math/v1/exp_log.h"
#include "libs/domain/math/v1/normal.h"

namespace cartera::simulation {
namespace {

// Where a conditional probability is held.
constexpr double kSmallest = 0x1p-53;
// Draws that share room on the stack; a multiple of kGroup.
constexpr size_t kAtOnce = 512;

}  // namespace

Sampler::Sampler(const Distribution& distribution) {
  std::visit([this](const auto& d) { Set(d); }, distribution);
}

void Sampler::Set(const Constant& d) { low_ = d.value; }

void Sampler::Set(const Uniform& d) {
  kind_ = Kind::kScale;
  low_ = d.low;
  width_ = d.high - d.low;
}

void Sampler::Set(const Triangular& d) {
  if (d.low == d.high) return Set(Constant{d.low});
  kind_ = Kind::kTriangle;
  const double width = d.high - d.low;
  triangle_ = {.low = d.low,
               .high = d.high,
               .rise = width * (d.mode - d.low),
               .fall = width * (d.high - d.mode),
               .split = (d.mode - d.low) / width};
}

void Sampler::Set(const BetaPert& d) {
  if (d.low == d.high) return Set(Constant{d.low});
  kind_ = Kind::kPert;
  low_ = d.low;
  width_ = d.high - d.low;
  pert_ = std::make_unique<PertTable>((d.mode - d.low) / width_);
}

void Sampler::SetLognormal(const LogParameters& log) {
  kind_ = Kind::kLognormal;
  log_ = log;
}

void Sampler::Set(const Empirical& d) {
  kind_ = Kind::kEmpirical;
  table_ = d;
}

void Sampler::Set(const HeavyTail& d) {
  kind_ = Kind::kSplice;
  const double edge = math::v1::Log(d.tail_from / d.body_median) / d.body_sigma;
  splice_ = {.mu = math::v1::Log(d.body_median * d.scale),
             .sigma = d.body_sigma,
             .body_mass = 1 - d.tail_mass,
             .body_share = math::v1::NormalCdf(edge),
             .threshold = d.tail_from * d.scale,
             .log_threshold = math::v1::Log(d.tail_from * d.scale),
             .minus_inverse_index = -1 / d.tail_index};
}

void Sampler::Set(const Event& d) {
  if (d.probability == 0) return Set(Constant{0});
  kind_ = Kind::kEvent;
  probability_ = d.probability;
  impact_ = std::make_unique<Sampler>(
      std::visit([](const auto& inner) { return Distribution(inner); }, d.impact));
  gain_ = impact_->Quantile(0.5) >= 0;
}

void Sampler::Pert(const Kernels& kernels, size_t n, double* values) const {
  std::array<TailDraw, kAtOnce> tails;
  for (size_t from = 0; from < n; from += kAtOnce) {
    double* const part = values + from;
    const size_t found = kernels.table(pert_->rows(), low_, width_, part,
                                       std::min(kAtOnce, n - from), part, tails.data());
    for (size_t k = 0; k < found; ++k) {
      part[tails[k].at] = pert_->DirectQuantile(tails[k].u) * width_ + low_;
    }
  }
}

void Sampler::Interpolate(size_t n, double* values) const {
  const std::vector<double>& p = table_.probabilities;
  for (size_t i = 0; i < n; ++i) {
    const auto above = std::upper_bound(p.begin() + 1, p.end() - 1, values[i]);
    const auto k = static_cast<size_t>(above - p.begin());
    const double share = (values[i] - p[k - 1]) / (p[k] - p[k - 1]);
    values[i] = table_.values[k - 1] + share * (table_.values[k] - table_.values[k - 1]);
  }
}

// Only what happens is drawn: the probability given that it happens is spread over (0, 1).
void Sampler::Events(const Kernels& kernels, size_t n, double* values) const {
  std::array<uint32_t, kAtOnce> where;
  std::array<double, kAtOnce> given;
  const double idle = 1 - probability_;
  for (size_t from = 0; from < n; from += kAtOnce) {
    const size_t count = std::min(kAtOnce, n - from);
    double* part = values + from;
    size_t found = 0;
    for (size_t i = 0; i < count; ++i) {
      where[found] = static_cast<uint32_t>(i);
      found += static_cast<size_t>(gain_ ? part[i] > idle : part[i] < probability_);
    }
    for (size_t k = 0; k < found; ++k) {
      const double u = part[where[k]];
      given[k] = std::clamp((gain_ ? u - idle : u) / probability_, kSmallest, 1 - kSmallest);
    }
    std::fill(part, part + count, 0.0);
    const size_t padded = (found + kGroup - 1) / kGroup * kGroup;
    std::fill(given.begin() + found, given.begin() + padded, 0.5);
    impact_->FromUniform(kernels, padded, given.data());
    for (size_t k = 0; k < found; ++k) part[where[k]] = given[k];
  }
}

void Sampler::FromUniform(const Kernels& kernels, size_t n, double* values) const {
  switch (kind_) {
    case Kind::kConstant:
      std::fill(values, values + n, low_);
      return;
    case Kind::kScale:
      return kernels.scale(low_, width_, values, n, values);
    case Kind::kTriangle:
      return kernels.triangle(triangle_, values, n, values);
    case Kind::kPert:
      return Pert(kernels, n, values);
    case Kind::kLognormal:
      kernels.inverse_normal(values, n, values);
      return kernels.lognormal(log_.mu, log_.sigma, values, n, values);
    case Kind::kEmpirical:
      return Interpolate(n, values);
    case Kind::kSplice:
      return kernels.splice(splice_, values, n, values);
    case Kind::kEvent:
      return Events(kernels, n, values);
  }
}

void Sampler::FromNormal(const Kernels& kernels, size_t n, double* values) const {
  if (kind_ == Kind::kLognormal) {
    return kernels.lognormal(log_.mu, log_.sigma, values, n, values);
  }
  kernels.normal_cdf(values, n, values);
  FromUniform(kernels, n, values);
}

double Sampler::Quantile(double probability) const {
  std::array<double, kGroup> values;
  values.fill(probability);
  FromUniform(*ScalarKernels(), kGroup, values.data());
  return values[0];
}

}  // namespace cartera::simulation
