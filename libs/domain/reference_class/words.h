#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_WORDS_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_WORDS_H_

#include <string>

#include "libs/domain/reference_class/comparable.h"
#include "libs/domain/reference_class/place.h"
#include "libs/domain/reference_class/reference_class.h"

// An answer in sentences, so that nobody has to take a figure on trust.
namespace cartera::reference_class {

// What was asked for: "kind pfm-sys", "size from 1,000.00 to 9,000.00 USD", "years 2010 to 2020".
std::string DescribeSought(const ReferenceClass& of, const Sought& sought, Filter filter);

// What became of a filter: "held", "given up: with it 9 were left", "left aside: ...". Empty for
// what was not asked.
std::string DescribeState(const AppliedFilter& applied);

// "46 of 1,065 projects are comparable.", or how many there are and why they are too few.
std::string DescribeCount(const Comparable& comparable);

// "+60 %", "-4.5 %", "0 %" from a final / planned ratio.
std::string UpliftText(int64_t ratio_bp);
// "73 %", "58.33 %".
std::string PercentText(int64_t share_bp);
// A value of the measure: "6,500,000.00 USD", "28 months", "+60 %" of overruns, "75 %" of benefits.
std::string ValueText(const ReferenceClass& of, Measure measure, int64_t value);

// "from 1 to 3", "3 or more; ...", when a limit is missing why.
std::string RangeText(const ReferenceClass& of, Measure measure, const Covering& covering);

// Where the case stands: "With ... this case stands at 57.5 % of them, ties counted half: 11 lower,
// ..."
std::string DescribeOwn(const ReferenceClass& of, const Placement& placement);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_WORDS_H_
