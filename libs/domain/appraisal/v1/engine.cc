#include "libs/domain/appraisal/v1/engine.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/v1/figures.h"
#include "libs/domain/appraisal/v1/scorecard.h"

namespace cartera::appraisal::v1 {
namespace {

absl::Status CheckBaseYear(const CaseContext& context) {
  if (context.base_fiscal_year >= kYearMin && context.base_fiscal_year <= kYearMax) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("base_fiscal_year must be ", kYearMin, " to ",
                                                 kYearMax, ", not ", context.base_fiscal_year));
}

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context) {
  RETURN_IF_ERROR(CheckBaseYear(context.basis));
  const std::vector<Finding> findings = CheckComputable(content, methodology, context.basis);
  if (!findings.empty()) {
    std::string text;
    for (const Finding& finding : findings) {
      absl::StrAppend(&text, text.empty() ? "" : "\n", finding.field_path, ": ", finding.message);
    }
    return absl::FailedPreconditionError(text);
  }
  Evaluation evaluation;
  evaluation.engine_version = std::string(kVersion);
  evaluation.methodology =
      absl::StrCat("methodologies/", methodology.id, "/versions/", methodology.version);
  evaluation.context = context;
  evaluation.horizon = HorizonOf(content, methodology, context.basis);
  ASSIGN_OR_RETURN(evaluation.options,
                   ComputeFigures(content, methodology, context.basis, evaluation.horizon));
  ASSIGN_OR_RETURN(evaluation.scorecard,
                   Score(content, methodology, context, evaluation.horizon, evaluation.options));
  return evaluation;
}

}  // namespace cartera::appraisal::v1
