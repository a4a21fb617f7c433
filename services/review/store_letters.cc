#include "services/review/store_letters.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"

namespace cartera::review {
namespace {

constexpr pg::Query kNames{"review.letter_names", R"sql(
  SELECT a.display_name, p.title
    FROM registry_read.projects_v1 p
    LEFT JOIN registry_read.agencies_v1 a ON a.id = $2
   WHERE p.id = $1)sql"};
constexpr pg::Query kListAsks{"review.list_asks", R"sql(
  SELECT fiscal_year, budget_line, unit, amount_minor, basis, price_year
    FROM review.submission_asks WHERE round = $1 AND submission = $2 AND revision = $3
   ORDER BY line)sql"};

}  // namespace

absl::StatusOr<LetterNames> FindLetterNames(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kNames, submission.project, submission.lead_agency));
  if (result.empty()) return LetterNames{submission.lead_agency, submission.project};
  return LetterNames{result[0].OptionalText(0).value_or(submission.lead_agency), result[0].Text(1)};
}

absl::StatusOr<std::vector<YearAmount>> ListAsks(pg::Tx& tx, const Submission& submission,
                                                 int revision) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListAsks, submission.round, submission.id, revision));
  std::vector<YearAmount> asks;
  for (const pg::Row row : result) {
    YearAmount ask{.fiscal_year = static_cast<int>(row.Int64(0)), .budget_line = row.Text(1)};
    ASSIGN_OR_RETURN(auto amount, convert::ReadMoney(row, 2));
    if (!amount.has_value()) {
      return absl::InternalError(absl::StrCat(submission.id, " has an ask without an amount"));
    }
    ask.amount = *std::move(amount);
    asks.push_back(std::move(ask));
  }
  return asks;
}

}  // namespace cartera::review
