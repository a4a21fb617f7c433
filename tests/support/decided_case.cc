#include "tests/support/decided_case.h"

#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

namespace appraisal_v1 = ::cartera::appraisal::v1;
namespace review_v1 = ::cartera::review::v1;

void SetAmount(int64_t amount_minor, type::v1::Money* amount) {
  amount->set_unit("CAD");
  amount->set_amount_minor(amount_minor);
  amount->set_basis(type::v1::PRICE_BASIS_REAL);
  amount->set_price_year(2026);
}

void Observe(TestHost& host, const Actors& actors, DecidedCase* made) {
  review_v1::CreateObservationRequest observe;
  observe.set_parent(made->submission);
  observe.set_observation_id("o1");
  observe.mutable_observation()->set_field("costs.lines[id=c1].amount");
  observe.mutable_observation()->set_severity(type::v1::SEVERITY_SHOULD);
  observe.mutable_observation()->set_text("Why so much?");
  *observe.mutable_observation()->mutable_due_date() = DayFromToday(host, 7);
  made->observation = host.As(actors.reviewer)
                          .Must<review_v1::CreateObservationResponse>(observe)
                          .observation()
                          .name();
  review_v1::AskClarificationRequest ask;
  ask.set_parent(made->submission);
  ask.set_clarification_id("q1");
  ask.mutable_clarification()->set_question("Who runs it today?");
  host.As(actors.reviewer).Must<review_v1::AskClarificationResponse>(ask);
}

void Assess(TestHost& host, const Actors& actors, const DecidedCase& made) {
  appraisal_v1::GetMethodologyVersionRequest get;
  get.set_name(kMethodology);
  const auto found =
      host.As(actors.reviewer).Must<appraisal_v1::GetMethodologyVersionResponse>(get);
  review_v1::AssessSubmissionRequest assess;
  assess.set_name(made.submission);
  for (const auto& criterion : found.methodology_version().criteria()) {
    if (!criterion.by_person()) continue;
    review_v1::Assessment& assessment = *assess.add_assessments();
    assessment.set_criterion(criterion.id());
    assessment.set_score(3);
    assessment.set_reason("Well shown.");
  }
  host.As(actors.reviewer).Must<review_v1::AssessSubmissionResponse>(assess);
}

}  // namespace

DecidedCase WriteCase(TestHost& host, const Actors& actors, const std::string& project) {
  DecidedCase made;
  made.revision_hash = AddFrozenCase(host, actors.formulator, project, "full");
  made.case_name = absl::StrCat("projects/", project, "/cases/full");
  made.revision = absl::StrCat(made.case_name, "/revisions/1");
  return made;
}

void EnterCase(TestHost& host, const Actors& actors, const std::string& round,
               const std::string& submission_id, DecidedCase* made) {
  review_v1::CreateSubmissionRequest enter;
  enter.set_parent(absl::StrCat("rounds/", round));
  enter.set_submission_id(submission_id);
  enter.mutable_submission()->set_case_(made->case_name);
  enter.mutable_submission()->set_kind(review_v1::SUBMISSION_KIND_NEW);
  made->submission = host.As(actors.formulator)
                         .Must<review_v1::CreateSubmissionResponse>(enter)
                         .submission()
                         .name();
}

void BringToDecision(TestHost& host, const Actors& actors, DecidedCase* made) {
  review_v1::SignSubmissionRequest sign;
  sign.set_name(made->submission);
  sign.set_revision_hash(made->revision_hash);
  host.As(actors.signatory).Must<review_v1::SignSubmissionResponse>(sign);
  review_v1::SubmitSubmissionRequest submit;
  submit.set_name(made->submission);
  made->evaluation = host.As(actors.formulator)
                         .Must<review_v1::SubmitSubmissionResponse>(submit)
                         .submission()
                         .evaluation();
  review_v1::AssignReviewerRequest assign;
  assign.set_name(made->submission);
  assign.set_reviewer(absl::StrCat("people/", actors.reviewer));
  host.As(actors.budget_officer).Must<review_v1::AssignReviewerResponse>(assign);
  review_v1::StartReviewRequest start;
  start.set_name(made->submission);
  host.As(actors.reviewer).Must<review_v1::StartReviewResponse>(start);
  Observe(host, actors, made);
  Assess(host, actors, *made);
}

void DecideCase(TestHost& host, const Actors& actors, DecidedCase* made) {
  BringToDecision(host, actors, made);
  review_v1::DecideSubmissionRequest decide;
  decide.set_name(made->submission);
  decide.set_revision_hash(made->revision_hash);
  review_v1::Decision& decision = *decide.mutable_decision();
  decision.set_outcome(review_v1::OUTCOME_APPROVE_WITH_OBSERVATIONS);
  decision.set_reason("As discussed.");
  decision.set_decided_by(absl::StrCat("people/", actors.approver));
  review_v1::YearAmount& year = *decision.add_authorised();
  year.set_fiscal_year(2027);
  year.set_budget_line("12");
  SetAmount(4'000'000, year.mutable_amount());
  decision.set_yearly_continuation(true);
  review_v1::ConditionTerms& condition = *decision.add_conditions();
  condition.set_condition_id("c1");
  condition.set_kind(review_v1::CONDITION_KIND_SUBSEQUENT);
  condition.set_text("Report on the first year.");
  condition.set_owner("agencies/lead");
  *condition.mutable_due_date() = DayFromToday(host, 400);
  const auto decided =
      host.As(actors.approver).Must<review_v1::DecideSubmissionResponse>(decide).decision();
  made->decision = decided.name();
  made->authorisation = decided.authorisation();
}

}  // namespace cartera::testing
