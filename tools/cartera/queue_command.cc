#include "absl/strings/str_cat.h"
#include "tools/cartera/commands.h"

namespace cartera::cli {

absl::StatusOr<int> SubmissionQueue(Invocation& invocation) {
  constexpr absl::string_view kWaiting =
      "(state = submitted OR state = screening OR state = in_review)";
  std::string& filter = invocation.globals.filter;
  filter = filter.empty() ? std::string(kWaiting) : absl::StrCat(kWaiting, " AND (", filter, ")");
  if (invocation.globals.order_by.empty()) invocation.globals.order_by = "step_due_date";
  return RunCall(invocation);
}

}  // namespace cartera::cli
