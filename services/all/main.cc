#include "libs/platform/app/main.h"

#include "libs/access/access.h"
#include "libs/convert/convert.h"
#include "services/all/modules.h"

int main(int argc, char** argv) {
  return cartera::app::RunMain(argc, argv, "carterad", cartera::all::Modules(),
                               cartera::convert::SharedTypeChecks(),
                               cartera::access::RequireAtRoot);
}
