#ifndef CARTERA_TOOLS_CARTERA_FLAGS_H_
#define CARTERA_TOOLS_CARTERA_FLAGS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cartera::cli {

// A flag or a positional argument of a verb. Those of the request have the path of their field;
// those of the verb itself have none.
struct Flag {
  std::string name;         // "lead-agency"; without dashes
  std::string placeholder;  // "MONEY"
  std::string help;
  bool required = false;
  std::string or_flag;  // the flag that may be given instead
  bool repeated = false;
  bool is_switch = false;
  std::vector<const google::protobuf::FieldDescriptor*> path;
  std::vector<std::string> words;  // what it accepts, for completion
};

// Texts given, by flag name.
using Values = std::map<std::string, std::vector<std::string>>;

// The flags of a request, from its fields: nested messages are flattened to their last segment, or
// dotted where that would name two. Left out: what is output only, what the global flags set
// (request_id, validate_only, etag, filter, order_by, page_size, page_token, update_mask), the name
// inside a resource that is made, a case's content, and `positional` (field paths).
std::vector<Flag> FlagsOf(const google::protobuf::Descriptor* request,
                          const std::set<std::string>& positional);

// The positional argument for a field path such as "name" or "project.name". The path must exist.
Flag PositionalOf(const google::protobuf::Descriptor* request, absl::string_view path);

// Sets the fields of `request` that `values` names. Errors: INVALID_ARGUMENT with one line a fault.
absl::Status FillRequest(const std::vector<Flag>& flags, const Values& values,
                         google::protobuf::Message* request);

// The flag for a field path as the server reports it ("project.total_budget.unit"); "" when none.
std::string FlagOfField(const std::vector<Flag>& flags, absl::string_view field);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_FLAGS_H_
