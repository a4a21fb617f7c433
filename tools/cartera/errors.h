#ifndef CARTERA_TOOLS_CARTERA_ERRORS_H_
#define CARTERA_TOOLS_CARTERA_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "tools/cartera/invocation.h"

namespace cartera::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitPartly = 3;

// What the shell gets: 2 for what was wrong before anything was sent, else 10 and the gRPC code.
int ExitCodeFor(const absl::Status& status);

// The codes as a table for --help.
std::string ExitCodeHelp();

// "error: CODE (REASON): sentence" and one line for each fault; for the terminal's error output.
std::string RenderError(const absl::Status& status, const Invocation& invocation);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_ERRORS_H_
