#ifndef CARTERA_LIBS_PLATFORM_APP_VERSION_H_
#define CARTERA_LIBS_PLATFORM_APP_VERSION_H_

namespace cartera::app {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_VERSION_H_
