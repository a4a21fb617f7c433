#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURE_LIST_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURE_LIST_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/accounts.h"

namespace cartera::appraisal::v2 {

// What a figure is called and how it is made.
struct FigureText {
  absl::string_view name;   // "net_present_value"; its id is "economic.net_present_value"
  absl::string_view label;  // the account and its prices are added
  absl::string_view formula;
};

// Collects the figures of one option. Figures that were explained are referred to by label and
// value, with the formula "see economic.net_present_value".
class FigureList {
 public:
  explicit FigureList(const Ledger& ledger) : ledger_(ledger) {}

  // What follows belongs to this account.
  void Open(Account account) { account_ = account; }
  Account account() const { return account_; }

  // In the account's own prices, and discounted. What they give stays valid until Take.
  Figure& Money(const FigureText& text, std::optional<int64_t> minor);
  Figure& Present(const FigureText& text, std::optional<int64_t> minor);
  // Of no prices: ratios ("1e-4"), shares and rates ("bp"), times ("milliyears"), counts.
  Figure& Plain(const FigureText& text, std::optional<int64_t> value, absl::string_view unit);

  // A figure of the open account, as an input of another.
  Explanation See(absl::string_view name) const;
  std::optional<int64_t> ValueOf(absl::string_view name) const;
  // "see economic.total_cost" of the open account: for a part that has no field of its own.
  std::string SeeText(absl::string_view name) const;
  // The figure of the open account under which the lines of that side stand.
  std::string SeeLines(bool is_cost) const;

  std::vector<Figure> Take();

 private:
  Figure& Add(const FigureText& text, const std::string& suffix, std::optional<int64_t> value,
              std::string unit);

  const Ledger& ledger_;
  Account account_ = Account::kEconomic;
  std::deque<Figure> figures_;
};

// A number that is read or made on the way.
Explanation Amount(std::string label, int64_t value, std::string unit);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_FIGURE_LIST_H_
