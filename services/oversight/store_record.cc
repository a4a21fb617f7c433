#include "services/oversight/store_record.h"

#include <array>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/oversight/store_audit.h"

namespace cartera::oversight {
namespace {

constexpr pg::Query kLock{"oversight.lock_record",
                          "SELECT pg_advisory_xact_lock(hashtextextended('cartera record', 0))"};
constexpr pg::Query kLatest{"oversight.latest_checkpoint",
                            "SELECT c.size, c.note, c.at_us, c.until_txid::text::bigint"
                            " FROM oversight.checkpoints c ORDER BY c.size DESC LIMIT 1"};
constexpr pg::Query kFind{"oversight.find_checkpoint",
                          "SELECT c.size, c.note, c.at_us, c.until_txid::text::bigint"
                          " FROM oversight.checkpoints c WHERE c.size = $1"};
constexpr pg::Query kInsertCheckpoint{
    "oversight.insert_checkpoint",
    "INSERT INTO oversight.checkpoints (size, note, at_us, until_txid)"
    " VALUES ($1, $2, $3, $4::bigint::text::xid8)"};
constexpr pg::Query kEnded{"oversight.ended_txid",
                           "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"};

constexpr pg::Query kNodes{"oversight.record_nodes",
                           "SELECT n.level, n.place, n.hash"
                           " FROM unnest($1::bigint[], $2::bigint[]) AS i (level, place)"
                           " JOIN oversight.record_nodes n"
                           "   ON n.level = i.level::int AND n.place = i.place"};
constexpr pg::Query kInsertNodes{"oversight.insert_record_nodes",
                                 "INSERT INTO oversight.record_nodes (level, place, hash)"
                                 " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])"};
constexpr pg::Query kInsertHeads{
    "oversight.insert_record_heads",
    "INSERT INTO oversight.record_heads (leaf, service, subject, length, hash)"
    " SELECT $1 + h.n - 1, h.service, h.subject, h.length, h.hash"
    "   FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[]) WITH ORDINALITY"
    "     AS h (service, subject, length, hash, n)"};

constexpr pg::Query kHeads{"oversight.record_heads",
                           "SELECT h.leaf, h.service, h.subject, h.length, h.hash"
                           " FROM oversight.record_heads h"
                           " WHERE h.leaf >= $1 AND h.leaf < $2 ORDER BY h.leaf LIMIT $3"};
// A project has a chain in each of a few services, and few leaves.
constexpr pg::Query kHeadsOf{
    "oversight.record_heads_of",
    "SELECT h.leaf, h.service, h.subject, h.length, h.hash FROM oversight.record_heads h"
    " WHERE h.service = ANY($4::text[]) AND h.subject = $5 AND h.leaf >= $1 AND h.leaf < $2"
    " ORDER BY h.leaf LIMIT $3"};

constexpr pg::Query kHeadCovering{
    "oversight.record_head_covering",
    "SELECT h.leaf, h.service, h.subject, h.length, h.hash FROM oversight.record_heads h"
    " WHERE h.service = $1 AND h.subject = $2 AND h.length >= $3 AND h.leaf < $4"
    " ORDER BY h.length LIMIT 1"};
constexpr pg::Query kLastHead{
    "oversight.record_last_head",
    "SELECT h.leaf, h.service, h.subject, h.length, h.hash FROM oversight.record_heads h"
    " WHERE h.service = $1 AND h.subject = $2 AND h.leaf < $3 ORDER BY h.length DESC LIMIT 1"};

constexpr pg::Query kKeys{
    "oversight.record_keys",
    "SELECT k.verifier_key, k.note FROM oversight.record_keys k ORDER BY k.number"};
constexpr pg::Query kInsertKey{
    "oversight.insert_record_key",
    "INSERT INTO oversight.record_keys (number, verifier_key, note) VALUES ($1, $2, $3)"};

// What a service's chains give.
struct ChainQueries {
  absl::string_view service;
  pg::Query grown, entries, entries_of_one;
};

#define GROWN(schema)                                                                           \
  "SELECT DISTINCT ON (a.subject) a.subject, a.seq, a.hash FROM " schema                        \
  "_read.audit_v1 a WHERE a.txid >= $1::bigint::text::xid8 AND a.txid < $2::bigint::text::xid8" \
  " AND a.subject > $3 AND NOT EXISTS (SELECT FROM oversight.record_heads h WHERE h.service = " \
  "'" schema                                                                                    \
  "' AND h.subject = a.subject AND h.length >= a.seq) ORDER BY a.subject, a.seq DESC LIMIT $4"
// What a leaf covers counts, whatever its transaction is said to be.
#define ENTRIES(schema, which)                                                              \
  "SELECT a.subject, a.seq, a.entry, a.hash FROM " schema                                   \
  "_read.audit_v1 a LEFT JOIN LATERAL (SELECT h.length FROM oversight.record_heads h WHERE" \
  " h.service = '" schema                                                                   \
  "' AND h.subject = a.subject AND h.leaf < $3 ORDER BY h.length DESC LIMIT 1) h ON true"   \
  " WHERE " which                                                                           \
  " AND (a.txid < $4::bigint::text::xid8 OR a.seq <= h.length) ORDER BY a.subject, a.seq LIMIT $5"
#define CHAIN_QUERIES(schema)                                                                    \
  ChainQueries {                                                                                 \
    schema, {"oversight.grown_" schema, GROWN(schema)},                                          \
        {"oversight.entries_" schema, ENTRIES(schema, "(a.subject, a.seq) > ($1, $2::bigint)")}, \
        {"oversight.entries_of_one_" schema, ENTRIES(schema, "a.subject = $1 AND a.seq > $2")},  \
  }

constexpr std::array<ChainQueries, 3> kChains = {
    CHAIN_QUERIES("appraisal"), CHAIN_QUERIES("registry"), CHAIN_QUERIES("review")};

const ChainQueries& QueriesOf(absl::string_view service) {
  for (const ChainQueries& queries : kChains) {
    if (queries.service == service) return queries;
  }
  return kChains[0];
}

StoredCheckpoint ToCheckpoint(const pg::Row& row) {
  return {row.Int64(0), row.Text(1), row.Int64(2), row.Int64(3)};
}

NumberedHead ToHead(const pg::Row& row) {
  return {row.Int64(0), {{row.Text(1), row.Text(2)}, row.Int64(3), row.Bytes(4)}};
}

}  // namespace

absl::Status LockRecord(pg::Tx& tx) { return tx.Exec(kLock).status(); }

absl::StatusOr<std::optional<StoredCheckpoint>> FindCheckpoint(pg::Tx& tx, int64_t size) {
  ASSIGN_OR_RETURN(const pg::Result result, size == 0 ? tx.Exec(kLatest) : tx.Exec(kFind, size));
  if (result.empty()) return std::nullopt;
  return ToCheckpoint(result[0]);
}

absl::Status InsertCheckpoint(pg::Tx& tx, const StoredCheckpoint& checkpoint) {
  return tx
      .Exec(kInsertCheckpoint, checkpoint.size, checkpoint.note, checkpoint.at_us,
            checkpoint.until_txid)
      .status();
}

absl::StatusOr<int64_t> ReadEndedTxid(pg::Tx& tx) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kEnded));
  return result[0].Int64(0);
}

