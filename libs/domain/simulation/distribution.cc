#include "libs/domain/simulation/distribution.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/math/v1/exp_log.h"
#include "libs/domain/math/v1/normal.h"
#include "libs/domain/simulation/limits.h"

namespace cartera::simulation {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// Writes `name.field: why`.
absl::Status Refuse(absl::string_view name, absl::string_view field, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(name, ".", field, ": ", why));
}

absl::Status CheckInside(absl::string_view name, absl::string_view field, double value, double low,
                         double high) {
  if (value >= low && value <= high) return absl::OkStatus();  // false for NaN
  return Refuse(name, field, absl::StrCat(value, " is not between ", low, " and ", high));
}

absl::Status CheckValue(absl::string_view name, absl::string_view field, double value) {
  return CheckInside(name, field, value, -kValueMax, kValueMax);
}

// A positive number with an inverse that is still within limits.
absl::Status CheckPositive(absl::string_view name, absl::string_view field, double value) {
  return CheckInside(name, field, value, 1 / kValueMax, kValueMax);
}

absl::Status CheckRange(absl::string_view name, double low, double high) {
  RETURN_IF_ERROR(CheckValue(name, "low", low));
  RETURN_IF_ERROR(CheckValue(name, "high", high));
  if (low > high) return Refuse(name, "high", absl::StrCat(high, " is below low, ", low));
  return absl::OkStatus();
}

absl::Status CheckMode(absl::string_view name, double low, double mode, double high) {
  RETURN_IF_ERROR(CheckRange(name, low, high));
  if (mode >= low && mode <= high) return absl::OkStatus();
  return Refuse(name, "mode",
                absl::StrCat(mode, " is not between low, ", low, ", and high, ", high));
}

absl::Status Check(const Constant& d, absl::string_view name) {
  return CheckValue(name, "value", d.value);
}

absl::Status Check(const Uniform& d, absl::string_view name) {
  return CheckRange(name, d.low, d.high);
}

absl::Status Check(const Triangular& d, absl::string_view name) {
  return CheckMode(name, d.low, d.mode, d.high);
}

absl::Status Check(const BetaPert& d, absl::string_view name) {
  return CheckMode(name, d.low, d.mode, d.high);
}

absl::Status Check(const Lognormal& d, absl::string_view name) {
  RETURN_IF_ERROR(CheckPositive(name, "median", d.median));
  return CheckInside(name, "cv", d.cv, 0, kCvMax);
}

absl::Status Check(const LognormalThrough& d, absl::string_view name) {
  RETURN_IF_ERROR(CheckInside(name, "low_probability", d.low_probability, 0.001, 0.999));
  RETURN_IF_ERROR(CheckInside(name, "high_probability", d.high_probability, 0.001, 0.999));
  RETURN_IF_ERROR(CheckPositive(name, "low_value", d.low_value));
  RETURN_IF_ERROR(CheckPositive(name, "high_value", d.high_value));
  if (d.high_probability - d.low_probability < 0.01) {
    return Refuse(name, "high_probability", "is not above low_probability by 0.01 or more");
  }
  if (d.high_value < d.low_value) return Refuse(name, "high_value", "is below low_value");
  const LogParameters log = LogParametersOf(d);
  if (log.sigma > kSigmaMax || std::abs(log.mu) > math::v1::Log(kValueMax)) {
    return Refuse(
        name, "high_value",
        absl::StrCat("is too far from low_value: sigma ", log.sigma, " of at most ", kSigmaMax));
  }
  return absl::OkStatus();
}

