#include "libs/platform/pg/local/os_process.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"

namespace cartera::pg {
namespace {

absl::StatusOr<OsUser> FromPasswd(const passwd* entry, absl::string_view who) {
  if (entry == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("The operating system knows no user ", who, "."));
  }
  return OsUser{entry->pw_uid, entry->pw_gid, entry->pw_name};
}

// What the child does between fork and exec. The parent has threads, so only system calls here: no
// allocation, no locks. (setgroups and friends directly, because glibc's wrappers talk to threads.)
bool BecomeUser(const OsUser& user) {
  if (geteuid() != 0 || user.uid == 0) {
    return true;
  }
  return syscall(SYS_setgroups, 0, nullptr) == 0 &&
         syscall(SYS_setresgid, user.gid, user.gid, user.gid) == 0 &&
         syscall(SYS_setresuid, user.uid, user.uid, user.uid) == 0;
}

void ResetSignals() {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) {
    sigaction(number, &action, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void RunChild(const Command& command, char* const* argv, pid_t parent, int error_fd) {
  static const char* const kEnvironment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
                                             nullptr};
  ResetSignals();
  setsid();
  umask(077);
  const int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  const int output_fd = command.output_fd >= 0 ? command.output_fd : null_fd;
  bool ok = null_fd >= 0 && dup2(output_fd, 1) >= 0 && dup2(output_fd, 2) >= 0 &&
            dup2(null_fd, 0) >= 0 && BecomeUser(command.user) && chdir("/") == 0;
  if (ok && command.death_signal != 0) {
    // After the change of user, which clears it; then look whether the parent died before it was
    // set.
    ok = prctl(PR_SET_PDEATHSIG, command.death_signal) == 0 && getppid() == parent;
  }
  if (ok) {
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(argv[0], argv, const_cast<char* const*>(kEnvironment));
  }
  const int error = errno;
  if (write(error_fd, &error, sizeof(error)) < 0) {
    _exit(126);
  }
  _exit(127);
}

absl::Status ExitStatus(absl::string_view program, int status, absl::string_view output) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return absl::OkStatus();
  }
  const std::string how = WIFSIGNALED(status) ? absl::StrCat("signal ", WTERMSIG(status))
                                              : absl::StrCat("exit code ", WEXITSTATUS(status));
  return absl::InternalError(
      absl::StrCat(program, " failed (", how, "). Its last lines:\n", LastLines(output, 8)));
}

bool IsNamedPostgres(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/comm"));
  std::string name;
  std::getline(file, name);
  return name == "postgres";
}

// By inode, so that a renamed or linked path does not deceive.
bool WorksIn(pid_t pid, const std::string& directory) {
  struct stat working = {};
  struct stat wanted = {};
  return stat(absl::StrCat("/proc/", pid, "/cwd").c_str(), &working) == 0 &&
         stat(directory.c_str(), &wanted) == 0 && working.st_dev == wanted.st_dev &&
         working.st_ino == wanted.st_ino;
}

}  // namespace

absl::StatusOr<OsUser> OsUserByUid(uid_t uid) {
  passwd entry = {};
  passwd* found = nullptr;
  std::vector<char> buffer(16 * 1024);
  getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  return FromPasswd(found, absl::StrCat("with the number ", uid));
}

absl::StatusOr<OsUser> OsUserByName(const std::string& name) {
  passwd entry = {};
  passwd* found = nullptr;
  std::vector<char> buffer(16 * 1024);
  getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return FromPasswd(found, absl::StrCat("\"", name, "\""));
}

absl::StatusOr<pid_t> Spawn(const Command& command) {
  std::vector<char*> argv;
  for (const std::string& argument : command.argv) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  int error_pipe[2];
  if (pipe2(error_pipe, O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(errno, "pipe");
  }
  // Every signal is blocked across fork: a handler of ours must not run in the child.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    RunChild(command, argv.data(), parent, error_pipe[1]);
  }
  const int fork_error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(error_pipe[1]);
  int error = 0;
  const ssize_t got = child < 0 ? 0 : read(error_pipe[0], &error, sizeof(error));
  close(error_pipe[0]);
  if (child < 0) {
    return absl::ErrnoToStatus(fork_error, "fork");
  }
  if (got == sizeof(error)) {
    waitpid(child, nullptr, 0);
    return absl::FailedPreconditionError(absl::StrCat("Cannot run ", command.argv[0], " as user ",
                                                      command.user.name, ": ", strerror(error)));
  }
  return child;
}

absl::Status RunToEnd(Command command, const std::function<void(absl::string_view)>& line) {
  int output_pipe[2];
  if (pipe2(output_pipe, O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(errno, "pipe");
  }
  command.output_fd = output_pipe[1];
  absl::StatusOr<pid_t> pid = Spawn(command);
  close(output_pipe[1]);
  std::string output;
  size_t told = 0;  // bytes of output whose lines were told
  char buffer[4096];
  while (pid.ok()) {
    const ssize_t got = read(output_pipe[0], buffer, sizeof(buffer));
    if (got > 0) {
      output.append(buffer, static_cast<size_t>(got));
      // Programs end a line of progress with a carriage return on a terminal.
      for (size_t end = 0; (end = output.find_first_of("\r\n", told)) != std::string::npos;) {
        if (line && end > told) {
          line(absl::string_view(output).substr(told, end - told));
        }
        told = end + 1;
      }
    } else if (got == 0 || errno != EINTR) {
      break;
    }
  }
  close(output_pipe[0]);
  RETURN_IF_ERROR(pid.status());
  int status = 0;
  while (waitpid(*pid, &status, 0) < 0) {
    if (errno != EINTR) {
      return absl::ErrnoToStatus(errno, "waitpid");
    }
  }
  return ExitStatus(command.argv[0], status, output);
}

bool CanEnter(const OsUser& user, const std::string& directory) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(BecomeUser(user) && chdir(directory.c_str()) == 0 ? 0 : 1);
  }
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool IsPostgresIn(pid_t pid, const std::string& pgdata) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/cmdline"), std::ios::binary);
  std::string program;
  std::getline(file, program, '\0');
  return absl::EndsWith(program, "/postgres") && WorksIn(pid, pgdata);
}

std::vector<pid_t> ProcessesIn(const std::string& pgdata) {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    pid_t pid = 0;
    if (absl::SimpleAtoi(entry.path().filename().string(), &pid) && IsNamedPostgres(pid) &&
        WorksIn(pid, pgdata)) {
      found.push_back(pid);
    }
  }
  return found;
}

std::string LastLines(absl::string_view text, int count_max) {
  std::vector<absl::string_view> lines =
      absl::StrSplit(absl::StripTrailingAsciiWhitespace(text), '\n');
  if (lines.size() > static_cast<size_t>(count_max)) {
    lines.erase(lines.begin(), lines.end() - count_max);
  }
  return absl::StrJoin(lines, "\n");
}

}  // namespace cartera::pg
