#ifndef CARTERA_TOOLS_CALC_CALC_H_
#define CARTERA_TOOLS_CALC_CALC_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/calc/arguments.h"

// The formulas of the appraisal engine for analysts: a line of JSON in, a line of JSON out.
namespace cartera::calc {

inline constexpr size_t kLineBytesMax = 4 << 20;

struct Function {
  std::string name;
  std::string help;     // what it gives
  std::string args;     // its arguments, with their conventions
  std::string example;  // the "args" of a line that works
  // The JSON of the value. Errors: INVALID_ARGUMENT, OUT_OF_RANGE.
  absl::StatusOr<std::string> (*run)(Arguments& args);
};
// All of them, in the order of help.
const std::vector<Function>& Functions();
std::vector<Function> FinanceFunctions();
std::vector<Function> ScoringFunctions();
std::vector<Function> SimulationFunctions();

struct Answer {
  std::string line;  // without its end
  bool ok = false;
};
// {"fn": "npv", "args": {...}} gives {"fn":"npv","value":...}, or {"fn":"npv","error":{"code":...,
// "reason":...}}. An "id" comes back with the answer.
Answer AnswerTo(absl::string_view line);

// What `cartera calc --help` says of the functions.
std::string HelpOfFunctions();

}  // namespace cartera::calc

#endif  // CARTERA_TOOLS_CALC_CALC_H_
