#ifndef CARTERA_SERVICES_OVERSIGHT_SCOPE_SQL_H_
#define CARTERA_SERVICES_OVERSIGHT_SCOPE_SQL_H_

#include "libs/access/access.h"
#include "libs/platform/pg/query.h"
#include "services/oversight/records.h"

// The conditions of a Scope in SQL, with the parameters BindScope binds: $1 the instant.
// Of a project p, as registry and review decide it: $2 everything, $3 agencies whose subtree is
// seen, $4 the day of the caller's rights.
#define SEEN_AGENCIES                                               \
  "SELECT c.descendant FROM registry_read.agency_closure_v1 c"      \
  " WHERE c.ancestor = ANY ($3::text[]) AND c.from_day <= $4::date" \
  "   AND (c.until_day IS NULL OR c.until_day > $4::date)"
#define SEES_PLACE                                                      \
  "($2::boolean OR p.lead_agency IN (" SEEN_AGENCIES                    \
  ")"                                                                   \
  " OR p.id IN (SELECT x.project FROM registry_read.participants_v1 x"  \
  "              WHERE x.from_day <= $4::date"                          \
  "                AND (x.until_day IS NULL OR x.until_day > $4::date)" \
  "                AND x.agency IN (" SEEN_AGENCIES ")))"
// $5 the asked agency or '', $6 the day of the instant.
#define ASKED_AGENCIES                                         \
  "SELECT c.descendant FROM registry_read.agency_closure_v1 c" \
  " WHERE c.ancestor = $5::text AND c.from_day <= $6::date"    \
  "   AND (c.until_day IS NULL OR c.until_day > $6::date)"
#define ASKED "($5::text = '' OR p.lead_agency IN (" ASKED_AGENCIES "))"
// Authorised by a decision and not taken back since.
#define STANDS "a.state IN ('provisional', 'effective', 'exhausted')"

namespace cartera::oversight {

inline pg::Params BindScope(const Scope& scope) {
  return pg::Bind(scope.as_of_us, scope.sees_all, scope.seen_agencies, scope.caller_day,
                  scope.agency, access::Day(absl::FromUnixMicros(scope.as_of_us)));
}

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_SCOPE_SQL_H_
