#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v2/bias.h"
#include "libs/domain/appraisal/v2/planning_rates.h"
#include "libs/domain/appraisal/v2/prices.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

// The lines of a case, each in the case's unit and in both prices, before an account is taken of
// them. The order of operations: stated amount, tax, optimism bias, unit, prices; each step is
// rounded half to even once for each line and year, so that the steps add up by hand.
namespace cartera::appraisal::v2 {

struct Counted {
  InPrices amount;
  InPrices bias;  // on top
};

// A line in one year.
struct LineYear {
  int fiscal_year = 0;
  int64_t stated_minor = 0;
  int64_t tax_minor = 0;  // in the stated amount or on top of it, as the line says
  Counted gross;          // with all tax
  Counted net;            // without tax that the payer gets back
};

struct Line {
  bool is_cost = false;
  const CostLine* cost = nullptr;        // one of the two
  const BenefitLine* benefit = nullptr;  // never a non-monetised one
  absl::string_view id;
  Bearer party = Bearer::kApplicant;  // who bears or gains; filled where the case says nothing
  // Nobody else has to agree, or has agreed.
  bool is_confirmed = false;
  bool is_transfer = false;
  money::Money like;           // of the stated amounts
  const Bias* bias = nullptr;  // of the category; none for benefits
  std::vector<LineYear> years;

  std::string Path(absl::string_view field) const;
  // The field that the stated amounts come from.
  std::string AmountPath() const;
  absl::string_view PriceIndex() const;
  const Course& CourseOf() const;
  const Evidence& EvidenceOf() const;
  const std::optional<Spread>& SpreadOf() const;
};

// A case made ready to be counted; the case, the methodology and the context must outlive it.
struct Ledger {
  const CaseContent& content;
  const methodology::Methodology& methodology;
  const CaseContext& context;
  Horizon horizon;
  PlanningRates rates;
  Prices prices;
  std::map<methodology::CostCategory, Bias> biases;
  std::map<std::string, std::vector<Line>> lines_by_option;  // costs first, then by id
  int left_out_count = 0;  // years of lines before the base year or after the horizon

  int base_year() const { return context.base_fiscal_year; }
  // Years from the base year to the end of the horizon.
  int count() const { return horizon.last_fiscal_year() - base_year() + 1; }
  const money::Unit& unit() const { return rates.unit(); }
  // "minor units of CAD".
  std::string UnitText() const;
  const std::vector<Line>& LinesOf(absl::string_view option) const;
  // What a line may be: its own spread, else the methodology's default, which for a gain is the
  // mirror image of a cost's, since a gain falls short as a cost overruns; else nothing.
  std::optional<Spread> SpreadOf(const Line& line) const;
};

// Lines without an amount, a category or an option are left out: the check finds them. Errors:
// those of FlowOf, PlanningRates and Prices, beginning with the path of the field.
absl::StatusOr<std::unique_ptr<Ledger>> MakeLedger(const CaseContent& content,
                                                   const methodology::Methodology& methodology,
                                                   const CaseContext& context,
                                                   const Horizon& horizon);

// True for bodies with a public budget.
bool IsPublic(Bearer party);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINES_H_
