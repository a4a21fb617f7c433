#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/judgement.h"
#include "services/review/opened.h"
#include "services/review/store_judgement.h"

namespace cartera::review {
namespace {

using lifecycle::State;

// The submission under review, for somebody who has no interest in it.
absl::StatusOr<Opened> OpenForJudgement(pg::WriteTx& tx, const rpc::Call& call,
                                        const std::string& name, absl::string_view act) {
  ASSIGN_OR_RETURN(Opened opened, OpenForChange(tx, call, name));
  if (tx.Replayed()) return opened;
  if (opened.submission.state != State::kInReview) {
    return StateRefused(name, opened.submission.state, act, opened.round.steps);
  }
  RETURN_IF_ERROR(RefuseConflict(opened));
  RETURN_IF_ERROR(RequireDeclaration(opened));
  return opened;
}

}  // namespace

absl::Status GiveOpinion(Deps& deps, rpc::Call& call, const v1::GiveOpinionRequest& request,
                         v1::GiveOpinionResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened,
                     OpenForJudgement(tx, call, request.name(), "giving an opinion"));
    if (tx.Replayed()) return absl::OkStatus();
    const Submission& submission = opened.submission;
    if (!RuleFor(opened.round, submission.tier).technical_opinion) {
      return NotOfThisTier(request.name(), "technical opinion");
    }
    Opinion opinion;
    opinion.iteration = submission.iteration;
    opinion.revision_hash = submission.revision_hash;
    opinion.finding =
        convert::EnumToText(v1::OpinionFinding_descriptor(), request.opinion().finding());
    opinion.text = request.opinion().text();
    opinion.person = opened.caller.person;
    RETURN_IF_ERROR(AppendOpinion(tx, submission, &opinion));
    *response->mutable_opinion() = ToProto(opinion);
    tx.NameResource(request.name());
    return tx.Audit({ProjectNameOf(submission), "submission.give_opinion", request.name(),
                     Digest(opinion), opinion.finding});
  });
}

absl::Status ListOpinions(Deps& deps, rpc::Call& call, const v1::ListOpinionsRequest& request,
                          v1::ListOpinionsResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto opinions, ListOpinions(tx, opened.submission));
    for (const Opinion& opinion : opinions) *response->add_opinions() = ToProto(opinion);
    return absl::OkStatus();
  });
}

absl::Status CastVote(Deps& deps, rpc::Call& call, const v1::CastVoteRequest& request,
                      v1::CastVoteResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForJudgement(tx, call, request.name(), "voting"));
    if (tx.Replayed()) return absl::OkStatus();
    const Submission& submission = opened.submission;
    if (RuleFor(opened.round, submission.tier).panel_quorum == 0) {
      return NotOfThisTier(request.name(), "panel");
    }
    Vote vote{.person = opened.caller.person, .revision_hash = submission.revision_hash};
    vote.choice = convert::EnumToText(v1::VoteChoice_descriptor(), request.vote().choice());
    vote.reason = request.vote().reason();
    RETURN_IF_ERROR(PutVote(tx, submission, &vote));
    *response->mutable_vote() = ToProto(vote);
    tx.NameResource(request.name());
    return tx.Audit(
        {ProjectNameOf(submission), "submission.vote", request.name(), Digest(vote), vote.choice});
  });
}

absl::Status ListVotes(Deps& deps, rpc::Call& call, const v1::ListVotesRequest& request,
                       v1::ListVotesResponse* response) {
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, request.parent()));
    ASSIGN_OR_RETURN(const auto votes, ListVotes(tx, opened.submission));
    for (const Vote& vote : votes) *response->add_votes() = ToProto(vote);
    const VoteCount count = CountVotes(opened.submission, votes);
    response->set_quorum(RuleFor(opened.round, opened.submission.tier).panel_quorum);
    response->set_approve_count(count.approve);
    response->set_reject_count(count.reject);
    response->set_abstain_count(count.abstain);
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
