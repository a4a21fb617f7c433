#ifndef CARTERA_TESTS_MATRIX_EXPECTATIONS_H_
#define CARTERA_TESTS_MATRIX_EXPECTATIONS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/message.h"
#include "libs/domain/lifecycle/roles.h"
#include "tests/matrix/objects.h"
#include "tests/matrix/world.h"

namespace cartera::testing {

enum class Outcome { kLetIn, kRoleMissing, kHidden, kNotRegistered, kNoToken, kService, kBroken };

const char* NameOf(Outcome outcome);
// What a status says about being let in; a rule about the object itself, such as a state, meets who
// was.
Outcome OutcomeOf(const absl::Status& status);

// The roles that the contract names for a method.
lifecycle::RoleSet RolesOf(const type::v1::Access& access);
bool Holds(const Subject& subject, const lifecycle::RoleSet& roles, const std::string& agency);

// Whether the subject may know of `secret`, or of what lies below it.
bool MaySee(const Subject& subject, Kind kind);

// What a request is about: what is there, what is not, what is open to all.
enum class Variant { kThere, kAbsent, kOpen };
// The door's request about it; null when the door has no such object.
std::unique_ptr<google::protobuf::Message> RequestOn(const Door& door, const World& world,
                                                     Variant variant);
Outcome Expected(const Door& door, const Subject& subject, Variant variant);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_MATRIX_EXPECTATIONS_H_