absl::Status Check(const Empirical& d, absl::string_view name) {
  const size_t count = d.probabilities.size();
  if (count < 2 || count > kTablePointsMax) {
    return Refuse(name, "probabilities",
                  absl::StrCat(count, " points are not between 2 and ", kTablePointsMax));
  }
  if (d.values.size() != count) {
    return Refuse(name, "values",
                  absl::StrCat(d.values.size(), " values for ", count, " probabilities"));
  }
  if (d.probabilities.front() != 0) return Refuse(name, "probabilities[0]", "is not 0");
  if (d.probabilities.back() != 1) {
    return Refuse(name, absl::StrCat("probabilities[", count - 1, "]"), "is not 1");
  }
  for (size_t i = 0; i < count; ++i) {
    RETURN_IF_ERROR(CheckValue(name, absl::StrCat("values[", i, "]"), d.values[i]));
    if (i == 0) continue;
    if (!(d.probabilities[i] - d.probabilities[i - 1] >= 1e-9)) {
      return Refuse(name, absl::StrCat("probabilities[", i, "]"),
                    "is not above the one before by 1e-9 or more");
    }
    if (d.values[i] < d.values[i - 1]) {
      return Refuse(name, absl::StrCat("values[", i, "]"), "is below the one before");
    }
  }
  return absl::OkStatus();
}

absl::Status Check(const HeavyTail& d, absl::string_view name) {
  RETURN_IF_ERROR(CheckInside(name, "scale", d.scale, 1e-9, 1e15));
  RETURN_IF_ERROR(CheckInside(name, "body_median", d.body_median, 1e-3, 1e3));
  RETURN_IF_ERROR(CheckInside(name, "body_sigma", d.body_sigma, 1e-3, kSigmaMax));
  RETURN_IF_ERROR(CheckInside(name, "tail_from", d.tail_from, d.body_median, 1e3));
  RETURN_IF_ERROR(CheckInside(name, "tail_mass", d.tail_mass, 1e-6, 0.999));
  return CheckInside(name, "tail_index", d.tail_index, kTailIndexMin, kTailIndexMax);
}

// The ends of an impact.
std::pair<double, double> EndsOf(const Impact& impact) {
  return std::visit(
      Overloaded{[](const Constant& d) { return std::pair(d.value, d.value); },
                 [](const Lognormal&) { return std::pair(0.0, kValueMax); },
                 [](const LognormalThrough&) { return std::pair(0.0, kValueMax); },
                 [](const Empirical& d) { return std::pair(d.values.front(), d.values.back()); },
                 [](const auto& d) { return std::pair(d.low, d.high); }},
      impact);
}

absl::Status Check(const Event& d, absl::string_view name) {
  RETURN_IF_ERROR(CheckInside(name, "probability", d.probability, 0, 1));
  const std::string impact = absl::StrCat(name, ".impact");
  RETURN_IF_ERROR(std::visit([&](const auto& inner) { return Check(inner, impact); }, d.impact));
  const auto [low, high] = EndsOf(d.impact);
  if (low < 0 && high > 0) {
    return Refuse(
        name, "impact",
        absl::StrCat("is both a loss and a gain, from ", low, " to ", high, ": state two events"));
  }
  return absl::OkStatus();
}

// Mean and mean square.
struct Moments {
  double mean = 0, square = 0;
};

Moments FromVariance(double mean, double variance) { return {mean, variance + mean * mean}; }

Moments MomentsOf(const LogParameters& log) {
  const double grown = math::v1::Exp(log.sigma * log.sigma);
  const double mean = math::v1::Exp(log.mu + log.sigma * log.sigma / 2);
  return FromVariance(mean, mean * mean * (grown - 1));
}

std::optional<Moments> MomentsOf(const Distribution& distribution);

Moments MomentsOf(const Empirical& d) {
  Moments sum;
  for (size_t i = 1; i < d.values.size(); ++i) {
    const double mass = d.probabilities[i] - d.probabilities[i - 1];
    const double a = d.values[i - 1], b = d.values[i];
    sum.mean += mass * (a + b) / 2;
    sum.square += mass * (a * a + a * b + b * b) / 3;
  }
  return sum;
}

