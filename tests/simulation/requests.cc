#include "tests/simulation/requests.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/submission.pb.h"

namespace cartera::simulation {
namespace {

namespace v1 = review::v1;

template <typename Request, typename Response>
Exchange Of(Request request) {
  return {std::make_shared<Request>(std::move(request)), std::make_shared<Response>()};
}

std::string OtherHash() { return std::string(64, '0'); }

template <typename Request, typename Response>
Exchange Named(const Step& step, const CaseNames& names, Request request = {}) {
  request.set_name(names.submission);
  if (step.stale_etag) request.set_etag(names.stale_etag);
  return Of<Request, Response>(std::move(request));
}

Exchange Enter(const CaseNames& names) {
  v1::CreateSubmissionRequest request;
  request.set_parent("rounds/round");
  request.set_submission_id(names.submission_id);
  request.mutable_submission()->set_case_(names.case_name);
  request.mutable_submission()->set_kind(v1::SUBMISSION_KIND_NEW);
  return Of<v1::CreateSubmissionRequest, v1::CreateSubmissionResponse>(std::move(request));
}

Exchange Assess(const CaseNames& names) {
  v1::AssessSubmissionRequest request;
  request.set_name(names.submission);
  for (const std::string& criterion : names.criteria) {
    v1::Assessment& one = *request.add_assessments();
    one.set_criterion(criterion);
    one.set_score(3);
    one.set_reason("Well shown.");
  }
  return Of<v1::AssessSubmissionRequest, v1::AssessSubmissionResponse>(std::move(request));
}

Exchange Observe(const Step& step, const CaseNames& names) {
  v1::CreateObservationRequest request;
  request.set_parent(names.submission);
  request.set_observation_id(step.observation);
  v1::Observation& given = *request.mutable_observation();
  given.set_field("costs.lines[id=c1].amount");
  given.set_severity(step.blocking ? type::v1::SEVERITY_BLOCKING : type::v1::SEVERITY_SHOULD);
  given.set_text("Why so much?");
  *given.mutable_due_date() = names.due_date;
  return Of<v1::CreateObservationRequest, v1::CreateObservationResponse>(std::move(request));
}

Exchange Decide(const Step& step, const CaseNames& names) {
  v1::DecideSubmissionRequest request;
  request.set_revision_hash(step.other_revision ? OtherHash() : names.hashes[names.signed_hash]);
  v1::Decision& decision = *request.mutable_decision();
  constexpr v1::Outcome kOutcomes[] = {v1::OUTCOME_APPROVE, v1::OUTCOME_APPROVE_WITH_OBSERVATIONS,
                                       v1::OUTCOME_REJECT, v1::OUTCOME_REQUEST_ITERATION};
  decision.set_outcome(kOutcomes[static_cast<size_t>(step.outcome)]);
  decision.set_reason("As discussed.");
  decision.set_against_suggestion("The council saw it otherwise.");
  decision.set_decided_by(absl::StrCat("people/", step.actor.person));
  if (step.outcome == Outcome::kApprove || step.outcome == Outcome::kApproveWithObservations) {
    v1::YearAmount& year = *decision.add_authorised();
    year.set_fiscal_year(2027);
    year.set_budget_line("12");
    year.mutable_amount()->set_unit("CAD");
    year.mutable_amount()->set_amount_minor(4'000'000);
    year.mutable_amount()->set_basis(type::v1::PRICE_BASIS_REAL);
    year.mutable_amount()->set_price_year(2026);
  }
  return Named<v1::DecideSubmissionRequest, v1::DecideSubmissionResponse>(step, names,
                                                                          std::move(request));
}

template <typename Request, typename Response>
Exchange OnObservation(const Step& step, const CaseNames& names, Request request = {}) {
  request.set_name(absl::StrCat(names.submission, "/observations/", step.observation));
  return Of<Request, Response>(std::move(request));
}

}  // namespace

Exchange MakeExchange(const Step& step, const CaseNames& names) {
  switch (step.act) {
    case Act::kEnter:
      return Enter(names);
    case Act::kSign: {
      v1::SignSubmissionRequest request;
      request.set_revision_hash(step.other_revision ? OtherHash() : names.hashes.back());
      return Named<v1::SignSubmissionRequest, v1::SignSubmissionResponse>(step, names,
                                                                          std::move(request));
    }
    case Act::kSubmit:
      return Named<v1::SubmitSubmissionRequest, v1::SubmitSubmissionResponse>(step, names);
    case Act::kAssign: {
      v1::AssignReviewerRequest request;
      request.set_reviewer(absl::StrCat("people/", step.reviewer.person));
      request.set_reason("Another one takes over.");
      return Named<v1::AssignReviewerRequest, v1::AssignReviewerResponse>(step, names,
                                                                          std::move(request));
    }
    case Act::kStart:
      return Named<v1::StartReviewRequest, v1::StartReviewResponse>(step, names);
    case Act::kAssess:
      return Assess(names);
    case Act::kObserve:
      return Observe(step, names);
    case Act::kReply: {
      v1::ReplyObservationRequest request;
      request.set_reply("Two suppliers were asked.");
      return OnObservation<v1::ReplyObservationRequest, v1::ReplyObservationResponse>(
          step, names, std::move(request));
    }
    case Act::kClose:
      return OnObservation<v1::CloseObservationRequest, v1::CloseObservationResponse>(step, names);
    case Act::kReopen: {
      v1::ReopenObservationRequest request;
      request.set_reason("Still too much.");
      return OnObservation<v1::ReopenObservationRequest, v1::ReopenObservationResponse>(
          step, names, std::move(request));
    }
    case Act::kDecide:
      return Decide(step, names);
    case Act::kRevise:
      return Named<v1::ReviseSubmissionRequest, v1::ReviseSubmissionResponse>(step, names);
    case Act::kWithdraw: {
      v1::WithdrawSubmissionRequest request;
      request.set_reason("Not needed any more.");
      return Named<v1::WithdrawSubmissionRequest, v1::WithdrawSubmissionResponse>(
          step, names, std::move(request));
    }
  }
  return {};
}

void SetRequestId(const std::string& request_id, google::protobuf::Message* request) {
  const auto* field = request->GetDescriptor()->FindFieldByName("request_id");
  request->GetReflection()->SetString(request, field, request_id);
}

void SetValidateOnly(bool validate_only, google::protobuf::Message* request) {
  const auto* field = request->GetDescriptor()->FindFieldByName("validate_only");
  request->GetReflection()->SetBool(request, field, validate_only);
}

}  // namespace cartera::simulation
