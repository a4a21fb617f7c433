#ifndef CARTERA_LIBS_PLATFORM_RPC_VALIDATE_H_
#define CARTERA_LIBS_PLATFORM_RPC_VALIDATE_H_

#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/platform/rpc/error.h"

namespace cartera::type::v1 {
class FieldRules;
}  // namespace cartera::type::v1

namespace cartera::rpc {

// What a message type means beyond its fields (a date that exists, a unit that is declared), by the
// type's full name. The function adds faults below `path`; `rules` are those of the field that
// holds the message.
using TypeCheck = std::function<void(const google::protobuf::Message&, const type::v1::FieldRules&,
                                     absl::string_view path, Violations*)>;
using TypeChecks = absl::flat_hash_map<std::string, TypeCheck>;

// The one validator behind every door: checks `message` and all below it against the FieldRules in
// the contract, refuses unknown fields and unknown enum values, control characters in texts, and
// applies `checks`. Output-only fields are not looked at. Adds every fault it finds, in field
// order. `within` prefixes the paths (empty for a request).
void Validate(const google::protobuf::Message& message, absl::string_view within,
              const TypeChecks& checks, Violations* violations);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_VALIDATE_H_
