#ifndef CARTERA_TESTS_HOSTILE_COMMAND_LINE_H_
#define CARTERA_TESTS_HOSTILE_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

// The command line in this process, calling as `caller`. One at a time.
class CommandLine {
 public:
  explicit CommandLine(Caller caller);

  struct Ran {
    int code = 0;
    std::string out, err;
  };
  Ran Run(std::vector<std::string> arguments);
  // With --output json, whose answer is read into `message`; a failure fails the test.
  void RunForJson(std::vector<std::string> arguments, google::protobuf::Message* message);
};

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_HOSTILE_COMMAND_LINE_H_
