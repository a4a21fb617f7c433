#include "tools/story/process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

extern char** environ;

namespace cartera::story {
namespace {

int CodeOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& argv,
                            const std::map<std::string, std::string>& extra,
                            const posix_spawn_file_actions_t* actions) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string name = std::string(*entry).substr(0, std::string(*entry).find('='));
    if (!extra.contains(name)) environment.push_back(*entry);
  }
  for (const auto& [name, value] : extra) environment.push_back(absl::StrCat(name, "=", value));
  std::vector<char*> arguments, variables;
  for (const std::string& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
  for (const std::string& entry : environment)
    variables.push_back(const_cast<char*>(entry.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, arguments[0], actions, nullptr, arguments.data(), variables.data());
  if (error != 0) {
    return absl::UnavailableError(absl::StrCat("cannot start ", argv[0], ": ", strerror(error)));
  }
  return pid;
}

// Whether a server may listen there now; a port that a server left a moment ago counts as free.
bool IsFree(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free;
}

}  // namespace

absl::StatusOr<pid_t> Start(const std::vector<std::string>& argv,
                            const std::map<std::string, std::string>& extra) {
  return Spawn(argv, extra, nullptr);
}

absl::StatusOr<Outcome> Run(const std::vector<std::string>& argv,
                            const std::map<std::string, std::string>& extra) {
  int ends[2];
  if (pipe(ends) != 0) return absl::UnavailableError("cannot make a pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  const auto pid = Spawn(argv, extra, &actions);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  Outcome outcome;
  char buffer[4096];
  for (;;) {
    const ssize_t read_bytes = read(ends[0], buffer, sizeof(buffer));
    if (read_bytes > 0) {
      outcome.output.append(buffer, static_cast<size_t>(read_bytes));
    } else if (read_bytes == 0 || errno != EINTR) {
      break;
    }
  }
  close(ends[0]);
  RETURN_IF_ERROR(pid.status());
  outcome.exit_code = Await(*pid);
  return outcome;
}

int Await(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return CodeOf(status);
}

int Poll(pid_t pid) {
  int status = 0;
  return waitpid(pid, &status, WNOHANG) == pid ? CodeOf(status) : -1;
}

int FreePort(int wanted) {
  if (wanted > 0 && IsFree(wanted)) return wanted;
  // Below the ports that the kernel gives to whoever asks for any: none of those can take one
  // between here and the start of the server. Processes begin at different places and go on.
  constexpr int kFirst = 12'000;
  constexpr int kCount = 20'000;
  static std::atomic<int> next = static_cast<int>(getpid() * int64_t{7919} % kCount);
  for (int tries = 0; tries < kCount; ++tries) {
    const int port = kFirst + next++ % kCount;
    if (IsFree(port)) return port;
  }
  return 0;
}

}  // namespace cartera::story
