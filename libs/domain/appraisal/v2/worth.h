#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WORTH_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WORTH_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/v2/accounts.h"

namespace cartera::appraisal::v2 {

// What lines are worth in one account, in minor units.
struct Worth {
  Account account = Account::kEconomic;
  Flows stated;      // in the account's prices
  Flows discounted;  // in the prices that the rates are meant for, before discounting
  Years full_costs;  // of `discounted`, with bias and tax financing
  Years net;         // of `discounted`: benefits less full costs

  int64_t total_cost = 0;  // of `stated`: neither discounted nor uplifted
  int64_t total_benefits = 0;
  int64_t total_bias = 0;
  int64_t pv_costs = 0;  // with bias and tax financing
  int64_t pv_benefits = 0;
  int64_t npv = 0;
};

// Errors: OUT_OF_RANGE.
absl::StatusOr<Worth> WorthOf(const Ledger& ledger, absl::Span<const double> factors,
                              const std::vector<const Line*>& lines, Account account);

// numerator x 10,000 / denominator, rounded half to even; absent when the denominator is not
// positive or the ratio is past every use.
std::optional<int64_t> RatioBp(int64_t numerator, int64_t denominator);
// numerator / denominator, the same way.
std::optional<int64_t> Quotient(int64_t numerator, int64_t denominator);

// Present value of what an account counts of one line, as a double; with its bias, and with the
// tax financing that it causes. A cost is positive.
absl::StatusOr<double> PresentValueOf(const Ledger& ledger, absl::Span<const double> factors,
                                      const Line& line, Account account);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_WORTH_H_
