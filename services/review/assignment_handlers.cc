#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/candidates.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"

namespace cartera::review {
namespace {

// Errors: FAILED_PRECONDITION CONFLICT_STANDS.
absl::Status RefuseTakingBack(const Opened& opened, bool conflict) {
  const std::vector<std::string>& declared = opened.submission.conflicted;
  const bool stands =
      std::find(declared.begin(), declared.end(), opened.caller.person) != declared.end();
  return stands && !conflict ? ConflictStands(NameOf(opened.submission)) : absl::OkStatus();
}

absl::Status CheckSkills(const v1::ReviewerProfile& profile) {
  rpc::Violations violations;
  for (int i = 0; i < profile.skills_size(); ++i) {
    if (convert::EnumFromText(registry::v1::ProjectKind_descriptor(), profile.skills(i)) != 0) {
      continue;
    }
    violations.Add(absl::StrCat("profile.skills[", i, "]"), "NO_SUCH_KIND",
                   "must be a kind of project, such as legacy_replacement");
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status DeclareInterest(Deps& deps, rpc::Call& call, const v1::DeclareInterestRequest& request,
                             v1::DeclareInterestResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    Submission& submission = opened.submission;
    if (lifecycle::IsFinal(submission.state)) {
      return StateRefused(request.name(), submission.state, "declaring", opened.round.steps);
    }
    RETURN_IF_ERROR(RefuseTakingBack(opened, request.conflict()));
    InterestDeclaration declaration{opened.caller.person, request.conflict(), request.reason()};
    RETURN_IF_ERROR(PutDeclaration(tx, submission, &declaration));
    *response->mutable_declaration() = ToProto(declaration);
    RETURN_IF_ERROR(
        tx.Audit({ProjectNameOf(submission), "interest.declare", request.name(),
                  Digest(declaration), declaration.conflict ? "a conflict" : "no conflict"}));
    tx.NameResource(request.name());
    if (!declaration.conflict || submission.reviewer != declaration.person) {
      return absl::OkStatus();
    }
    submission.reviewer.clear();
    RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
    return Record(tx, submission, "submission.release_reviewer", "declared a conflict");
  });
}

absl::Status ListDeclarations(Deps& deps, rpc::Call& call,
                              const v1::ListDeclarationsRequest& request,
                              v1::ListDeclarationsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto declarations, ListDeclarations(tx, opened.submission));
    for (const InterestDeclaration& declaration : declarations) {
      *response->add_declarations() = ToProto(declaration);
    }
    return absl::OkStatus();
  });
}

absl::Status ListReviewers(Deps& deps, rpc::Call& call, const v1::ListReviewersRequest& request,
                           v1::ListReviewersResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto ranked, RankCandidates(tx, opened, call.now()));
    for (const RankedCandidate& one : ranked) {
      v1::ReviewerCandidate& out = *response->add_reviewers();
      out.set_reviewer(PersonName(one.candidate.profile.person));
      out.set_conflict(one.conflict);
      out.set_skilled(one.candidate.is_skilled);
      for (const std::string& skill : one.candidate.profile.skills) out.add_skills(skill);
      out.set_open_cases_count(one.candidate.open_cases);
      out.set_capacity(one.candidate.profile.capacity);
    }
    return absl::OkStatus();
  });
}

absl::Status SetReviewerProfile(Deps& deps, rpc::Call& call,
                                const v1::SetReviewerProfileRequest& request,
                                v1::SetReviewerProfileResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
    RETURN_IF_ERROR(access::Require(caller, call, caller.Root()));
    if (tx.Replayed()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckSkills(request.profile()));
    ReviewerProfile profile{
        .person = IdOf(request.profile().person()),
        .skills = {request.profile().skills().begin(), request.profile().skills().end()},
        .capacity = request.profile().capacity()};
    ASSIGN_OR_RETURN(const auto person, FindPerson(tx, profile.person, call.now()));
    if (!person.has_value()) return NoSuchReference("profile.person", request.profile().person());
    RETURN_IF_ERROR(PutReviewerProfile(tx, &profile));
    *response->mutable_profile() = ToProto(profile);
    tx.NameResource(request.profile().person());
    return tx.Audit({request.profile().person(), "reviewer_profile.set", request.profile().person(),
                     Digest(profile), ""});
  });
}

}  // namespace cartera::review
