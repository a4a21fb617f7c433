#include "services/review/store_judgement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/review/convert.h"

namespace cartera::review {
namespace {

constexpr pg::Query kListBlindScores{"review.list_blind_scores", R"sql(
  SELECT criterion, seat, person, revision_hash, score, reason, valid_from_us
    FROM review.blind_scores
   WHERE round = $1 AND submission = $2 AND iteration = $3 AND seat = ANY ($4::text[])
   ORDER BY criterion, seat)sql"};
constexpr pg::Query kPutBlindScore{"review.put_blind_score", R"sql(
  INSERT INTO review.blind_scores (round, submission, iteration, criterion, seat, person,
      revision_hash, score, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (round, submission, iteration, criterion, seat)
  DO UPDATE SET person = excluded.person, revision_hash = excluded.revision_hash,
                score = excluded.score, reason = excluded.reason
  RETURNING valid_from_us)sql"};

constexpr pg::Query kListOpinions{"review.list_opinions", R"sql(
  SELECT number, iteration, revision_hash, finding, text, person, at_us FROM review.opinions
   WHERE round = $1 AND submission = $2 ORDER BY number)sql"};
constexpr pg::Query kAppendOpinion{"review.append_opinion", R"sql(
  INSERT INTO review.opinions (round, submission, number, iteration, revision_hash, finding, text,
      person, at_us)
  SELECT $1, $2, count(*) + 1, $3, $4, $5, $6, $7, $8 FROM review.opinions
   WHERE round = $1 AND submission = $2
  RETURNING number)sql"};

constexpr pg::Query kListVotes{"review.list_votes", R"sql(
  SELECT person, revision_hash, choice, reason, valid_from_us FROM review.votes
   WHERE round = $1 AND submission = $2 AND iteration = $3 ORDER BY person)sql"};
constexpr pg::Query kPutVote{"review.put_vote", R"sql(
  INSERT INTO review.votes (round, submission, iteration, person, revision_hash, choice, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (round, submission, iteration, person)
  DO UPDATE SET revision_hash = excluded.revision_hash, choice = excluded.choice,
                reason = excluded.reason
  RETURNING valid_from_us)sql"};

constexpr pg::Query kListAppeals{"review.list_appeals", R"sql(
  SELECT number, decision, grounds, person, judges, at_us FROM review.appeals
   WHERE round = $1 AND submission = $2 ORDER BY number)sql"};
constexpr pg::Query kAppendAppeal{"review.append_appeal", R"sql(
  INSERT INTO review.appeals (round, submission, number, decision, grounds, person, judges, at_us)
  SELECT $1, $2, count(*) + 1, $3, $4, $5, $6, $7 FROM review.appeals
   WHERE round = $1 AND submission = $2
  RETURNING number)sql"};

// Those whose scores count.
std::vector<std::string> SeatsOf(const Submission& submission) {
  std::vector<std::string> seats = submission.co_reviewers;
  seats.push_back(submission.reviewer);
  return seats;
}

}  // namespace

v1::BlindScore ToProto(const BlindScore& score) {
  v1::BlindScore proto;
  proto.set_criterion(score.criterion);
  proto.set_reviewer(PersonName(score.seat));
  proto.set_given_by(PersonName(score.person));
  proto.set_score(score.score);
  proto.set_reason(score.reason);
  *proto.mutable_update_time() = convert::TimestampFromUs(score.version_us);
  return proto;
}

v1::Opinion ToProto(const Opinion& opinion) {
  v1::Opinion proto;
  proto.set_number(opinion.number);
  proto.set_finding(static_cast<v1::OpinionFinding>(
      convert::EnumFromText(v1::OpinionFinding_descriptor(), opinion.finding)));
  proto.set_text(opinion.text);
  proto.set_given_by(PersonName(opinion.person));
  proto.set_revision_hash(opinion.revision_hash);
  proto.set_iteration(opinion.iteration);
  *proto.mutable_create_time() = convert::TimestampFromUs(opinion.at_us);
  return proto;
}

v1::Vote ToProto(const Vote& vote) {
  v1::Vote proto;
  proto.set_person(PersonName(vote.person));
  proto.set_choice(
      static_cast<v1::VoteChoice>(convert::EnumFromText(v1::VoteChoice_descriptor(), vote.choice)));
  proto.set_reason(vote.reason);
  *proto.mutable_update_time() = convert::TimestampFromUs(vote.version_us);
  return proto;
}

v1::Appeal ToProto(const Appeal& appeal, const Submission& submission) {
  v1::Appeal proto;
  proto.set_number(appeal.number);
  proto.set_decision(absl::StrCat(NameOf(submission), "/decisions/", appeal.decision));
  proto.set_grounds(appeal.grounds);
  proto.set_appealed_by(PersonName(appeal.person));
  for (const std::string& judge : appeal.judges) proto.add_judges(PersonName(judge));
  *proto.mutable_create_time() = convert::TimestampFromUs(appeal.at_us);
  return proto;
}

absl::StatusOr<std::vector<BlindScore>> ListBlindScores(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListBlindScores, submission.round, submission.id, submission.iteration,
                           SeatsOf(submission)));
  std::vector<BlindScore> scores;
  for (const pg::Row row : result) {
    scores.push_back({row.Text(0), row.Text(1), row.Text(2), row.Text(3),
                      static_cast<int>(row.Int64(4)), row.Text(5), row.Int64(6)});
  }
  return scores;
}

absl::Status PutBlindScore(pg::WriteTx& tx, const Submission& submission, BlindScore* score) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kPutBlindScore, submission.round, submission.id, submission.iteration,
                           score->criterion, score->seat, score->person, score->revision_hash,
                           score->score, score->reason));
  score->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Opinion>> ListOpinions(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListOpinions, submission.round, submission.id));
  std::vector<Opinion> opinions;
  for (const pg::Row row : result) {
    opinions.push_back({static_cast<int>(row.Int64(0)), static_cast<int>(row.Int64(1)), row.Text(2),
                        row.Text(3), row.Text(4), row.Text(5), row.Int64(6)});
  }
  return opinions;
}

