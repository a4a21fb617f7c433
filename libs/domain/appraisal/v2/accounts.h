#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ACCOUNTS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ACCOUNTS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/lines.h"
#include "libs/domain/money/money.h"

// The three ways in which the same lines are counted. Sunk lines are in none.
//
// Fiscal: what public budgets pay and get back in cash: cash and own staff, with all tax, transfers
// too; of the gains the cash-releasing ones. Nominal.
// Economic: what society gives up and gains: every resource and every gain in money, without
// transfers and without tax that is paid back, plus the cost of raising the net outlay of public
// budgets where the methodology has one. Real.
// Agency: what the applicant pays in cash and staff, without tax that it gets back, and what it
// keeps: cash-releasing gains that are not cut from its budget. Nominal.
namespace cartera::appraisal::v2 {

inline constexpr std::array<Account, 3> kAccounts = {Account::kFiscal, Account::kEconomic,
                                                     Account::kAgency};

// All lines, or those that nobody else has still to agree to.
enum class Scope : uint8_t { kAllLines, kConfirmedLines };

// True when the account counts the line.
bool Counts(Account account, const Line& line);
// True when a public budget pays or gets the line's money: what tax financing is reckoned on.
bool IsPublicCash(const Line& line);
// What the account counts of a line in a year.
const Counted& AmountIn(Account account, const LineYear& year);

// The prices in which the account is kept.
money::PriceBasis BasisOf(const Ledger& ledger, Account account);
// "economic account, prices of 2027".
std::string AccountText(const Ledger& ledger, Account account);
// The same of what is discounted.
std::string PresentText(const Ledger& ledger, Account account);

// By year from the base year on, in minor units.
using Years = std::vector<int64_t>;

struct Flows {
  Years costs;  // as stated, without the next two
  Years bias;
  Years tax_financing;  // economic account only; negative where budgets gain
  Years benefits;
};

// The flows of lines of one option in `basis`. Errors: OUT_OF_RANGE.
absl::StatusOr<Flows> FlowsOf(const Ledger& ledger, const std::vector<const Line*>& lines,
                              Account account, money::PriceBasis basis);

// The lines of an option that are in the scope; whether an account counts them is another matter.
std::vector<const Line*> LinesIn(const Ledger& ledger, absl::string_view option, Scope scope);

// What is discounted: costs with bias and tax financing; benefits less these.
absl::StatusOr<Years> FullCosts(const Flows& flows);
absl::StatusOr<Years> NetBenefits(const Flows& flows);

// Errors: OUT_OF_RANGE past kSumMinorMax.
absl::StatusOr<int64_t> Total(const Years& years);
inline constexpr int64_t kSumMinorMax = 1'000'000'000'000'000'000;

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_ACCOUNTS_H_
