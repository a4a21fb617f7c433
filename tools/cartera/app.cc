#include "tools/cartera/app.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/help.h"
#include "tools/cartera/verbs.h"

namespace cartera::cli {
namespace {

// CLI11 takes "--title=" for "--title" and what follows it for the value. Until a value is read,
// this stands behind such an "=": no argument of a program can hold it.
constexpr char kNothingFollows = '\0';

void MarkEmptyValues(std::vector<std::string>* arguments) {
  for (std::string& argument : *arguments) {
    const bool flag = absl::StartsWith(argument, "--");
    if (flag && argument.find('=') == argument.size() - 1) argument += kNothingFollows;
  }
}

// The text without the mark.
std::string AsGiven(std::string text) {
  std::erase(text, kNothingFollows);
  return text;
}

void Keep(const CLI::results_t& given, std::vector<std::string>* texts) {
  texts->clear();
  for (const std::string& text : given) texts->push_back(AsGiven(text));
}

void AddFlag(CLI::App* app, const Flag& flag, Values* values) {
  const std::string name = absl::StrCat("--", flag.name);
  if (flag.is_switch) {
    app->add_flag_callback(name, [values, key = flag.name] { (*values)[key] = {"true"}; });
    return;
  }
  auto* option = app->add_option(name, [values, key = flag.name](const CLI::results_t& given) {
    Keep(given, &(*values)[key]);
    return true;
  });
  if (flag.repeated) {
    option->expected(1, 100000)->allow_extra_args(false);
  } else {
    option->expected(1);
  }
}

void AddPositional(CLI::App* app, const Flag& flag, Values* values) {
  auto* option = app->add_option(flag.name, [values, key = flag.name](const CLI::results_t& given) {
    Keep(given, &(*values)[key]);
    return true;
  });
  option->expected(1)->required(flag.required);
}

// What the parser knows of a verb, and where what was given goes.
struct Leaf {
  const Verb* verb = nullptr;
  std::vector<Flag> flags;
  Values values;
};

class Parser {
 public:
  Parser() {
    app_.set_help_flag("-h,--help", "");
    app_.require_subcommand(1);
    for (const Flag& flag : GlobalFlags()) AddFlag(&app_, flag, &root_);
    for (const Verb& verb : Verbs()) AddVerb(verb);
  }

  CLI::App& app() { return app_; }

  // The innermost command that was named.
  const CLI::App* Named() const {
    const CLI::App* at = &app_;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return at;
  }

  Leaf* LeafOf(const CLI::App* app) {
    const auto found = leaves_.find(app);
    return found == leaves_.end() ? nullptr : &found->second;
  }
  const Values& root() const { return root_; }

 private:
  void AddVerb(const Verb& verb) {
    CLI::App* app = Under(&app_, verb.noun);
    for (absl::string_view word : absl::StrSplit(verb.verb, ' ', absl::SkipEmpty())) {
      app->require_subcommand(1);
      app = Under(app, std::string(word));
    }
    if (verb.verb == "show") app->alias("get");
    if (verb.noun == "decision" && verb.verb == "create") app->alias("decide");
    Leaf& leaf = leaves_[app];
    leaf.verb = &verb;
    leaf.flags = FlagsOfVerb(verb);
    const size_t positional = PositionalOfVerb(verb).size();
    for (size_t i = 0; i < leaf.flags.size(); ++i) {
      i < positional ? AddPositional(app, leaf.flags[i], &leaf.values)
                     : AddFlag(app, leaf.flags[i], &leaf.values);
    }
    for (const Flag& flag : GlobalFlags()) AddFlag(app, flag, &leaf.values);
  }

  static CLI::App* Under(CLI::App* parent, const std::string& name) {
    const auto same = [&name](const CLI::App* known) { return known->get_name() == name; };
    const std::vector<CLI::App*> known = parent->get_subcommands(same);
    if (!known.empty()) return known.front();
    CLI::App* app = parent->add_subcommand(name, "");
    app->set_help_flag("-h,--help", "");
    return app;
  }

