#include "libs/domain/appraisal/v2/line_shares.h"

#include <vector>

#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/v2/planning_rates.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Methodology;

// Rates times this stay within an int128 and its product within an int64 for any real rate.
constexpr absl::int128 kConvertedMax = 1'000'000'000'000'000;

// Adds lines, in the one unit that the case's planning rates bring them to.
class Adder {
 public:
  Adder(const CaseContent& content, const Methodology& methodology)
      : content_(content), methodology_(methodology) {}

  template <typename Line>
  absl::Status Add(const Line& line, bool is_part) {
    ASSIGN_OR_RETURN(const LineFlow flow, FlowOf(line, methodology_));
    absl::int128 sum = 0;
    for (const auto& [year, minor] : flow.minor_by_year) sum += minor;
    units_.push_back({flow.like.unit, line.id});
    sums_.push_back({sum, is_part});
    return absl::OkStatus();
  }

  // Errors: FAILED_PRECONDITION when no rate brings the lines together.
  absl::StatusOr<LineShare> Share() const {
    LineShare share;
    const PlanningRates rates(content_, std::nullopt, units_);
    for (size_t i = 0; i < sums_.size(); ++i) {
      ASSIGN_OR_RETURN(const absl::int128 minor, Convert(rates, units_[i], sums_[i].minor));
      share.whole += minor;
      if (sums_[i].is_part) share.part += minor;
    }
    return share;
  }

  std::optional<money::Unit> Unit() const {
    if (units_.empty()) return std::nullopt;
    return PlanningRates(content_, std::nullopt, units_).unit();
  }

 private:
  struct Sum {
    absl::int128 minor = 0;
    bool is_part = false;
  };

  static absl::StatusOr<absl::int128> Convert(const PlanningRates& rates, const StatedUnit& unit,
                                              absl::int128 minor) {
    if (unit.unit.code == rates.unit().code) return minor;
    if (minor > kConvertedMax || minor < -kConvertedMax) {
      return absl::OutOfRangeError("A line is too large to be converted.");
    }
    if (!rates.RateOf(unit.unit).has_value()) {
      return absl::FailedPreconditionError("The lines are in several units.");
    }
    return rates.Convert(unit, static_cast<int64_t>(minor));
  }

  const CaseContent& content_;
  const Methodology& methodology_;
  std::vector<StatedUnit> units_;
  std::vector<Sum> sums_;
};

}  // namespace

std::optional<int64_t> LineShare::share_bp() const {
  if (whole <= 0) return std::nullopt;
  return static_cast<int64_t>(part * methodology::kWholeBp / whole);
}

absl::StatusOr<LineSum> CostAsStated(const CaseContent& content, const Methodology& methodology,
                                     absl::string_view option) {
  Adder adder(content, methodology);
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || line.sunk) continue;
    RETURN_IF_ERROR(adder.Add(line, false));
  }
  ASSIGN_OR_RETURN(const LineShare share, adder.Share());
  return LineSum{.minor = share.whole, .unit = adder.Unit()};
}

absl::StatusOr<LineShare> ShareOfCosts(const CaseContent& content, const Methodology& methodology,
                                       absl::string_view option,
                                       absl::FunctionRef<bool(const CostLine&)> has_property) {
  Adder adder(content, methodology);
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || line.sunk) continue;
    RETURN_IF_ERROR(adder.Add(line, has_property(line)));
  }
  return adder.Share();
}

absl::StatusOr<LineShare> ShareOfBenefits(
    const CaseContent& content, const Methodology& methodology, absl::string_view option,
    absl::FunctionRef<bool(const BenefitLine&)> counts,
    absl::FunctionRef<bool(const BenefitLine&)> has_property) {
  Adder adder(content, methodology);
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.option != option || line.category == BenefitCategory::kNonMonetised) continue;
    if (!counts(line)) continue;
    RETURN_IF_ERROR(adder.Add(line, has_property(line)));
  }
  return adder.Share();
}

}  // namespace cartera::appraisal::v2
