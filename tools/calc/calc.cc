#include "tools/calc/calc.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "tools/calc/json.h"

namespace cartera::calc {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

const Function* FunctionNamed(absl::string_view name) {
  for (const Function& function : Functions()) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

absl::Status CheckMembers(const Struct& line) {
  for (const auto& [name, value] : line.fields()) {
    if (name != "fn" && name != "args" && name != "id") {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": a line has \"fn\", \"args\" and, if you like, \"id\""));
    }
  }
  const auto id = line.fields().find("id");
  if (id != line.fields().end() && id->second.kind_case() != Value::kNumberValue &&
      id->second.kind_case() != Value::kStringValue) {
    return absl::InvalidArgumentError("id: not a text or a number");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ValueOf(const Struct& line) {
  RETURN_IF_ERROR(CheckMembers(line));
  const auto fn = line.fields().find("fn");
  if (fn == line.fields().end() || fn->second.kind_case() != Value::kStringValue) {
    return absl::InvalidArgumentError("fn: the name of the function is missing");
  }
  const Function* function = FunctionNamed(fn->second.string_value());
  if (function == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        "fn: \"", fn->second.string_value(), "\" is not one of ",
        absl::StrJoin(Functions(), ", ",
                      [](std::string* out, const Function& f) { absl::StrAppend(out, f.name); })));
  }
  const auto args = line.fields().find("args");
  if (args == line.fields().end() || args->second.kind_case() != Value::kStructValue) {
    return absl::InvalidArgumentError("args: an object with the arguments is missing");
  }
  Arguments arguments(args->second.struct_value());
  ASSIGN_OR_RETURN(std::string value, function->run(arguments));
  RETURN_IF_ERROR(arguments.AllRead());
  return value;
}

}  // namespace

Answer AnswerTo(absl::string_view line) {
  std::vector<std::pair<std::string, std::string>> members;
  Struct parsed;
  absl::StatusOr<std::string> value;
  if (line.size() > kLineBytesMax) {
    value = absl::InvalidArgumentError(
        absl::StrCat("a line of ", line.size(), " bytes, more than ", kLineBytesMax));
  } else if (const auto read =
                 google::protobuf::util::JsonStringToMessage({line.data(), line.size()}, &parsed);
             !read.ok()) {
    value = absl::InvalidArgumentError(absl::StrCat(
        "not a JSON object: ", absl::string_view(read.message().data(), read.message().size())));
  } else {
    const auto id = parsed.fields().find("id");
    if (id != parsed.fields().end() && id->second.kind_case() == Value::kNumberValue) {
      members.emplace_back("id", Json(id->second.number_value()));
    } else if (id != parsed.fields().end() && id->second.kind_case() == Value::kStringValue) {
      members.emplace_back("id", JsonText(id->second.string_value()));
    }
    const auto fn = parsed.fields().find("fn");
    if (fn != parsed.fields().end() && fn->second.kind_case() == Value::kStringValue) {
      members.emplace_back("fn", JsonText(fn->second.string_value()));
    }
    value = ValueOf(parsed);
  }
  if (value.ok()) {
    members.emplace_back("value", *value);
  } else {
    const std::string code = absl::StatusCodeToString(value.status().code());
    members.emplace_back("error", JsonObject({{"code", JsonText(code)},
                                              {"reason", JsonText(value.status().message())}}));
  }
  return {JsonObject(members), value.ok()};
}

const std::vector<Function>& Functions() {
  static const auto* const kFunctions = [] {
    auto* functions = new std::vector<Function>();
    for (auto* table : {&FinanceFunctions, &ScoringFunctions, &SimulationFunctions}) {
      std::vector<Function> rows = (*table)();
      functions->insert(functions->end(), rows.begin(), rows.end());
    }
    return functions;
  }();
  return *kFunctions;
}

std::string HelpOfFunctions() {
  std::string out =
      "A line is {\"fn\": NAME, \"args\": {...}}; an \"id\" comes back. An answer is a value, "
      "where "
      "null\nis none, or an error with its reason. Rates are fractions: 0.04 is 4 %.\n";
  for (const Function& function : Functions()) {
    absl::StrAppend(&out, "\n", function.name, ": ", function.help, "\n  ", function.args,
                    "\n  {\"fn\": \"", function.name, "\", \"args\": ", function.example, "}\n");
  }
  return out;
}

}  // namespace cartera::calc
