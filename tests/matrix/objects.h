#ifndef CARTERA_TESTS_MATRIX_OBJECTS_H_
#define CARTERA_TESTS_MATRIX_OBJECTS_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/matrix/world.h"

namespace cartera::testing {

// What a request is about. It says who may see it, and where the method's roles must be held.
enum class Kind {
  kNothing,     // no object, or one that every member sees: agencies, people, rounds, methods
  kAgency,      // a place of the tree, seen by every member; roles are held there
  kRoot,        // concerns every agency: roles are held at the root of the tree
  kProject,     // seen by the lead, the participants and who stands above; OPEN ones by all
  kCase,        // the case and all below it: any official role at lead or participant
  kSubmission,  // the submission and all below it: any official role at lead or participant
  kGrant,       // seen by who belongs to or holds a role at its agency or above
  kOperation,   // its starter's own
  kProjects,    // lists, which show what is seen
  kCases,
  kSubmissions,
  kPeople,  // lists of what lies below the places where a role of the method is held
  kGrants,
};

// One method of the contract: a request that is about `secret`, tax or nothing.
struct Door {
  const google::protobuf::MethodDescriptor* method = nullptr;
  Kind kind = Kind::kNothing;
  std::unique_ptr<google::protobuf::Message> request;  // stores nothing where the method has that
  bool at_lead_only = false;  // a read whose roles do not count at a participant
};

// The doors of all methods; a method that the table does not know, or the reverse, fails the test.
std::vector<Door> Doors(const World& world);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_MATRIX_OBJECTS_H_
