#include "libs/platform/pg/local/cluster_config.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"

namespace cartera::pg {
namespace {

constexpr int64_t kMiB = int64_t{1} << 20;
constexpr size_t kSocketPathBytesMax = 107;

// $0 shared_buffers, $1 effective_cache_size, $2 maintenance_work_mem (all MB), $3 CPUs,
// $4 the sockets' directory.
constexpr absl::string_view kConf =
    R"conf(# Written by carterad at every start.
# Put your own settings into local.conf beside this file.

# Who may connect: processes of this machine, through a socket of mode 0700.
listen_addresses = ''
port = 5432
unix_socket_directories = $4
unix_socket_permissions = 0700
max_connections = 100

# An acknowledged write is on disk.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
wal_compression = lz4
min_wal_size = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min

# Turning this on later would need a restart. Until the first backup says where the log goes
# (archive.conf), it goes nowhere.
archive_mode = on
archive_command = '/bin/true'
archive_timeout = 5min
max_wal_senders = 4

# For this machine. PostgreSQL shares it with carterad, hence an eighth of the memory, not a quarter.
shared_buffers = $0MB
effective_cache_size = $1MB
maintenance_work_mem = $2MB
work_mem = 16MB
max_worker_processes = $3
max_parallel_workers = $3
random_page_cost = 1.1
effective_io_concurrency = 100
# Our queries are short: compiling them costs more than it saves.
jit = off

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'ISO, YMD'
cluster_name = 'cartera'
log_destination = 'stderr'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_line_prefix = '%m [%p] %q%u@%d '
# Statements may hold people's data: an error is logged without its statement.
log_min_error_statement = panic

include_if_exists = 'archive.conf'
include_if_exists = 'local.conf'
)conf";

// A setting's value holding one directory of a comma-separated list: quoted twice, once for each.
std::string QuotedDirectory(absl::string_view directory) {
  const std::string inner = absl::StrReplaceAll(directory, {{"\"", "\"\""}});
  return absl::StrCat("'\"", absl::StrReplaceAll(inner, {{"'", "''"}, {"\\", "\\\\"}}), "\"'");
}

}  // namespace

Machine ThisMachine() {
  Machine machine;
  machine.memory_bytes = int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
  machine.cpus = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  int64_t bytes = 0;
  if (limit >> bytes && bytes > 0) {
    machine.memory_bytes = std::min(machine.memory_bytes, bytes);
  }
  return machine;
}

std::string PostgresqlConf(const Machine& machine, absl::string_view socket_dir) {
  const int64_t memory_mib = machine.memory_bytes / kMiB;
  return absl::Substitute(kConf, std::clamp<int64_t>(memory_mib / 8, 64, 4096),
                          std::max<int64_t>(memory_mib / 2, 128),
                          std::clamp<int64_t>(memory_mib / 32, 32, 512), std::max(2, machine.cpus),
                          QuotedDirectory(socket_dir));
}

std::string PgHba() {
  return "# Written by carterad at every start.\n"
         "local all all peer map=cartera\n"
         // Backups; "all" does not mean it.
         "local replication cartera_admin peer map=cartera\n";
}

std::string PgIdent(const std::vector<std::string>& os_users,
                    const std::vector<std::string>& roles) {
  std::string text = "# Written by carterad at every start: map, operating system user, role.\n";
  for (const std::string& user : os_users) {
    absl::StrAppend(&text, "cartera \"", user, "\" ", kAdminRole, "\n");
    for (const std::string& role : roles) {
      absl::StrAppend(&text, "cartera \"", user, "\" ", role, "\n");
    }
  }
  return text;
}

bool IsPlainRoleName(absl::string_view role) {
  return !role.empty() && role.size() <= 63 && !absl::ascii_isdigit(role[0]) &&
         std::all_of(role.begin(), role.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

bool FitsSocket(absl::string_view directory) {
  return directory.size() + absl::string_view("/.s.PGSQL.5432").size() <= kSocketPathBytesMax &&
         !absl::StrContains(directory, ',');
}

std::string ShortName(absl::string_view path) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : path) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return absl::StrFormat("%016x", hash);
}

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || absl::StrContains("-._~", c)) {
      encoded.push_back(c);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace cartera::pg
