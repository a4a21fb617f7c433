#include "libs/base/ids.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/text_rule.h"

namespace cartera {
namespace {

bool IsLetterOrDigit(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

}  // namespace

bool IsValidResourceId(absl::string_view id) {
  if (id.empty() || id.size() > kResourceIdMax || !IsLetterOrDigit(id.front())) return false;
  for (char c : id) {
    if (!IsLetterOrDigit(c) && c != '-') return false;
  }
  return true;
}

absl::Status CheckResourceId(absl::string_view id) {
  if (IsValidResourceId(id)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(id, kResourceIdMax), " is not an id: an id is 1 to ", kResourceIdMax,
                   " lower-case letters, digits and hyphens, the first no hyphen"));
}

}  // namespace cartera
