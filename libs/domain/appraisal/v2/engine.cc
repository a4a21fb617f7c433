#include "libs/domain/appraisal/v2/engine.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/v2/case_simulation.h"
#include "libs/domain/appraisal/v2/figures.h"
#include "libs/domain/appraisal/v2/route.h"
#include "libs/domain/appraisal/v2/scorecard.h"

namespace cartera::appraisal::v2 {
namespace {

absl::Status CheckBaseYear(const CaseContext& context) {
  if (context.base_fiscal_year >= kYearMin && context.base_fiscal_year <= kYearMax) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("base_fiscal_year must be ", kYearMin, " to ",
                                                 kYearMax, ", not ", context.base_fiscal_year));
}

absl::Status CheckCase(const CaseContent& content, const methodology::Methodology& methodology,
                       const CaseContext& context) {
  std::string text;
  for (const Finding& finding : CheckComputable(content, methodology, context)) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", finding.field_path, ": ", finding.message);
  }
  return text.empty() ? absl::OkStatus() : absl::FailedPreconditionError(text);
}

// Its figures stand among those of the option that was simulated, by id.
void ShowSimulation(Evaluation& evaluation) {
  std::vector<Figure>& explained = evaluation.simulation->explained;
  for (OptionFigures& option : evaluation.options) {
    if (!option.preferred) continue;
    std::move(explained.begin(), explained.end(), std::back_inserter(option.figures));
    std::sort(option.figures.begin(), option.figures.end(),
              [](const Figure& a, const Figure& b) { return a.id < b.id; });
  }
  explained.clear();
}

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context,
                                    simulation::Executor& executor) {
  RETURN_IF_ERROR(CheckBaseYear(context.basis));
  RETURN_IF_ERROR(CheckCase(content, methodology, context.basis));
  Evaluation evaluation;
  evaluation.engine_version = std::string(kVersion);
  evaluation.methodology =
      absl::StrCat("methodologies/", methodology.id, "/versions/", methodology.version);
  evaluation.context = context;
  evaluation.horizon = HorizonOf(content, methodology, context.basis);
  ASSIGN_OR_RETURN(const auto ledger,
                   MakeLedger(content, methodology, context.basis, evaluation.horizon));
  ASSIGN_OR_RETURN(evaluation.options, ComputeFigures(*ledger));
  ASSIGN_OR_RETURN(evaluation.simulation, SimulateCase(*ledger, context, executor));
  if (evaluation.simulation.has_value()) ShowSimulation(evaluation);
  ASSIGN_OR_RETURN(evaluation.scorecard, Score(content, methodology, context, evaluation.horizon,
                                               evaluation.options, evaluation.simulation));
  if (!methodology.tiers.empty()) {
    evaluation.route =
        RouteOf(content, methodology, context, evaluation.options, evaluation.simulation);
  }
  return evaluation;
}

}  // namespace cartera::appraisal::v2
