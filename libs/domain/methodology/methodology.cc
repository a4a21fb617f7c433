#include "libs/domain/methodology/methodology.h"

namespace cartera::methodology {

int RateBpAt(const Discounting& discounting, int offset) {
  int rate_bp = discounting.schedule.front().rate_bp;
  for (const DiscountStep& step : discounting.schedule) {
    if (step.from_year_offset > offset) break;
    rate_bp = step.rate_bp;
  }
  return rate_bp;
}

std::optional<std::string> RiskLevel(const RiskMatrix& matrix, int probability_bp, int impact) {
  if (impact < 1 || impact > 5 || probability_bp < 0 || probability_bp > kWholeBp) {
    return std::nullopt;
  }
  size_t column = 0;
  for (size_t i = 0; i < matrix.probability_from_bp.size(); ++i) {
    if (probability_bp >= matrix.probability_from_bp[i]) column = i;
  }
  const int level = matrix.level_by_cell[static_cast<size_t>(impact - 1)][column];
  if (level < 0 || static_cast<size_t>(level) >= matrix.levels.size()) return std::nullopt;
  return matrix.levels[static_cast<size_t>(level)];
}

bool TwoPeopleDecide(const Methodology& methodology, const money::Money& amount) {
  for (const TwoPersonThreshold& threshold : methodology.two_person_thresholds) {
    if (threshold.unit == amount.unit.code) return amount.amount_minor >= threshold.amount_minor;
  }
  return !methodology.two_person_thresholds.empty();
}

absl::string_view InLanguage(const Text& text, absl::string_view language) {
  auto found = text.find(std::string(language));
  if (found == text.end()) found = text.find("en");
  return found == text.end() ? absl::string_view() : absl::string_view(found->second);
}

const Criterion* FindCriterion(const Methodology& methodology, absl::string_view id) {
  for (const Criterion& criterion : methodology.criteria) {
    if (criterion.id == id) return &criterion;
  }
  return nullptr;
}

const Dimension* FindDimension(const Methodology& methodology, absl::string_view id) {
  for (const Dimension& dimension : methodology.dimensions) {
    if (dimension.id == id) return &dimension;
  }
  return nullptr;
}

}  // namespace cartera::methodology
