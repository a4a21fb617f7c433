#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/domain/dialogue/answers.h"
#include "services/review/appraisal_calls.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/store_decisions.h"
#include "services/review/store_observations.h"

namespace cartera::review {
namespace {

int NumberOf(absl::string_view revision_name) {
  int number = 0;
  return absl::SimpleAtoi(IdOf(revision_name), &number) ? number : 0;
}

// What review knows of the two revisions to compare; 0 where it cannot tell.
struct Comparing {
  Submission submission;
  std::vector<Observation> observations;
  int before = 0;
  int after = 0;
};

absl::StatusOr<Comparing> Load(pg::Tx& tx, const rpc::Call& call,
                               const v1::CompareSubmissionRequest& request) {
  ASSIGN_OR_RETURN(Opened opened, OpenForReading(tx, call, request.name()));
  Comparing comparing{.before = request.before(), .after = request.after()};
  comparing.submission = std::move(opened.submission);
  ASSIGN_OR_RETURN(comparing.observations, ListObservations(tx, comparing.submission));
  if (comparing.before == 0) {
    ASSIGN_OR_RETURN(const auto decisions, ListDecisions(tx, comparing.submission));
    for (const Decision& decision : decisions) {
      if (decision.outcome == "request_iteration") comparing.before = NumberOf(decision.revision);
    }
    if (comparing.before == 0) return NothingToCompare(request.name());
  }
  // While it is sent back, what is pinned is still what was read.
  const int pinned = comparing.submission.revision;
  if (comparing.after == 0 && pinned > comparing.before) comparing.after = pinned;
  return comparing;
}

// The observations that were on the table when `before` was read.
std::vector<dialogue::Anchor> AnchorsOf(const Comparing& comparing) {
  std::vector<dialogue::Anchor> anchors;
  for (const Observation& one : comparing.observations) {
    if (one.revision > comparing.before) continue;
    dialogue::Anchor anchor{NameOf(one), one.answered_fields};
    anchor.fields.push_back(one.field);
    anchors.push_back(std::move(anchor));
  }
  return anchors;
}

}  // namespace

absl::Status CompareSubmission(Deps& deps, rpc::Call& call,
                               const v1::CompareSubmissionRequest& request,
                               v1::CompareSubmissionResponse* response) {
  Comparing comparing;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(comparing, Load(tx, call, request));
    return absl::OkStatus();
  }));
  const std::string case_name = CaseNameOf(comparing.submission);
  if (comparing.after == 0) {
    ASSIGN_OR_RETURN(const auto revisions, ListRevisions(deps, call, case_name));
    if (revisions.empty()) return NoRevision(case_name);
    comparing.after = NumberOf(revisions.back().name());
  }
  response->set_before(absl::StrCat(case_name, "/revisions/", comparing.before));
  response->set_after(absl::StrCat(case_name, "/revisions/", comparing.after));
  ASSIGN_OR_RETURN(const auto changes,
                   DiffRevisions(deps, call, response->before(), response->after()));
  const std::vector<dialogue::Anchor> anchors = AnchorsOf(comparing);
  std::set<std::string> answered;
  for (const appraisal::v1::FieldChange& change : changes) {
    v1::AnsweringChange& out = *response->add_changes();
    out.set_field(change.field());
    if (change.has_before()) out.set_before(change.before());
    if (change.has_after()) out.set_after(change.after());
    for (const std::string& name : dialogue::AnsweredBy(change.field(), anchors)) {
      out.add_observations(name);
      answered.insert(name);
    }
  }
  for (const dialogue::Anchor& anchor : anchors) {
    if (!answered.contains(anchor.observation)) {
      response->add_unchanged_observations(anchor.observation);
    }
  }
  return absl::OkStatus();
}

}  // namespace cartera::review
