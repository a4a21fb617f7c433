#include "tools/cartera/commands.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

// clang-format off
std::vector<Verb> AdminVerbs() {
  const Extra data_dir = {
      "data-dir", "DIRECTORY",
      "The server's data directory. Run this as the user who owns it, or as root."};
  return {
      {.noun = "admin", .verb = "backup",
       .help = "Copy the database of a running or stopped server, with its keys, and from then on "
               "keep its log there, so that any later second can be restored. Whoever reads the "
               "backup reads everything: keep it as safe as the server. TLS certificates and "
               "issuers' keys that were given by path are not in it, nor are the server's logs.",
       .example = "cartera admin backup --data-dir /srv/cartera --to /var/backups/cartera --keep 7",
       .extras = {data_dir,
                  {"to", "DIRECTORY", "Where backups and log go; made when missing."},
                  {"keep", "NUMBER", "Backups kept; older ones and their log are removed; 7."}},
       .run = AdminBackup},
      {.noun = "admin", .verb = "restore",
       .help = "Make a new data directory from a backup and the kept log, verify the record, and "
               "raise its epoch. Stop the old server first: what it acknowledges later is lost.",
       .example = "cartera admin restore --from /var/backups/cartera --to-data-dir /srv/cartera2 "
                  "--at 2026-11-22T10:15:30Z",
       .extras = {{"from", "DIRECTORY", "Where the backups are."},
                  {"to-data-dir", "DIRECTORY", "The new data directory: absent or empty."},
                  {"at", "INSTANT", "All that was committed until then; without it, all there is."},
                  {"backup", "NAME", "Begin with this backup instead of the newest that fits."}},
       .run = AdminRestore},
      {.noun = "admin", .verb = "upgrade",
       .help = "Move the database of a stopped server to this program's version of PostgreSQL, by "
               "dump and reload. The old one is kept until --confirm.",
       .example = "cartera admin upgrade --data-dir /srv/cartera --check",
       .extras = {data_dir,
                  {"check", "", "Say whether it could be done; change nothing."},
                  {"reload", "", "Dump and reload also when the version is the same."},
                  {"confirm", "", "The new database is good: delete the old one."}},
       .run = AdminUpgrade},
      {.noun = "admin", .verb = "new-record-key",
       .help = "Give the record a new signing key beside the old one. From the next checkpoint on "
               "both sign; take the old line out of record-keys when every witness has followed.",
       .example = "cartera admin new-record-key --data-dir /srv/cartera",
       .extras = {data_dir}, .run = AdminNewRecordKey},
      {.noun = "admin", .verb = "check",
       .help = "Look over an installation: files, disk, clock, database, record, outbox, backups. "
               "Exit code 0 when all is well, 1 for warnings, 2 for failures.",
       .example = "cartera admin check --data-dir /srv/cartera --certificate /etc/cartera/tls.crt",
       .extras = {data_dir,
                  {"certificate", "FILE", "Look also when this certificate (PEM) ends."},
                  {"quick", "", "Without reading every table and the whole record."}},
       .run = AdminCheck},
  };
}
// clang-format on

}  // namespace cartera::cli
