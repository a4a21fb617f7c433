#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_TEST_CASE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_TEST_CASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

// Small cases for the tests of engine 2.
namespace cartera::appraisal::v2 {

inline constexpr int kBaseYear = 2027;

// "CAD" has two decimals: a million is 100,000,000 minor units.
int64_t MinorOfMillions(double millions);
money::Money RealCad(int64_t amount_minor, int price_year = kBaseYear);
money::Money NominalCad(int64_t amount_minor);

// A methodology of engine 2 that discounts real prices at one rate and has nothing else.
methodology::Methodology PlainMethod(int rate_bp);
// The standard schedule of the UK Green Book, as in methods: 3.5 % to year 30, 3 % to 75.
methodology::Methodology GreenBook();

// A case with the options "none" (do nothing) and "new" (preferred) and no lines, counted from 2027
// over `horizon_years`.
struct TestCase {
  explicit TestCase(int horizon_years);

  // A line of the option "new" in year kBaseYear + `offset`; ids are c1, c2, ... and b1, b2, ...
  CostLine& Cost(int offset, methodology::CostCategory category, money::Money amount);
  BenefitLine& Benefit(int offset, methodology::BenefitCategory category, money::Money amount);

  CaseContent content;
  CaseContext context;
};

// All figures of all options; a test failure when there are none.
std::vector<OptionFigures> FiguresOf(const TestCase& test,
                                     const methodology::Methodology& methodology);

// Of the option "new".
const OptionFigures& New(const std::vector<OptionFigures>& figures);
// By id; a test failure, and an empty figure, when there is none.
const Figure& Find(const OptionFigures& figures, const std::string& id);
// Its value; a test failure when it has none.
int64_t ValueOf(const OptionFigures& figures, const std::string& id);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_TESTING_TEST_CASE_H_
