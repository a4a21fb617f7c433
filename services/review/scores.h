#ifndef CARTERA_SERVICES_REVIEW_SCORES_H_
#define CARTERA_SERVICES_REVIEW_SCORES_H_

#include <vector>

#include "absl/status/status.h"
#include "cartera/review/v1/submission.pb.h"
#include "services/review/opened.h"

namespace cartera::review {

// True when several review, each for themselves.
bool IsScoredBlind(const Submission& submission);

// Errors: INVALID_ARGUMENT for a criterion that no person scores, one that stands twice, and a
// score without a reason.
absl::Status CheckCriteria(const Round& round,
                           const google::protobuf::RepeatedPtrField<v1::Assessment>& assessments);

// A score that the caller gives to the revision under review.
Assessment ToAssessment(const v1::Assessment& given, const Opened& opened);

// True when everybody who reviews has scored every criterion.
bool AreScoresComplete(const Opened& opened, const std::vector<BlindScore>& scores);

// Stores the caller's own scores. Errors: FAILED_PRECONDITION SCORES_CLOSED once they can be seen.
absl::Status ScoreBlind(pg::WriteTx& tx, const Opened& opened,
                        const v1::AssessSubmissionRequest& request,
                        v1::AssessSubmissionResponse* response);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_SCORES_H_
