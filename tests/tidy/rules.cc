#include "tests/tidy/rules.h"

#include <algorithm>
#include <regex>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cartera::tidy {
namespace {

bool IsTest(absl::string_view path) {
  return absl::EndsWith(path, "_test.cc") || absl::StartsWith(path, "tests/") ||
         absl::StrContains(path, "/testing/");
}

bool IsCpp(absl::string_view path) {
  return absl::EndsWith(path, ".h") || absl::EndsWith(path, ".cc");
}

// "services/review/store.h" -> "review"; empty outside of services.
std::string ServiceOf(absl::string_view path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  return parts.size() > 2 && parts[0] == "services" ? parts[1] : "";
}

bool StartsWithAny(absl::string_view text, std::initializer_list<absl::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](absl::string_view prefix) { return absl::StartsWith(text, prefix); });
}

void AddMatches(const SourceText& source, const std::string& text, const std::regex& pattern,
                absl::string_view message, std::vector<Finding>* findings) {
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) {
    findings->push_back({source.path, LineOf(text, static_cast<size_t>(it->position(1))),
                         absl::StrCat(it->str(1), ": ", message)});
  }
}

// Why libs/base or libs/domain may not include this, or nothing.
std::string WhyPureLibraryRefuses(const SourceText& source, const Include& include) {
  const bool domain = absl::StartsWith(source.path, "libs/domain/");
  const absl::string_view path = include.path;
  if (IsTest(source.path) && !StartsWithAny(path, {"libs/", "services/", "proto/", "cartera/"})) {
    return "";
  }
  if (!domain) {
    return StartsWithAny(
               path, {"libs/domain/", "libs/platform/", "services/", "cartera/", "google/", "grpc"})
               ? "libs/base sees only libs/base"
               : "";
  }
  static const std::set<absl::string_view> kImpureHeaders = {"chrono",   "condition_variable",
                                                             "ctime",    "filesystem",
                                                             "fstream",  "future",
                                                             "iostream", "mutex",
                                                             "random",   "shared_mutex",
                                                             "thread",   "cstdio",
                                                             "cstdlib",  "absl/time/clock.h",
                                                             "semaphore"};
  if (kImpureHeaders.count(path) > 0 ||
      StartsWithAny(path, {"absl/random/", "absl/synchronization/", "libs/base/mutex.h"})) {
    return "libs/domain has no IO, clock, entropy or threads";
  }
  const bool standard =
      !include.quoted && !absl::StrContains(path, '/') && !absl::EndsWith(path, ".h");
  const bool ours = StartsWithAny(path, {"libs/domain/", "libs/base/", "absl/"});
  const bool generated = include.quoted && !absl::StrContains(path, '/');
  return standard || ours || generated
             ? ""
             : "libs/domain sees only libs/domain, libs/base, absl and the standard library";
}

// Why a file of this layer may not include this, or nothing.
std::string WhyRefused(const SourceText& source, const Include& include) {
  const absl::string_view from = source.path;
  const absl::string_view path = include.path;
  if ((absl::StartsWith(path, "pqxx/") || path == "pqxx" || absl::StartsWith(path, "libpq")) &&
      !absl::StartsWith(from, "libs/platform/pg/")) {
    return "only libs/platform/pg sees the database's client libraries";
  }
  if (StartsWithAny(from, {"libs/base/", "libs/domain/"})) {
    return WhyPureLibraryRefuses(source, include);
  }
  if (absl::StartsWith(from, "libs/platform/") &&
      StartsWithAny(path, {"libs/domain/", "services/"})) {
    return "libs/platform knows neither the domain nor a service";
  }
  const std::string target = ServiceOf(path);
  const std::string own = ServiceOf(from);
  if (target.empty() || target == own || absl::StartsWith(from, "tests/")) {
    return "";
  }
  const bool is_module = path == absl::StrCat("services/", target, "/module.h");
  return is_module && (own == "all" || (!own.empty() && IsTest(from)))
             ? ""
             : "a service is called by its stub; only services/all sees another's module.h";
}

std::string GuardOf(absl::string_view path) {
  std::string guard = "CARTERA_";
  for (const char c : path) {
    guard.push_back(absl::ascii_isalnum(static_cast<unsigned char>(c)) ? absl::ascii_toupper(c)
                                                                       : '_');
  }
  return guard + "_";
}

