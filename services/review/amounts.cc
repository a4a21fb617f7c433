#include "services/review/amounts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"

namespace cartera::review {
namespace {

using Key = std::tuple<int, std::string, std::string, int, int>;  // year, line, unit, basis, price

Key KeyOf(const YearAmount& line) {
  return {line.fiscal_year, line.budget_line, line.amount.unit.code,
          static_cast<int>(line.amount.basis), line.amount.price_year};
}

// What may be given: the sum of the lines of `asked` that `wants` selects, in the money of `like`.
template <typename Wants>
int64_t SumLike(const std::vector<YearAmount>& lines, const money::Money& like, Wants wants) {
  int64_t sum_minor = 0;
  for (const YearAmount& line : lines) {
    if (!wants(line) || !money::IsLike(line.amount, like)) continue;
    // Sums of a case stay far below the range: 5,000 lines of 10^17 would not, so they stop there.
    if (__builtin_add_overflow(sum_minor, line.amount.amount_minor, &sum_minor)) return INT64_MAX;
  }
  return sum_minor;
}

std::string DescribeMoney(const money::Money& amount) {
  return amount.basis == money::PriceBasis::kReal
             ? absl::StrCat(amount.unit.code, " in prices of ", amount.price_year)
             : absl::StrCat(amount.unit.code, " nominal");
}

// One line; true when it is like something asked, so that its size can be compared.
bool CheckLine(const YearAmount& line, const std::string& field,
               const std::vector<YearAmount>& asked, rpc::Violations* violations) {
  const auto of_year = [&](const YearAmount& other) {
    return other.fiscal_year == line.fiscal_year;
  };
  const auto of_line = [&](const YearAmount& other) {
    return of_year(other) && (line.budget_line.empty() || other.budget_line == line.budget_line);
  };
  const auto like = [&](const YearAmount& other) {
    return of_line(other) && money::IsLike(other.amount, line.amount);
  };
  if (line.amount.amount_minor <= 0) {
    violations->Add(field + ".amount.amount_minor", "NOT_POSITIVE", "must be above zero");
  }
  if (std::none_of(asked.begin(), asked.end(), of_year)) {
    violations->Add(field + ".fiscal_year", "NOT_ASKED",
                    absl::StrCat("nothing was asked for ", line.fiscal_year));
    return false;
  }
  const auto first = std::find_if(asked.begin(), asked.end(), of_line);
  if (first == asked.end()) {
    violations->Add(
        field + ".budget_line", "NOT_ASKED",
        absl::StrCat("nothing was asked for ", line.budget_line, " in ", line.fiscal_year));
    return false;
  }
  if (std::none_of(asked.begin(), asked.end(), like)) {
    violations->Add(field + ".amount", "MONEY_DIFFERS",
                    absl::StrCat("is ", DescribeMoney(line.amount), "; asked was ",
                                 DescribeMoney(first->amount)));
    return false;
  }
  return true;
}

void CheckSize(size_t i, const std::string& field, const std::vector<YearAmount>& authorised,
               const std::vector<YearAmount>& asked, rpc::Violations* violations) {
  const YearAmount& line = authorised[i];
  const auto of_year = [&](const YearAmount& other) {
    return other.fiscal_year == line.fiscal_year;
  };
  const auto of_line = [&](const YearAmount& other) {
    return of_year(other) && other.budget_line == line.budget_line;
  };
  int64_t given_minor = SumLike(authorised, line.amount, of_year);
  int64_t asked_minor = SumLike(asked, line.amount, of_year);
  std::string what = absl::StrCat(line.fiscal_year);
  if (given_minor <= asked_minor && !line.budget_line.empty()) {
    given_minor = SumLike(authorised, line.amount, of_line);
    asked_minor = SumLike(asked, line.amount, of_line);
    absl::StrAppend(&what, ", ", line.budget_line);
  }
  if (given_minor <= asked_minor) return;
  violations->Add(field + ".amount.amount_minor", "MORE_THAN_ASKED",
                  absl::StrCat("makes ", given_minor, " minor units of ", line.amount.unit.code,
                               " for ", what, "; asked were ", asked_minor));
}

}  // namespace

absl::StatusOr<std::vector<YearAmount>> AskedAmounts(const appraisal::v1::Revision& revision) {
  std::map<Key, YearAmount> sums;
  for (const auto& one : revision.asked_amounts()) {
    YearAmount line{.fiscal_year = one.fiscal_year(), .budget_line = one.budget_line()};
    ASSIGN_OR_RETURN(line.amount, convert::FromProto(one.amount()));
    const auto [at, is_first] = sums.emplace(KeyOf(line), line);
    if (!is_first) {
      ASSIGN_OR_RETURN(at->second.amount, money::Add(at->second.amount, line.amount));
    }
  }
  std::vector<YearAmount> asked;
  for (auto& [key, line] : sums) asked.push_back(std::move(line));
  return asked;
}

void CheckAuthorised(const std::vector<YearAmount>& authorised,
                     const std::vector<YearAmount>& asked, rpc::Violations* violations) {
  std::set<Key> seen;
  for (size_t i = 0; i < authorised.size(); ++i) {
    const std::string field = absl::StrCat("decision.authorised[", i, "]");
    if (!CheckLine(authorised[i], field, asked, violations)) continue;
    if (!seen.insert(KeyOf(authorised[i])).second) {
      violations->Add(field, "TWICE", "the same fiscal year and budget line stands twice");
      continue;
    }
    CheckSize(i, field, authorised, asked, violations);
  }
}

absl::StatusOr<calendar::CivilDate> EndOfLastYear(const std::vector<YearAmount>& authorised) {
  int last = 0;
  for (const YearAmount& line : authorised) last = std::max(last, line.fiscal_year);
  return calendar::CivilDate::Make(last, 12, 31);
}

}  // namespace cartera::review
