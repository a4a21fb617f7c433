#ifndef CARTERA_TOOLS_CARTERA_PAGES_H_
#define CARTERA_TOOLS_CARTERA_PAGES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/appraisal/v1/screening.pb.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "tools/cartera/invocation.h"
#include "tools/cartera/text.h"

// Pages that a person can read from top to bottom, made from messages alone.
namespace cartera::cli {

struct EvaluationPageOptions {
  bool explain = false;  // the explanation of every figure, down to the case's fields
};
std::string EvaluationPage(const appraisal::v1::Evaluation& evaluation,
                           const EvaluationPageOptions& options, const PageStyle& style);
std::string CasePage(const appraisal::v1::Case& shown, const PageStyle& style);
std::string RevisionPage(const appraisal::v1::Revision& revision, const PageStyle& style);
std::string MethodologyPage(const appraisal::v1::MethodologyVersion& methodology,
                            const PageStyle& style);
// The grounds for refusal that a case gives, with what shows each.
std::string ScreeningPage(const appraisal::v1::ScreenCaseResponse& screening,
                          const PageStyle& style);
std::string SubmissionPage(const review::v1::Submission& submission, const PageStyle& style);
// `authorisation` says what was asked for, beside what was authorised.
std::string DecisionPage(const review::v1::Decision& decision,
                         const std::optional<review::v1::Authorisation>& authorisation,
                         const PageStyle& style);
std::string AuthorisationPage(const review::v1::Authorisation& authorisation,
                              const PageStyle& style);
std::string CheckPage(const review::v1::CheckAuthorisationResponse& answer, const PageStyle& style);
// Change by change, with the ids of the observations that each answers.
std::string ComparisonPage(const review::v1::CompareSubmissionResponse& comparison,
                           const PageStyle& style);
// With every turn of the exchange about it.
std::string ObservationPage(const review::v1::GetObservationResponse& shown,
                            const PageStyle& style);
std::string WhoAmIPage(const registry::v1::WhoAmIResponse& who, const PageStyle& style);
// At most `findings_max` findings; says how many are left out.
std::string OperationPage(const registry::v1::Operation& operation, int findings_max,
                          const PageStyle& style);
// One entry of the record on a line, what there is to say of it below.
std::string EntryLine(const type::v1::AuditEntry& entry, const PageStyle& style);
std::string PortfolioPage(const oversight::v1::PortfolioTotals& totals, const PageStyle& style);

// The same as Verb::page takes them.
using Shown = absl::StatusOr<std::string>;
Shown ShowEvaluation(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowCase(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowRevision(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowMethodology(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowSubmission(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowDecision(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowAuthorisation(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowCheck(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowComparison(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowObservation(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowScreening(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowLetter(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowWhoAmI(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowOperation(Invocation& invocation, const google::protobuf::Message& response);
Shown ShowReplay(Invocation& invocation, const google::protobuf::Message& response);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PAGES_H_
