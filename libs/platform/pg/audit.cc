#include "libs/platform/pg/audit.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/hash_chain.h"
#include "libs/base/status_macros.h"

namespace cartera::pg {
namespace {

constexpr int64_t kPage = 500;

constexpr Query kSchema{"pg.audit_schema", "SELECT current_schema()"};
// Subjects from heads and entries alike: a chain whose head was deleted must be found, too.
constexpr Query kSubjects{"pg.audit_subjects", R"sql(
  SELECT s.subject, h.length, h.hash
    FROM (SELECT subject FROM chain_heads WHERE subject > $1
          UNION SELECT DISTINCT subject FROM audit WHERE subject > $1
          ORDER BY subject LIMIT $2) s
    LEFT JOIN chain_heads h ON h.subject = s.subject
   ORDER BY s.subject)sql"};
constexpr Query kSubject{"pg.audit_subject", R"sql(
  SELECT $1::text, h.length, h.hash FROM (SELECT 1) one LEFT JOIN chain_heads h ON h.subject = $1
   WHERE h.subject IS NOT NULL OR EXISTS (SELECT 1 FROM audit a WHERE a.subject = $1))sql"};
constexpr Query kEntries{"pg.audit_entries", R"sql(
  SELECT seq, entry, hash FROM audit WHERE subject = $1 AND seq > $2 ORDER BY seq LIMIT $3)sql"};

void AppendString(absl::string_view key, absl::string_view value, std::string& out) {
  absl::StrAppend(&out, ",\"", key, "\":\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

// Walks one chain; the first fault, or nothing.
absl::StatusOr<std::optional<ChainFault>> VerifyChain(Tx& tx, absl::string_view schema,
                                                      const Row& head, int64_t* entries) {
  const std::string subject = head.Text(0);
  const int64_t length = head.OptionalInt64(1).value_or(0);
  std::string hash = GenesisHash(schema, subject);
  int64_t seq = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const Result page, tx.Exec(kEntries, subject, seq, kPage));
    for (const Row row : page) {
      ++seq;
      ++*entries;
      if (row.Int64(0) != seq) {
        return ChainFault{subject, seq, ChainFault::Kind::kGap};
      }
      hash = NextHash(hash, row.Bytes(1));
      if (hash != row.Bytes(2)) {
        return ChainFault{subject, seq, ChainFault::Kind::kHash};
      }
    }
    if (page.size() < kPage) {
      break;
    }
  }
  if (seq < length) {
    return ChainFault{subject, seq + 1, ChainFault::Kind::kTruncated};
  }
  if (seq > length) {
    return ChainFault{subject, length + 1, ChainFault::Kind::kHeadBehind};
  }
  if (head.Bytes(2) != hash) {
    return ChainFault{subject, seq, ChainFault::Kind::kHash};
  }
  return std::nullopt;
}

}  // namespace

std::string CanonicalEntry(const CallContext& context, absl::string_view actor, int64_t at_us,
                           const AuditEntry& entry) {
  std::string out = absl::StrCat("{\"v\":1,\"at_us\":", at_us);
  AppendString("actor", actor, out);
  AppendString("method", context.method, out);
  AppendString("request_id", context.request_id, out);
  AppendString("action", entry.action, out);
  AppendString("resource", entry.resource, out);
  AppendString("digest", absl::BytesToHexString(entry.state_digest), out);
  AppendString("detail", entry.detail, out);
  out += '}';
  return out;
}

absl::string_view ToString(ChainFault::Kind kind) {
  switch (kind) {
    case ChainFault::Kind::kHash:
      return "hash";
    case ChainFault::Kind::kGap:
      return "gap";
    case ChainFault::Kind::kTruncated:
      return "truncated";
    case ChainFault::Kind::kHeadBehind:
      return "head behind";
  }
  return "unknown";
}

absl::StatusOr<ChainReport> VerifyChains(Tx& tx, const std::optional<std::string>& subject,
                                         absl::FunctionRef<void(const ChainFault&)> report) {
  ChainReport totals;
  ASSIGN_OR_RETURN(const Result schema_row, tx.Exec(kSchema));
  const std::string schema = schema_row[0].Text(0);
  std::string after;
  for (;;) {
    ASSIGN_OR_RETURN(const Result heads, subject.has_value() ? tx.Exec(kSubject, *subject)
                                                             : tx.Exec(kSubjects, after, kPage));
    for (const Row head : heads) {
      after = head.Text(0);
      ++totals.chains;
      ASSIGN_OR_RETURN(const std::optional<ChainFault> fault,
                       VerifyChain(tx, schema, head, &totals.entries));
      if (fault.has_value()) {
        ++totals.faults;
        report(*fault);
      }
    }
    if (subject.has_value() || heads.size() < kPage) {
      return totals;
    }
  }
}

}  // namespace cartera::pg