// The body is a lognormal given that it is below `tail_from`, the tail a Pareto.
std::optional<double> MeanOf(const HeavyTail& d) {
  if (d.tail_index <= 1) return std::nullopt;
  const double s = d.body_sigma;
  const double edge = math::v1::Log(d.tail_from / d.body_median) / s;
  const double body = d.body_median * math::v1::Exp(s * s / 2) * math::v1::NormalCdf(edge - s) /
                      math::v1::NormalCdf(edge);
  const double tail = d.tail_from * d.tail_index / (d.tail_index - 1);
  return d.scale * ((1 - d.tail_mass) * body + d.tail_mass * tail);
}

std::optional<Moments> MomentsOf(const HeavyTail& d) {
  const std::optional<double> mean = MeanOf(d);
  if (d.tail_index <= 2 || !mean.has_value()) return std::nullopt;
  const double s = d.body_sigma;
  const double edge = math::v1::Log(d.tail_from / d.body_median) / s;
  const double body = d.body_median * d.body_median * math::v1::Exp(2 * s * s) *
                      math::v1::NormalCdf(edge - 2 * s) / math::v1::NormalCdf(edge);
  const double tail = d.tail_from * d.tail_from * d.tail_index / (d.tail_index - 2);
  return Moments{*mean, d.scale * d.scale * ((1 - d.tail_mass) * body + d.tail_mass * tail)};
}

std::optional<Moments> MomentsOf(const Event& d) {
  const Distribution impact =
      std::visit([](const auto& inner) { return Distribution(inner); }, d.impact);
  const std::optional<Moments> inner = MomentsOf(impact);
  return Moments{d.probability * inner->mean, d.probability * inner->square};
}

std::optional<Moments> MomentsOf(const Distribution& distribution) {
  using Result = std::optional<Moments>;
  return std::visit(
      Overloaded{[](const Constant& d) -> Result { return FromVariance(d.value, 0); },
                 [](const Uniform& d) -> Result {
                   const double width = d.high - d.low;
                   return FromVariance((d.low + d.high) / 2, width * width / 12);
                 },
                 [](const Triangular& d) -> Result {
                   const double a = d.mode - d.low, b = d.high - d.low;
                   return FromVariance(d.low + (a + b) / 3, (a * a + b * b - a * b) / 18);
                 },
                 [](const BetaPert& d) -> Result {
                   const double mean = (d.low + 4 * d.mode + d.high) / 6;
                   return FromVariance(mean, (mean - d.low) * (d.high - mean) / 7);
                 },
                 [](const Lognormal& d) -> Result { return MomentsOf(LogParametersOf(d)); },
                 [](const LognormalThrough& d) -> Result { return MomentsOf(LogParametersOf(d)); },
                 [](const auto& d) -> Result { return MomentsOf(d); }},
      distribution);
}

}  // namespace

absl::Status CheckDistribution(const Distribution& distribution, absl::string_view name) {
  return std::visit([&](const auto& d) { return Check(d, name); }, distribution);
}

LogParameters LogParametersOf(const Lognormal& lognormal) {
  return {math::v1::Log(lognormal.median),
          std::sqrt(math::v1::Log(1 + lognormal.cv * lognormal.cv))};
}

LogParameters LogParametersOf(const LognormalThrough& lognormal) {
  const double z_low = math::v1::NormalQuantile(lognormal.low_probability);
  const double z_high = math::v1::NormalQuantile(lognormal.high_probability);
  const double low = math::v1::Log(lognormal.low_value);
  const double sigma = (math::v1::Log(lognormal.high_value) - low) / (z_high - z_low);
  return {low - sigma * z_low, sigma};
}

std::optional<double> MeanOf(const Distribution& distribution) {
  if (const auto* tail = std::get_if<HeavyTail>(&distribution)) return MeanOf(*tail);
  const std::optional<Moments> moments = MomentsOf(distribution);
  return moments.has_value() ? std::optional<double>(moments->mean) : std::nullopt;
}

std::optional<double> VarianceOf(const Distribution& distribution) {
  const std::optional<Moments> moments = MomentsOf(distribution);
  if (!moments.has_value()) return std::nullopt;
  return moments->square - moments->mean * moments->mean;
}

}  // namespace cartera::simulation
