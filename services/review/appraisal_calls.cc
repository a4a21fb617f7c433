#include "services/review/appraisal_calls.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/methodology/parse.h"
#include "libs/platform/rpc/client.h"
#include "services/review/convert.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

absl::Status Ask(Deps& deps, const rpc::Call& call, const google::protobuf::Message& request,
                 google::protobuf::Message* response) {
  return deps.env.client("appraisal").Call(request, response, rpc::OnBehalfOf(call));
}

// Any seed does, as long as it is pinned; the revision's own makes a repeated evaluation the same
// one.
uint64_t SeedOf(const std::string& revision_hash) {
  uint64_t seed = 0;
  return absl::SimpleHexAtoi(revision_hash.substr(0, 15), &seed) ? seed : 0;
}

}  // namespace

absl::StatusOr<methodology::Methodology> GetMethodology(Deps& deps, const rpc::Call& call,
                                                        const std::string& name,
                                                        absl::string_view field) {
  appraisal::v1::GetMethodologyVersionRequest request;
  request.set_name(name);
  appraisal::v1::GetMethodologyVersionResponse response;
  const absl::Status status = Ask(deps, call, request, &response);
  if (absl::IsNotFound(status)) return NoSuchReference(field, name);
  RETURN_IF_ERROR(status);
  return methodology::ParseText(response.methodology_version().definition());
}

absl::StatusOr<appraisal::v1::Case> GetCase(Deps& deps, const rpc::Call& call,
                                            const std::string& name, absl::string_view field) {
  appraisal::v1::GetCaseRequest request;
  request.set_name(name);
  appraisal::v1::GetCaseResponse response;
  const absl::Status status = Ask(deps, call, request, &response);
  if (absl::IsNotFound(status)) return NoSuchReference(field, name);
  RETURN_IF_ERROR(status);
  return std::move(*response.mutable_case_());
}

absl::StatusOr<std::vector<appraisal::v1::Revision>> ListRevisions(Deps& deps,
                                                                   const rpc::Call& call,
                                                                   const std::string& case_name) {
  appraisal::v1::ListRevisionsRequest request;
  request.set_parent(case_name);
  appraisal::v1::ListRevisionsResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  return std::vector<appraisal::v1::Revision>(response.revisions().begin(),
                                              response.revisions().end());
}

absl::StatusOr<appraisal::v1::Revision> GetRevision(Deps& deps, const rpc::Call& call,
                                                    const std::string& name) {
  appraisal::v1::GetRevisionRequest request;
  request.set_name(name);
  appraisal::v1::GetRevisionResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  return std::move(*response.mutable_revision());
}

absl::StatusOr<std::vector<appraisal::v1::FieldChange>> DiffRevisions(Deps& deps,
                                                                      const rpc::Call& call,
                                                                      const std::string& before,
                                                                      const std::string& after) {
  appraisal::v1::DiffRevisionsRequest request;
  request.set_before(before);
  request.set_after(after);
  appraisal::v1::DiffRevisionsResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  return std::vector<appraisal::v1::FieldChange>(response.changes().begin(),
                                                 response.changes().end());
}

absl::StatusOr<std::vector<type::v1::Finding>> BlockingFindings(
    Deps& deps, const rpc::Call& call, const std::string& case_name,
    const appraisal::v1::CaseContent& content) {
  appraisal::v1::CheckCaseRequest request;
  request.set_name(case_name);
  *request.mutable_content() = content;
  appraisal::v1::CheckCaseResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  std::vector<type::v1::Finding> blocking;
  for (const type::v1::Finding& finding : response.findings()) {
    // What appraisal says keeps a case from being submitted, by its own rule.
    const bool blocks = finding.severity() == type::v1::SEVERITY_BLOCKING ||
                        finding.severity() == type::v1::SEVERITY_MUST;
    if (!response.may_be_submitted() && blocks) blocking.push_back(finding);
  }
  return blocking;
}

absl::StatusOr<std::vector<appraisal::v1::GivenGround>> GivenGrounds(Deps& deps,
                                                                     const rpc::Call& call,
                                                                     const Submission& submission) {
  appraisal::v1::ScreenCaseRequest request;
  request.set_name(CaseNameOf(submission));
  request.set_revision(submission.revision);
  appraisal::v1::ScreenCaseResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  return std::vector<appraisal::v1::GivenGround>(response.grounds().begin(),
                                                 response.grounds().end());
}

absl::StatusOr<appraisal::v1::Evaluation> Evaluate(Deps& deps, const rpc::Call& call,
                                                   const Round& round, const Submission& submission,
                                                   const std::vector<Assessment>& assessments) {
  appraisal::v1::EvaluateRevisionRequest request;
  request.set_revision(RevisionNameOf(submission));
  appraisal::v1::EvaluationContext& context = *request.mutable_context();
  *context.mutable_valuation_date() = convert::ToProto(round.valuation_date);
  context.set_base_fiscal_year(round.base_fiscal_year);
  context.set_price_year(round.price_year);
  context.set_seed(SeedOf(submission.revision_hash));
  for (const Assessment& assessment : assessments) {
    appraisal::v1::PersonScore& score = *context.add_person_scores();
    score.set_criterion(assessment.criterion);
    score.set_score(assessment.score);
    score.set_reason(assessment.reason);
    score.set_assessor(PersonName(assessment.assessor));
  }
  request.set_validate_only(call.context.validate_only);
  appraisal::v1::EvaluateRevisionResponse response;
  RETURN_IF_ERROR(Ask(deps, call, request, &response));
  return std::move(*response.mutable_evaluation());
}

absl::Status MutateAfterAsking(Deps& deps, rpc::Call& call, google::protobuf::Message* response,
                               absl::FunctionRef<absl::Status(pg::WriteTx&, bool asked)> change,
                               absl::FunctionRef<absl::Status()> ask) {
  bool must_ask = false;
  const absl::Status first =
      rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
        must_ask = false;
        RETURN_IF_ERROR(change(tx, /*asked=*/false));
        if (tx.Replayed()) return absl::OkStatus();
        must_ask = true;
        return absl::CancelledError("rolled back: appraisal is asked first");
      });
  if (!must_ask) return first;
  RETURN_IF_ERROR(ask());
  return rpc::Mutate(deps.env.database(), call, response,
                     [&](pg::WriteTx& tx) { return change(tx, /*asked=*/true); });
}

}  // namespace cartera::review
