#ifndef CARTERA_LIBS_BASE_EMBEDDED_FILE_H_
#define CARTERA_LIBS_BASE_EMBEDDED_FILE_H_

#include "absl/strings/string_view.h"

namespace cartera {

// A text file compiled into the binary: its base name and its bytes.
struct EmbeddedFile {
  absl::string_view name;
  absl::string_view text;
};

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_EMBEDDED_FILE_H_
