#ifndef CARTERA_TOOLS_CARTERA_YAML_SIZE_H_
#define CARTERA_TOOLS_CARTERA_YAML_SIZE_H_

#include "absl/strings/string_view.h"

namespace cartera::cli {

// Goes over a YAML text without keeping it, so that what is read afterwards is bounded in memory
// and time: its bytes, brackets, levels, and its values and bytes once its aliases are expanded
// (limits.h: kYaml...). One document only, and no alias inside what it names.
// Throws YAML::Exception with the place, also for what is no YAML: the parser cannot be stopped
// otherwise.
void CheckYamlSize(absl::string_view text);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_YAML_SIZE_H_
