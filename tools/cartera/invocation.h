#ifndef CARTERA_TOOLS_CARTERA_INVOCATION_H_
#define CARTERA_TOOLS_CARTERA_INVOCATION_H_

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tools/cartera/flags.h"
#include "tools/cartera/session.h"
#include "tools/cartera/text.h"

namespace cartera::cli {

enum class Output { kTable, kJson, kNdjson, kCsv };

// The flags that every verb has.
struct Globals {
  Address address;
  Output output = Output::kTable;
  bool dry_run = false;
  std::string request_id;
  std::string etag;
  std::string filter;
  std::string order_by;
  int page_size = 0;
  std::string page_token;
  bool all = false;
  int timeout_s = 30;
};

class Invocation;

// A flag or positional argument of a verb that no field of its request stands for.
struct Extra {
  std::string name;         // "file"; in capitals for a positional argument
  std::string placeholder;  // "" for a switch
  std::string help;
  bool repeated = false;
  std::string stands_for;          // field of the request that has no flag of its own then
  std::vector<std::string> gives;  // flags of the request that need not be given with it
};

// One row of the table of verbs.
struct Verb {
  std::string noun;
  std::string verb;        // "show", "lines import"; "" when the noun is the verb
  std::string request;     // full name without "cartera." and "Request": "registry.v1.GetProject"
  std::string positional;  // in order: field paths, names of extras; "[X]" when it may be left out
  std::string columns;     // of lists, separated by commas; those after "|" in CSV alone
  std::string help;        // one line
  std::string example;     // would work with the sample data
  std::vector<Extra> extras;
  bool only_extras = false;  // the request's fields are no flags: the verb fills them itself
  // What it does, when it is more than one call; gives the exit code.
  absl::StatusOr<int> (*run)(Invocation&) = nullptr;
  // The page for people, when it is more than the fields in order.
  absl::StatusOr<std::string> (*page)(Invocation&, const google::protobuf::Message&) = nullptr;
  // What its help says after the flags.
  std::string (*details)() = nullptr;
};

// A verb with what was given to it, and the way to the server and to the terminal.
class Invocation {
 public:
  const Verb* verb = nullptr;
  Globals globals;
  std::vector<Flag> flags;
  Values values;
  std::vector<std::string> cleared;  // --clear
  Transport transport;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  PageStyle style;
  bool err_is_terminal = false;

  bool Has(absl::string_view flag) const { return values.contains(std::string(flag)); }
  // The text given, "" when none was.
  std::string Get(absl::string_view flag) const;
  bool IsTable() const { return globals.output == Output::kTable; }

  // The verb's request, filled from flags and globals. Errors: INVALID_ARGUMENT, all faults at
  // once.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Request() const;
  absl::Status Call(const google::protobuf::Message& request,
                    google::protobuf::Message* response) const {
    return transport.call(request, response);
  }
};

// The message type behind Verb::request.
const google::protobuf::Descriptor* RequestType(const Verb& verb);

// One call, or for lists a call a page, and its answer in the format asked for.
absl::StatusOr<int> RunCall(Invocation& invocation);
// Prints an answer as RunCall does.
absl::Status PrintAnswer(Invocation& invocation, const google::protobuf::Message& response);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_INVOCATION_H_
