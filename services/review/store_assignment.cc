#include "services/review/store_assignment.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/pg/errors.h"
#include "services/review/convert.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

constexpr pg::Query kListDeclarations{"review.list_declarations", R"sql(
  SELECT person, conflict, reason, valid_from_us FROM review.interest_declarations
   WHERE round = $1 AND submission = $2 ORDER BY person)sql"};
constexpr pg::Query kPutDeclaration{"review.put_declaration", R"sql(
  INSERT INTO review.interest_declarations (round, submission, person, conflict, reason)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (round, submission, person) DO UPDATE
     SET conflict = excluded.conflict, reason = excluded.reason
  RETURNING valid_from_us)sql"};

// $1 the line of the lead agency, $2 the day, $3 the project.
constexpr pg::Query kListCandidates{"review.list_candidates", R"sql(
  SELECT p.id, coalesce(r.skills, '{}'), coalesce(r.capacity, 0), coalesce(r.valid_from_us, 0),
         ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c
                WHERE c.descendant = p.affiliation
                  AND c.from_day <= $2::date AND (c.until_day IS NULL OR c.until_day > $2::date)
                ORDER BY c.depth DESC),
         coalesce((SELECT k.kind FROM registry_read.projects_v1 k WHERE k.id = $3)
                  = ANY (r.skills), false),
         (SELECT count(*) FROM review.submissions s
           WHERE s.reviewer = p.id AND s.state IN ('screening', 'in_review'))
    FROM registry_read.people_v1 p LEFT JOIN review.reviewer_profiles r ON r.person = p.id
   WHERE p.id IN (SELECT g.person FROM registry_read.grants_v1 g
                   WHERE g.agency = ANY ($1::text[])
                     AND g.role IN ('budget_reviewer', 'technical_reviewer')
                     AND g.from_day <= $2::date AND (g.until_day IS NULL OR g.until_day > $2::date))
   ORDER BY p.id LIMIT $4)sql"};
constexpr pg::Query kPutProfile{"review.put_reviewer_profile", R"sql(
  INSERT INTO review.reviewer_profiles (person, skills, capacity) VALUES ($1, $2, $3)
  ON CONFLICT (person) DO UPDATE SET skills = excluded.skills, capacity = excluded.capacity
  RETURNING valid_from_us)sql"};

#define DELEGATION_COLUMNS \
  "person, id, delegate, from_day::text, until_day::text, reason, valid_from_us"
constexpr pg::Query kListDelegations{"review.list_delegations",
                                     "SELECT " DELEGATION_COLUMNS
                                     " FROM review.delegations WHERE person = $1"
                                     " ORDER BY from_day DESC, id"};
constexpr pg::Query kLockDelegation{"review.lock_delegation",
                                    "SELECT " DELEGATION_COLUMNS
                                    " FROM review.delegations WHERE person = $1 AND id = $2"
                                    " FOR UPDATE"};
constexpr pg::Query kInsertDelegation{"review.insert_delegation", R"sql(
  INSERT INTO review.delegations (person, id, delegate, from_day, until_day, reason)
  VALUES ($1, $2, $3, $4::date, $5::date, $6) RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateDelegation{"review.update_delegation", R"sql(
  UPDATE review.delegations SET until_day = $3::date
   WHERE person = $1 AND id = $2 RETURNING valid_from_us)sql"};

absl::StatusOr<Delegation> ReadDelegation(const pg::Row& row) {
  Delegation delegation{.person = row.Text(0), .id = row.Text(1), .delegate = row.Text(2)};
  ASSIGN_OR_RETURN(delegation.from_date, calendar::ParseDate(row.Text(3)));
  ASSIGN_OR_RETURN(delegation.until_date, calendar::ParseDate(row.Text(4)));
  delegation.reason = row.Text(5);
  delegation.version_us = row.Int64(6);
  return delegation;
}

std::string DigestOf(const canonical::Value& value) { return Sha256(canonical::Write(value)); }

}  // namespace

std::string NameOf(const Delegation& delegation) {
  return absl::StrCat("people/", delegation.person, "/delegations/", delegation.id);
}

std::string Digest(const InterestDeclaration& declaration) {
  canonical::Value value;
  value.Set("person", declaration.person).Set("conflict", declaration.conflict ? 1 : 0);
  value.Set("reason", declaration.reason);
  return DigestOf(value);
}

