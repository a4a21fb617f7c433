#ifndef CARTERA_LIBS_DOMAIN_LIFECYCLE_CONFLICT_OF_INTEREST_H_
#define CARTERA_LIBS_DOMAIN_LIFECYCLE_CONFLICT_OF_INTEREST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cartera::lifecycle {

// An agency with its line in the tree: resource names from the root to the agency itself.
using AgencyPath = std::vector<std::string>;

// Who stands behind a case, as of the moment of the act.
struct CaseParties {
  AgencyPath lead;
  std::vector<AgencyPath> participants;
  std::vector<std::string> authors;          // people who wrote a part of any revision
  std::vector<std::string> interested = {};  // people who declared an interest of their own
  std::vector<std::string> judged = {};      // people who reviewed or decided it before the appeal
};

struct Conflict {
  enum class Kind : uint8_t { kAuthor, kDeclared, kJudgedBefore, kOwnAgency, kParticipatingAgency };
  Kind kind;
  std::string agency;  // the agency of the case that is in the person's line; else empty
  std::string reason;  // a sentence
};

// Why `person` may not review or decide the case, or nothing. A person conflicts who wrote a part
// of it, declared an interest in it, judged what was appealed, or is affiliated with the lead or a
// participant, with a body above it, or with one below it. A root of the tree (the government)
// conflicts only when it is itself the lead or a participant, and then only for those affiliated
// with the root itself: else nobody could decide anything.
std::optional<Conflict> ConflictOfInterest(absl::string_view person,
                                           absl::Span<const AgencyPath> affiliations,
                                           const CaseParties& parties);

}  // namespace cartera::lifecycle

#endif  // CARTERA_LIBS_DOMAIN_LIFECYCLE_CONFLICT_OF_INTEREST_H_
