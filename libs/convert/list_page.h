#ifndef CARTERA_LIBS_CONVERT_LIST_PAGE_H_
#define CARTERA_LIBS_CONVERT_LIST_PAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/platform/list/bind.h"
#include "libs/platform/list/filter.h"
#include "libs/platform/list/order.h"
#include "libs/platform/list/page_token.h"
#include "libs/platform/pg/query.h"
#include "libs/platform/pg/tx.h"

namespace cartera::convert {

// What a List request asks for; the same five texts in every List message.
struct ListAsk {
  absl::string_view method;
  absl::string_view parent;
  absl::string_view filter;
  absl::string_view order_by;
  absl::string_view page_token;
  int page_size = 0;
  absl::string_view principal;
};

// One page of a list: filter, order and position compiled to trusted SQL with bound values.
class ListPage {
 public:
  // `unique_key` is the field that makes the order total. Placeholders start at $first_parameter.
  // Errors: INVALID_ARGUMENT INVALID_REQUEST naming filter, order_by, page_token or page_size.
  static absl::StatusOr<ListPage> Make(const ListAsk& ask, absl::Span<const list::Field> fields,
                                       const list::Field& unique_key,
                                       const list::PageTokens& tokens, int first_parameter);

  // Runs `select` ("SELECT a, b FROM t WHERE visible") with `params` and the page's own conditions
  // added; the key columns are put in front of `select`'s. At most limit() + 1 rows come back.
  absl::StatusOr<pg::Result> Run(pg::Tx& tx, absl::string_view name, absl::string_view columns,
                                 absl::string_view from_where, pg::Params params) const;
  int limit() const { return limit_; }
  // Columns of the key before the caller's own.
  int key_columns() const { return static_cast<int>(order_.size()); }
  // The rows to give, at most limit().
  int Count(const pg::Result& rows) const;
  // The token of the next page; empty when these are the last rows.
  absl::StatusOr<std::string> NextToken(const pg::Result& rows) const;

 private:
  list::Order order_;
  list::SqlFilter filter_;
  list::SqlFilter after_;
  int limit_ = 0;
  int limit_parameter_ = 0;
  std::string method_, parent_, filter_text_, order_text_, principal_;
  const list::PageTokens* tokens_ = nullptr;
};

}  // namespace cartera::convert

#endif  // CARTERA_LIBS_CONVERT_LIST_PAGE_H_
