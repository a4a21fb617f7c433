#include "libs/domain/appraisal/v2/bias.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::BiasCause;
using methodology::CostCategory;
using methodology::kWholeBp;
using methodology::OptimismBias;

constexpr int64_t kSquareBp = int64_t{kWholeBp} * kWholeBp;

bool Covers(const OptimismBias& bias, CostCategory category) {
  if (!bias.categories.empty()) {
    return std::find(bias.categories.begin(), bias.categories.end(), category) !=
           bias.categories.end();
  }
  return category < CostCategory::kOperation;
}

const OptimismBias* Find(const CaseContent& content, const methodology::Methodology& methodology) {
  for (const OptimismBias& bias : methodology.optimism_biases) {
    if (!bias.project_type.empty() && bias.project_type == content.identification.project_type) {
      return &bias;
    }
  }
  return nullptr;
}

const Mitigation* Find(const CaseContent& content, const BiasCause& cause) {
  for (const Mitigation& mitigation : content.risks.mitigations) {
    if (mitigation.cause == cause.id) return &mitigation;
  }
  return nullptr;
}

Bias Mitigated(const CaseContent& content, const OptimismBias& bias) {
  Bias result;
  Explanation& tree = result.explanation;
  tree = {.label = absl::StrCat("optimism bias of ", bias.project_type),
          .formula = "(1 - sum of contribution x mitigated) x upper bound, at least the lower",
          .unit = "bp",
          .source = bias.origin.source,
          .standing = bias.origin.standing};
  const auto bound = [&](absl::string_view label, int value_bp) {
    tree.inputs.push_back({.label = std::string(label),
                           .value = value_bp,
                           .unit = "bp",
                           .source = bias.origin.source,
                           .standing = bias.origin.standing});
  };
  bound("upper bound", bias.cost_upper_bp);
  bound("lower bound", bias.cost_lower_bp);
  int64_t mitigated = 0;  // of kSquareBp
  for (const BiasCause& cause : bias.causes) {
    const Mitigation* mitigation = Find(content, cause);
    if (mitigation == nullptr) continue;
    const int mitigated_bp = std::clamp(mitigation->mitigated_bp, 0, kWholeBp);
    mitigated += int64_t{cause.contribution_bp} * mitigated_bp;
    tree.inputs.push_back(
        {.label = absl::StrCat("mitigated: ", cause.id),
         .formula = absl::StrCat("of a contribution of ", cause.contribution_bp, " bp"),
         .value = mitigated_bp,
         .unit = "bp",
         .field_path = absl::StrCat("risks.mitigations[cause=", cause.id, "].mitigated_bp"),
         .source = mitigation->evidence.source});
  }
  result.share =
      std::max((kSquareBp - std::clamp(mitigated, int64_t{0}, kSquareBp)) * bias.cost_upper_bp,
               kSquareBp * bias.cost_lower_bp);
  tree.value = (result.share + kSquareBp / 2) / kSquareBp;
  return result;
}

}  // namespace

std::map<CostCategory, Bias> BiasesOf(const CaseContent& content,
                                      const methodology::Methodology& methodology) {
  std::map<CostCategory, Bias> biases;
  if (const OptimismBias* bias = Find(content, methodology); bias != nullptr) {
    const Bias mitigated = Mitigated(content, *bias);
    for (const CostCategory category : methodology::AllCostCategories()) {
      if (Covers(*bias, category) && mitigated.share > 0) biases.emplace(category, mitigated);
    }
    return biases;
  }
  for (const methodology::Uplift& uplift : methodology.uplifts) {
    if (uplift.uplift_bp == 0) continue;
    biases.emplace(uplift.category,
                   Bias{.share = uplift.uplift_bp * kSquareBp,
                        .explanation = {.label = absl::StrCat("uplift of ", Name(uplift.category)),
                                        .value = uplift.uplift_bp,
                                        .unit = "bp",
                                        .source = uplift.origin.source,
                                        .standing = uplift.origin.standing}});
  }
  return biases;
}

absl::StatusOr<int64_t> BiasOn(int64_t amount_minor, const Bias& bias) {
  return v1::DivideHalfEven(absl::int128(amount_minor) * bias.share, kBiasWhole);
}

}  // namespace cartera::appraisal::v2
