#include <fstream>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/calc/calc.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

absl::StatusOr<int> Calc(Invocation& invocation) {
  std::ifstream file;
  const std::string path = invocation.Get("file");
  const bool from_file = !path.empty() && path != "-";
  if (from_file) {
    file.open(path);
    if (!file.good()) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  }
  std::istream& in = from_file ? file : std::cin;
  int code = kExitOk;
  for (std::string line; std::getline(in, line);) {
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const calc::Answer answer = calc::AnswerTo(line);
    if (!answer.ok) code = kExitFindings;
    // Flushed, so that a program can ask line by line.
    *invocation.out << answer.line << std::endl;
  }
  return code;
}

std::vector<Verb> CalcVerbs() {
  return {{.noun = "calc",
           .help =
               "Formulas of investment appraisal, without a server: a line of JSON in, a line of "
               "JSON out; exit code 1 when a line had an error.",
           .example = "cartera calc --file lines.ndjson",
           .extras = {{"file", "FILE", "The lines; - or nothing is standard input."}},
           .run = Calc,
           .details = calc::HelpOfFunctions}};
}

}  // namespace cartera::cli