absl::StatusOr<std::vector<record::Head>> ReadGrownHeads(pg::Tx& tx, absl::string_view service,
                                                         int64_t from_txid, int64_t until_txid,
                                                         const std::string& after, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(QueriesOf(service).grown, from_txid, until_txid, after, limit));
  std::vector<record::Head> heads;
  heads.reserve(static_cast<size_t>(result.size()));
  for (const pg::Row row : result) {
    heads.push_back({{std::string(service), row.Text(0)}, row.Int64(1), row.Bytes(2)});
  }
  return heads;
}

absl::StatusOr<Nodes> ReadNodes(pg::Tx& tx, const std::vector<record::NodeId>& ids) {
  std::vector<int64_t> levels, places;
  for (const record::NodeId& id : ids) {
    levels.push_back(id.level);
    places.push_back(id.index);
  }
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kNodes, levels, places));
  Nodes nodes;
  for (const pg::Row row : result) {
    nodes[{static_cast<int>(row.Int64(0)), row.Int64(1)}] = row.Bytes(2);
  }
  return nodes;
}

absl::Status InsertNodes(pg::Tx& tx, const Nodes& nodes) {
  std::vector<int64_t> levels, places;
  std::vector<std::string> hashes;
  for (const auto& [id, hash] : nodes) {
    levels.push_back(id.level);
    places.push_back(id.index);
    hashes.push_back(hash);
  }
  pg::Params params = pg::Bind(levels, places);
  return tx.Exec(kInsertNodes, params.AddBytesArray(hashes)).status();
}

