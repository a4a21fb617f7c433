#include "services/review/store_letters.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"

namespace cartera::review {
namespace {

constexpr pg::Query kNames{"review.letter_names", R"sql(
  SELECT a.display_name, p.title
    FROM registry_read.projects_v1 p
    LEFT JOIN registry_read.agencies_v1 a ON a.id = $2
   WHERE p.id = $1)sql"};
constexpr pg::Query kSender{"review.letter_sender", R"sql(
  SELECT a.display_name
    FROM registry_read.people_v1 p
    JOIN registry_read.agency_closure_v1 c ON c.descendant = p.affiliation
    JOIN registry_read.agencies_v1 a ON a.id = c.ancestor
   WHERE p.id = $1 AND $2::date >= c.from_day AND $2::date < coalesce(c.until_day, 'infinity')
   ORDER BY c.depth DESC)sql"};
constexpr pg::Query kListAsks{"review.list_asks", R"sql(
  SELECT fiscal_year, budget_line, unit, amount_minor, basis, price_year
    FROM review.submission_asks WHERE round = $1 AND submission = $2 AND revision = $3
   ORDER BY line)sql"};

}  // namespace

absl::StatusOr<LetterNames> FindLetterNames(pg::Tx& tx, const Submission& submission,
                                            const Decision& decision) {
  LetterNames names{submission.lead_agency, submission.project, {}};
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kNames, submission.project, submission.lead_agency));
  if (!result.empty()) {
    names.agency = result[0].OptionalText(0).value_or(submission.lead_agency);
    names.project = result[0].Text(1);
  }
  const std::string day = access::Day(absl::FromUnixMicros(decision.created_us));
  ASSIGN_OR_RETURN(const pg::Result bodies, tx.Exec(kSender, decision.recorded_by, day));
  if (!bodies.empty()) names.sender.push_back(bodies[0].Text(0));
  if (bodies.size() > 1) names.sender.push_back(bodies[bodies.size() - 1].Text(0));
  return names;
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
