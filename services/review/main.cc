#include "libs/platform/app/main.h"

#include "libs/access/access.h"
#include "libs/convert/convert.h"
#include "services/review/module.h"

int main(int argc, char** argv) {
  return cartera::app::RunMain(argc, argv, "cartera-review", {cartera::review::Module()},
                               cartera::convert::SharedTypeChecks(),
                               cartera::access::RequireAtRoot);
}
