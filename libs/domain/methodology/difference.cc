#include "libs/domain/methodology/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "libs/domain/canonical/form.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

// Members that name a row, in the order in which they are asked for.
constexpr absl::string_view kNames[] = {"id", "section", "project_type", "category"};

std::string Shown(const Value* value) {
  if (value == nullptr) return "";
  std::string text = value->is_string() ? value->string_value() : canonical::Write(*value);
  if (text.size() <= kDifferenceTextMax) return text;
  size_t end = kDifferenceTextMax;
  // A letter of several bytes stays whole.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(absl::string_view(text).substr(0, end), "...");
}

// "id=c5" of every row; empty when some row has no name, or two have the same.
std::vector<std::string> NamesOf(const std::vector<Value>& rows) {
  for (absl::string_view name : kNames) {
    std::vector<std::string> names;
    for (const Value& row : rows) {
      const Value* found = row.Find(name);
      if (found == nullptr || !found->is_string()) break;
      names.push_back(absl::StrCat(name, "=", found->string_value()));
    }
    if (names.size() != rows.size()) continue;
    if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  }
  return {};
}

class Comparison {
 public:
  std::vector<Difference> Run(const Value& before, const Value& after) {
    Compare("", &before, &after);
    return std::move(differences_);
  }

 private:
  void Add(const std::string& path, const Value* before, const Value* after) {
    differences_.push_back({path, Shown(before), Shown(after)});
  }

  void Compare(const std::string& path, const Value* before, const Value* after) {
    if (before != nullptr && after != nullptr) {
      if (*before == *after) return;
      if (before->is_object() && after->is_object()) return CompareMembers(path, *before, *after);
      if (before->is_array() && after->is_array()) return CompareRows(path, *before, *after);
    }
    Add(path, before, after);
  }

  void CompareMembers(const std::string& path, const Value& before, const Value& after) {
    std::set<std::string> keys;
    for (const Value* value : {&before, &after}) {
      for (const Value::Member& member : value->members()) keys.insert(member.key);
    }
    for (const std::string& key : keys) {
      Compare(path.empty() ? key : absl::StrCat(path, ".", key), before.Find(key), after.Find(key));
    }
  }

  void CompareRows(const std::string& path, const Value& before, const Value& after) {
    const std::vector<std::string> names = NamesOf(before.items());
    const std::vector<std::string> others = NamesOf(after.items());
    const bool is_named = names.size() == before.items().size() &&
                          others.size() == after.items().size() &&
                          !(names.empty() && others.empty());
    return is_named ? CompareNamed(path, before, after, names, others)
                    : ComparePlaces(path, before.items(), after.items());
  }

  void CompareNamed(const std::string& path, const Value& before, const Value& after,
                    const std::vector<std::string>& names, const std::vector<std::string>& others) {
    std::map<std::string, const Value*> rows;
    for (size_t i = 0; i < names.size(); ++i) rows[names[i]] = &before.items()[i];
    std::map<std::string, const Value*> other_rows;
    for (size_t i = 0; i < others.size(); ++i) other_rows[others[i]] = &after.items()[i];
    std::vector<std::string> kept;
    for (const std::string& name : names) {
      const auto other = other_rows.find(name);
      Compare(absl::StrCat(path, "[", name, "]"), rows[name],
              other == other_rows.end() ? nullptr : other->second);
      if (other != other_rows.end()) kept.push_back(name);
    }
    std::vector<std::string> kept_after;
    for (const std::string& name : others) {
      if (rows.count(name) > 0) {
        kept_after.push_back(name);
      } else {
        Compare(absl::StrCat(path, "[", name, "]"), nullptr, other_rows[name]);
      }
    }
    if (kept == kept_after) return;
    differences_.push_back({path, absl::StrCat("order ", absl::StrJoin(kept, ", ")),
                            absl::StrCat("order ", absl::StrJoin(kept_after, ", "))});
  }

  void ComparePlaces(const std::string& path, const std::vector<Value>& before,
                     const std::vector<Value>& after) {
    for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      Compare(absl::StrCat(path, "[", i, "]"), i < before.size() ? &before[i] : nullptr,
              i < after.size() ? &after[i] : nullptr);
    }
  }

  std::vector<Difference> differences_;
};

}  // namespace

std::vector<Difference> Differences(const Value& before, const Value& after) {
  return Comparison().Run(before, after);
}

}  // namespace cartera::methodology