// Characters, not bytes: UTF-8 continuation bytes do not count.
int Columns(absl::string_view line) {
  return static_cast<int>(
      std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The arguments of the call whose opening parenthesis is at `open`.
absl::string_view ArgumentsAt(const SourceText& source, size_t open) {
  int depth = 0;
  for (size_t at = open; at < source.code.size(); ++at) {
    depth += source.code[at] == '(' ? 1 : source.code[at] == ')' ? -1 : 0;
    if (depth == 0) {
      return absl::string_view(source.uncommented).substr(open, at - open);
    }
  }
  return "";
}

}  // namespace

void CheckIncludes(const SourceText& source, const std::set<std::string>& tracked,
                   std::vector<Finding>* findings) {
  const std::string folder = source.path.substr(0, source.path.rfind('/') + 1);
  for (const Include& include : IncludesOf(source)) {
    if (include.path == "string_view") {
      findings->push_back({source.path, include.line, "use absl::string_view"});
    }
    if (include.quoted && tracked.count(folder + include.path) > 0 && !folder.empty()) {
      findings->push_back({source.path, include.line,
                           absl::StrCat("include \"", folder, include.path, "\": from the root")});
    }
    if (const std::string why = WhyRefused(source, include); !why.empty()) {
      findings->push_back(
          {source.path, include.line, absl::StrCat("must not include ", include.path, ": ", why)});
    }
  }
}

void CheckPurity(const SourceText& source, std::vector<Finding>* findings) {
  static const std::regex kStringView(R"((std::string_view)\b)");
  AddMatches(source, source.code, kStringView, "use absl::string_view", findings);
  if (!absl::StartsWith(source.path, "libs/domain/") || IsTest(source.path)) {
    return;
  }
  // A call of a function by this plain name; members, such as x.log(), are not meant.
  static const std::regex kMath(
      R"((?:^|[^\w.>:]|std::|[^\w]::)(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin)"
      R"(|acos|atan|atan2|sinh|cosh|tanh|erf|erfc|fma|cbrt|hypot|tgamma|lgamma)\s*\()");
  AddMatches(source, source.code, kMath,
             "differs between machines; use our own versioned functions", findings);
  static const std::regex kImpure(
      R"((std::chrono|std::this_thread|std::j?thread|std::async|std::random_device|std::mt19937\w*)"
      R"(|std::time\b|std::clock|absl::Now|absl::SleepFor|std::rand|\bgetenv|std::cout)"
      R"(|std::cerr))");
  AddMatches(source, source.code, kImpure, "libs/domain has no IO, clock, entropy or threads",
             findings);
  static const std::regex kRand(R"((?:^|[^\w.>:])(rand|srand|random)\s*\()");
  AddMatches(source, source.code, kRand, "libs/domain draws only from a given seed", findings);
}

void CheckSizes(const SourceText& source, std::vector<Finding>* findings) {
  for (const FunctionSpan& function : FunctionsOf(source)) {
    if (function.line_count > kFunctionLinesMax) {
      findings->push_back({source.path, function.line,
                           absl::StrCat("a function of ", function.line_count, " lines, more than ",
                                        kFunctionLinesMax)});
    }
  }
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(source.raw, '\n')) {
    ++number;
    const bool unbreakable = absl::StartsWith(line, "#") || absl::StrContains(line, "://");
    if (Columns(line) > kColumnsMax && !unbreakable) {
      findings->push_back(
          {source.path, number, absl::StrCat(Columns(line), " columns, more than ", kColumnsMax)});
    }
  }
}

void CheckNames(const SourceText& source, std::vector<Finding>* findings) {
  // As a part of a name: FooManager, foo_util, kHelperCount. Protobuf's own namespace is not ours,
  // and a project manager is a person.
  static const std::regex kBanned(R"((?:^|[^\w])(?!util::|project_manager))"
                                  R"(((?:\w*[a-z_]|\w*_)?(?:Manager|Helper|Utils?)s?(?![a-z])\w*)"
                                  R"(|(?:\w+_)?(?:manager|helper|utils?)s?(?:_\w*)?)(?!\w|::))");
  AddMatches(source, source.code, kBanned, "name the thing for what it is", findings);
  if (!absl::EndsWith(source.path, ".h")) {
    return;
  }
  const std::string guard = GuardOf(source.path);
  if (!absl::StrContains(source.raw, absl::StrCat("#ifndef ", guard, "\n#define ", guard, "\n"))) {
    findings->push_back({source.path, 0, absl::StrCat("the include guard is not ", guard)});
  }
}