  CLI::App app_{"", "cartera"};
  Values root_;
  std::map<const CLI::App*, Leaf> leaves_;
};

std::string HelpFor(const CLI::App* app, Parser* parser, const PageStyle& style) {
  if (const Leaf* leaf = parser->LeafOf(app)) return VerbHelp(*leaf->verb, style);
  const CLI::App* noun = app;
  while (noun->get_parent() != nullptr && noun->get_parent() != &parser->app()) {
    noun = noun->get_parent();
  }
  return noun == &parser->app() ? RootHelp(style) : NounHelp(noun->get_name(), style);
}

absl::Status ReadNumber(const Values& values, const char* flag, int* number) {
  const auto found = values.find(flag);
  if (found == values.end()) return absl::OkStatus();
  if (absl::SimpleAtoi(found->second.front(), number) && *number > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag, ": \"", found->second.front(), "\" is not a positive number"));
}

absl::Status ReadGlobals(const Values& values, Invocation* invocation) {
  const auto text = [&values](const char* flag, std::string* out) {
    const auto found = values.find(flag);
    if (found != values.end()) *out = found->second.front();
  };
  Globals& globals = invocation->globals;
  const auto setting = [&text](const char* variable, const char* flag, std::string* out) {
    if (const char* value = std::getenv(variable)) *out = value;
    text(flag, out);
  };
  setting("CARTERA_SERVER", "server", &globals.address.server);
  setting("CARTERA_TLS_CA", "tls-ca", &globals.address.tls.authorities);
  setting("CARTERA_TLS_CERTIFICATE", "tls-certificate", &globals.address.tls.certificate);
  setting("CARTERA_TLS_KEY", "tls-key", &globals.address.tls.key);
  globals.address.insecure = values.contains("insecure");
  text("request-id", &globals.request_id);
  text("etag", &globals.etag);
  text("filter", &globals.filter);
  text("order-by", &globals.order_by);
  text("page-token", &globals.page_token);
  globals.dry_run = values.contains("dry-run");
  globals.all = values.contains("all");
  if (values.contains("clear")) invocation->cleared = values.at("clear");
  std::string format = "table";
  text("output", &format);
  const std::vector<std::string>& formats = GlobalFlags()[1].words;
  const auto found = std::find(formats.begin(), formats.end(), format);
  if (found == formats.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--output: \"", format, "\" is not table, json, ndjson or csv"));
  }
  globals.output = static_cast<Output>(found - formats.begin());
  const absl::Status size = ReadNumber(values, "page-size", &globals.page_size);
  return size.ok() ? ReadNumber(values, "timeout", &globals.timeout_s) : size;
}

// Why a command line cannot be parsed, and where to look.
std::string WhatIsWrong(const std::vector<std::string>& arguments, absl::string_view what,
                        Parser& parser) {
  const CLI::App* named = parser.Named();
  std::string command;
  int depth = 0;
  for (const CLI::App* at = named; at != &parser.app(); at = at->get_parent()) {
    command = absl::StrCat(at->get_name(), " ", command);
    ++depth;
  }
  std::string said(what);
  if (parser.LeafOf(named) == nullptr) {
    std::vector<std::string> known;
    for (const CLI::App* next : named->get_subcommands([](const CLI::App*) { return true; })) {
      known.push_back(next->get_name());
    }
    const bool more = depth < static_cast<int>(arguments.size());
    said =
        absl::StrCat(more ? absl::StrCat("\"", arguments[depth], "\" is not known here; ") : "",
                     "after \"cartera ", command, "\" comes one of: ", absl::StrJoin(known, ", "));
  }
  return absl::StrCat(said, "\nSee: cartera ", command, "--help\n");
}

int RunLeaf(Leaf& leaf, const Values& root, const Terminal& terminal) {
  Invocation invocation;
  invocation.verb = leaf.verb;
  invocation.flags = leaf.flags;
  invocation.out = terminal.out;
  invocation.err = terminal.err;
  invocation.style = terminal.style;
  invocation.err_is_terminal = terminal.err_is_terminal;
  Values values = leaf.values;
  values.insert(root.begin(), root.end());
  absl::Status read = ReadGlobals(values, &invocation);
  invocation.values = std::move(values);
  absl::StatusOr<int> code = kExitUsage;
  if (!read.ok()) {
    code = read;
  } else {
    invocation.transport =
        terminal.connect(invocation.globals.address, absl::Seconds(invocation.globals.timeout_s));
    code = leaf.verb->run != nullptr ? leaf.verb->run(invocation) : RunCall(invocation);
  }
  terminal.out->flush();
  if (code.ok()) return *code;
  *terminal.err << RenderError(code.status(), invocation);
  return ExitCodeFor(code.status());
}

}  // namespace

int RunCommandLine(std::vector<std::string> arguments, const Terminal& terminal) {
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  if (arguments.empty()) arguments.emplace_back("--help");
  Parser parser;
  try {
    MarkEmptyValues(&arguments);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
    parser.app().parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    *terminal.out << HelpFor(parser.Named(), &parser, terminal.style);
    return kExitOk;
  } catch (const CLI::Error& error) {  // CLI11's only way to say that a command line is wrong
    *terminal.err << "error: " << AsGiven(WhatIsWrong(arguments, error.what(), parser));
    return kExitUsage;
  }
  return RunLeaf(*parser.LeafOf(parser.Named()), parser.root(), terminal);
}

Terminal ThisTerminal() {
  Terminal terminal;
  terminal.out = &std::cout;
  terminal.err = &std::cerr;
  terminal.err_is_terminal = isatty(STDERR_FILENO) == 1;
  const bool tty = isatty(STDOUT_FILENO) == 1;
  winsize size{};
  if (tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.style.width = size.ws_col;
  }
  int columns = 0;
  const char* set = std::getenv("COLUMNS");
  if (set != nullptr && absl::SimpleAtoi(set, &columns) && columns >= 20) {
    terminal.style.width = columns;
  }
  const char* no_color = std::getenv("NO_COLOR");
  terminal.style.color = tty && (no_color == nullptr || *no_color == '\0');
  return terminal;
}

}  // namespace cartera::cli
