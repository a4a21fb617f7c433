#include "services/registry/store_agencies.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cartera/registry/v1/agency.pb.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/registry/errors.h"

namespace cartera::registry {
namespace {

#define AGENCY_COLUMNS \
  "a.id, a.display_name, a.type, coalesce(t.parent, ''), t.from_day::text, a.valid_from_us"
// The step up that holds on the day $n, if any.
#define AGENCY_PARENT(day)                                                         \
  " LEFT JOIN registry.agency_parents t ON t.agency = a.id AND t.from_day <= " day \
  "::date"                                                                         \
  " AND (t.until_day IS NULL OR t.until_day > " day "::date)"

constexpr pg::Query kGetAgency{"registry.get_agency",
                               "SELECT " AGENCY_COLUMNS
                               " FROM registry.agencies a" AGENCY_PARENT("$2") " WHERE a.id = $1"};
constexpr pg::Query kLockAgency{"registry.lock_agency",
                                "SELECT " AGENCY_COLUMNS " FROM registry.agencies a" AGENCY_PARENT(
                                    "$2") " WHERE a.id = $1 FOR UPDATE OF a"};
constexpr pg::Query kInsertAgency{"registry.insert_agency", R"sql(
  INSERT INTO registry.agencies (id, display_name, type) VALUES ($1, $2, $3)
  RETURNING valid_from_us)sql"};
constexpr pg::Query kInsertParent{"registry.insert_parent", R"sql(
  INSERT INTO registry.agency_parents (agency, parent, from_day) VALUES ($1, $2, $3::date))sql"};
constexpr pg::Query kEndParent{"registry.end_parent", R"sql(
  UPDATE registry.agency_parents SET until_day = $2::date
   WHERE agency = $1 AND until_day IS NULL)sql"};
constexpr pg::Query kTouchAgency{"registry.touch_agency", R"sql(
  UPDATE registry.agencies SET type = type WHERE id = $1 RETURNING valid_from_us)sql"};
constexpr pg::Query kRebuildClosure{"registry.rebuild_closure",
                                    "SELECT registry.rebuild_closure($1)"};
// Moves are rare and must see one another: two at once could make a circle.
constexpr pg::Query kOneMoveAtATime{"registry.one_move_at_a_time", R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended('registry.agency_parents', 0)))sql"};
constexpr pg::Query kIsBelow{"registry.is_below", R"sql(
  SELECT EXISTS (SELECT FROM registry.agency_closure
                  WHERE ancestor = $1 AND descendant = $2
                    AND (until_day IS NULL OR until_day > $3::date)))sql"};

absl::StatusOr<Agency> ReadAgency(const pg::Row& row, int at) {
  Agency agency;
  agency.id = row.Text(at);
  agency.display_name = row.Text(at + 1);
  agency.type = row.Text(at + 2);
  agency.parent = row.Text(at + 3);
  ASSIGN_OR_RETURN(agency.parent_from, convert::ReadDate(row, at + 4));
  agency.version_us = row.Int64(at + 5);
  return agency;
}

absl::Status Place(pg::WriteTx& tx, const Agency& agency) {
  if (!agency.parent.empty()) {
    const auto placed =
        tx.Exec(kInsertParent, agency.id, agency.parent, calendar::FormatDate(*agency.parent_from));
    if (!placed.ok()) {
      const std::string constraint = pg::ConstraintOf(placed.status());
      if (constraint == "agency_parents_parent_fkey") {
        return NoSuchReference("parent", absl::StrCat("agencies/", agency.parent));
      }
      if (constraint == "agency_parents_pkey") {
        return MoveRefused("the agency was moved on that day already; choose a later day");
      }
      return placed.status();
    }
  }
  return tx.Exec(kRebuildClosure, agency.id).status();
}

}  // namespace

absl::StatusOr<std::optional<Agency>> FindAgency(pg::Tx& tx, absl::string_view id, absl::Time now,
                                                 bool lock) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(lock ? kLockAgency : kGetAgency, id, access::Day(now)));
  if (result.empty()) return std::nullopt;
  return ReadAgency(result[0], 0);
}

absl::Status InsertAgency(pg::WriteTx& tx, Agency* agency) {
  const auto inserted = tx.Exec(kInsertAgency, agency->id, agency->display_name, agency->type);
  if (!inserted.ok()) {
    return pg::ConstraintOf(inserted.status()) == "agencies_pkey"
               ? NameTaken(absl::StrCat("agencies/", agency->id))
               : inserted.status();
  }
  agency->version_us = (*inserted)[0].Int64(0);
  return Place(tx, *agency);
}

absl::Status MoveAgency(pg::WriteTx& tx, Agency* agency) {
  const std::string from = calendar::FormatDate(*agency->parent_from);
  RETURN_IF_ERROR(tx.Exec(kOneMoveAtATime).status());
  ASSIGN_OR_RETURN(const pg::Result below, tx.Exec(kIsBelow, agency->id, agency->parent, from));
  if (below[0].Bool(0)) return MoveRefused("an agency cannot be placed below itself");
  const auto ended = tx.Exec(kEndParent, agency->id, from);
  if (!ended.ok()) {
    // The second of the table's unnamed checks: until_day > from_day.
    return pg::ConstraintOf(ended.status()) == "agency_parents_check1"
               ? MoveRefused("the day must be after the agency's last move")
               : ended.status();
  }
  RETURN_IF_ERROR(Place(tx, *agency));
  ASSIGN_OR_RETURN(const pg::Result touched, tx.Exec(kTouchAgency, agency->id));
  agency->version_us = touched[0].Int64(0);
  return absl::OkStatus();
}

absl::Span<const list::Field> AgencyFields() {
  using list::FieldType;
  static const auto* const kTypes =
      new std::vector<list::EnumName>(convert::EnumNames(v1::AgencyType_descriptor()));
  static const auto* const kFields = new std::array<list::Field, 4>{{
      {.name = "id", .column = "a.id", .sortable = true},
      {.name = "display_name", .column = "a.display_name", .sortable = true},
      {.name = "type", .column = "a.type", .type = FieldType::kEnum, .enum_names = *kTypes},
      {.name = "parent",
       .column = "t.parent",
       .type = FieldType::kResource,
       .nullable = true,
       .resource_prefix = "agencies/"},
  }};
  return *kFields;
}

absl::StatusOr<AgencyPage> ListAgencies(pg::Tx& tx, absl::Time now, const convert::ListPage& page) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   page.Run(tx, "registry.list_agencies", AGENCY_COLUMNS,
                            "FROM registry.agencies a" AGENCY_PARENT("$1") " WHERE TRUE",
                            pg::Bind(access::Day(now))));
  AgencyPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    ASSIGN_OR_RETURN(Agency agency, ReadAgency(rows[i], page.key_columns()));
    out.agencies.push_back(std::move(agency));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

}  // namespace cartera::registry
