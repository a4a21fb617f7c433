#include "libs/platform/pg/admin/chain_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/admin/files.h"
#include "libs/platform/pg/audit.h"

namespace cartera::pg {
namespace {

constexpr int kPage = 2000;

constexpr Query kHeads{"admin.chain_heads", R"sql(
  SELECT subject, length, encode(hash, 'hex') FROM chain_heads
   WHERE subject > $1 ORDER BY subject LIMIT $2)sql"};
constexpr Query kCompare{"admin.compare_heads", R"sql(
  SELECT p.subject, p.length, coalesce(h.length, 0)
    FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY p (subject, length, hash, n)
    LEFT JOIN chain_heads h ON h.subject = p.subject
    LEFT JOIN audit a ON a.subject = p.subject AND a.seq = p.length
   WHERE h.length IS NULL OR h.length < p.length OR a.hash IS DISTINCT FROM decode(p.hash, 'hex')
   ORDER BY p.n)sql"};

// Lines of one service, to be compared at once.
struct Batch {
  std::string service;
  std::vector<std::string> subjects;
  std::vector<int64_t> lengths;
  std::vector<std::string> hashes;
};

absl::Status CompareBatch(Session& session, const Batch& batch, std::vector<HeadFault>* faults) {
  if (batch.subjects.empty()) return absl::OkStatus();
  const std::unique_ptr<Database> database = session.OpenDatabase(batch.service);
  return database->Read({}, [&](Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Result result,
                     tx.Exec(kCompare, batch.subjects, batch.lengths, batch.hashes));
    for (const Row row : result) {
      HeadFault fault{batch.service, row.Text(0), row.Int64(1), row.Int64(2)};
      fault.rewritten = fault.length >= fault.published_length;
      faults->push_back(std::move(fault));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<int64_t> ExportService(Session& session, const std::string& service,
                                      std::ofstream* file) {
  const std::unique_ptr<Database> database = session.OpenDatabase(service);
  int64_t count = 0;
  RETURN_IF_ERROR(database->Read({}, [&](Tx& tx) -> absl::Status {
    std::string after;
    for (int got = kPage; got == kPage;) {
      ASSIGN_OR_RETURN(const Result page, tx.Exec(kHeads, after, kPage));
      for (const Row row : page) {
        after = row.Text(0);
        *file << service << '\t' << row.Int64(1) << '\t' << row.Text(2) << '\t' << after << '\n';
      }
      got = page.size();
      count += got;
    }
    return absl::OkStatus();
  }));
  return count;
}

}  // namespace

absl::StatusOr<int64_t> ExportChainHeads(Session& session, const std::string& path) {
  RETURN_IF_ERROR(WriteDurably(path, ""));  // with mode 0600
  std::ofstream file(path, std::ios::binary | std::ios::app);
  int64_t count = 0;
  ASSIGN_OR_RETURN(const std::vector<std::string> services, session.Services());
  for (const std::string& service : services) {
    ASSIGN_OR_RETURN(const int64_t chains, ExportService(session, service, &file));
    count += chains;
  }
  file.close();
  if (!file) return FileError("write", path, errno);
  return count;
}

absl::StatusOr<std::vector<HeadFault>> CompareChainHeads(Session& session,
                                                         const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError("read", path, errno);
  std::vector<HeadFault> faults;
  Batch batch;
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits('\t', 3));
    int64_t length = 0;
    if (fields.size() != 4 || !absl::SimpleAtoi(fields[1], &length)) {
      return absl::FailedPreconditionError(absl::StrCat(path, " has a line that is no chain head"));
    }
    if (batch.service != fields[0] || batch.subjects.size() == kPage) {
      RETURN_IF_ERROR(CompareBatch(session, batch, &faults));
      batch = {.service = fields[0]};
    }
    batch.subjects.push_back(fields[3]);
    batch.lengths.push_back(length);
    batch.hashes.push_back(fields[2]);
  }
  RETURN_IF_ERROR(CompareBatch(session, batch, &faults));
  return faults;
}

absl::StatusOr<std::vector<ServiceChains>> VerifyAllChains(Session& session) {
  std::vector<ServiceChains> all;
  ASSIGN_OR_RETURN(const std::vector<std::string> services, session.Services());
  for (const std::string& service : services) {
    ServiceChains chains;
    chains.service = service;
    const std::unique_ptr<Database> database = session.OpenDatabase(service);
    RETURN_IF_ERROR(database->Read({}, [&](Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const ChainReport report,
                       VerifyChains(tx, std::nullopt, [&chains](const ChainFault& fault) {
                         chains.faults.push_back(absl::StrCat(fault.subject, " ", fault.seq, " ",
                                                              ToString(fault.kind)));
                       }));
      chains.chains = report.chains;
      chains.entries = report.entries;
      return absl::OkStatus();
    }));
    all.push_back(std::move(chains));
  }
  return all;
}

}  // namespace cartera::pg
