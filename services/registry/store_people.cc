#include "services/registry/store_people.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cartera/type/v1/role.pb.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/registry/errors.h"

namespace cartera::registry {
namespace {

#define PERSON_COLUMNS "p.id, p.display_name, p.issuer, p.subject, p.affiliation, p.valid_from_us"
#define GRANT_COLUMNS \
  "g.id, g.person, g.role, g.agency, g.from_day::text, g.until_day::text, g.valid_from_us"
constexpr int kGrantColumns = 7;

constexpr pg::Query kGetPerson{"registry.get_person",
                               "SELECT " PERSON_COLUMNS " FROM registry.people p WHERE p.id = $1"};
constexpr pg::Query kLockPerson{"registry.lock_person",
                                "SELECT id FROM registry.people WHERE id = $1 FOR NO KEY UPDATE"};
constexpr pg::Query kInsertPerson{"registry.insert_person", R"sql(
  INSERT INTO registry.people (id, display_name, issuer, subject, affiliation)
  VALUES ($1, $2, $3, $4, $5) RETURNING valid_from_us)sql"};
constexpr pg::Query kAnyPerson{"registry.any_person",
                               "SELECT EXISTS (SELECT FROM registry.people)"};
constexpr pg::Query kGrantsOf{"registry.grants_of",
                              "SELECT " GRANT_COLUMNS
                              " FROM registry.grants g WHERE g.person = $1"
                              " AND (g.until_day IS NULL OR g.until_day > $2::date) ORDER BY g.id"};
#define FIND_GRANT                                                                        \
  "SELECT " GRANT_COLUMNS                                                                 \
  ", ARRAY(SELECT c.ancestor FROM registry.agency_closure c"                              \
  "         WHERE c.descendant = g.agency AND c.from_day <= $2::date"                     \
  "           AND (c.until_day IS NULL OR c.until_day > $2::date) ORDER BY c.depth DESC)" \
  "  FROM registry.grants g WHERE g.id = $1"
constexpr pg::Query kFindGrant{"registry.find_grant", FIND_GRANT};
constexpr pg::Query kLockGrant{"registry.lock_grant", FIND_GRANT " FOR UPDATE OF g"};
constexpr pg::Query kInsertGrant{"registry.insert_grant", R"sql(
  INSERT INTO registry.grants (id, person, role, agency, from_day, until_day)
  VALUES ($1, $2, $3, $4, $5::date, $6::date) RETURNING valid_from_us)sql"};
constexpr pg::Query kEndGrant{"registry.end_grant", R"sql(
  UPDATE registry.grants SET until_day = $2::date WHERE id = $1 RETURNING valid_from_us)sql"};

// Rows whose agency column lies below one of $1 on the day $2.
#define BELOW_AGENCIES(column)                                          \
  column                                                                \
      " IN (SELECT c.descendant FROM registry.agency_closure c"         \
      " WHERE c.ancestor = ANY ($1::text[]) AND c.from_day <= $2::date" \
      " AND (c.until_day IS NULL OR c.until_day > $2::date))"

Person ReadPerson(const pg::Row& row, int at) {
  return {row.Text(at),     row.Text(at + 1), row.Text(at + 2),
          row.Text(at + 3), row.Text(at + 4), row.Int64(at + 5)};
}

absl::StatusOr<Grant> ReadGrant(const pg::Row& row, int at) {
  Grant grant;
  grant.id = row.Text(at);
  grant.person = row.Text(at + 1);
  grant.role = row.Text(at + 2);
  grant.agency = row.Text(at + 3);
  ASSIGN_OR_RETURN(grant.from, calendar::ParseDate(row.Text(at + 4)));
  ASSIGN_OR_RETURN(grant.until, convert::ReadDate(row, at + 5));
  grant.version_us = row.Int64(at + 6);
  return grant;
}

}  // namespace

absl::StatusOr<std::optional<Person>> FindPerson(pg::Tx& tx, absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetPerson, id));
  if (result.empty()) return std::nullopt;
  return ReadPerson(result[0], 0);
}

absl::Status InsertPerson(pg::WriteTx& tx, Person* person) {
  const auto result = tx.Exec(kInsertPerson, person->id, person->display_name, person->issuer,
                              person->subject, person->affiliation);
  if (!result.ok()) {
    const std::string constraint = pg::ConstraintOf(result.status());
    if (constraint == "people_pkey") return NameTaken(absl::StrCat("people/", person->id));
    if (constraint == "people_subject") return SubjectTaken(person->subject);
    if (constraint == "people_affiliation_fkey") {
      return NoSuchReference("person.affiliation", absl::StrCat("agencies/", person->affiliation));
    }
    return result.status();
  }
  person->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status LockPerson(pg::WriteTx& tx, absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLockPerson, id));
  return result.empty() ? NoSuchReference("grant.person", absl::StrCat("people/", id))
                        : absl::OkStatus();
}

