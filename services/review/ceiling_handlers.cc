#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/store_ranking.h"
#include "services/review/store_rounds.h"

namespace cartera::review {
namespace {

using access::Caller;

absl::StatusOr<CeilingSet> NewSet(const v1::SetCeilingsRequest& request) {
  CeilingSet set{.round = IdOf(request.name()), .reason = request.reason()};
  rpc::Violations violations;
  std::set<std::pair<std::string, int>> seen;
  for (int i = 0; i < request.ceilings_size(); ++i) {
    const v1::Ceiling& one = request.ceilings(i);
    const std::string field = absl::StrCat("ceilings[", i, "]");
    ranking::Ceiling ceiling{.agency = IdOf(one.agency()), .fiscal_year = one.fiscal_year()};
    ASSIGN_OR_RETURN(ceiling.amount, convert::FromProto(one.amount()));
    if (ceiling.amount.amount_minor < 0) {
      violations.Add(field + ".amount.amount_minor", "NEGATIVE", "must not be below zero");
    }
    if (!seen.emplace(ceiling.agency, ceiling.fiscal_year).second) {
      violations.Add(field, "TWICE", "the agency has another ceiling for that fiscal year");
    }
    set.ceilings.push_back(std::move(ceiling));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return set;
}

absl::Status CheckAgencies(pg::Tx& tx, const CeilingSet& set, absl::Time now) {
  std::vector<std::string> asked;
  for (const ranking::Ceiling& ceiling : set.ceilings) asked.push_back(ceiling.agency);
  ASSIGN_OR_RETURN(const std::vector<std::string> found, FindAgencies(tx, asked, now));
  for (size_t i = 0; i < asked.size(); ++i) {
    if (std::find(found.begin(), found.end(), asked[i]) != found.end()) continue;
    return NoSuchReference(absl::StrCat("ceilings[", i, "].agency"),
                           absl::StrCat("agencies/", asked[i]));
  }
  return absl::OkStatus();
}

// The round, held; a right at the root of the tree, since ceilings bear on every agency.
absl::StatusOr<std::optional<Round>> HoldRound(pg::WriteTx& tx, const rpc::Call& call,
                                               const std::string& name, Caller* caller) {
  ASSIGN_OR_RETURN(*caller, access::LoadCaller(tx, call));
  RETURN_IF_ERROR(access::Require(*caller, call, caller->Root()));
  if (tx.Replayed()) return std::nullopt;
  ASSIGN_OR_RETURN(std::optional<Round> round, FindRound(tx, IdOf(name), Lock::kUpdate));
  if (!round.has_value()) return access::NotFound(name);
  if (round->state == "closed") return RoundNotOpen(name, round->state);
  return round;
}

absl::Status RecordCeilings(pg::WriteTx& tx, const CeilingSet& set, absl::string_view action) {
  const std::string round = absl::StrCat("rounds/", set.round);
  tx.NameResource(round);
  return tx.Audit({round, std::string(action), round, Digest(set),
                   absl::StrCat("version ", set.version, ": ", set.reason)});
}

}  // namespace

absl::Status SetCeilings(Deps& deps, rpc::Call& call, const v1::SetCeilingsRequest& request,
                         v1::SetCeilingsResponse* response) {
  ASSIGN_OR_RETURN(const CeilingSet wanted, NewSet(request));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    Caller caller;
    ASSIGN_OR_RETURN(const auto round, HoldRound(tx, call, request.name(), &caller));
    if (!round.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckAgencies(tx, wanted, call.now()));
    ASSIGN_OR_RETURN(const auto latest, FindLatestCeilings(tx, round->id));
    CeilingSet set = wanted;
    set.version = latest.has_value() ? latest->version + 1 : 1;
    set.proposed_by = caller.person;
    set.in_force = round->state == "planned";  // no decision is open yet
    RETURN_IF_ERROR(InsertCeilings(tx, &set));
    *response->mutable_ceiling_set() = ToProto(set);
    return RecordCeilings(tx, set, set.in_force ? "round.set_ceilings" : "round.propose_ceilings");
  });
}

absl::Status ConfirmCeilings(Deps& deps, rpc::Call& call, const v1::ConfirmCeilingsRequest& request,
                             v1::ConfirmCeilingsResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    Caller caller;
    ASSIGN_OR_RETURN(const auto round, HoldRound(tx, call, request.name(), &caller));
    if (!round.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::optional<CeilingSet> set, FindLatestCeilings(tx, round->id));
    if (!set.has_value() || set->version != request.version() || set->in_force) {
      return NothingToConfirm(request.name(), request.version());
    }
    if (set->proposed_by == caller.person) return SecondPersonNeeded(request.name());
    set->confirmed_by = caller.person;
    RETURN_IF_ERROR(UpdateCeilings(tx, &*set));
    *response->mutable_ceiling_set() = ToProto(*set);
    return RecordCeilings(tx, *set, "round.confirm_ceilings");
  });
}

absl::Status GetCeilings(Deps& deps, rpc::Call& call, const v1::GetCeilingsRequest& request,
                         v1::GetCeilingsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::LoadCaller(tx, call).status());
    const std::string id = IdOf(request.name());
    ASSIGN_OR_RETURN(const auto round, FindRound(tx, id, Lock::kNone));
    if (!round.has_value()) return access::NotFound(request.name());
    ASSIGN_OR_RETURN(const auto in_force, FindCeilingsInForce(tx, id));
    ASSIGN_OR_RETURN(const auto latest, FindLatestCeilings(tx, id));
    if (in_force.has_value()) *response->mutable_in_force() = ToProto(*in_force);
    if (latest.has_value() && !latest->in_force) *response->mutable_proposed() = ToProto(*latest);
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
