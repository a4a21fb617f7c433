// Prices, tax financing, optimism bias, value bands, unit values, grants and shared gains.
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/fault_list.h"

namespace cartera::methodology {
namespace {

void CheckSeries(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const PriceSeries& series : methodology.price_series) {
    const std::string path = faults.PathOf("price_series", series.id, ids);
    if (series.index_micro_by_year.empty()) {
      faults.Add(path + ".index_micro_by_year", "at least one year");
    }
    faults.CheckOrigin(series.origin, path + ".origin");
  }
}

void CheckBias(const OptimismBias& bias, const std::string& path, FaultList& faults) {
  if (bias.cost_lower_bp > bias.cost_upper_bp) {
    faults.Add(path + ".cost_lower_bp", "is above the upper bound");
  }
  if (bias.duration_lower_bp > bias.duration_upper_bp) {
    faults.Add(path + ".duration_lower_bp", "is above the upper bound");
  }
  std::set<CostCategory> categories;
  for (CostCategory category : bias.categories) {
    if (categories.insert(category).second) continue;
    faults.Add(path + ".categories", absl::StrCat("\"", Name(category), "\" stands twice"));
  }
  std::set<std::string> causes;
  int sum_bp = 0;
  for (const BiasCause& cause : bias.causes) {
    faults.PathOf(path + ".causes", cause.id, causes);
    sum_bp += cause.contribution_bp;
  }
  if (sum_bp != kWholeBp) {
    faults.Add(path + ".causes", absl::StrCat("the contributions add to ", sum_bp, ", not 10000"));
  }
  faults.CheckOrigin(bias.origin, path + ".origin");
}

void CheckBands(const Methodology& methodology, FaultList& faults) {
  const std::vector<ValueBand>& bands = methodology.value_bands;
  for (size_t i = 1; i < bands.size(); ++i) {
    // Only the first may start from below.
    const bool rises = bands[i].from_bp.has_value() && (!bands[i - 1].from_bp.has_value() ||
                                                        *bands[i].from_bp > *bands[i - 1].from_bp);
    if (!rises) faults.Add(absl::StrCat("value_bands.bands[", i, "].from_bp"), "must rise");
  }
  faults.CheckOrigin(methodology.value_bands_origin, "value_bands.origin");
}

void CheckFunding(const Methodology& methodology, FaultList& faults) {
  std::set<std::string> ids;
  for (const GrantRule& grant : methodology.grants) {
    const std::string path = faults.PathOf("grants", grant.id, ids);
    if (grant.to_minor.has_value() && *grant.to_minor < grant.from_minor) {
      faults.Add(path + ".to_minor", "is below from_minor");
    }
    faults.CheckUnit(grant.unit, path + ".unit");
    faults.CheckOrigin(grant.origin, path + ".origin");
  }
  if (!methodology.gain_sharing.has_value()) return;
  faults.CheckUnit(methodology.gain_sharing->unit, "gain_sharing.unit");
  faults.CheckOrigin(methodology.gain_sharing->origin, "gain_sharing.origin");
}

}  // namespace

void ValidatePrices(const Methodology& methodology, FaultList& faults) {
  CheckSeries(methodology, faults);
  if (methodology.tax_financing.has_value()) {
    faults.CheckOrigin(methodology.tax_financing->origin, "tax_financing.origin");
  }
  std::set<std::string> types;
  for (const OptimismBias& bias : methodology.optimism_biases) {
    const std::string path = absl::StrCat("optimism_biases[", bias.project_type, "]");
    if (!types.insert(bias.project_type).second) faults.Add(path, "this project type stands twice");
    CheckBias(bias, path, faults);
  }
  CheckBands(methodology, faults);
  CheckFunding(methodology, faults);
  std::set<std::string> values;
  for (const UnitValue& value : methodology.unit_values) {
    const std::string path = faults.PathOf("unit_values", value.id, values);
    faults.CheckUnit(value.unit, path + ".unit");
    faults.CheckOrigin(value.origin, path + ".origin");
  }
  if (const auto& weights = methodology.income_weights; weights.has_value()) {
    faults.CheckUnit(weights->unit, "distribution.unit");
    faults.CheckOrigin(weights->origin, "distribution.origin");
    faults.CheckOrigin(weights->reference_origin, "distribution.reference_origin");
  }
}

}  // namespace cartera::methodology
