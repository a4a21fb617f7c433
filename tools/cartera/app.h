#ifndef CARTERA_TOOLS_CARTERA_APP_H_
#define CARTERA_TOOLS_CARTERA_APP_H_

#include <ostream>
#include <string>
#include <vector>

#include "tools/cartera/invocation.h"

namespace cartera::cli {

// What the command line runs in; tests put their own in.
struct Terminal {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  PageStyle style;
  bool err_is_terminal = false;
  // Makes the way to a server.
  Transport (*connect)(const Address& address, absl::Duration timeout) = ConnectTo;
};

// Runs a command line without the program's name; gives the exit code.
int RunCommandLine(std::vector<std::string> arguments, const Terminal& terminal);

// The terminal of this process: its width (80 when it is none, COLUMNS when set), NO_COLOR.
Terminal ThisTerminal();

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_APP_H_