absl::StatusOr<bool> AnyPerson(pg::Tx& tx) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kAnyPerson));
  return result[0].Bool(0);
}

absl::StatusOr<std::vector<Grant>> GrantsOf(pg::Tx& tx, absl::string_view person, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGrantsOf, person, access::Day(now)));
  std::vector<Grant> grants;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Grant grant, ReadGrant(row, 0));
    grants.push_back(std::move(grant));
  }
  return grants;
}

absl::StatusOr<std::optional<PlacedGrant>> FindGrant(pg::Tx& tx, absl::string_view id,
                                                     absl::Time now, bool lock) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(lock ? kLockGrant : kFindGrant, id, access::Day(now)));
  if (result.empty()) return std::nullopt;
  PlacedGrant placed;
  ASSIGN_OR_RETURN(placed.grant, ReadGrant(result[0], 0));
  placed.place = result[0].TextArray(kGrantColumns);
  return placed;
}

absl::Status InsertGrant(pg::WriteTx& tx, Grant* grant) {
  pg::Params params = pg::Bind(grant->id, grant->person, grant->role, grant->agency,
                               calendar::FormatDate(grant->from));
  convert::AddDate(grant->until, &params);
  const auto result = tx.Exec(kInsertGrant, params);
  if (!result.ok()) {
    const std::string constraint = pg::ConstraintOf(result.status());
    if (constraint == "grants_pkey") return NameTaken(absl::StrCat("grants/", grant->id));
    if (constraint == "grants_person_fkey") {
      return NoSuchReference("grant.person", absl::StrCat("people/", grant->person));
    }
    if (constraint == "grants_agency_fkey") {
      return NoSuchReference("grant.agency", absl::StrCat("agencies/", grant->agency));
    }
    return result.status();
  }
  grant->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status EndGrant(pg::WriteTx& tx, Grant* grant) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kEndGrant, grant->id, calendar::FormatDate(*grant->until)));
  grant->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::Span<const list::Field> PersonFields() {
  static const auto* const kFields = new std::array<list::Field, 3>{{
      {.name = "id", .column = "p.id", .sortable = true},
      {.name = "affiliation",
       .column = "p.affiliation",
       .type = list::FieldType::kResource,
       .resource_prefix = "agencies/"},
      {.name = "subject", .column = "p.subject"},
  }};
  return *kFields;
}

absl::Span<const list::Field> GrantFields() {
  using list::FieldType;
  static const auto* const kRoles =
      new std::vector<list::EnumName>(convert::EnumNames(type::v1::Role_descriptor()));
  static const auto* const kFields = new std::array<list::Field, 4>{{
      {.name = "id", .column = "g.id", .sortable = true},
      {.name = "person",
       .column = "g.person",
       .type = FieldType::kResource,
       .resource_prefix = "people/"},
      {.name = "role", .column = "g.role", .type = FieldType::kEnum, .enum_names = *kRoles},
      {.name = "agency",
       .column = "g.agency",
       .type = FieldType::kResource,
       .resource_prefix = "agencies/"},
  }};
  return *kFields;
}

absl::StatusOr<PersonPage> ListPeople(pg::Tx& tx, const std::vector<std::string>& agencies,
                                      absl::Time now, const convert::ListPage& page) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   page.Run(tx, "registry.list_people", PERSON_COLUMNS,
                            "FROM registry.people p WHERE " BELOW_AGENCIES("p.affiliation"),
                            pg::Bind(agencies, access::Day(now))));
  PersonPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    out.people.push_back(ReadPerson(rows[i], page.key_columns()));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

absl::StatusOr<GrantPage> ListGrants(pg::Tx& tx, const std::vector<std::string>& agencies,
                                     absl::Time now, const convert::ListPage& page) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   page.Run(tx, "registry.list_grants", GRANT_COLUMNS,
                            "FROM registry.grants g WHERE " BELOW_AGENCIES("g.agency"),
                            pg::Bind(agencies, access::Day(now))));
  GrantPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    ASSIGN_OR_RETURN(Grant grant, ReadGrant(rows[i], page.key_columns()));
    out.grants.push_back(std::move(grant));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

}  // namespace cartera::registry
