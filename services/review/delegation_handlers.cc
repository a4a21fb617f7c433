#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_assignment.h"

namespace cartera::review {
namespace {

using access::Caller;
using lifecycle::Role;

// A right at the root, and for another person's cases that of who assigns them.
absl::StatusOr<Caller> RequireFor(pg::WriteTx& tx, const rpc::Call& call,
                                  absl::string_view person) {
  ASSIGN_OR_RETURN(Caller caller, access::LoadCaller(tx, call));
  RETURN_IF_ERROR(access::Require(caller, call, caller.Root()));
  if (caller.person == person || caller.Holds({Role::kBudgetOfficer}, caller.Root())) {
    return caller;
  }
  return NotYourCases(PersonName(std::string(person)));
}

absl::StatusOr<Delegation> ReadRequest(const v1::CreateDelegationRequest& request,
                                       const calendar::CivilDate& today) {
  Delegation delegation{.person = IdOf(request.parent()),
                        .id = request.delegation_id(),
                        .delegate = IdOf(request.delegation().delegate())};
  ASSIGN_OR_RETURN(delegation.from_date, convert::FromProto(request.delegation().from_date()));
  ASSIGN_OR_RETURN(delegation.until_date, convert::FromProto(request.delegation().until_date()));
  delegation.reason = request.delegation().reason();
  rpc::Violations violations;
  if (delegation.delegate == delegation.person) {
    violations.Add("delegation.delegate", "SAME_PERSON", "must be somebody else");
  }
  if (delegation.until_date < delegation.from_date) {
    violations.Add("delegation.until_date", "TOO_EARLY", "must not be before from_date");
  } else if (delegation.until_date < today) {
    violations.Add("delegation.until_date", "TOO_EARLY", "must not be in the past");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return delegation;
}

absl::Status CheckDelegate(pg::Tx& tx, const Delegation& delegation, const Caller& caller,
                           absl::Time now) {
  for (const std::string& id : {delegation.person, delegation.delegate}) {
    ASSIGN_OR_RETURN(const auto person, FindPerson(tx, id, now));
    const bool is_delegate = id == delegation.delegate;
    if (!person.has_value()) {
      return NoSuchReference(is_delegate ? "delegation.delegate" : "parent", PersonName(id));
    }
    const bool reviews =
        std::any_of(person->roles.begin(), person->roles.end(), [](const std::string& role) {
          return role == lifecycle::Name(Role::kBudgetReviewer) ||
                 role == lifecycle::Name(Role::kTechnicalReviewer);
        });
    if (!reviews) return ReviewerRoleMissing(PersonName(id), caller.Root().back());
  }
  return absl::OkStatus();
}

absl::Status RecordDelegation(pg::WriteTx& tx, const Delegation& delegation,
                              absl::string_view action) {
  tx.NameResource(NameOf(delegation));
  return tx.Audit({PersonName(delegation.person), std::string(action), NameOf(delegation),
                   Digest(delegation), PersonName(delegation.delegate)});
}

}  // namespace

absl::Status CreateDelegation(Deps& deps, rpc::Call& call,
                              const v1::CreateDelegationRequest& request,
                              v1::CreateDelegationResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, RequireFor(tx, call, IdOf(request.parent())));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(Delegation delegation, ReadRequest(request, convert::DayOf(tx.Now())));
    RETURN_IF_ERROR(CheckDelegate(tx, delegation, caller, call.now()));
    RETURN_IF_ERROR(InsertDelegation(tx, &delegation));
    *response->mutable_delegation() = ToProto(delegation);
    return RecordDelegation(tx, delegation, "delegation.create");
  });
}

absl::Status EndDelegation(Deps& deps, rpc::Call& call, const v1::EndDelegationRequest& request,
                           v1::EndDelegationResponse* response) {
  // people/{person}/delegations/{delegation}; the request validator has checked the pattern.
  const std::vector<std::string> parts = absl::StrSplit(request.name(), '/');
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    RETURN_IF_ERROR(RequireFor(tx, call, parts[1]).status());
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto found, LockDelegation(tx, parts[1], parts[3]));
    if (!found.has_value()) return access::NotFound(request.name());
    RETURN_IF_ERROR(CheckEtag(request.etag(), found->version_us, request.name()));
    Delegation delegation = *std::move(found);
    ASSIGN_OR_RETURN(const calendar::CivilDate yesterday,
                     calendar::AddDays(convert::DayOf(tx.Now()), -1));
    if (delegation.until_date <= yesterday) {
      return StateRefused(request.name(), "over", "ending");
    }
    delegation.until_date = yesterday;
    RETURN_IF_ERROR(UpdateDelegation(tx, &delegation));
    *response->mutable_delegation() = ToProto(delegation);
    return RecordDelegation(tx, delegation, "delegation.end");
  });
}

absl::Status ListDelegations(Deps& deps, rpc::Call& call, const v1::ListDelegationsRequest& request,
                             v1::ListDelegationsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    RETURN_IF_ERROR(access::Require(caller, call, caller.Root()));
    ASSIGN_OR_RETURN(const auto delegations, ListDelegations(tx, IdOf(request.parent())));
    for (const Delegation& delegation : delegations) {
      *response->add_delegations() = ToProto(delegation);
    }
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
