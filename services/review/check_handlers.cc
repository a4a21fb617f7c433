#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/domain/authorisation/check.h"
#include "services/review/convert.h"
#include "services/review/handlers.h"
#include "services/review/opened_authorisation.h"

namespace cartera::review {
namespace {

absl::StatusOr<authorisation::Question> FromProto(const v1::CheckAuthorisationRequest& request,
                                                  absl::Time at) {
  authorisation::Question question;
  question.fiscal_year = request.fiscal_year();
  question.budget_line = request.budget_line();
  ASSIGN_OR_RETURN(question.amount, convert::FromProto(request.amount()));
  question.day = convert::DayOf(at);
  return question;
}

v1::CheckVerdict ToProto(authorisation::Verdict verdict) {
  switch (verdict) {
    case authorisation::Verdict::kYes:
      return v1::CHECK_VERDICT_YES;
    case authorisation::Verdict::kPartly:
      return v1::CHECK_VERDICT_PARTLY;
    case authorisation::Verdict::kNo:
      return v1::CHECK_VERDICT_NO;
  }
  return v1::CHECK_VERDICT_UNSPECIFIED;
}

// The contract's grounds follow the domain's by position.
static_assert(static_cast<int>(authorisation::Ground::kNotAuthorised) + 1 ==
              v1::CHECK_GROUND_NOT_AUTHORISED);
static_assert(static_cast<int>(authorisation::Ground::kNotContinued) + 1 ==
              v1::CHECK_GROUND_NOT_CONTINUED);
static_assert(static_cast<int>(authorisation::Ground::kExceeds) + 1 == v1::CHECK_GROUND_EXCEEDS);

void Put(const authorisation::Answer& answer, v1::CheckAuthorisationResponse* response) {
  response->set_verdict(ToProto(answer.verdict));
  *response->mutable_open() = convert::ToProto(answer.open);
  for (const authorisation::Reason& reason : answer.reasons) {
    v1::CheckReason& out = *response->add_reasons();
    out.set_ground(static_cast<v1::CheckGround>(static_cast<int>(reason.ground) + 1));
    out.set_authorisation(reason.authorisation);
    out.mutable_conditions()->Assign(reason.conditions.begin(), reason.conditions.end());
    *out.mutable_amount() = convert::ToProto(reason.amount);
  }
}

}  // namespace

absl::Status CheckAuthorisation(Deps& deps, rpc::Call& call,
                                const v1::CheckAuthorisationRequest& request,
                                v1::CheckAuthorisationResponse* response) {
  const absl::Time at = request.has_as_of()
                            ? absl::FromUnixMicros(convert::UsFromTimestamp(request.as_of()))
                            : call.now();
  ASSIGN_OR_RETURN(const authorisation::Question question, FromProto(request, at));
  const std::string project = IdOf(request.project());
  const auto read = [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireProject(tx, call, project, request.project()));
    ASSIGN_OR_RETURN(const auto stored, ListAuthorisations(tx, project));
    std::vector<authorisation::Authorisation> given;
    for (const Authorisation& one : stored) {
      ASSIGN_OR_RETURN(authorisation::Authorisation domain, ToDomain(one));
      given.push_back(std::move(domain));
    }
    ASSIGN_OR_RETURN(const authorisation::Answer answer, authorisation::Check(given, question));
    Put(answer, response);
    *response->mutable_day() = convert::ToProto(question.day);
    return absl::OkStatus();
  };
  return convert::ReadAt(deps.env.database(), call, request, read);
}

}  // namespace cartera::review
