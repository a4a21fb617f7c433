#ifndef CARTERA_TOOLS_STORY_PROCESS_H_
#define CARTERA_TOOLS_STORY_PROCESS_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace cartera::story {

// Starts `argv` with the environment of this process plus `extra`; its output goes where ours goes.
absl::StatusOr<pid_t> Start(const std::vector<std::string>& argv,
                            const std::map<std::string, std::string>& extra);

struct Outcome {
  int exit_code = -1;  // 128 + signal when it was killed
  std::string output;  // standard output and standard error, as they came
};

// Runs `argv` to its end.
absl::StatusOr<Outcome> Run(const std::vector<std::string>& argv,
                            const std::map<std::string, std::string>& extra);

// Waits for `pid` to end: its exit code as in Outcome.
int Await(pid_t pid);
// The same without waiting: -1 while it runs.
int Poll(pid_t pid);

// `wanted` if nobody listens on it at 127.0.0.1 now, else a port that is free there; 0 when there
// is none.
int FreePort(int wanted = 0);

}  // namespace cartera::story

#endif  // CARTERA_TOOLS_STORY_PROCESS_H_
