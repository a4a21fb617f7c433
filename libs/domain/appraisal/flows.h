#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_FLOWS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_FLOWS_H_

#include <cstdint>
#include <map>

#include "absl/status/statusor.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

// What a line says for each year, in its own money: exact integers, before any conversion,
// discounting or uplift.
namespace cartera::appraisal {

// `like` has the unit, basis and price year of the amounts; its own amount is 0.
struct LineFlow {
  money::Money like;
  std::map<int, int64_t> minor_by_year;  // fiscal years with an amount, zero included
};

// The years of a line: its amount, or its quantity x price x (1 + overhead), along its course. Each
// year is one exact fraction of the stated integers, rounded half to even once (RoundedHalfEven in
// flows.cc); nothing is rounded on the way. Growth of the quantity and of the course multiply. The
// ramp counts from the line's year. Steps replace the full amount; both growths count on from
// there, the ramp goes on. Nothing is cut at a horizon. A line without a course has one year.
// Errors: INVALID_ARGUMENT when neither or both of amount and quantity are given, a quantity has
// neither or both of price and unit value, a number is outside the bounds of line.h, the course
// ends before it begins or its steps do not rise; NOT_FOUND for a unit value the methodology does
// not have; OUT_OF_RANGE when a year passes kAmountMinorMax or the course kCourseYearsMax.
absl::StatusOr<LineFlow> FlowOf(const CostLine& line, const methodology::Methodology& methodology);
absl::StatusOr<LineFlow> FlowOf(const BenefitLine& line,
                                const methodology::Methodology& methodology);

// Years of a line, the first and the last one counted.
inline constexpr int kCourseYearsMax = 60;

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_FLOWS_H_
