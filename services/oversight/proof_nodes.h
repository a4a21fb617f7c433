#ifndef CARTERA_SERVICES_OVERSIGHT_PROOF_NODES_H_
#define CARTERA_SERVICES_OVERSIGHT_PROOF_NODES_H_

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libs/base/status_macros.h"
#include "libs/domain/record/merkle_tree.h"
#include "services/oversight/errors.h"
#include "services/oversight/store_record.h"

namespace cartera::oversight {

// What `body` makes of the tree's nodes, read in one statement: it runs twice, first to tell which
// nodes it asks for. Errors: DATA_LOSS when one is not there.
template <typename Body>
absl::StatusOr<std::invoke_result_t<Body, record::NodeReader>> WithNodes(pg::Tx& tx,
                                                                         const Body& body) {
  std::vector<record::NodeId> ids;
  static_cast<void>(body([&](record::NodeId id) {
    ids.push_back(id);
    return std::string();
  }));
  if (ids.empty()) return body([](record::NodeId) { return std::string(); });
  ASSIGN_OR_RETURN(const Nodes nodes, ReadNodes(tx, ids));
  bool whole = true;
  auto made = body([&](record::NodeId id) {
    const auto found = nodes.find(id);
    whole = whole && found != nodes.end();
    return found == nodes.end() ? std::string() : found->second;
  });
  if (!whole) return RecordDamaged();
  return made;
}

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_PROOF_NODES_H_
