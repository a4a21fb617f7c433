#include "tools/story/player.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "tools/story/process.h"

namespace cartera::story {
namespace {

constexpr int kUsualPort = 7400;
constexpr absl::Duration kStartPatience = absl::Minutes(2);

std::string Bold(const std::string& text) {
  return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr
             ? absl::StrCat("\033[1m", text, "\033[0m")
             : text;
}

// True for commands that are one writing call: those take a request id.
bool ChangesOneThing(const std::vector<std::string>& words) {
  static const auto* const kVerbs =
      new std::set<std::string>{"create", "add",    "update", "open",   "close", "sign",
                                "submit", "assign", "start",  "revise", "reply"};
  return words.size() > 1 && words[0] != "case" && words[0] != "admin" &&
         kVerbs->contains(words[1]);
}

// Breaks a paragraph into lines that fit a terminal.
std::string Wrap(absl::string_view text) {
  constexpr size_t kWidth = 98;
  std::string lines;
  size_t column = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (column > 0 && column + 1 + word.size() > kWidth) {
      lines += '\n';
      column = 0;
    }
    if (column > 0) lines += ' ';
    column += word.size() + (column > 0 ? 1 : 0);
    lines.append(word.data(), word.size());
  }
  return lines;
}

std::string DayAfter(int days) {
  return absl::FormatCivilTime(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + days);
}

// Ctrl-C reaches the server, too, which then ends in order; the player only waits for it.
volatile sig_atomic_t g_interrupted = 0;
void OnInterrupt(int) { g_interrupted = 1; }

class Player {
 public:
  Player(Options options, const Story& story)
      : options_(std::move(options)),
        steps_(story.steps),
        hints_(story.hints),
        notes_(absl::StrCat(options_.data_dir, "/story-notes")),
        tokens_(absl::StrCat(options_.data_dir, "/tokens")) {
    any_port_ = options_.port < 0;
    if (options_.port <= 0) options_.port = FreePort(options_.port < 0 ? kUsualPort : 0);
    variables_["samples"] = options_.samples;
    variables_["data"] = options_.data_dir;
    for (const int days : {0, 30, 60, 90, 365}) {
      variables_[days == 0 ? "today" : absl::StrCat("today+", days)] = DayAfter(days);
    }
  }

  int Play() {
    std::filesystem::create_directories(options_.data_dir);
    if (const absl::Status status = StartServer(); !status.ok()) {
      std::cerr << "cartera-story: " << status.message() << std::endl;
      AwaitServers(/*stop=*/true);
      return 1;
    }
    std::filesystem::create_directories(tokens_);
    const absl::Status status = PlaySteps();
    if (!status.ok()) std::cerr << "\ncartera-story: " << status.message() << std::endl;
    if (status.ok()) SayHowToGoOn();
    const bool stop = options_.exit || !status.ok() || g_interrupted != 0;
    const int code = AwaitServers(stop);
    if (status.ok() && code != 0) {
      std::cerr << "cartera-story: a server ended with code " << code << std::endl;
    }
    return status.ok() && code == 0 ? 0 : 1;
  }

 private:
  std::string Address() const { return address_; }

  absl::Status StartServer() {
    if (options_.split) return StartSplit();
    address_ = absl::StrCat("127.0.0.1:", options_.port);
    const absl::Status status = StartOne(options_.carterad, options_.port, {}, address_);
    if (status.ok() || !any_port_) return status;
    // Somebody else took the usual port meanwhile.
    options_.port = FreePort();
    address_ = absl::StrCat("127.0.0.1:", options_.port);
    return StartOne(options_.carterad, options_.port, {}, address_);
  }

  // One process a service; the first runs the database and the others join it.
  absl::Status StartSplit() {
    const std::string folder = std::filesystem::path(options_.carterad).parent_path().string();
    const std::vector<std::string> services = {"registry", "appraisal", "review", "oversight"};
    std::map<std::string, int> ports;
    std::vector<std::string> addresses;
    for (const std::string& service : services) {
      ports[service] = FreePort();
      addresses.push_back(absl::StrCat(service, "=127.0.0.1:", ports[service]));
    }
    for (const std::string& service : services) {
      std::vector<std::string> options;
      for (const std::string& peer : services) {
        if (peer == service) continue;
        options.push_back("--peer");
        options.push_back(absl::StrCat(peer, "=127.0.0.1:", ports[peer]));
      }
      if (service != services.front()) options.push_back("--join");
      RETURN_IF_ERROR(StartOne(absl::StrCat(folder, "/cartera-", service), ports[service], options,
                               absl::StrCat("127.0.0.1:", ports[service])));
    }
    address_ = absl::StrJoin(addresses, ",");
    return absl::OkStatus();
  }

