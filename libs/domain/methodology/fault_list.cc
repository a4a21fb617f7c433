#include "libs/domain/methodology/fault_list.h"

#include "libs/domain/money/unit.h"

namespace cartera::methodology {

void FaultList::CheckOrigin(const Origin& origin, absl::string_view path) {
  if (origin.source.empty()) {
    if (origin.standing != Standing::kIllustrative) {
      Add(absl::StrCat(path, ".source"), "a value that is not illustrative names its source");
    }
  } else if (methodology_.sources.count(origin.source) == 0) {
    Add(absl::StrCat(path, ".source"),
        absl::StrCat("\"", origin.source, "\" is not among the sources"));
  }
}

void FaultList::CheckUnit(const std::string& code, absl::string_view path) {
  if (money::UnitTable::Iso().Find(code).ok()) return;
  Add(std::string(path), absl::StrCat("\"", code, "\" is no unit that is known"));
}

std::string FaultList::PathOf(absl::string_view list, const std::string& id,
                              std::set<std::string>& ids) {
  std::string path = absl::StrCat(list, "[id=", id, "]");
  if (!ids.insert(id).second) Add(path, "this id stands twice");
  return path;
}

}  // namespace cartera::methodology
