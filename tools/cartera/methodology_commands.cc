#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/v1/rules.h"
#include "libs/domain/appraisal/v2/rules.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/methodology/difference.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/session.h"
#include "tools/cartera/table.h"
#include "tools/cartera/verb_tables.h"

// Methodology files before a server has them.
namespace cartera::cli {
namespace {

using canonical::Value;
using methodology::Difference;
using methodology::Fault;
using methodology::Methodology;

// "chile-ict/1" is the file chile-ict-1.json that ships; anything else is a path.
absl::StatusOr<Value> FileGiven(const std::string& given) {
  const std::string shipped = absl::StrCat(absl::StrReplaceAll(given, {{"/", "-"}}), ".json");
  std::string text;
  for (const EmbeddedFile& pack : methodology::Packs()) {
    if (pack.name == shipped && absl::StrContains(given, "/")) text = std::string(pack.text);
  }
  if (text.empty()) RETURN_IF_ERROR(ReadFile(given, &text));
  auto value = methodology::ReadJson(text);
  if (value.ok()) return value;
  return absl::InvalidArgumentError(absl::StrCat(given, ": ", value.status().message()));
}

absl::Status RefuseCsv(const Invocation& invocation) {
  if (invocation.globals.output != Output::kCsv) return absl::OkStatus();
  return absl::InvalidArgumentError("--output: csv is not made here; json is");
}

std::vector<std::string> FactsOf(const Methodology& method,
                                 const methodology::Criterion& criterion) {
  return method.engine == 1 ? appraisal::v1::FactsOf(criterion) : appraisal::v2::FactsOf(criterion);
}

// How many values of the file have each standing.
void CountStandings(const Value& value, std::map<std::string, int>* counts) {
  if (value.is_array()) {
    for (const Value& item : value.items()) CountStandings(item, counts);
  }
  if (!value.is_object()) return;
  for (const Value::Member& member : value.members()) {
    if (member.key == "standing" && member.value.is_string()) {
      ++(*counts)[member.value.string_value()];
    } else {
      CountStandings(member.value, counts);
    }
  }
}

std::string SoundPage(const Value& file, const Methodology& method, const PageStyle& style) {
  std::vector<std::vector<std::string>> rows;  // one a fact
  for (const methodology::Criterion& criterion : method.criteria) {
    std::vector<std::string> row = {criterion.id, absl::StrCat(criterion.weight_bp)};
    for (const std::string& fact : FactsOf(method, criterion)) {
      row.push_back(fact);
      rows.push_back(row);
      row = {"", ""};
    }
  }
  std::map<std::string, int> counts;
  CountStandings(file, &counts);
  return absl::StrCat(
      RenderTable({{"CRITERION"}, {"WEIGHT", /*right=*/true}, {"READS"}}, rows, style), "\n",
      method.id, "/", method.version, " can be used, by engine ", method.engine, ": ",
      method.criteria.size(), " criteria, and no fact is scored twice.\nOf its values, ",
      counts["official"], " are official, ", counts["from_source"], " from a source, ",
      counts["illustrative"], " illustrative.\n");
}

Value FaultsJson(const std::vector<Fault>& faults) {
  Value rows = Value::Array();
  for (const Fault& fault : faults) {
    rows.Append(Value().Set("path", fault.path).Set("message", fault.message));
  }
  return Value().Set("faults", std::move(rows)).Set("usable", Value(faults.empty()));
}

std::string FaultsPage(const std::vector<Fault>& faults, const PageStyle& style) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(faults.size());
  for (const Fault& fault : faults) rows.push_back({fault.path, fault.message});
  return absl::StrCat(RenderTable({{"PATH", /*right=*/false, /*wrap=*/false, /*whole=*/true},
                                   {"FAULT", /*right=*/false, /*wrap=*/true}},
                                  rows, style),
                      "\n", faults.size(), faults.size() == 1 ? " fault" : " faults",
                      ": it cannot be used.\n");
}

}  // namespace

absl::StatusOr<int> MethodologyCheck(Invocation& invocation) {
  RETURN_IF_ERROR(RefuseCsv(invocation));
  ASSIGN_OR_RETURN(const Value file, FileGiven(invocation.Get("FILE")));
  methodology::ParseResult parsed = methodology::Parse(file);
  const std::vector<Fault> faults =
      parsed.ok() ? appraisal::CheckMethodology(parsed.methodology) : parsed.faults;
  if (!invocation.IsTable()) {
    *invocation.out << canonical::Write(FaultsJson(faults)) << "\n";
  } else {
    *invocation.out << (faults.empty() ? SoundPage(file, parsed.methodology, invocation.style)
                                       : FaultsPage(faults, invocation.style));
  }
  return faults.empty() ? kExitOk : kExitFindings;
}

absl::StatusOr<int> MethodologyCompare(Invocation& invocation) {
  RETURN_IF_ERROR(RefuseCsv(invocation));
  ASSIGN_OR_RETURN(const Value before, FileGiven(invocation.Get("BEFORE")));
  ASSIGN_OR_RETURN(const Value after, FileGiven(invocation.Get("AFTER")));
  const std::vector<Difference> differences = methodology::Differences(before, after);
  if (!invocation.IsTable()) {
    Value rows = Value::Array();
    for (const Difference& difference : differences) {
      Value row = Value().Set("path", difference.path);
      if (!difference.before.empty()) row.Set("before", difference.before);
      if (!difference.after.empty()) row.Set("after", difference.after);
      rows.Append(std::move(row));
    }
    *invocation.out << canonical::Write(Value().Set("differences", std::move(rows))) << "\n";
    return kExitOk;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(differences.size());
  for (const Difference& difference : differences) {
    rows.push_back({difference.path, difference.before.empty() ? "-" : difference.before,
                    difference.after.empty() ? "-" : difference.after});
  }
  const Column wrapped = {"", /*right=*/false, /*wrap=*/true};
  std::vector<Column> columns = {wrapped, wrapped, wrapped};
  columns[0].title = "PATH";
  columns[1].title = "BEFORE";
  columns[2].title = "AFTER";
  if (!rows.empty()) *invocation.out << RenderTable(columns, rows, invocation.style) << "\n";
  *invocation.out << differences.size()
                  << (differences.size() == 1 ? " difference.\n" : " differences.\n");
  return kExitOk;
}

// clang-format off
std::vector<Verb> MethodologyFileVerbs() {
  const char* const kFile = "A methodology file, or one that ships, such as chile-ict/1.";
  return {
      {.noun = "methodology", .verb = "check", .positional = "FILE",
       .help = "Every fault of a methodology file with its path, and what each criterion reads; "
               "without a server.",
       .example = "cartera methodology check norway-cofinancing/1",
       .extras = {{"FILE", "FILE", kFile}}, .run = MethodologyCheck},
      {.noun = "methodology", .verb = "compare", .positional = "BEFORE,AFTER",
       .help = "What one methodology file says otherwise than another; without a server.",
       .example = "cartera methodology compare chile-ict/1 chile-ict/2",
       .extras = {{"BEFORE", "FILE", kFile}, {"AFTER", "FILE", kFile}},
       .run = MethodologyCompare}};
}
// clang-format on

}  // namespace cartera::cli
