#include "libs/platform/app/watch.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/obs/log.h"

namespace cartera::app {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(5);

constexpr pg::Query kArchiver{"watch.archiver", R"sql(
  SELECT last_failed_time IS NOT NULL AND
           (last_archived_time IS NULL OR last_failed_time > last_archived_time),
         coalesce(last_failed_wal, '')
    FROM pg_stat_archiver)sql"};

}  // namespace

Watch::Watch(Options options) : options_(std::move(options)), thread_([this] { Run(); }) {}

Watch::~Watch() {
  {
    const MutexLock lock(&mutex_);
    ended_ = true;
  }
  ending_.NotifyAll();
  thread_.join();
}

void Watch::Run() {
  for (;;) {
    LookAtDisk();
    LookAtArchive();
    LookAtCertificate();
    const MutexLock lock(&mutex_);
    if (!ended_) ending_.WaitFor(&mutex_, options_.every);  // looking early does no harm
    if (ended_) return;
  }
}

void Watch::LookAtDisk() {
  // The database may lie on another disk than the directory that leads to it.
  const std::string pgdata = options_.data_dir + "/postgres/pgdata";
  std::error_code error;
  const bool own = std::filesystem::exists(pgdata, error);
  const auto space = options_.space(own ? pgdata : options_.data_dir);
  if (!space.ok()) return;
  options_.metrics->DiskFree(space->free_bytes);
  const bool low = space->free_bytes < pg::FreeBytesWanted(*space);
  if (low && !disk_low_) {
    obs::Log(obs::Severity::kWarning, "the disk of the data directory fills up",
             {{"data_dir", options_.data_dir},
              {"free_mib", space->free_bytes >> 20},
              {"wanted_mib", pg::FreeBytesWanted(*space) >> 20}});
  }
  disk_low_ = low;
}

void Watch::LookAtArchive() {
  if (options_.database == nullptr) return;
  bool failing = false;
  std::string segment;
  pg::CallContext context;
  context.method = "watch";
  context.deadline = absl::Now() + kAskTimeout;
  const absl::Status asked = options_.database->Read(context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kArchiver));
    failing = result[0].Bool(0);
    segment = result[0].Text(1);
    return absl::OkStatus();
  });
  if (!asked.ok()) return;  // a database that is away is said elsewhere
  options_.metrics->WalArchiveFailing(failing);
  if (failing && !archive_failing_) {
    obs::Log(obs::Severity::kWarning, "PostgreSQL cannot archive its log, which fills the disk",
             {{"segment", segment}});
  }
  archive_failing_ = failing;
}

void Watch::LookAtCertificate() {
  if (options_.identity == nullptr) return;
  const absl::Time now = absl::Now();
  const absl::Time ends = options_.identity->Current()->ends;
  options_.metrics->CertificateEnds(absl::ToUnixSeconds(ends));
  const tls::Life life = tls::LifeOf(ends, now);
  if (life != certificate_ && life != tls::Life::kGood) {
    obs::Log(life == tls::Life::kEnded ? obs::Severity::kError : obs::Severity::kWarning,
             life == tls::Life::kEnded ? "the TLS certificate has expired: clients refuse it"
                                       : "the TLS certificate ends soon: put a new one there",
             {{"certificate", options_.identity->files().certificate},
              {"ends", absl::FormatTime(absl::RFC3339_sec, ends, absl::UTCTimeZone())}});
  }
  certificate_ = life;
}

}  // namespace cartera::app