absl::Status AppendOpinion(pg::WriteTx& tx, const Submission& submission, Opinion* opinion) {
  opinion->at_us = tx.NowUs();
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kAppendOpinion, submission.round, submission.id, opinion->iteration,
                           opinion->revision_hash, opinion->finding, opinion->text, opinion->person,
                           opinion->at_us));
  opinion->number = static_cast<int>(result[0].Int64(0));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Vote>> ListVotes(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kListVotes, submission.round, submission.id, submission.iteration));
  std::vector<Vote> votes;
  for (const pg::Row row : result) {
    votes.push_back({row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Int64(4)});
  }
  return votes;
}

absl::Status PutVote(pg::WriteTx& tx, const Submission& submission, Vote* vote) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kPutVote, submission.round, submission.id, submission.iteration,
                           vote->person, vote->revision_hash, vote->choice, vote->reason));
  vote->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Appeal>> ListAppeals(pg::Tx& tx, const Submission& submission) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListAppeals, submission.round, submission.id));
  std::vector<Appeal> appeals;
  for (const pg::Row row : result) {
    appeals.push_back({static_cast<int>(row.Int64(0)), static_cast<int>(row.Int64(1)), row.Text(2),
                       row.Text(3), row.TextArray(4), row.Int64(5)});
  }
  return appeals;
}

absl::Status AppendAppeal(pg::WriteTx& tx, const Submission& submission, Appeal* appeal) {
  appeal->at_us = tx.NowUs();
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kAppendAppeal, submission.round, submission.id, appeal->decision,
                           appeal->grounds, appeal->person, appeal->judges, appeal->at_us));
  appeal->number = static_cast<int>(result[0].Int64(0));
  return absl::OkStatus();
}

}  // namespace cartera::review
