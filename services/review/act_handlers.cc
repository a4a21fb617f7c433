#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/domain/authorisation/authorisation.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/opened_authorisation.h"

namespace cartera::review {
namespace {

using authorisation::Act;

// The act with who and why, and the state that follows, already set in `opened`.
absl::StatusOr<AuthorisationAct> Begin(Act act, const std::string& reason,
                                       const calendar::CivilDate& day,
                                       OpenedAuthorisation* opened) {
  Authorisation& held = opened->authorisation;
  ASSIGN_OR_RETURN(const authorisation::Authorisation domain, ToDomain(held));
  const authorisation::State state = authorisation::StateOn(domain, day);
  const auto next = authorisation::Next(state, act, !held.open_conditions.empty());
  if (!next.ok()) {
    return StateRefused(NameOf(held), authorisation::Name(state), authorisation::Name(act));
  }
  AuthorisationAct begun;
  begun.kind = std::string(authorisation::Name(act));
  begun.reason = reason;
  begun.person = opened->caller.person;
  begun.state_before = std::string(authorisation::Name(held.state));
  held.state = *next;
  return begun;
}

// One act from the request to the record; `change` does what is particular to it.
template <typename Request, typename Response, typename Change>
absl::Status Do(Act act, Deps& deps, rpc::Call& call, const Request& request, Response* response,
                Change change) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(OpenedAuthorisation opened, HoldAuthorisation(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(RefuseConflict(tx, call, opened));
    Authorisation& held = opened.authorisation;
    RETURN_IF_ERROR(CheckEtag(request.etag(), held.version_us, request.name()));
    const calendar::CivilDate today = convert::DayOf(tx.Now());
    ASSIGN_OR_RETURN(AuthorisationAct begun, Begin(act, request.reason(), today, &opened));
    RETURN_IF_ERROR(change(&begun, &held));
    RETURN_IF_ERROR(ActOnAuthorisation(tx, std::move(begun), &held));
    ASSIGN_OR_RETURN(*response->mutable_authorisation(), ToProto(held, today));
    tx.NameResource(NameOf(held));
    return tx.Audit({absl::StrCat("projects/", held.project),
                     absl::StrCat("authorisation.", authorisation::Name(act)), NameOf(held),
                     Digest(held), std::string(authorisation::Name(held.state))});
  });
}

absl::Status NothingElse(AuthorisationAct*, Authorisation*) { return absl::OkStatus(); }

// Moves the money, and keeps the authorisation valid until the end of the year it is moved to.
absl::Status CarryOver(const v1::CarryOverAuthorisationRequest& request, AuthorisationAct* act,
                       Authorisation* held) {
  ASSIGN_OR_RETURN(const money::Money amount, convert::FromProto(request.amount()));
  ASSIGN_OR_RETURN(const auto amounts, StandingAmounts(*held));
  const auto moved =
      authorisation::CarryOver(amounts, request.fiscal_year(), request.budget_line(), amount);
  if (!moved.ok()) return NotCarriedOver(request.name(), moved.status().message());
  ASSIGN_OR_RETURN(const calendar::CivilDate year_end,
                   calendar::CivilDate::Make(request.fiscal_year() + 1, 12, 31));
  held->valid_until = std::max(held->valid_until, year_end);
  act->fiscal_year = request.fiscal_year();
  act->budget_line = request.budget_line();
  act->amount = amount;
  return absl::OkStatus();
}

// Years are confirmed one after the other, as far as money is authorised.
absl::Status Continue(const v1::ContinueAuthorisationRequest& request, AuthorisationAct* act,
                      Authorisation* held) {
  ASSIGN_OR_RETURN(const auto amounts, StandingAmounts(*held));
  const int last = authorisation::YearsOf(amounts).last;
  if (!held->continued_until.has_value() || *held->continued_until >= last) {
    return YearNotNext(request.name(), request.fiscal_year(), std::nullopt);
  }
  if (request.fiscal_year() != *held->continued_until + 1) {
    return YearNotNext(request.name(), request.fiscal_year(), *held->continued_until + 1);
  }
  held->continued_until = request.fiscal_year();
  act->fiscal_year = request.fiscal_year();
  return absl::OkStatus();
}

}  // namespace

absl::Status SuspendAuthorisation(Deps& deps, rpc::Call& call,
                                  const v1::SuspendAuthorisationRequest& request,
                                  v1::SuspendAuthorisationResponse* response) {
  return Do(Act::kSuspend, deps, call, request, response, NothingElse);
}

absl::Status ResumeAuthorisation(Deps& deps, rpc::Call& call,
                                 const v1::ResumeAuthorisationRequest& request,
                                 v1::ResumeAuthorisationResponse* response) {
  return Do(Act::kResume, deps, call, request, response, NothingElse);
}

absl::Status RevokeAuthorisation(Deps& deps, rpc::Call& call,
                                 const v1::RevokeAuthorisationRequest& request,
                                 v1::RevokeAuthorisationResponse* response) {
  return Do(Act::kRevoke, deps, call, request, response, NothingElse);
}

absl::Status CarryOverAuthorisation(Deps& deps, rpc::Call& call,
                                    const v1::CarryOverAuthorisationRequest& request,
                                    v1::CarryOverAuthorisationResponse* response) {
  return Do(
      Act::kCarryOver, deps, call, request, response,
      [&](AuthorisationAct* act, Authorisation* held) { return CarryOver(request, act, held); });
}

absl::Status ContinueAuthorisation(Deps& deps, rpc::Call& call,
                                   const v1::ContinueAuthorisationRequest& request,
                                   v1::ContinueAuthorisationResponse* response) {
  return Do(
      Act::kContinue, deps, call, request, response,
      [&](AuthorisationAct* act, Authorisation* held) { return Continue(request, act, held); });
}

absl::Status ListAuthorisationActs(Deps& deps, rpc::Call& call,
                                   const v1::ListAuthorisationActsRequest& request,
                                   v1::ListAuthorisationActsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Authorisation read, ReadAuthorisation(tx, call, request.parent()));
    for (const AuthorisationAct& act : read.acts) *response->add_acts() = ToProto(act);
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
