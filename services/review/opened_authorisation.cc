#include "services/review/opened_authorisation.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/domain/canonical/form.h"
#include "services/review/errors.h"
#include "services/review/opened.h"

namespace cartera::review {
namespace {

// Ids of the two collections of `name`, as of projects/{project}/authorisations/{authorisation}.
struct Ids {
  std::string first;
  std::string second;
};

Ids ParseIds(absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  // The request validator has checked the pattern.
  return parts.size() >= 4 ? Ids{parts[1], parts[3]} : Ids{};
}

}  // namespace

absl::Status RequireProject(pg::Tx& tx, const rpc::Call& call, const std::string& project,
                            const std::string& name) {
  ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(const std::optional<Places> places, FindPlaces(tx, project, call.now()));
  if (places.has_value() && HoldsAtAny(caller, access::RolesOf(call), *places)) {
    return absl::OkStatus();
  }
  return access::NotFound(name);
}

absl::StatusOr<Authorisation> ReadAuthorisation(pg::Tx& tx, const rpc::Call& call,
                                                const std::string& name) {
  const Ids ids = ParseIds(name);
  RETURN_IF_ERROR(RequireProject(tx, call, ids.first, name));
  ASSIGN_OR_RETURN(auto found, FindAuthorisation(tx, ids.first, ids.second, Lock::kNone));
  if (!found.has_value()) return access::NotFound(name);
  return *std::move(found);
}

absl::StatusOr<OpenedAuthorisation> HoldAuthorisation(pg::WriteTx& tx, const rpc::Call& call,
                                                      const std::string& name) {
  const Ids ids = ParseIds(name);
  OpenedAuthorisation opened;
  ASSIGN_OR_RETURN(opened.caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(std::optional<Places> places, FindPlaces(tx, ids.first, call.now()));
  if (!places.has_value() || !HoldsAtAny(opened.caller, Readers(), *places)) {
    return access::NotFound(name);
  }
  opened.places = *std::move(places);
  RETURN_IF_ERROR(access::Require(opened.caller, call, opened.places.lead));
  if (tx.Replayed()) return opened;
  ASSIGN_OR_RETURN(auto found, FindAuthorisation(tx, ids.first, ids.second, Lock::kUpdate));
  if (!found.has_value()) return access::NotFound(name);
  opened.authorisation = *std::move(found);
  return opened;
}

absl::Status RefuseConflict(pg::Tx& tx, const rpc::Call& call, const OpenedAuthorisation& opened) {
  const Ids ids = ParseIds(opened.authorisation.decision);
  ASSIGN_OR_RETURN(const auto placed,
                   FindSubmission(tx, ids.first, ids.second, call.now(), Lock::kNone));
  if (!placed.has_value()) return absl::InternalError("an authorisation without its submission");
  const auto conflict = ConflictOf(opened.caller.person, opened.caller.affiliation_place,
                                   placed->submission, opened.places);
  if (!conflict.has_value()) return absl::OkStatus();
  return ConflictOfInterestFound(opened.caller.actor, conflict->reason);
}

bool IsDocumentHash(absl::string_view text) {
  return text.empty() || (text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
                            return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
                          }));
}

absl::Status EmitAuthorised(pg::WriteTx& tx, const Authorisation& authorisation) {
  const std::string project = absl::StrCat("projects/", authorisation.project);
  canonical::Value payload;
  payload.Set("project", project).Set("authorisation", NameOf(authorisation));
  return tx.Emit({project, "review.authorised", canonical::Write(payload)});
}

}  // namespace cartera::review
