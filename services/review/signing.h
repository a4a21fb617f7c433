#ifndef CARTERA_SERVICES_REVIEW_SIGNING_H_
#define CARTERA_SERVICES_REVIEW_SIGNING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/review/appraisal_calls.h"
#include "services/review/records.h"

namespace cartera::review {

// Technology and finance.
inline constexpr size_t kOfficesCount = 2;

// What appraisal says about the revision to be signed or cleared.
struct RevisionToSign {
  int number = 0;
  std::string hash;
  std::vector<std::string> authors;  // of every revision up to it
  std::vector<AskedAmount> asks;
};

// The latest revision of the submission's case, when it is the one that was read and nothing in it
// blocks. Errors: ABORTED REVISION_CHANGED; FAILED_PRECONDITION NO_REVISION, METHODOLOGY_DIFFERS,
// CASE_HAS_BLOCKING_FINDINGS.
absl::StatusOr<RevisionToSign> AskForRevision(Deps& deps, const rpc::Call& call, const Round& round,
                                              const Submission& submission,
                                              const std::string& hash_read);

// Takes off what is pinned at signing and set up to submission: the next revision is signed anew.
void Unpin(Submission* submission);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_SIGNING_H_
