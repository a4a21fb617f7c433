#include "services/appraisal/compute.h"

#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/canonical/form.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

absl::StatusOr<CaseContent> DomainContent(const StoredRevision& revision) {
  ASSIGN_OR_RETURN(const v1::Revision proto, ToProtoWithContent(revision, false));
  return FromProto(proto.content());
}

}  // namespace

absl::StatusOr<std::string> Compute(absl::string_view engine_version,
                                    const StoredRevision& revision,
                                    const methodology::Methodology& rules,
                                    const v1::EvaluationContext& proto) {
  ASSIGN_OR_RETURN(const CaseContent content, DomainContent(revision));
  ASSIGN_OR_RETURN(const EvaluationContext context, FromProto(proto));
  const auto blocking = CheckComputable(content, rules, context.basis);
  if (!blocking.empty()) return NotComputable(NameOf(revision), blocking);
  const auto evaluation = Evaluate(engine_version, content, rules, context);
  if (!evaluation.ok()) return EvaluationRefused(evaluation.status());
  const CheckScope scope = ScopeOf(content, rules, context.project_kind, context.stage);
  return canonical::Write(ResultOf(*evaluation, Check(content, rules, context.basis, scope)));
}

}  // namespace cartera::appraisal