  absl::Status StartOne(const std::string& binary, int port, const std::vector<std::string>& more,
                        const std::string& address) {
    std::vector<std::string> argv = {binary,   "--dev",           "--data-dir", options_.data_dir,
                                     "--port", absl::StrCat(port)};
    argv.insert(argv.end(), more.begin(), more.end());
    ASSIGN_OR_RETURN(const pid_t pid, Start(argv, {}));
    servers_.push_back(pid);
    const absl::Time give_up = absl::Now() + kStartPatience;
    while (absl::Now() < give_up) {
      if (Poll(pid) >= 0) {
        servers_.pop_back();
        return absl::UnavailableError(absl::StrCat(binary, " did not start"));
      }
      ASSIGN_OR_RETURN(const Outcome outcome,
                       Run({options_.cartera, "--server", address, "server", "info"}, {}));
      if (outcome.exit_code == 0) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(200));
    }
    return absl::DeadlineExceededError(absl::StrCat(binary, " did not answer within two minutes"));
  }

  // Ends the servers when told to, the one with the database last; the first code that is not 0.
  int AwaitServers(bool stop) {
    int code = 0;
    for (auto pid = servers_.rbegin(); pid != servers_.rend(); ++pid) {
      if (stop) kill(*pid, SIGTERM);
      const int ended = Await(*pid);
      if (code == 0) code = ended;
    }
    servers_.clear();
    return code;
  }

