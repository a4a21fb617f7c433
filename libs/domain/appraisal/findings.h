#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_FINDINGS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_FINDINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

namespace cartera::appraisal {

// Blocking: figures cannot be computed, or would be wrong. Must: the case cannot be submitted.
// Should: it can, but a score suffers. Note: to be known.
enum class Severity : uint8_t { kBlocking, kMust, kShould, kNote };

absl::string_view Name(Severity severity);

struct Finding {
  Severity severity = Severity::kNote;
  Section section = Section::kIdentification;
  std::string field_path;   // "costs.lines[id=c1].amount"
  std::string code;         // UPPER_SNAKE, stable
  std::string message;      // plain words: what is wrong and what to do
  std::string consequence;  // what the gap costs; may be empty
  friend bool operator==(const Finding&, const Finding&) = default;
};

// What a case is checked and computed against; comes from the round, never from a clock.
struct CaseContext {
  calendar::CivilDate valuation_date;
  int base_fiscal_year = 0;         // year to which flows are discounted
  int price_year = 0;               // of real amounts
  std::optional<money::Unit> unit;  // absent: the unit that all lines share
};

// The years counted: from the first, `years` of them. First: the later of the base year and
// identification.start_fiscal_year. Years: identification.horizon_years, else the methodology's.
struct Horizon {
  int first_fiscal_year = 0;
  int years = 0;
  int last_fiscal_year() const { return first_fiscal_year + years - 1; }
  bool Contains(int year) const { return year >= first_fiscal_year && year <= last_fiscal_year(); }
};
Horizon HorizonOf(const CaseContent& content, const methodology::Methodology& methodology,
                  const CaseContext& context);

// How much a case must say: ids of a stage and of a tier of its methodology. What is empty or not
// among them asks for all that the methodology asks for.
struct CheckScope {
  std::string stage;
  std::string tier;
};

// The scope of a case as it stands: the tier that its kind and its stated cost lead to.
CheckScope ScopeOf(const CaseContent& content, const methodology::Methodology& methodology,
                   absl::string_view project_kind, absl::string_view stage);

// The sections and fields that a case of that scope must have: what both its stage and its tier ask
// for, and the sections of the stage that are of no tier.
std::vector<methodology::SectionRequirement> RequiredSections(
    const methodology::Methodology& methodology, const CheckScope& scope);

// Everything wrong or missing in the case, in the order section, row, code. Total: any content has
// an answer. Linear in the rows and their years but for sorting.
std::vector<Finding> Check(const CaseContent& content, const methodology::Methodology& methodology,
                           const CaseContext& context, const CheckScope& scope = {});

// The blocking part of Check: what makes figures impossible. Empty means Evaluate will succeed
// unless an amount overflows.
std::vector<Finding> CheckComputable(const CaseContent& content,
                                     const methodology::Methodology& methodology,
                                     const CaseContext& context);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_FINDINGS_H_
