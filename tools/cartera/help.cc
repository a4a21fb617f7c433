#include "tools/cartera/help.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/platform/rpc/client.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"
#include "tools/cartera/verbs.h"

namespace cartera::cli {
namespace {

constexpr char kGuide[] =
    "Money is written \"4,800,000.00 CAD\", or \"100.00 CAD@2027\" in prices of 2027; dates "
    "2027-03-31; instants 2027-03-31T12:00:00Z. Names may be short where they cannot be mistaken: "
    "pspc for agencies/pspc, pspc-eps/full for projects/pspc-eps/cases/full.";

Flag FlagOfExtra(const Extra& extra) {
  Flag flag;
  flag.name = extra.name;
  flag.placeholder = extra.placeholder;
  flag.help = extra.help;
  flag.repeated = extra.repeated;
  flag.is_switch = extra.placeholder.empty();
  return flag;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string FlagLines(const std::vector<Flag>& flags, size_t from, size_t to,
                      const PageStyle& style) {
  std::string out;
  for (size_t i = from; i < to; ++i) {
    const Flag& flag = flags[i];
    const bool dashed = !absl::ascii_isupper(static_cast<unsigned char>(flag.name[0]));
    std::string line = absl::StrCat("  ", dashed ? "--" : "", flag.name);
    if (dashed && !flag.is_switch) absl::StrAppend(&line, " ", flag.placeholder);
    if (flag.required && dashed) {
      absl::StrAppend(&line, "  (required",
                      flag.or_flag.empty() ? "" : absl::StrCat(", or --", flag.or_flag), ")");
    }
    if (flag.repeated) absl::StrAppend(&line, "  (may be repeated)");
    absl::StrAppend(&out, line, "\n", flag.help.empty() ? "" : Indented(flag.help, 6, style.width));
  }
  return out;
}

// Positional arguments first: the flags a verb is called with, and the count of the former.
size_t PositionalCount(const Verb& verb) { return PositionalOfVerb(verb).size(); }

}  // namespace

std::vector<Positional> PositionalOfVerb(const Verb& verb) {
  std::vector<Positional> out;
  for (absl::string_view path : absl::StrSplit(verb.positional, ',', absl::SkipEmpty())) {
    const bool optional = absl::ConsumePrefix(&path, "[") && absl::ConsumeSuffix(&path, "]");
    out.push_back({std::string(path), optional});
  }
  return out;
}

std::vector<Flag> FlagsOfVerb(const Verb& verb) {
  const auto* request = verb.request.empty() ? nullptr : RequestType(verb);
  std::vector<Flag> flags;
  std::set<std::string> taken;
  std::set<std::string> names;
  for (const Positional& positional : PositionalOfVerb(verb)) {
    taken.insert(positional.path);
    if (request != nullptr && !ResolvePath(request, positional.path).empty()) {
      flags.push_back(PositionalOf(request, positional.path));
      flags.back().required = !positional.optional;
      continue;
    }
    for (const Extra& extra : verb.extras) {
      if (extra.name != positional.path) continue;
      flags.push_back(FlagOfExtra(extra));
      flags.back().is_switch = false;
      flags.back().required = !positional.optional;
    }
  }
  for (const Extra& extra : verb.extras) {
    names.insert(extra.name);
    if (!extra.stands_for.empty()) taken.insert(extra.stands_for);
    if (!taken.contains(extra.name)) flags.push_back(FlagOfExtra(extra));
  }
  if (request == nullptr || verb.only_extras) return flags;
  for (Flag& flag : FlagsOf(request, taken)) {
    if (names.contains(flag.name)) continue;
    for (const Extra& extra : verb.extras) {
      const auto& gives = extra.gives;
      if (std::find(gives.begin(), gives.end(), flag.name) != gives.end()) {
        flag.or_flag = extra.name;
      }
    }
    flags.push_back(std::move(flag));
  }
  return flags;
}

const std::vector<Flag>& GlobalFlags() {
  static const auto* const kFlags = [] {
    const auto flag = [](const char* name, const char* placeholder, const char* help) {
      Flag out;
      out.name = name;
      out.placeholder = placeholder;
      out.help = help;
      out.is_switch = out.placeholder.empty();
      return out;
    };
    auto* flags = new std::vector<Flag>{
        flag("server", "HOST:PORT", "Where the server is; else $CARTERA_SERVER, 127.0.0.1:7400."),
        flag("output", "FORMAT", "table, json, ndjson or csv."),
        flag("dry-run", "", "Check everything, store nothing."),
        flag("request-id", "TEXT", "The same id gives the same answer, and happens once."),
        flag("etag", "TEXT", "Refuse when the thing has changed since this etag was read."),
        flag("filter", "TEXT", "Of a list: kind = new AND total_budget.unit = \"CAD\"."),
        flag("order-by", "TEXT", "Of a list: title desc."),
        flag("page-size", "NUMBER", "Of a list: how many at a time."),
        flag("page-token", "TEXT", "Of a list: where the last page ended."),
        flag("all", "", "Of a list: every page."),
        flag("clear", "FIELD", "Of an update: make this field unknown."),
        flag("timeout", "SECONDS", "How long to wait for an answer; 30."),
        flag("tls-ca", "FILE", "Speak TLS: who signs the server's certificate; $CARTERA_TLS_CA."),
        flag("tls-certificate", "FILE", "Your own for mutual TLS; $CARTERA_TLS_CERTIFICATE."),
        flag("tls-key", "FILE", "Its key, readable by you alone; $CARTERA_TLS_KEY."),
        flag("insecure", "", "Plain text to another machine, when something else encrypts."),
    };
    (*flags)[1].words = {"table", "json", "ndjson", "csv"};
    (*flags)[10].repeated = true;
    return flags;
  }();
  return *kFlags;
}

std::string FullVerb(const Verb& verb) {
  return verb.verb.empty() ? verb.noun : absl::StrCat(verb.noun, " ", verb.verb);
}

std::string RootHelp(const PageStyle& style) {
  Fields nouns;
  for (const auto& [noun, help] : Nouns()) nouns.emplace_back(noun, help);
  std::string globals = FlagLines(GlobalFlags(), 0, GlobalFlags().size(), style);
  return absl::StrCat("cartera: the record of a government's ICT projects, from the shell\n\n",
                      "  cartera NOUN VERB [ARGUMENTS] [FLAGS]\n",
                      "  cartera NOUN --help, cartera NOUN VERB --help\n\n",
                      RenderFields(nouns, style, 2), "\n", Indented(kGuide, 0, style.width),
                      "\nFlags of every verb:\n", globals, "\n", ExitCodeHelp(),
                      "\nNO_COLOR turns colour off. CARTERA_TOKEN, or the file CARTERA_TOKEN_FILE, "
                      "is used instead\nof the stored token.\n");
}

std::string NounHelp(absl::string_view noun, const PageStyle& style) {
  std::string out;
  for (const auto& [name, help] : Nouns()) {
    if (name == noun) absl::StrAppend(&out, "cartera ", noun, ": ", help, "\n\n");
  }
  Fields verbs;
  std::string example;
  for (const Verb& verb : Verbs()) {
    if (verb.noun != noun) continue;
    verbs.emplace_back(verb.verb, verb.help);
    if (example.empty()) example = verb.example;
  }
  return absl::StrCat(out, RenderFields(verbs, style, 2), "\nExample:\n  ", example, "\n\ncartera ",
                      noun, " VERB --help says more of each.\n");
}

std::string VerbHelp(const Verb& verb, const PageStyle& style) {
  const std::vector<Flag> flags = FlagsOfVerb(verb);
  const size_t positional = PositionalCount(verb);
  std::string usage = absl::StrCat("cartera ", FullVerb(verb));
  for (size_t i = 0; i < positional; ++i) {
    absl::StrAppend(&usage, " ", flags[i].required ? "" : "[", flags[i].name,
                    flags[i].required ? "" : "]");
  }
  std::string out = absl::StrCat(Indented(verb.help, 0, style.width), "\n  ", usage, " [FLAGS]\n");
  if (!verb.request.empty() && verb.run == nullptr) {
    const auto* method = rpc::MethodFor(RequestType(verb));
    std::string said = CommentOf(RequestType(verb));
    if (said.empty()) said = method == nullptr ? "" : CommentOf(method);
    if (!said.empty()) absl::StrAppend(&out, "\n", Indented(said, 0, style.width));
  }
  absl::StrAppend(&out, "\nExample:\n  ", verb.example, "\n");
  if (positional > 0) absl::StrAppend(&out, "\n", FlagLines(flags, 0, positional, style));
  if (flags.size() > positional) {
    absl::StrAppend(&out, "\nFlags:\n", FlagLines(flags, positional, flags.size(), style));
  }
  const auto* request = verb.request.empty() ? nullptr : RequestType(verb);
  const auto* filter = request == nullptr ? nullptr : request->FindFieldByName("filter");
  if (filter != nullptr) {
    const auto& list = request->options().GetExtension(type::v1::list);
    absl::StrAppend(&out, "\n--filter reads: ", absl::StrJoin(list.filter_fields(), ", "),
                    "\n--order-by reads: ", absl::StrJoin(list.order_fields(), ", "), "\n");
  }
  if (verb.details != nullptr) absl::StrAppend(&out, "\n", verb.details());
  return absl::StrCat(out, "\ncartera --help lists the flags of every verb and the exit codes.\n");
}

}  // namespace cartera::cli
