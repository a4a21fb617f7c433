#include "libs/base/resource_name.h"

#include <cassert>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/ids.h"
#include "libs/base/limits.h"
#include "libs/base/text_rule.h"

namespace cartera {
namespace {

bool IsVariable(absl::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

absl::Status NotOfPattern(absl::string_view pattern, absl::string_view name,
                          absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 200), " is not a name of the form ", pattern, why));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseResourceName(absl::string_view pattern,
                                                           absl::string_view name,
                                                           Wildcard wildcard) {
  if (name.size() > kResourceNameMax) {
    return NotOfPattern(pattern, name, absl::StrCat(": longer than ", kResourceNameMax, " bytes"));
  }
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> given = absl::StrSplit(name, '/');
  if (wanted.size() != given.size()) return NotOfPattern(pattern, name, "");
  std::vector<std::string> ids;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (!IsVariable(wanted[i])) {
      if (wanted[i] != given[i]) return NotOfPattern(pattern, name, "");
      continue;
    }
    if (!(wildcard == Wildcard::kAllowed && given[i] == "-")) {
      if (absl::Status id = CheckResourceId(given[i]); !id.ok()) {
        return NotOfPattern(pattern, name, absl::StrCat(": ", id.message()));
      }
    }
    ids.emplace_back(given[i]);
  }
  return ids;
}

std::string FormatResourceName(absl::string_view pattern,
                               std::initializer_list<absl::string_view> ids) {
  std::string name;
  auto id = ids.begin();
  for (absl::string_view segment : absl::StrSplit(pattern, '/')) {
    if (!name.empty()) name += '/';
    if (IsVariable(segment)) {
      assert(id != ids.end());
      absl::StrAppend(&name, *id++);
    } else {
      absl::StrAppend(&name, segment);
    }
  }
  assert(id == ids.end());
  return name;
}

std::string IdOf(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

}  // namespace cartera
