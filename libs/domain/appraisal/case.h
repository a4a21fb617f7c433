#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_CASE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_CASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/methodology/terms.h"
#include "libs/domain/money/money.h"

// The content of a business case as values. A draft may be incomplete: an empty text, a zero year
// and an absent value mean "not filled". Fiscal years carry the year in which they start.
namespace cartera::appraisal {

using methodology::BenefitCategory;
using methodology::CostCategory;
using methodology::RiskGroup;
using methodology::Section;

// What a statement rests on, or that it is assumed and why.
struct Evidence {
  std::string source;
  bool assumption = false;
  std::string note;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Identification {
  std::string summary;
  std::string scope;
  std::string out_of_scope;
  int start_fiscal_year = 0;    // first year of spending
  int go_live_fiscal_year = 0;  // first year in which the solution is used
  int horizon_years = 0;        // years counted from the first; 0 takes the methodology's
  Evidence evidence;
};

struct Problem {
  std::string problem;
  std::string affected_users;
  std::string user_needs_evidence;
  std::string consequence_of_inaction;
  Evidence evidence;
};

struct TheoryOfChange {
  std::string outputs;
  std::string outcomes;
  std::string preconditions;
};

struct ExistingAssets {
  std::string existing_systems;
  std::string reuse_considered;
  std::string switch_off;
};

enum class OptionKind : uint8_t { kUnspecified, kDoNothing, kDoMinimum, kDoSomething };

struct Option {
  std::string id;  // what lines refer to
  std::string title;
  OptionKind kind = OptionKind::kUnspecified;
  std::string description;
  bool preferred = false;
  std::string reason;  // why chosen, or why not
};

struct Options {
  std::vector<Option> options;
  std::string comparison;
};

struct Technology {
  std::string solution;
  std::string rationale;
  std::string maturity;
  std::string interoperability;
  std::string exit_plan;
};

struct Security {
  std::string security;
  std::string privacy;
  std::string sovereignty;
};

// One cost of one option in one year. `recurring` says that it returns every year of operation; it
// does not multiply the line: each year has its own.
struct CostLine {
  std::string id;
  std::string option;  // id of the option it belongs to
  int fiscal_year = 0;
  std::optional<CostCategory> category;
  std::string description;
  std::optional<money::Money> amount;  // not negative
  std::string budget_line;
  std::string funding_source;
  bool recurring = false;
  Evidence evidence;
};

struct Costs {
  std::vector<CostLine> lines;
  std::string method;
};

// One gain of one option in one year. Absent amount, importance and magnitude 1..5 when
// non-monetised; an amount that is not negative otherwise.
struct BenefitLine {
  std::string id;
  std::string option;
  int fiscal_year = 0;
  std::optional<BenefitCategory> category;
  std::string description;
  std::optional<money::Money> amount;
  std::string beneficiary;
  std::string indicator;
  std::string measured_baseline;
  std::string benefit_owner;
  int importance = 0;
  int magnitude = 0;
  Evidence evidence;
};

struct Benefits {
  std::vector<BenefitLine> lines;
  std::string method;
};

struct Risk {
  std::string id;
  std::optional<RiskGroup> group;
  std::string description;
  int probability_bp = 0;
  int impact = 0;  // 1..5; 0 when not yet judged
  std::string response;
  std::string owner;
};

struct Risks {
  std::vector<Risk> risks;
};

struct Alignment {
  std::string strategic_objectives;
  std::string contribution;
  std::string laws_and_standards;
};

struct Commissioning {
  std::string procurement_method;
  std::string risk_allocation;
  std::string rationale;
};

struct Iteration {
  std::string delivery_approach;
  std::string user_testing;
  std::string stop_criteria;
};

struct Governance {
  std::string senior_responsible_owner;
  std::string project_manager;
  std::string steering;
  std::string capacity;
};

struct Stakeholders {
  std::string stakeholders;
  std::string impacts;
  std::string engagement;
};

struct CaseContent {
  Identification identification;
  Problem problem;
  TheoryOfChange theory_of_change;
  ExistingAssets existing_assets;
  Options options;
  Technology technology;
  Security security;
  Costs costs;
  Benefits benefits;
  Risks risks;
  Alignment alignment;
  Commissioning commissioning;
  Iteration iteration;
  Governance governance;
  Stakeholders stakeholders;
};

// "unspecified", "do_nothing", "do_minimum", "do_something", and back.
absl::string_view Name(OptionKind kind);
std::optional<OptionKind> ParseOptionKind(absl::string_view name);

// "costs.lines[id=c1].amount": rows are named by their id, so that a path survives reordering.
std::string CostPath(const CostLine& line, absl::string_view field);
std::string BenefitPath(const BenefitLine& line, absl::string_view field);
std::string RiskPath(const Risk& risk, absl::string_view field);
std::string OptionPath(const Option& option, absl::string_view field);

// The options of those kinds, or nullptr when there is none. Of several, the one with the least id.
const Option* FindDoNothing(const CaseContent& content);
const Option* FindPreferred(const CaseContent& content);
const Option* FindOption(const CaseContent& content, absl::string_view id);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_CASE_H_
