#include "libs/domain/appraisal/v2/line_shares.h"

#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/flows.h"

namespace cartera::appraisal::v2 {
namespace {

// Adds flows that have the same unit.
class Adder {
 public:
  absl::StatusOr<absl::int128> Add(const LineFlow& flow) {
    if (!unit_.has_value()) unit_ = flow.like.unit;
    if (unit_->code != flow.like.unit.code) {
      return absl::FailedPreconditionError("The lines are in several units.");
    }
    absl::int128 sum = 0;
    for (const auto& [year, minor] : flow.minor_by_year) sum += minor;
    return sum;
  }
  const std::optional<money::Unit>& unit() const { return unit_; }

 private:
  std::optional<money::Unit> unit_;
};

}  // namespace

std::optional<int64_t> LineShare::share_bp() const {
  if (whole <= 0) return std::nullopt;
  return static_cast<int64_t>(part * methodology::kWholeBp / whole);
}

absl::StatusOr<LineSum> CostAsStated(const CaseContent& content,
                                     const methodology::Methodology& methodology,
                                     absl::string_view option) {
  LineSum sum;
  Adder adder;
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || line.sunk) continue;
    ASSIGN_OR_RETURN(const LineFlow flow, FlowOf(line, methodology));
    ASSIGN_OR_RETURN(const absl::int128 minor, adder.Add(flow));
    sum.minor += minor;
  }
  sum.unit = adder.unit();
  return sum;
}

absl::StatusOr<LineShare> ShareOfCosts(const CaseContent& content,
                                       const methodology::Methodology& methodology,
                                       absl::string_view option,
                                       absl::FunctionRef<bool(const CostLine&)> has_property) {
  LineShare share;
  Adder adder;
  for (const CostLine& line : content.costs.lines) {
    if (line.option != option || line.sunk) continue;
    ASSIGN_OR_RETURN(const LineFlow flow, FlowOf(line, methodology));
    ASSIGN_OR_RETURN(const absl::int128 minor, adder.Add(flow));
    share.whole += minor;
    if (has_property(line)) share.part += minor;
  }
  return share;
}

absl::StatusOr<LineShare> ShareOfBenefits(
    const CaseContent& content, const methodology::Methodology& methodology,
    absl::string_view option, absl::FunctionRef<bool(const BenefitLine&)> counts,
    absl::FunctionRef<bool(const BenefitLine&)> has_property) {
  LineShare share;
  Adder adder;
  for (const BenefitLine& line : content.benefits.lines) {
    if (line.option != option || line.category == BenefitCategory::kNonMonetised) continue;
    if (!counts(line)) continue;
    ASSIGN_OR_RETURN(const LineFlow flow, FlowOf(line, methodology));
    ASSIGN_OR_RETURN(const absl::int128 minor, adder.Add(flow));
    share.whole += minor;
    if (has_property(line)) share.part += minor;
  }
  return share;
}

}  // namespace cartera::appraisal::v2
