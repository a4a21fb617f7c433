#ifndef CARTERA_LIBS_PLATFORM_APP_MAIN_H_
#define CARTERA_LIBS_PLATFORM_APP_MAIN_H_

#include <string>
#include <vector>

#include "libs/platform/app/module.h"
#include "libs/platform/app/server_service.h"
#include "libs/platform/rpc/validate.h"

namespace cartera::app {

// The whole of a server's main: reads the command line, starts the modules, serves until SIGINT or
// SIGTERM, drains and stops. Returns the exit code: 0, 1 when it could not start, 2 for a mistake
// on the command line.
int RunMain(int argc, char** argv, const std::string& binary, std::vector<Module> modules,
            rpc::TypeChecks checks, Authorise authorise);

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_MAIN_H_
