#ifndef CARTERA_SERVICES_REVIEW_JUDGEMENT_H_
#define CARTERA_SERVICES_REVIEW_JUDGEMENT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/lifecycle/submission.h"
#include "services/review/records.h"

namespace cartera::review {

// True when the tier asks for no opinion, or somebody gave one on this revision and iteration who
// is none of `deciders` (ids).
bool IsOpinionGiven(const TierRule& rule, const Submission& submission,
                    const std::vector<Opinion>& opinions, const std::vector<std::string>& deciders);

struct VoteCount {
  int approve = 0;
  int reject = 0;
  int abstain = 0;
};
// Of the votes on the revision under review.
VoteCount CountVotes(const Submission& submission, const std::vector<Vote>& votes);

// True when the tier has no panel, or its quorum has voted and more of it for the verb than
// against: approving with observations is approving. An iteration needs no vote.
bool DoesPanelAgree(const TierRule& rule, const VoteCount& count, lifecycle::Verb verb);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_JUDGEMENT_H_