absl::Status InsertHeads(pg::Tx& tx, int64_t first_leaf, const std::vector<record::Head>& heads) {
  std::vector<std::string> services, subjects, hashes;
  std::vector<int64_t> lengths;
  for (const record::Head& head : heads) {
    services.push_back(head.chain.service);
    subjects.push_back(head.chain.subject);
    lengths.push_back(head.length);
    hashes.push_back(head.hash);
  }
  pg::Params params = pg::Bind(first_leaf, services, subjects, lengths);
  return tx.Exec(kInsertHeads, params.AddBytesArray(hashes)).status();
}

absl::StatusOr<std::vector<NumberedHead>> ReadHeads(pg::Tx& tx, const std::string& subject,
                                                    int64_t leaf, int64_t size, int limit) {
  const std::vector<std::string> services(ChainServices().begin(), ChainServices().end());
  ASSIGN_OR_RETURN(const pg::Result result,
                   subject.empty() ? tx.Exec(kHeads, leaf, size, limit)
                                   : tx.Exec(kHeadsOf, leaf, size, limit, services, subject));
  std::vector<NumberedHead> heads;
  heads.reserve(static_cast<size_t>(result.size()));
  for (const pg::Row row : result) heads.push_back(ToHead(row));
  return heads;
}

absl::StatusOr<std::optional<NumberedHead>> FindHead(pg::Tx& tx, absl::string_view service,
                                                     const std::string& subject, int64_t seq,
                                                     int64_t size) {
  const std::string name(service);
  ASSIGN_OR_RETURN(const pg::Result result, seq == 0
                                                ? tx.Exec(kLastHead, name, subject, size)
                                                : tx.Exec(kHeadCovering, name, subject, seq, size));
  if (result.empty()) return std::nullopt;
  return ToHead(result[0]);
}

absl::StatusOr<std::vector<StoredEntry>> ReadEntries(pg::Tx& tx, absl::string_view service,
                                                     const std::string& only,
                                                     const std::string& subject, int64_t seq,
                                                     const StoredCheckpoint& checkpoint,
                                                     int limit) {
  const ChainQueries& queries = QueriesOf(service);
  ASSIGN_OR_RETURN(
      const pg::Result result,
      tx.Exec(only.empty() ? queries.entries : queries.entries_of_one,
              only.empty() ? subject : only, seq, checkpoint.size, checkpoint.until_txid, limit));
  std::vector<StoredEntry> entries;
  entries.reserve(static_cast<size_t>(result.size()));
  for (const pg::Row row : result) {
    entries.push_back({row.Text(0), row.Int64(1), row.Bytes(2), row.Bytes(3)});
  }
  return entries;
}

absl::StatusOr<std::vector<KeyNote>> ReadKeyNotes(pg::Tx& tx) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kKeys));
  std::vector<KeyNote> keys;
  for (const pg::Row row : result) keys.push_back({row.Text(0), row.Text(1)});
  return keys;
}

absl::Status InsertKeyNote(pg::Tx& tx, int64_t number, const KeyNote& key) {
  return tx.Exec(kInsertKey, number, key.verifier_key, key.note).status();
}

}  // namespace cartera::oversight
