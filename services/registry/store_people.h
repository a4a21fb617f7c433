#ifndef CARTERA_SERVICES_REGISTRY_STORE_PEOPLE_H_
#define CARTERA_SERVICES_REGISTRY_STORE_PEOPLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/access/access.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/registry/records.h"

namespace cartera::registry {

absl::StatusOr<std::optional<Person>> FindPerson(pg::Tx& tx, absl::string_view id);
// Errors: ALREADY_EXISTS NAME_TAKEN or SUBJECT_TAKEN, FAILED_PRECONDITION REFERENCE_MISSING.
absl::Status InsertPerson(pg::WriteTx& tx, Person* person);
// Holds the person until the transaction ends. Errors: FAILED_PRECONDITION REFERENCE_MISSING.
absl::Status LockPerson(pg::WriteTx& tx, absl::string_view id);
// Whether anybody is registered.
absl::StatusOr<bool> AnyPerson(pg::Tx& tx);

// Grants of a person that hold on the day of `now` or later.
absl::StatusOr<std::vector<Grant>> GrantsOf(pg::Tx& tx, absl::string_view person, absl::Time now);
struct PlacedGrant {
  Grant grant;
  access::Place place;  // of its agency, on the day of `now`
};
// nullopt when there is none. `lock` holds it.
absl::StatusOr<std::optional<PlacedGrant>> FindGrant(pg::Tx& tx, absl::string_view id,
                                                     absl::Time now, bool lock);
// Errors: ALREADY_EXISTS NAME_TAKEN, FAILED_PRECONDITION REFERENCE_MISSING. Set version_us.
absl::Status InsertGrant(pg::WriteTx& tx, Grant* grant);
absl::Status EndGrant(pg::WriteTx& tx, Grant* grant);

struct PersonPage {
  std::vector<Person> people;
  std::string next_token;
};
struct GrantPage {
  std::vector<Grant> grants;
  std::string next_token;
};
absl::Span<const list::Field> PersonFields();
absl::Span<const list::Field> GrantFields();
// Both lists bind $1 agencies whose subtree is shown and $2 the day.
constexpr int kListAccessParameters = 2;
absl::StatusOr<PersonPage> ListPeople(pg::Tx& tx, const std::vector<std::string>& agencies,
                                      absl::Time now, const convert::ListPage& page);
absl::StatusOr<GrantPage> ListGrants(pg::Tx& tx, const std::vector<std::string>& agencies,
                                     absl::Time now, const convert::ListPage& page);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_STORE_PEOPLE_H_
