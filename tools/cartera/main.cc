#include <string>
#include <vector>

#include "tools/cartera/app.h"

int main(int argc, char** argv) {
  return cartera::cli::RunCommandLine(std::vector<std::string>(argv + 1, argv + argc),
                                      cartera::cli::ThisTerminal());
}
