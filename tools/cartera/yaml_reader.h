#ifndef CARTERA_TOOLS_CARTERA_YAML_READER_H_
#define CARTERA_TOOLS_CARTERA_YAML_READER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cartera::cli {

// What is wrong at one place of a file. Lines and columns count from 1.
struct YamlFault {
  int line = 0;
  int column = 0;
  std::string field;  // "costs.lines[2].amount"
  std::string message;
};

// Reads YAML (or JSON, which is YAML) into `out`, field names in snake_case as in the contract.
// Money may be text ("1,250,000 CAD", "100 CAD@2027") or a mapping of Money's fields; enum values
// are lower case words; dates are ISO; an empty value leaves the field absent. Returns every fault,
// in the order of the file, the first kYamlFaultsMax of them; with faults `out` holds what could be
// read. A text beyond the limits of yaml_size.h has that one fault and is not read further.
std::vector<YamlFault> ReadYamlFaults(absl::string_view text, google::protobuf::Message* out);

// The same as a status: INVALID_ARGUMENT with one line a fault, each beginning with
// "file:line:column: field: ".
absl::Status ReadYaml(absl::string_view text, absl::string_view file,
                      google::protobuf::Message* out);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_YAML_READER_H_
