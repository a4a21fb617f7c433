#include "libs/platform/app/main.h"

#include "libs/access/access.h"
#include "libs/convert/convert.h"
#include "services/oversight/module.h"

int main(int argc, char** argv) {
  return cartera::app::RunMain(argc, argv, "cartera-oversight", {cartera::oversight::Module()},
                               cartera::convert::SharedTypeChecks(),
                               cartera::access::RequireAtRoot);
}
