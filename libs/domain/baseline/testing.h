#ifndef CARTERA_LIBS_DOMAIN_BASELINE_TESTING_H_
#define CARTERA_LIBS_DOMAIN_BASELINE_TESTING_H_

#include <string>
#include <vector>

#include "libs/domain/baseline/baseline.h"

// Values that the tests of this folder start from.
namespace cartera::baseline::testing {

inline calendar::CivilDate Day(int year, int month, int day) {
  return *calendar::CivilDate::Make(year, month, day);
}

inline money::Money Dkk(int64_t amount_minor) {
  return money::Real(amount_minor, {"DKK", 2}, 2026);
}

// Point 100, P50 110, P85 130, of which the ministry holds 20; until the end of 2028.
inline Baseline Zero() {
  Baseline zero;
  zero.effective_on = Day(2027, 1, 1);
  zero.finish_on = Day(2028, 12, 31);
  zero.frame = {.point = Dkk(100),
                .steering_frame = Dkk(110),
                .cost_frame = Dkk(130),
                .reserve = Dkk(20),
                .reserve_holder = "agencies/ministry"};
  zero.authorisation = "projects/p/authorisations/a";
  return zero;
}

// Ten dearer and a year later, with all that a new baseline has to say.
inline Baseline One() {
  Baseline one = Zero();
  one.number = 1;
  one.effective_on = Day(2028, 3, 1);
  one.finish_on = Day(2029, 12, 31);
  one.frame.point = Dkk(110);
  one.frame.steering_frame = Dkk(120);
  one.frame.cost_frame = Dkk(140);
  one.change = {.reason = Reason::kSetbacks,
                .cost_explanation = "the supplier failed",
                .time_explanation = "a new tender takes a year",
                .approval = "decisions/d",
                .other_sides = {}};
  return one;
}

inline std::vector<std::string> Fields(const std::vector<Fault>& faults) {
  std::vector<std::string> fields;
  fields.reserve(faults.size());
  for (const Fault& fault : faults) fields.push_back(fault.field);
  return fields;
}

}  // namespace cartera::baseline::testing

#endif  // CARTERA_LIBS_DOMAIN_BASELINE_TESTING_H_
