#ifndef CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_
#define CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

namespace cartera::review {

// What a letter calls the agency and the project that a submission is of, and who writes it: the
// agency of whoever recorded the decision, below the root of its tree on that day.
struct LetterNames {
  std::string agency;
  std::string project;
  std::vector<std::string> sender;
};
absl::StatusOr<LetterNames> FindLetterNames(pg::Tx& tx, const Submission& submission,
                                            const Decision& decision);

// What a revision asked for when it was signed, by line; nothing when it never was.
absl::StatusOr<std::vector<YearAmount>> ListAsks(pg::Tx& tx, const Submission& submission,
                                                 int revision);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_
