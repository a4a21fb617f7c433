#ifndef CARTERA_TOOLS_CARTERA_YAML_WRITER_H_
#define CARTERA_TOOLS_CARTERA_YAML_WRITER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cartera::cli {

// The fields that are set, in the order of the contract, in the form that ReadYaml reads: reading
// what this wrote gives an equal message.
std::string WriteYaml(const google::protobuf::Message& message);

// One text as a YAML value after "name:", with its line break: plain, quoted, or as a block that
// stands `indent` spaces in.
std::string YamlText(absl::string_view text, int indent);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_YAML_WRITER_H_
