#include "tests/hostile/command_line.h"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <utility>

#include "google/protobuf/util/json_util.h"
#include "tools/cartera/app.h"

namespace cartera::testing {
namespace {

// Terminal::connect is a plain function, so what it connects as stands here.
std::optional<Caller>& Connected() {
  static auto* const caller = new std::optional<Caller>();
  return *caller;
}

cli::Transport Connect(const cli::Address&, absl::Duration) {
  cli::Transport transport;
  transport.call = [](const google::protobuf::Message& request,
                      google::protobuf::Message* response) {
    return Connected()->Call(request, response);
  };
  transport.stream = [](const google::protobuf::Message& request,
                        google::protobuf::Message* response,
                        const std::function<absl::Status()>& page) {
    absl::Status shown;
    const absl::Status status =
        Connected()->ForEach(request, [&](const google::protobuf::Message& part) {
          response->CopyFrom(part);
          if (shown.ok()) shown = page();
        });
    return status.ok() ? shown : status;
  };
  return transport;
}

}  // namespace

CommandLine::CommandLine(Caller caller) { Connected() = std::move(caller); }

CommandLine::Ran CommandLine::Run(std::vector<std::string> arguments) {
  std::stringstream out, err;
  cli::Terminal terminal;
  terminal.out = &out;
  terminal.err = &err;
  terminal.connect = Connect;
  Ran ran;
  ran.code = cli::RunCommandLine(std::move(arguments), terminal);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

void CommandLine::RunForJson(std::vector<std::string> arguments,
                             google::protobuf::Message* message) {
  arguments.insert(arguments.end(), {"--output", "json"});
  const Ran ran = Run(std::move(arguments));
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto read = google::protobuf::util::JsonStringToMessage(ran.out, message);
  EXPECT_TRUE(read.ok()) << read.ToString() << "\n" << ran.out;
}

}  // namespace cartera::testing
