#ifndef CARTERA_LIBS_DOMAIN_MONEY_TOTALS_H_
#define CARTERA_LIBS_DOMAIN_MONEY_TOTALS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "libs/domain/money/money.h"

namespace cartera::money {

// The sum of `count` amounts that are alike.
struct TotalRow {
  Money total;
  int64_t count = 0;
};

// Sums amounts that may not be alike: one row per (unit, price basis, price year), never more.
// What is unknown is counted, not taken as zero.
class Totals {
 public:
  void Add(const std::optional<Money>& money);
  void Add(const Money& money);

  // The rows by unit code, nominal before real, price year. A total may pass kAmountMinorMax, which
  // bounds one stated amount. Errors: OUT_OF_RANGE when a row passes int64; independent of order.
  absl::StatusOr<std::vector<TotalRow>> Rows() const;
  int64_t unknown_count() const { return unknown_count_; }

 private:
  struct Sum {
    absl::int128 amount_minor = 0;
    int64_t count = 0;
  };
  using Key = std::tuple<std::string, int, PriceBasis, int>;  // code, decimals, basis, price year
  std::map<Key, Sum> sums_;
  int64_t unknown_count_ = 0;
};

}  // namespace cartera::money

#endif  // CARTERA_LIBS_DOMAIN_MONEY_TOTALS_H_