  // How many steps were played on this data, with what they captured.
  size_t ReadNotes() {
    std::ifstream file(notes_);
    std::string line;
    size_t played = 0;
    while (std::getline(file, line)) {
      const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits('\t', 1));
      if (parts.size() == 2 && parts[0] == "played") {
        uint64_t count = 0;
        if (absl::SimpleAtoi(parts[1], &count)) played = count;
      } else if (parts.size() == 2) {
        variables_[parts[0]] = parts[1];
      }
    }
    return played;
  }

  void WriteNotes(size_t played) const {
    std::ofstream file(notes_ + ".new");
    for (const auto& [name, value] : captured_) file << name << '\t' << value << '\n';
    file << "played\t" << played << '\n';
    file.close();
    std::filesystem::rename(notes_ + ".new", notes_);
  }

  absl::Status PlaySteps() {
    size_t played = ReadNotes();
    captured_ = variables_;
    for (const char* own : {"samples", "data"}) captured_.erase(own);
    const bool seen = played >= steps_.size();
    if (seen) {
      std::cout << "\nThe main job was played on this data before; here is what became of it.\n";
    } else if (played > 0) {
      std::cout << "\nThe main job stopped half-way last time; it goes on where it was.\n";
    }
    for (size_t i = 0; i < steps_.size() && g_interrupted == 0; ++i) {
      if (i < played && !(seen && steps_[i].again)) continue;
      RETURN_IF_ERROR(PlayStep(steps_[i], i));
      if (!seen) WriteNotes(i + 1);
    }
    return absl::OkStatus();
  }

  absl::Status PlayStep(const Step& step, size_t index) {
    if (!step.title.empty()) std::cout << "\n" << Bold(absl::StrCat("== ", step.title)) << "\n";
    if (!step.say.empty()) std::cout << Wrap(step.say) << "\n";
    if (step.run.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string line, Fill(step.run, variables_));
    ASSIGN_OR_RETURN(std::vector<std::string> words, SplitWords(line));
    std::map<std::string, std::string> environment;
    RETURN_IF_ERROR(LogIn(step, &environment));
    std::cout << "  " << (step.as.empty() ? "" : absl::StrCat(step.as, " "))
              << Bold(absl::StrCat("$ cartera ", absl::StrReplaceAll(line, {{"\n", " "}}))) << "\n";
    std::vector<std::string> argv = {options_.cartera, "--server", Address()};
    argv.insert(argv.end(), words.begin(), words.end());
    // A step that was done, but not yet noted when the player was stopped, is answered the same
    // again.
    if (ChangesOneThing(words)) {
      argv.push_back("--request-id");
      argv.push_back(absl::StrCat("story-", index));
    }
    const absl::Time give_up = absl::Now() + absl::Seconds(step.patience);
    ASSIGN_OR_RETURN(Outcome outcome, Run(argv, environment));
    while (outcome.exit_code != step.exit_code && absl::Now() < give_up) {
      absl::SleepFor(absl::Milliseconds(100));
      ASSIGN_OR_RETURN(outcome, Run(argv, environment));
    }
    const bool as_expected = outcome.exit_code == step.exit_code;
    if (!step.quiet || !as_expected) PrintIndented(outcome.output, as_expected ? step.lines : 0);
    return Judge(step, outcome);
  }

  absl::Status LogIn(const Step& step, std::map<std::string, std::string>* environment) {
    (*environment)["COLUMNS"] = "100";
    if (!step.token.empty()) {
      (*environment)["CARTERA_TOKEN"] = step.token;
      return absl::OkStatus();
    }
    if (step.as.empty()) return absl::OkStatus();
    (*environment)["CARTERA_TOKEN_FILE"] = absl::StrCat(tokens_, "/", step.as);
    if (!logged_in_.insert(step.as).second) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const Outcome outcome,
        Run({options_.cartera, "--server", Address(), "login", "--as", step.as}, *environment));
    return outcome.exit_code == 0 ? absl::OkStatus()
                                  : absl::UnavailableError(absl::StrCat(
                                        "cannot log in as ", step.as, ": ", outcome.output));
  }

  // At most `lines_max` lines when that is not 0, and how many more there were.
  static void PrintIndented(const std::string& output, int lines_max) {
    const std::vector<std::string> lines = absl::StrSplit(absl::StripSuffix(output, "\n"), '\n');
    const size_t shown = lines_max > 0 ? std::min<size_t>(lines_max, lines.size()) : lines.size();
    for (size_t i = 0; i < shown; ++i) std::cout << "    " << lines[i] << "\n";
    if (shown < lines.size()) std::cout << "    ... " << lines.size() - shown << " lines more\n";
    std::cout.flush();
  }

  absl::Status Judge(const Step& step, const Outcome& outcome) {
    if (outcome.exit_code != step.exit_code) {
      return absl::FailedPreconditionError(absl::StrCat("this step should end with code ",
                                                        step.exit_code, " and ended with ",
                                                        outcome.exit_code));
    }
    for (const std::string& text : step.expect) {
      ASSIGN_OR_RETURN(const std::string wanted, Fill(text, variables_));
      if (!absl::StrContains(outcome.output, wanted)) {
        return absl::FailedPreconditionError(
            absl::StrCat("this step should have printed \"", wanted, "\""));
      }
    }
    for (const auto& [name, pattern] : step.capture) {
      std::smatch match;
      if (!std::regex_search(outcome.output, match, std::regex(pattern)) || match.size() < 2) {
        return absl::FailedPreconditionError(
            absl::StrCat("this step should have printed ", pattern));
      }
      variables_[name] = captured_[name] = match[1].str();
    }
    if (step.exit_code != 0) std::cout << "    (refused, as it must be)\n";
    return absl::OkStatus();
  }

  void SayHowToGoOn() const {
    // A path with spaces can be copied as it is printed.
    const bool spaces = absl::StrContains(options_.cartera, ' ');
    const std::string cli = absl::StrCat(spaces ? "'" : "", options_.cartera, spaces ? "'" : "",
                                         " --server ", Address());
    std::cout << "\n"
              << Bold("== How to go on") << "\n"
              << "  Server     " << Address() << " (gRPC with reflection), data in "
              << options_.data_dir << "\n";
    for (size_t i = 0; i < hints_.size(); ++i) {
      std::cout << (i == 0 ? "  Try        " : "             ") << cli << " " << hints_[i] << "\n";
    }
    if (!options_.exit) std::cout << "  Ctrl-C stops the server; the data stays.\n";
    std::cout.flush();
  }

  Options options_;
  const std::vector<Step>& steps_;
  const std::vector<std::string>& hints_;
  const std::string notes_;
  const std::string tokens_;
  Variables variables_;
  Variables captured_;
  std::set<std::string> logged_in_;
  bool any_port_ = false;
  std::string address_;
  std::vector<pid_t> servers_;
};

}  // namespace

int Play(const Options& options, const Story& story) {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return Player(options, story).Play();
}

}  // namespace cartera::story
