#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PLANNING_RATES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PLANNING_RATES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/money/money.h"

namespace cartera::appraisal::v2 {

// What a line is counted in, with the field that says so.
struct StatedUnit {
  money::Unit unit;
  std::string path;
};

// Amounts in the one unit of the case by the rates that the case plans with: a rate of the pair, or
// one the other way round. Never a chain of rates, and never a rate of the day.
class PlanningRates {
 public:
  // The unit of the case: the context's, else the only one of the lines, else the only unit that
  // rates lead to, else that of the first line. `content` must outlive this.
  PlanningRates(const CaseContent& content, const std::optional<money::Unit>& context_unit,
                absl::Span<const StatedUnit> lines);

  const money::Unit& unit() const { return unit_; }

  // In minor units of the case's unit, an exact fraction rounded half to even. Errors:
  // FAILED_PRECONDITION naming both lines when there is no rate; OUT_OF_RANGE.
  absl::StatusOr<int64_t> Convert(const StatedUnit& from, int64_t amount_minor) const;

  // The rate that Convert used; none for the case's own unit. Of a unit that has one.
  std::optional<Explanation> RateOf(const money::Unit& from) const;

 private:
  // A rate, and whether it leads the other way.
  std::pair<const PlanningRate*, bool> Find(absl::string_view from) const;

  const CaseContent& content_;
  money::Unit unit_;
  std::string unit_path_;  // of a line in the case's unit, or what else says it
};

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PLANNING_RATES_H_
