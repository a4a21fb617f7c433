#include "services/oversight/store_audit.h"

#include <array>
#include <utility>

#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"

namespace cartera::oversight {
namespace {

#define LINKS(schema)                                                       \
  "SELECT a.subject, a.seq, a.entry, a.hash, h.length, h.hash FROM " schema \
  "_read.audit_v1 a LEFT JOIN " schema "_read.chain_heads_v1 h USING (subject)"
#define EMPTY_CHAINS(schema)                        \
  "SELECT h.subject FROM " schema                   \
  "_read.chain_heads_v1 h WHERE NOT EXISTS (SELECT" \
  " FROM " schema "_read.audit_v1 a WHERE a.subject = h.subject)"
#define ENTRIES(schema)                                               \
  "SELECT '" schema                                                   \
  "'::text COLLATE \"C\" AS service, a.seq, a.at_us, a.entry, a.hash" \
  " FROM " schema "_read.audit_v1 a WHERE a.subject = $1"

struct ChainQueries {
  absl::string_view service;
  pg::Query links, links_of_one, empty, empty_of_one;
};

#define CHAIN_QUERIES(schema)                                                                     \
  ChainQueries {                                                                                  \
    schema,                                                                                     \
        {"oversight.links_" schema,                                                             \
         LINKS(schema) " WHERE (a.subject, a.seq) > ($1, $2::bigint)"                           \
                       " ORDER BY a.subject, a.seq LIMIT $3"},                                  \
        {"oversight.links_of_one_" schema,                                                      \
         LINKS(schema) " WHERE a.subject = $1 AND a.seq > $2 ORDER BY a.seq LIMIT $3"},         \
        {"oversight.empty_" schema,                                                             \
         EMPTY_CHAINS(schema) " AND h.subject > $1 ORDER BY h.subject LIMIT $2"},               \
        {"oversight.empty_of_one_" schema, EMPTY_CHAINS(schema) " AND h.subject = $1 LIMIT $2"}, \
  }

constexpr std::array<ChainQueries, 3> kChains = {
    CHAIN_QUERIES("appraisal"), CHAIN_QUERIES("registry"), CHAIN_QUERIES("review")};
constexpr std::array<absl::string_view, 3> kServices = {"appraisal", "registry", "review"};

constexpr pg::Query kHistory{
    "oversight.history",
    "SELECT e.service, e.seq, e.at_us, e.entry, e.hash FROM (" ENTRIES("appraisal")
    " UNION ALL " ENTRIES("registry") " UNION ALL " ENTRIES("review") ") e"
    " WHERE (e.at_us, e.service, e.seq) > ($2::bigint, $3::text, $4::bigint)"
    " ORDER BY e.at_us, e.service, e.seq LIMIT $5"};

// The line of the lead agency, and one text per participant: its line joined by spaces.
constexpr pg::Query kFindPlaces{"oversight.find_places", R"sql(
  SELECT p.id, p.classification = 'open',
         ARRAY(SELECT c.ancestor FROM registry_read.agency_closure_v1 c
                WHERE c.descendant = p.lead_agency AND c.from_day <= $2::date
                  AND (c.until_day IS NULL OR c.until_day > $2::date) ORDER BY c.depth DESC),
         ARRAY(SELECT (SELECT coalesce(string_agg(c.ancestor, ' ' ORDER BY c.depth DESC), '')
                         FROM registry_read.agency_closure_v1 c
                        WHERE c.descendant = x.agency AND c.from_day <= $2::date
                          AND (c.until_day IS NULL OR c.until_day > $2::date))
                 FROM registry_read.participants_v1 x
                WHERE x.project = p.id AND x.from_day <= $2::date
                  AND (x.until_day IS NULL OR x.until_day > $2::date))
    FROM registry_read.projects_v1 p WHERE p.id = ANY($1::text[]))sql"};

const ChainQueries& QueriesOf(absl::string_view service) {
  for (const ChainQueries& queries : kChains) {
    if (queries.service == service) return queries;
  }
  return kChains[0];
}

}  // namespace

absl::Span<const absl::string_view> ChainServices() { return kServices; }

absl::StatusOr<std::vector<ChainLink>> ReadLinks(pg::Tx& tx, absl::string_view service,
                                                 const std::string& only,
                                                 const std::string& subject, int64_t seq,
                                                 int limit) {
  const ChainQueries& queries = QueriesOf(service);
  ASSIGN_OR_RETURN(const pg::Result result, only.empty()
                                                ? tx.Exec(queries.links, subject, seq, limit)
                                                : tx.Exec(queries.links_of_one, only, seq, limit));
  std::vector<ChainLink> links;
  links.reserve(static_cast<size_t>(result.size()));
  for (const pg::Row row : result) {
    links.push_back({row.Text(0), row.Int64(1), row.Bytes(2), row.Bytes(3), row.OptionalInt64(4),
                     row.OptionalBytes(5)});
  }
  return links;
}

absl::StatusOr<std::vector<std::string>> ReadEmptyChains(pg::Tx& tx, absl::string_view service,
                                                         const std::string& only,
                                                         const std::string& after, int limit) {
  const ChainQueries& queries = QueriesOf(service);
  ASSIGN_OR_RETURN(const pg::Result result, only.empty()
                                                ? tx.Exec(queries.empty, after, limit)
                                                : tx.Exec(queries.empty_of_one, only, limit));
  std::vector<std::string> subjects;
  for (const pg::Row row : result) subjects.push_back(row.Text(0));
  return subjects;
}

absl::StatusOr<std::vector<HistoryLine>> ReadHistory(pg::Tx& tx, const std::string& subject,
                                                     const HistoryLine& after, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kHistory, subject, after.at_us, after.service, after.seq, limit));
  std::vector<HistoryLine> lines;
  for (const pg::Row row : result) {
    lines.push_back({row.Text(0), row.Int64(1), row.Int64(2), row.Bytes(3), row.Bytes(4)});
  }
  return lines;
}

absl::StatusOr<std::map<std::string, ProjectPlaces>> FindPlaces(
    pg::Tx& tx, const std::vector<std::string>& projects, absl::Time now) {
  std::map<std::string, ProjectPlaces> found;
  if (projects.empty()) return found;
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFindPlaces, projects, access::Day(now)));
  for (const pg::Row row : result) {
    ProjectPlaces& places = found[row.Text(0)];
    places.open = row.Bool(1);
    places.lead = row.TextArray(2);
    for (const std::string& line : row.TextArray(3)) {
      places.participants.push_back(absl::StrSplit(line, ' ', absl::SkipEmpty()));
    }
  }
  return found;
}

}  // namespace cartera::oversight
