#ifndef CARTERA_LIBS_PLATFORM_PG_LOCAL_OS_PROCESS_H_
#define CARTERA_LIBS_PLATFORM_PG_LOCAL_OS_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::pg {

// An account of the operating system.
struct OsUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
};

// Errors: FAILED_PRECONDITION when the account has no entry in the user database.
absl::StatusOr<OsUser> OsUserByUid(uid_t uid);
absl::StatusOr<OsUser> OsUserByName(const std::string& name);

// A program to start: an argument vector, never a shell line; argv[0] is an absolute path.
struct Command {
  std::vector<std::string> argv;
  OsUser user;           // switched to when this process is root
  int output_fd = -1;    // gets stdout and stderr; not closed here
  int death_signal = 0;  // sent to the child when the *thread* that called Spawn ends; 0 = none
};

// Starts the program in a session of its own (so that the terminal's Ctrl-C does not reach it),
// with a minimal environment, no open files but stdio, default signal handling, and "/" as its
// directory. Errors: FAILED_PRECONDITION with the reason when the program cannot be executed.
absl::StatusOr<pid_t> Spawn(const Command& command);

// Runs the program to its end; `line`, when given, is told each line of its output as it comes.
// Errors: INTERNAL with the last lines of its output.
absl::Status RunToEnd(Command command, const std::function<void(absl::string_view)>& line = {});

// True when `user` may enter `directory` (search permission on it and on every parent).
bool CanEnter(const OsUser& user, const std::string& directory);

// True when `pid` is a PostgreSQL server process working in the directory `pgdata`: a number left
// in a pid file may since belong to anything else.
bool IsPostgresIn(pid_t pid, const std::string& pgdata);

// Every PostgreSQL process, server or backend, working in the directory `pgdata`. The backends of a
// dead server outlive it for a moment, and a new server beside them would ruin the data. A zombie
// works nowhere.
std::vector<pid_t> ProcessesIn(const std::string& pgdata);

// The last lines of a text that may be long: what a person needs of a log.
std::string LastLines(absl::string_view text, int count_max);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_LOCAL_OS_PROCESS_H_
