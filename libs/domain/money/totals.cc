#include "libs/domain/money/totals.h"

#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace cartera::money {

void Totals::Add(const std::optional<Money>& money) {
  if (money.has_value()) {
    Add(*money);
  } else {
    ++unknown_count_;
  }
}

void Totals::Add(const Money& money) {
  Sum& sum = sums_[{money.unit.code, money.unit.decimals, money.basis, money.price_year}];
  sum.amount_minor += money.amount_minor;
  ++sum.count;
}

absl::StatusOr<std::vector<TotalRow>> Totals::Rows() const {
  std::vector<TotalRow> rows;
  rows.reserve(sums_.size());
  for (const auto& [key, sum] : sums_) {
    const auto& [code, decimals, basis, price_year] = key;
    if (sum.amount_minor > std::numeric_limits<int64_t>::max() ||
        sum.amount_minor < std::numeric_limits<int64_t>::min()) {
      return absl::OutOfRangeError(absl::StrCat("the total in ", code, " of ", sum.count,
                                                " amounts passes 64 bits of minor units"));
    }
    rows.push_back({.total = {.amount_minor = static_cast<int64_t>(sum.amount_minor),
                              .unit = {code, decimals},
                              .basis = basis,
                              .price_year = price_year},
                    .count = sum.count});
  }
  return rows;
}

}  // namespace cartera::money