std::string Digest(const ReviewerProfile& profile) {
  canonical::Value skills = canonical::Value::Array();
  for (const std::string& skill : profile.skills) skills.Append(skill);
  canonical::Value value;
  value.Set("person", profile.person).Set("capacity", profile.capacity);
  value.Set("skills", std::move(skills));
  return DigestOf(value);
}

std::string Digest(const Delegation& delegation) {
  canonical::Value value;
  value.Set("name", NameOf(delegation)).Set("delegate", delegation.delegate);
  value.Set("from_date", calendar::FormatDate(delegation.from_date));
  value.Set("until_date", calendar::FormatDate(delegation.until_date));
  value.Set("reason", delegation.reason);
  return DigestOf(value);
}

v1::InterestDeclaration ToProto(const InterestDeclaration& declaration) {
  v1::InterestDeclaration proto;
  proto.set_person(PersonName(declaration.person));
  proto.set_conflict(declaration.conflict);
  proto.set_reason(declaration.reason);
  *proto.mutable_update_time() = convert::TimestampFromUs(declaration.version_us);
  return proto;
}

v1::ReviewerProfile ToProto(const ReviewerProfile& profile) {
  v1::ReviewerProfile proto;
  proto.set_person(PersonName(profile.person));
  for (const std::string& skill : profile.skills) proto.add_skills(skill);
  proto.set_capacity(profile.capacity);
  *proto.mutable_update_time() = convert::TimestampFromUs(profile.version_us);
  return proto;
}

v1::Delegation ToProto(const Delegation& delegation) {
  v1::Delegation proto;
  proto.set_name(NameOf(delegation));
  proto.set_delegate(PersonName(delegation.delegate));
  *proto.mutable_from_date() = convert::ToProto(delegation.from_date);
  *proto.mutable_until_date() = convert::ToProto(delegation.until_date);
  proto.set_reason(delegation.reason);
  proto.set_etag(convert::EtagOf(delegation.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(delegation.version_us);
  return proto;
}

absl::StatusOr<std::vector<InterestDeclaration>> ListDeclarations(pg::Tx& tx,
                                                                  const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListDeclarations, submission.round, submission.id));
  std::vector<InterestDeclaration> declarations;
  for (const pg::Row row : result) {
    declarations.push_back({row.Text(0), row.Bool(1), row.Text(2), row.Int64(3)});
  }
  return declarations;
}

absl::Status PutDeclaration(pg::WriteTx& tx, const Submission& submission,
                            InterestDeclaration* declaration) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kPutDeclaration, submission.round, submission.id, declaration->person,
                           declaration->conflict, declaration->reason));
  declaration->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Candidate>> ListCandidates(pg::Tx& tx, const access::Place& line,
                                                      absl::string_view project, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListCandidates, line, access::Day(now), project, kCandidatesMax));
  std::vector<Candidate> candidates;
  for (const pg::Row row : result) {
    Candidate candidate;
    candidate.profile = {row.Text(0), row.TextArray(1), static_cast<int>(row.Int64(2)),
                         row.Int64(3)};
    candidate.affiliation = row.TextArray(4);
    candidate.is_skilled = row.Bool(5);
    candidate.open_cases = static_cast<int>(row.Int64(6));
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

absl::Status PutReviewerProfile(pg::WriteTx& tx, ReviewerProfile* profile) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kPutProfile, profile->person, profile->skills, profile->capacity));
  profile->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Delegation>> ListDelegations(pg::Tx& tx, absl::string_view person) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListDelegations, person));
  std::vector<Delegation> delegations;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Delegation delegation, ReadDelegation(row));
    delegations.push_back(std::move(delegation));
  }
  return delegations;
}

absl::StatusOr<std::optional<Delegation>> LockDelegation(pg::Tx& tx, absl::string_view person,
                                                         absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kLockDelegation, person, id));
  if (result.empty()) return std::nullopt;
  return ReadDelegation(result[0]);
}

absl::Status InsertDelegation(pg::WriteTx& tx, Delegation* delegation) {
  const auto result = tx.Exec(kInsertDelegation, delegation->person, delegation->id,
                              delegation->delegate, calendar::FormatDate(delegation->from_date),
                              calendar::FormatDate(delegation->until_date), delegation->reason);
  if (!result.ok()) {
    return pg::ConstraintOf(result.status()) == "delegations_pkey" ? NameTaken(NameOf(*delegation))
                                                                   : result.status();
  }
  delegation->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateDelegation(pg::WriteTx& tx, Delegation* delegation) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kUpdateDelegation, delegation->person, delegation->id,
                           calendar::FormatDate(delegation->until_date)));
  delegation->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

}  // namespace cartera::review
