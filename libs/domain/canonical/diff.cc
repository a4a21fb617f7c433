#include "libs/domain/canonical/diff.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cartera::canonical {
namespace {

using Keys = std::vector<std::string>;

// The text of the `name` member of every element, each another; empty when that is not so.
Keys KeysBy(absl::string_view name, const std::vector<Value>& items) {
  Keys keys;
  keys.reserve(items.size());
  for (const Value& item : items) {
    const Value* key = item.Find(name);
    if (key == nullptr || !(key->is_string() || key->is_int())) return {};
    keys.push_back(key->is_string() ? key->string_value() : absl::StrCat(key->int_value()));
  }
  const absl::flat_hash_set<absl::string_view> distinct(keys.begin(), keys.end());
  if (distinct.size() != keys.size()) return {};
  return keys;
}

Value ToArray(const Keys& keys) {
  Value array = Value::Array();
  for (const std::string& key : keys) array.Append(key);
  return array;
}

// Walks both values side by side. The path to where it stands is kept in one string that grows and
// shrinks, so that equal parts cost nothing for their names.
class Comparison {
 public:
  void Compare(const Value& before, const Value& after) {
    if (before.is_object() && after.is_object()) {
      CompareMembers(before, after);
    } else if (before.is_array() && after.is_array()) {
      CompareItems(before.items(), after.items());
    } else if (!(before == after)) {
      Found(before, after);
    }
  }

  std::vector<Difference> found() && { return std::move(found_); }

 private:
  // Compares two values, either of which may be missing, one step below where the walk stands.
  void CompareBelow(absl::string_view step, const Value* before, const Value* after) {
    const size_t length = path_.size();
    absl::StrAppend(&path_, length > 0 && !absl::StartsWith(step, "[") ? "." : "", step);
    if (before != nullptr && after != nullptr) {
      Compare(*before, *after);
    } else if (before != nullptr) {
      Found(*before, std::nullopt);
    } else {
      Found(std::nullopt, *after);
    }
    path_.resize(length);
  }

  void CompareMembers(const Value& before, const Value& after) {
    for (const Value::Member& member : before.members()) {
      CompareBelow(member.key, &member.value, after.Find(member.key));
    }
    for (const Value::Member& member : after.members()) {
      if (before.Find(member.key) == nullptr) CompareBelow(member.key, nullptr, &member.value);
    }
  }

  void CompareItems(const std::vector<Value>& before, const std::vector<Value>& after) {
    for (absl::string_view name : {"id", "key"}) {
      const Keys before_keys = KeysBy(name, before);
      const Keys after_keys = KeysBy(name, after);
      if (before_keys.size() == before.size() && after_keys.size() == after.size()) {
        CompareKeyed(name, before, before_keys, after, after_keys);
        return;
      }
    }
    for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      CompareBelow(absl::StrCat("[", i, "]"), i < before.size() ? &before[i] : nullptr,
                   i < after.size() ? &after[i] : nullptr);
    }
  }

  void CompareKeyed(absl::string_view name, const std::vector<Value>& before,
                    const Keys& before_keys, const std::vector<Value>& after,
                    const Keys& after_keys) {
    const auto step = [name](const std::string& key) {
      return absl::StrCat("[", name, "=", key, "]");
    };
    absl::flat_hash_map<absl::string_view, const Value*> after_by_key;
    for (size_t i = 0; i < after.size(); ++i) after_by_key[after_keys[i]] = &after[i];
    Keys kept_before;
    for (size_t i = 0; i < before.size(); ++i) {
      const auto match = after_by_key.find(before_keys[i]);
      const bool kept = match != after_by_key.end();
      if (kept) kept_before.push_back(before_keys[i]);
      CompareBelow(step(before_keys[i]), &before[i], kept ? match->second : nullptr);
    }
    const absl::flat_hash_set<absl::string_view> in_before(before_keys.begin(), before_keys.end());
    Keys kept_after;
    for (size_t i = 0; i < after.size(); ++i) {
      if (in_before.contains(after_keys[i])) {
        kept_after.push_back(after_keys[i]);
      } else {
        CompareBelow(step(after_keys[i]), nullptr, &after[i]);
      }
    }
    if (kept_before != kept_after) {
      const Value order_before = ToArray(kept_before);
      const Value order_after = ToArray(kept_after);
      const size_t length = path_.size();
      path_ += "[order]";
      Found(order_before, order_after);
      path_.resize(length);
    }
  }

  void Found(std::optional<Value> before, std::optional<Value> after) {
    found_.push_back({path_, std::move(before), std::move(after)});
  }

  std::string path_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> Diff(const Value& before, const Value& after) {
  Comparison comparison;
  comparison.Compare(before, after);
  return std::move(comparison).found();
}

}  // namespace cartera::canonical
