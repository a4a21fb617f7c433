// `case evaluate`, `case explain` and `case compare`: a revision judged under one methodology or
// several.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/output.h"
#include "tools/cartera/page_figures.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::EvaluateRevisionRequest;
using appraisal::v1::EvaluateRevisionResponse;
using appraisal::v1::Evaluation;
using appraisal::v1::Figure;
using appraisal::v1::OptionFigures;

constexpr char kVersionPattern[] = "methodologies/{methodology}/versions/{version}";
constexpr char kHeadlineFigure[] = "economic.net_present_value";

absl::Status ContextFromRound(const Invocation& invocation, const std::string& round,
                              appraisal::v1::EvaluationContext* context) {
  review::v1::GetRoundRequest request;
  review::v1::GetRoundResponse response;
  request.set_name(RoundName(round));
  RETURN_IF_ERROR(invocation.Call(request, &response));
  if (!context->has_valuation_date()) {
    *context->mutable_valuation_date() = response.round().valuation_date();
  }
  if (context->base_fiscal_year() == 0) {
    context->set_base_fiscal_year(response.round().base_fiscal_year());
  }
  if (context->price_year() == 0) context->set_price_year(response.round().price_year());
  return absl::OkStatus();
}

// Versions by number where they are numbers: 10 is later than 9.
bool IsLater(const std::string& a, const std::string& b) {
  int x = 0;
  int y = 0;
  if (absl::SimpleAtoi(a, &x) && absl::SimpleAtoi(b, &y)) return x > y;
  return a > b;
}

// "norway-cofinancing/1" as its name; "norway-cofinancing" as its latest version.
absl::StatusOr<std::string> MethodologyNamed(const Invocation& invocation,
                                             const std::string& text) {
  if (absl::StrContains(text, '/')) return CompleteName(kVersionPattern, text);
  appraisal::v1::ListMethodologyVersionsRequest request;
  appraisal::v1::ListMethodologyVersionsResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  std::string latest;
  std::vector<std::string> known;
  for (const auto& version : response.methodology_versions()) {
    const std::vector<std::string> parts = absl::StrSplit(version.name(), '/');
    if (parts.size() != 4) continue;
    if (std::find(known.begin(), known.end(), parts[1]) == known.end()) known.push_back(parts[1]);
    if (parts[1] == text && (latest.empty() || IsLater(parts[3], latest))) latest = parts[3];
  }
  if (latest.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("--methodology: there is no \"", text,
                                                   "\"; there are ", absl::StrJoin(known, ", ")));
  }
  return CompleteName(kVersionPattern, absl::StrCat(text, "/", latest));
}

// The request of the flags, with what a round gives.
absl::StatusOr<EvaluateRevisionRequest> RequestOf(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto message, invocation.Request());
  auto request = static_cast<const EvaluateRevisionRequest&>(*message);
  if (invocation.Has("round")) {
    RETURN_IF_ERROR(
        ContextFromRound(invocation, invocation.Get("round"), request.mutable_context()));
  }
  return request;
}

absl::StatusOr<Evaluation> Evaluated(const Invocation& invocation,
                                     const EvaluateRevisionRequest& request) {
  EvaluateRevisionResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.evaluation();
}

absl::StatusOr<const OptionFigures*> OptionAsked(const Invocation& invocation,
                                                 const Evaluation& evaluation) {
  const std::string asked = invocation.Get("option");
  std::vector<std::string> known;
  for (const OptionFigures& figures : evaluation.figures()) {
    if (asked.empty() ? figures.preferred() : figures.option() == asked) return &figures;
    known.push_back(figures.option());
  }
  return absl::InvalidArgumentError(
      absl::StrCat(asked.empty() ? "no option is preferred: --option must name one"
                                 : absl::StrCat("--option: there is no \"", asked, "\""),
                   "; there are ", absl::StrJoin(known, ", ")));
}

}  // namespace

