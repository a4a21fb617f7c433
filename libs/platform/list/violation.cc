#include "libs/platform/list/violation.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cartera::list {
namespace {

constexpr absl::string_view kViolationPayload = "cartera/list.violation";
constexpr absl::string_view kReasonPayload = "cartera/reason";

}  // namespace

absl::Status ToStatus(const Violation& violation) {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(
      violation.field, ": ", violation.message, " (at character ", violation.position + 1, ")"));
  status.SetPayload(kReasonPayload, absl::Cord(violation.reason));
  status.SetPayload(kViolationPayload,
                    absl::Cord(absl::StrCat(violation.field, "\n", violation.position, "\n",
                                            violation.reason, "\n", violation.message)));
  return status;
}

std::optional<Violation> ViolationOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kViolationPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::vector<std::string> parts =
      absl::StrSplit(std::string(*payload), absl::MaxSplits('\n', 3));
  Violation violation;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[1], &violation.position)) return std::nullopt;
  violation.field = parts[0];
  violation.reason = parts[2];
  violation.message = parts[3];
  return violation;
}

}  // namespace cartera::list
