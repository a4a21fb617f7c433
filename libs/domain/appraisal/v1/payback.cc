#include "libs/domain/appraisal/v1/payback.h"

#include "absl/numeric/int128.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v1 {

absl::StatusOr<std::optional<int64_t>> SimplePaybackMilliyears(
    absl::Span<const int64_t> net_minor) {
  // The last year that ends below zero decides: a project can fall back into the red.
  std::optional<size_t> last_negative;
  std::vector<absl::int128> cumulated;
  absl::int128 sum = 0;
  for (size_t year = 0; year < net_minor.size(); ++year) {
    sum += net_minor[year];
    cumulated.push_back(sum);
    if (sum < 0) last_negative = year;
  }
  if (!last_negative.has_value()) return 0;
  if (*last_negative + 1 == net_minor.size()) return std::nullopt;
  const double missing = -static_cast<double>(cumulated[*last_negative]);
  const double gain = static_cast<double>(net_minor[*last_negative + 1]);
  const double years = static_cast<double>(*last_negative) + missing / gain;
  ASSIGN_OR_RETURN(const int64_t milliyears, RoundToMinor(years * 1000.0));
  return milliyears;
}

}  // namespace cartera::appraisal::v1