absl::StatusOr<int> CaseEvaluate(Invocation& invocation) {
  ASSIGN_OR_RETURN(EvaluateRevisionRequest request, RequestOf(invocation));
  if (invocation.Has("methodology")) {
    ASSIGN_OR_RETURN(*request.mutable_methodology_version(),
                     MethodologyNamed(invocation, invocation.Get("methodology")));
  }
  EvaluateRevisionResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  if (invocation.IsTable()) {
    *invocation.out << EvaluationPage(response.evaluation(), {invocation.Has("explain")},
                                      invocation.style);
  } else {
    RETURN_IF_ERROR(PrintAnswer(invocation, response));
  }
  if (invocation.globals.dry_run) *invocation.err << "Dry run: nothing was stored.\n";
  return 0;
}

absl::StatusOr<int> CaseExplain(Invocation& invocation) {
  int depth = 0;
  if (invocation.Has("depth") &&
      (!absl::SimpleAtoi(invocation.Get("depth"), &depth) || depth < 1)) {
    return absl::InvalidArgumentError("--depth: must be a number from 1");
  }
  ASSIGN_OR_RETURN(EvaluateRevisionRequest request, RequestOf(invocation));
  request.set_validate_only(true);
  if (invocation.Has("methodology")) {
    ASSIGN_OR_RETURN(*request.mutable_methodology_version(),
                     MethodologyNamed(invocation, invocation.Get("methodology")));
  }
  ASSIGN_OR_RETURN(const Evaluation evaluation, Evaluated(invocation, request));
  ASSIGN_OR_RETURN(const OptionFigures* option, OptionAsked(invocation, evaluation));
  const std::string asked =
      invocation.Has("figure") ? invocation.Get("figure") : std::string(kHeadlineFigure);
  const Figure* figure = FindFigure(*option, asked);
  if (figure == nullptr) {
    *invocation.err << "There is no figure \"" << asked << "\" of " << option->option()
                    << ". There are:\n"
                    << FigureList(*option, invocation.style);
    return absl::InvalidArgumentError("--figure: must be one of those above");
  }
  if (!invocation.IsTable()) {
    RETURN_IF_ERROR(PrintAnswer(invocation, *figure));
  } else if (invocation.Has("trace")) {
    *invocation.out << TracePage(*option, *figure, invocation.style);
  } else {
    *invocation.out << FigurePage(*option, *figure, depth, invocation.style);
  }
  return 0;
}

absl::StatusOr<int> CaseCompare(Invocation& invocation) {
  if (!invocation.Has("methodology")) {
    return absl::InvalidArgumentError("--methodology must be given, once for each to compare");
  }
  ASSIGN_OR_RETURN(EvaluateRevisionRequest request, RequestOf(invocation));
  request.set_validate_only(true);
  std::vector<ComparedEvaluation> compared;
  EvaluateRevisionResponse all;
  for (const std::string& text : invocation.values.at("methodology")) {
    ASSIGN_OR_RETURN(const std::string name, MethodologyNamed(invocation, text));
    request.set_methodology_version(name);
    ComparedEvaluation& one = compared.emplace_back();
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    one.methodology = absl::StrCat(parts[1], "/", parts[3]);
    absl::StatusOr<Evaluation> evaluation = Evaluated(invocation, request);
    if (evaluation.ok()) {
      one.evaluation = *std::move(evaluation);
    } else if (absl::IsFailedPrecondition(evaluation.status())) {
      one.refusal = std::string(evaluation.status().message());
    } else {
      return evaluation.status();
    }
  }
  if (invocation.IsTable()) {
    *invocation.out << ComparisonPage(request.revision(), compared, invocation.style);
    return 0;
  }
  for (ComparedEvaluation& one : compared) {
    if (!one.refusal.empty()) continue;
    *all.mutable_evaluation() = std::move(one.evaluation);
    RETURN_IF_ERROR(PrintAnswer(invocation, all));
  }
  return 0;
}

}  // namespace cartera::cli
