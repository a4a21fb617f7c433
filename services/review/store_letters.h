#ifndef CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_
#define CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

namespace cartera::review {

// What a letter calls the agency and the project that a submission is of.
struct LetterNames {
  std::string agency;
  std::string project;
};
absl::StatusOr<LetterNames> FindLetterNames(pg::Tx& tx, const Submission& submission);

// What a revision asked for when it was signed, by line; nothing when it never was.
absl::StatusOr<std::vector<YearAmount>> ListAsks(pg::Tx& tx, const Submission& submission,
                                                 int revision);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_LETTERS_H_
