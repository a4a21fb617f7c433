#include "libs/convert/list_page.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/list/violation.h"
#include "libs/platform/rpc/error.h"

namespace cartera::convert {
namespace {

// Adds the list library's fault; false when `status` is no fault of the request.
bool AddFault(const absl::Status& status, rpc::Violations* violations) {
  const std::optional<list::Violation> violation = list::ViolationOf(status);
  if (!violation.has_value()) return false;
  violations->Add(violation->field, violation->reason,
                  absl::StrCat("at character ", violation->position + 1, ": ", violation->message));
  return true;
}

absl::Status AsRequestFault(const absl::Status& status) {
  rpc::Violations violations;
  return AddFault(status, &violations) ? violations.ToStatus() : status;
}

}  // namespace

absl::StatusOr<ListPage> ListPage::Make(const ListAsk& ask, absl::Span<const list::Field> fields,
                                        const list::Field& unique_key,
                                        const list::PageTokens& tokens, int first_parameter) {
  ListPage page;
  page.method_ = std::string(ask.method);
  page.parent_ = std::string(ask.parent);
  page.filter_text_ = std::string(ask.filter);
  page.order_text_ = std::string(ask.order_by);
  page.principal_ = std::string(ask.principal);
  page.tokens_ = &tokens;
  const auto limit = list::NormalisePageSize(ask.page_size);
  auto filter = list::Compile(ask.filter, fields, first_parameter);
  auto order = list::ParseOrderBy(ask.order_by, fields, unique_key);
  const auto position = tokens.Open(
      {ask.method, ask.parent, ask.filter, ask.order_by, ask.principal}, ask.page_token);
  rpc::Violations violations;
  for (const absl::Status& status :
       {filter.status(), order.status(), limit.status(), position.status()}) {
    if (!status.ok() && !AddFault(status, &violations)) return status;
  }
  RETURN_IF_ERROR(violations.ToStatus());
  page.limit_ = *limit;
  page.filter_ = *std::move(filter);
  page.order_ = *std::move(order);
  const int next = first_parameter + static_cast<int>(page.filter_.parameters.size());
  page.after_.sql = "TRUE";
  if (position->has_value()) {
    auto after = list::AfterKey(page.order_, (*position)->last_key, next);
    if (!after.ok()) return AsRequestFault(after.status());
    page.after_ = *std::move(after);
  }
  page.limit_parameter_ = next + static_cast<int>(page.after_.parameters.size());
  return page;
}

absl::StatusOr<pg::Result> ListPage::Run(pg::Tx& tx, absl::string_view name,
                                         absl::string_view columns, absl::string_view from_where,
                                         pg::Params params) const {
  const std::string sql = absl::StrCat(
      "SELECT ", list::KeySql(order_), ", ", columns, " ", from_where, " AND (", filter_.sql,
      ") AND (", after_.sql, ") ORDER BY ", list::OrderBySql(order_), " LIMIT $", limit_parameter_);
  list::AddValues(filter_.parameters, &params);
  list::AddValues(after_.parameters, &params);
  params.Add(static_cast<int64_t>(limit_) + 1);
  return tx.Exec(pg::Query{.name = name, .sql = sql, .once = true}, params);
}

int ListPage::Count(const pg::Result& rows) const { return std::min(rows.size(), limit_); }

absl::StatusOr<std::string> ListPage::NextToken(const pg::Result& rows) const {
  if (rows.size() <= limit_) return std::string();
  auto token = tokens_->Seal({method_, parent_, filter_text_, order_text_, principal_},
                             {list::KeyOf(order_, rows[limit_ - 1], 0), 0});
  return token.ok() ? token : AsRequestFault(token.status());
}

}  // namespace cartera::convert
