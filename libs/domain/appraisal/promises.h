#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_PROMISES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_PROMISES_H_

#include <string>
#include <vector>

#include "libs/domain/appraisal/case.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal {

// What a case owes to a law, circular or standard that it does not keep yet.
struct Promise {
  std::string requirement;                            // its id in the methodology
  std::string title;                                  // in English
  Compliance compliance = Compliance::kWillComplyBy;  // or kExemptUntil
  calendar::CivilDate due_date;
  std::string reason;
  friend bool operator==(const Promise&, const Promise&) = default;
};

// The promises and the exemptions of a case, mandatory or not, in the methodology's order. An
// answer without a date (the check finds it) or to a requirement that the methodology does not have
// promises nothing.
std::vector<Promise> PromisesOf(const CaseContent& content,
                                const methodology::Methodology& methodology);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_PROMISES_H_
