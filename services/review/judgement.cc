#include "services/review/judgement.h"

#include <algorithm>

namespace cartera::review {

bool IsOpinionGiven(const TierRule& rule, const Submission& submission,
                    const std::vector<Opinion>& opinions,
                    const std::vector<std::string>& deciders) {
  if (!rule.technical_opinion) return true;
  return std::any_of(opinions.begin(), opinions.end(), [&](const Opinion& one) {
    return one.revision_hash == submission.revision_hash && one.iteration == submission.iteration &&
           std::find(deciders.begin(), deciders.end(), one.person) == deciders.end();
  });
}

VoteCount CountVotes(const Submission& submission, const std::vector<Vote>& votes) {
  VoteCount count;
  for (const Vote& vote : votes) {
    if (vote.revision_hash != submission.revision_hash) continue;
    if (vote.choice == "approve") ++count.approve;
    if (vote.choice == "reject") ++count.reject;
    if (vote.choice == "abstain") ++count.abstain;
  }
  return count;
}

bool DoesPanelAgree(const TierRule& rule, const VoteCount& count, lifecycle::Verb verb) {
  if (rule.panel_quorum == 0 || verb == lifecycle::Verb::kRequestIteration) return true;
  if (count.approve + count.reject + count.abstain < rule.panel_quorum) return false;
  return verb == lifecycle::Verb::kReject ? count.reject > count.approve
                                          : count.approve > count.reject;
}

}  // namespace cartera::review
