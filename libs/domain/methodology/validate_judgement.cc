// Weighting, floors and limits with a unit. Whether judgements agree, and whether rules can use
// their limits, is the engine's to check.
#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/fault_list.h"

namespace cartera::methodology {
namespace {

void CheckWeighting(const Methodology& methodology, FaultList& faults) {
  const Weighting& weighting = *methodology.weighting;
  const size_t count = methodology.dimensions.size();
  if (weighting.method == WeightMethod::kSwing && weighting.swings.size() != count) {
    faults.Add("weighting.swings", absl::StrCat(count, " numbers, one for each dimension"));
  }
  if (weighting.method == WeightMethod::kAhp) {
    if (weighting.comparisons_milli.size() != count) {
      faults.Add("weighting.comparisons", absl::StrCat(count, " rows, one for each dimension"));
    }
    for (size_t row = 0; row < weighting.comparisons_milli.size(); ++row) {
      if (weighting.comparisons_milli[row].size() == count) continue;
      faults.Add(absl::StrCat("weighting.comparisons[", row, "].milli"),
                 absl::StrCat(count, " numbers, one for each dimension"));
    }
  }
  faults.CheckOrigin(weighting.origin, "weighting.origin");
}

}  // namespace

void ValidateJudgement(const Methodology& methodology, FaultList& faults) {
  if (methodology.weighting.has_value()) CheckWeighting(methodology, faults);
  for (size_t i = 0; i < methodology.floors.size(); ++i) {
    faults.CheckOrigin(methodology.floors[i].origin, absl::StrCat("floors[", i, "].origin"));
  }
  for (const Criterion& criterion : methodology.criteria) {
    if (criterion.limits_unit.empty()) continue;
    const std::string path = absl::StrCat("criteria[id=", criterion.id, "].limits_unit");
    if (methodology.engine == 1) faults.Add(path, "needs \"engine\": 2");
    faults.CheckUnit(criterion.limits_unit, path);
  }
}

}  // namespace cartera::methodology