void CheckSecondWall(const SourceText& source, std::vector<Finding>* findings) {
  // Who may pass the row policies: each line is one to look at.
  static const std::set<std::string>* const kSeeEverything = new std::set<std::string>{
      "libs/access/access.cc",                     // a service of ours calls
      "libs/platform/app/server_service.cc",       // an event of another service
      "services/oversight/invariant_handlers.cc",  // invariants are proved from every row
      "services/oversight/portfolio_handlers.cc",  // totals count what is hidden
      "services/oversight/store_cells.cc",         // cells are folded from every project
      "services/registry/import_jobs.cc",          // an import meets projects of other places
      "services/review/round_handlers.cc",         // a round closes for every agency
  };
  if (IsTest(source.path) || absl::EndsWith(source.path, "_test_fixture.h") ||
      absl::StartsWith(source.path, "libs/platform/pg/tx.") ||
      kSeeEverything->contains(source.path)) {
    return;
  }
  static const std::regex kPasses(R"((SeeEverything|cartera\.seen)\b)");
  AddMatches(source, source.uncommented, kPasses,
             "passes the row policies: is it listed in CheckSecondWall, and why?", findings);
}

void CheckMutexes(const SourceText& source, std::vector<Finding>* findings) {
  if (source.path == "libs/base/mutex.h") return;
  static const std::regex kForeign(
      R"((std::(?:recursive_|shared_|timed_)*mutex|std::condition_variable\w*|absl::Mutex\w*)\b)");
  AddMatches(source, source.code, kForeign, "use libs/base/mutex.h, which clang and TSan check",
             findings);
  // A mutex that is a member guards something, and says what.
  static const std::regex kMember(R"(\n {2}(?:mutable )?Mutex (\w+_);)");
  for (std::sregex_iterator it(source.code.begin(), source.code.end(), kMember), end; it != end;
       ++it) {
    const std::string name = it->str(1);
    if (!absl::StrContains(source.code, absl::StrCat("GUARDED_BY(", name, ")"))) {
      findings->push_back({source.path, LineOf(source.code, static_cast<size_t>(it->position(1))),
                           absl::StrCat("no member is ABSL_GUARDED_BY(", name, ")")});
    }
  }
}

void CheckServices(const SourceText& source, std::vector<Finding>* findings) {
  if (ServiceOf(source.path).empty() || IsTest(source.path)) {
    return;
  }
  static const std::regex kInlineError(R"((absl::[A-Z]\w*Error)\s*\()");
  if (absl::StrContains(source.path, "/handlers")) {
    AddMatches(source, source.code, kInlineError, "errors have names: put it into errors.h",
               findings);
  }
  static const std::regex kBuild(
      R"(\b(StrCat|StrAppend|StrFormat|StrJoin|Substitute|format)\s*\()");
  static const std::regex kSql(
      R"(["(\s](SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|CREATE|ALTER|DROP|GRANT) )");
  const std::string& code = source.code;
  for (std::sregex_iterator it(code.begin(), code.end(), kBuild), end; it != end; ++it) {
    const auto open = static_cast<size_t>(it->position() + it->length() - 1);
    const std::string arguments(ArgumentsAt(source, open));
    if (std::regex_search(arguments, kSql)) {
      findings->push_back({source.path, LineOf(code, open),
                           "SQL is constexpr with bound parameters, never put together"});
    }
  }
  static const std::regex kSum(
      R"re("[^"\n]*\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE)\b [^"\n]*"(\s*\+))re");
  AddMatches(source, source.uncommented, kSum, "SQL is constexpr, never put together", findings);
}

std::vector<Finding> CheckFile(absl::string_view path, absl::string_view text,
                               const std::set<std::string>& tracked) {
  std::vector<Finding> findings;
  const auto lines = std::count(text.begin(), text.end(), '\n');
  if (lines > kFileLinesMax) {
    findings.push_back(
        {std::string(path), 0, absl::StrCat(lines, " lines, more than ", kFileLinesMax)});
  }
  static const std::regex kBannedPath(R"((^|[/_])(managers?|helpers?|utils?|common)([/_.]|$))");
  if (std::regex_search(path.begin(), path.end(), kBannedPath)) {
    findings.push_back({std::string(path), 0, "name the file or folder for what it holds"});
  }
  if (IsCpp(path)) {
    const SourceText source = ParseSource(path, text);
    CheckIncludes(source, tracked, &findings);
    CheckPurity(source, &findings);
    CheckSizes(source, &findings);
    CheckNames(source, &findings);
    CheckMutexes(source, &findings);
    CheckServices(source, &findings);
    CheckSecondWall(source, &findings);
  }
  return findings;
}

}  // namespace cartera::tidy
