#ifndef CARTERA_SERVICES_REVIEW_STORE_JUDGEMENT_H_
#define CARTERA_SERVICES_REVIEW_STORE_JUDGEMENT_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/review/v1/judgement.pb.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

// Scores given blind, opinions, votes and appeals.
namespace cartera::review {

v1::BlindScore ToProto(const BlindScore& score);
v1::Opinion ToProto(const Opinion& opinion);
v1::Vote ToProto(const Vote& vote);
v1::Appeal ToProto(const Appeal& appeal, const Submission& submission);

// Of the submission's present iteration and of those who review it, by criterion and reviewer.
absl::StatusOr<std::vector<BlindScore>> ListBlindScores(pg::Tx& tx, const Submission& submission);
// Stores or replaces; sets version_us.
absl::Status PutBlindScore(pg::WriteTx& tx, const Submission& submission, BlindScore* score);

// Oldest first, of every iteration.
absl::StatusOr<std::vector<Opinion>> ListOpinions(pg::Tx& tx, const Submission& submission);
// Appends it with its number and time. The submission's row must be held.
absl::Status AppendOpinion(pg::WriteTx& tx, const Submission& submission, Opinion* opinion);

// Of the present iteration, by person.
absl::StatusOr<std::vector<Vote>> ListVotes(pg::Tx& tx, const Submission& submission);
// In place of an earlier one of the person; sets version_us.
absl::Status PutVote(pg::WriteTx& tx, const Submission& submission, Vote* vote);

// Oldest first.
absl::StatusOr<std::vector<Appeal>> ListAppeals(pg::Tx& tx, const Submission& submission);
// Appends it with its number and time. The submission's row must be held.
absl::Status AppendAppeal(pg::WriteTx& tx, const Submission& submission, Appeal* appeal);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_JUDGEMENT_H_
