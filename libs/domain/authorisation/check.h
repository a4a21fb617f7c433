#ifndef CARTERA_LIBS_DOMAIN_AUTHORISATION_CHECK_H_
#define CARTERA_LIBS_DOMAIN_AUTHORISATION_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/authorisation/authorisation.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/money/money.h"

namespace cartera::authorisation {

// May this money flow? `amount` is all of the year and line together, with what flowed before:
// nothing is remembered of what was asked.
struct Question {
  int fiscal_year = 0;
  std::string budget_line;
  money::Money amount;
  calendar::CivilDate day;
};

enum class Verdict : uint8_t { kYes, kPartly, kNo };

// Why money may not flow, or not all of it.
enum class Ground : uint8_t {
  kNotAuthorised,  // nothing was authorised for the year and line
  kProvisional,    // conditions precedent are open
  kSuspended,
  kLapsed,
  kRevoked,
  kNotYetValid,
  kNotContinued,  // the year has to be confirmed first
  kMoneyDiffers,  // another unit, price basis or price year was authorised
  kExceeds,       // more than is open
};

struct Reason {
  Ground ground = Ground::kNotAuthorised;
  std::string authorisation;            // its name; empty for kNotAuthorised and kExceeds
  std::vector<std::string> conditions;  // for kProvisional, by name
  money::Money amount;  // what that one holds back; for kExceeds by how much it is too much
  friend bool operator==(const Reason&, const Reason&) = default;
};

// YES when the open money covers the amount, PARTLY when some is open, else NO. Reasons stand for
// PARTLY and NO, in the order of the authorisations, kExceeds or kNotAuthorised last.
struct Answer {
  Verdict verdict = Verdict::kNo;
  money::Money open;  // of the year and line, over all authorisations, like the amount asked for
  std::vector<Reason> reasons;
};

// Errors: INVALID_ARGUMENT for an amount not above zero, OUT_OF_RANGE for sums past the range.
absl::StatusOr<Answer> Check(absl::Span<const Authorisation> authorisations,
                             const Question& question);

}  // namespace cartera::authorisation

#endif  // CARTERA_LIBS_DOMAIN_AUTHORISATION_CHECK_H_
