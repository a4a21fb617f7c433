#ifndef CARTERA_LIBS_DOMAIN_CANONICAL_DIFF_H_
#define CARTERA_LIBS_DOMAIN_CANONICAL_DIFF_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/domain/canonical/value.h"

namespace cartera::canonical {

// One field that differs: `before` is absent when it was added, `after` when it was removed.
struct Difference {
  std::string path;  // "cost_lines[id=3].amount.amount_minor", "tags[0]"; "" is the whole value
  std::optional<Value> before;
  std::optional<Value> after;
  friend bool operator==(const Difference&, const Difference&) = default;
};

// Every field that differs, in the order of `before`, then what was added. Elements of an array
// match by their "id" (else "key") member when all are objects that have it, each another value;
// else by index. Keyed elements that changed places give one difference "cost_lines[order]" with
// the ids. Empty exactly when the two are equal. Linear in their sizes.
std::vector<Difference> Diff(const Value& before, const Value& after);

}  // namespace cartera::canonical

#endif  // CARTERA_LIBS_DOMAIN_CANONICAL_DIFF_H_
