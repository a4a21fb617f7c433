#ifndef CARTERA_SERVICES_REVIEW_APPRAISAL_CALLS_H_
#define CARTERA_SERVICES_REVIEW_APPRAISAL_CALLS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/appraisal/v1/screening.pb.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/platform/pg/tx.h"
#include "libs/platform/rpc/call.h"
#include "services/review/deps.h"
#include "services/review/records.h"

// Calls to appraisal on behalf of the caller, so that appraisal decides what the caller may see.
// None may be made while a transaction is open. Errors of appraisal are passed on as they are, but
// NOT_FOUND of a thing that the request names becomes FAILED_PRECONDITION REFERENCE_MISSING.
namespace cartera::review {

// One parsed methodology version.
absl::StatusOr<methodology::Methodology> GetMethodology(Deps& deps, const rpc::Call& call,
                                                        const std::string& name,
                                                        absl::string_view field);
absl::StatusOr<appraisal::v1::Case> GetCase(Deps& deps, const rpc::Call& call,
                                            const std::string& name, absl::string_view field);
// Oldest first, without content.
absl::StatusOr<std::vector<appraisal::v1::Revision>> ListRevisions(Deps& deps,
                                                                   const rpc::Call& call,
                                                                   const std::string& case_name);
absl::StatusOr<appraisal::v1::Revision> GetRevision(Deps& deps, const rpc::Call& call,
                                                    const std::string& name);
// The blocking findings of the content as it stands in a revision.
// Every field that differs between two revisions of a case.
absl::StatusOr<std::vector<appraisal::v1::FieldChange>> DiffRevisions(Deps& deps,
                                                                      const rpc::Call& call,
                                                                      const std::string& before,
                                                                      const std::string& after);
absl::StatusOr<std::vector<type::v1::Finding>> BlockingFindings(
    Deps& deps, const rpc::Call& call, const std::string& case_name,
    const appraisal::v1::CaseContent& content);
// The published grounds for refusal that the pinned revision of `submission` gives.
absl::StatusOr<std::vector<appraisal::v1::GivenGround>> GivenGrounds(Deps& deps,
                                                                     const rpc::Call& call,
                                                                     const Submission& submission);
// Evaluates the pinned revision of `submission` with the round's dates and prices and the given
// scores. Stores nothing when the call only validates.
absl::StatusOr<appraisal::v1::Evaluation> Evaluate(Deps& deps, const rpc::Call& call,
                                                   const Round& round, const Submission& submission,
                                                   const std::vector<Assessment>& assessments);

// A change that needs answers of appraisal. `change` runs first with asked = false, to authorise
// and to check, and is rolled back; then `ask` makes its calls outside any transaction; then
// `change` runs with asked = true, checks all of it again, and writes. A replay ends after the
// first run, so it never asks appraisal and never fails because time went on.
absl::Status MutateAfterAsking(Deps& deps, rpc::Call& call, google::protobuf::Message* response,
                               absl::FunctionRef<absl::Status(pg::WriteTx&, bool asked)> change,
                               absl::FunctionRef<absl::Status()> ask);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_APPRAISAL_CALLS_H_
