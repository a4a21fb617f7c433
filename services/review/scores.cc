#include "services/review/scores.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/scoring/spread.h"
#include "libs/platform/rpc/error.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/store_judgement.h"

namespace cartera::review {

bool IsScoredBlind(const Submission& submission) { return !submission.co_reviewers.empty(); }

absl::Status CheckCriteria(const Round& round,
                           const google::protobuf::RepeatedPtrField<v1::Assessment>& assessments) {
  rpc::Violations violations;
  std::set<std::string> seen;
  for (int i = 0; i < assessments.size(); ++i) {
    const v1::Assessment& assessment = assessments[i];
    const std::string field = absl::StrCat("assessments[", i, "]");
    const auto& known = round.person_criteria;
    if (std::find(known.begin(), known.end(), assessment.criterion()) == known.end()) {
      violations.Add(field + ".criterion", "NOT_BY_PERSON",
                     absl::StrCat(assessment.criterion(), " is no criterion of ",
                                  round.methodology_version, " that a person scores"));
    } else if (!seen.insert(assessment.criterion()).second) {
      violations.Add(field + ".criterion", "TWICE", "is scored twice in this request");
    }
    if (!IsReason(assessment.reason())) {
      violations.Add(field + ".reason", "REQUIRED", "must say why");
    }
  }
  return violations.ToStatus();
}

Assessment ToAssessment(const v1::Assessment& given, const Opened& opened) {
  Assessment assessment;
  assessment.criterion = given.criterion();
  assessment.revision_hash = opened.submission.revision_hash;
  assessment.score = given.score();
  assessment.reason = given.reason();
  assessment.assessor = opened.caller.person;
  return assessment;
}

bool AreScoresComplete(const Opened& opened, const std::vector<BlindScore>& scores) {
  std::vector<scoring::GivenScore> given;
  for (const BlindScore& one : scores) given.push_back({one.criterion, one.seat, one.score});
  std::vector<std::string> reviewers = opened.submission.co_reviewers;
  reviewers.push_back(opened.submission.reviewer);
  return scoring::IsComplete(given, reviewers, opened.round.person_criteria);
}

absl::Status ScoreBlind(pg::WriteTx& tx, const Opened& opened,
                        const v1::AssessSubmissionRequest& request,
                        v1::AssessSubmissionResponse* response) {
  const Submission& submission = opened.submission;
  ASSIGN_OR_RETURN(const auto before, ListBlindScores(tx, submission));
  if (AreScoresComplete(opened, before)) return ScoresClosed(request.name());
  std::vector<BlindScore> stored;
  for (const v1::Assessment& given : request.assessments()) {
    const Assessment assessment = ToAssessment(given, opened);
    BlindScore score{assessment.criterion,     SeatOf(opened),   opened.caller.person,
                     assessment.revision_hash, assessment.score, assessment.reason};
    RETURN_IF_ERROR(PutBlindScore(tx, submission, &score));
    v1::Assessment& out = *response->add_assessments();
    out = ToProto(assessment);
    *out.mutable_update_time() = convert::TimestampFromUs(score.version_us);
    stored.push_back(std::move(score));
  }
  tx.NameResource(request.name());
  // How many, not which: the record's readers are not to see them before the others have scored.
  return tx.Audit({ProjectNameOf(submission), "submission.score", request.name(), Digest(stored),
                   absl::StrCat(stored.size(), " criteria, blind")});
}

}  // namespace cartera::review
