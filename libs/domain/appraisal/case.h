#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_CASE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_CASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/line.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/methodology/terms.h"
#include "libs/domain/money/money.h"

// The content of a business case as values. A draft may be incomplete: an empty text, a zero year
// and an absent value mean "not filled". Fiscal years carry the year in which they start.
namespace cartera::appraisal {

using methodology::BenefitCategory;
using methodology::CostCategory;
using methodology::RiskGroup;
using methodology::Section;

struct Identification {
  std::string summary;
  std::string scope;
  std::string out_of_scope;
  int start_fiscal_year = 0;    // first year of spending
  int go_live_fiscal_year = 0;  // first year in which the solution is used
  int horizon_years = 0;        // years counted from the first; 0 takes the methodology's
  Evidence evidence;
  int asset_life_years = 0;  // from go-live; 0 when not stated
  int64_t users_count = 0;
  int64_t transactions_per_year = 0;
  std::optional<money::Money> agency_ict_budget;  // of one year
  std::string project_type;                       // of the methodology's, for its uplifts
  friend bool operator==(const Identification&, const Identification&) = default;
};

struct Problem {
  std::string problem;
  std::string affected_users;
  std::string user_needs_evidence;
  std::string consequence_of_inaction;
  Evidence evidence;
  friend bool operator==(const Problem&, const Problem&) = default;
};

struct TheoryOfChange {
  std::string outputs;
  std::string outcomes;
  std::string preconditions;
  friend bool operator==(const TheoryOfChange&, const TheoryOfChange&) = default;
};

// A system that exists; switch_off_fiscal_year is 0 when it stays.
struct LegacySystem {
  std::string id;
  std::string title;
  int switch_off_fiscal_year = 0;
  std::string switch_off_milestone;
  friend bool operator==(const LegacySystem&, const LegacySystem&) = default;
};

struct ExistingAssets {
  std::string existing_systems;
  std::string reuse_considered;
  std::string switch_off;
  std::vector<LegacySystem> systems;
  friend bool operator==(const ExistingAssets&, const ExistingAssets&) = default;
};

enum class OptionKind : uint8_t { kUnspecified, kDoNothing, kDoMinimum, kDoSomething };

struct Option {
  std::string id;  // what lines refer to
  std::string title;
  OptionKind kind = OptionKind::kUnspecified;
  std::string description;
  bool preferred = false;
  std::string reason;  // why chosen, or why not
  friend bool operator==(const Option&, const Option&) = default;
};

struct Options {
  std::vector<Option> options;
  std::string comparison;
  friend bool operator==(const Options&, const Options&) = default;
};

struct Technology {
  std::string solution;
  std::string rationale;
  std::string maturity;
  std::string interoperability;
  std::string exit_plan;
  friend bool operator==(const Technology&, const Technology&) = default;
};

struct Security {
  std::string security;
  std::string privacy;
  std::string sovereignty;
  friend bool operator==(const Security&, const Security&) = default;
};

// A cost of one option in one year, or over the years of its course (flows.h makes the years).
// `recurring` says that it returns every year of operation; it does not multiply the line.
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
  std::optional<Quantity> quantity;  // instead of amount
  Course course;
  Bearer bearer = Bearer::kUnspecified;
  std::string bearer_body;
  std::optional<Tax> tax;  // absent: bears none
  Resource resource = Resource::kUnspecified;
  Additionality additionality = Additionality::kUnspecified;
  SpendKind spend_kind = SpendKind::kUnspecified;
  bool sunk = false;      // shown, in no figure
  bool transfer = false;  // uses nothing up
  std::string price_index;
  std::optional<Spread> spread;
  Confirmation confirmation;
  friend bool operator==(const CostLine&, const CostLine&) = default;
};

struct Costs {
  std::vector<CostLine> lines;
  std::string method;
  std::vector<PlanningRate> planning_rates;
  std::string double_running;
  friend bool operator==(const Costs&, const Costs&) = default;
};

// A gain of one option in one year, or over the years of its course. Absent amount, importance and
// magnitude 1..5 when non-monetised; an amount that is not negative otherwise.
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
  std::optional<Quantity> quantity;  // of one year at full take-up, instead of amount
  Course course;                     // its ramp is the take-up
  Bearer gainer = Bearer::kUnspecified;
  RealisationForm realisation_form = RealisationForm::kUnspecified;
  bool transfer = false;  // somebody else loses it
  std::string price_index;
  std::optional<Spread> spread;
  Confirmation confirmation;
  std::string budget_line;                    // that is cut
  std::string legacy_system;                  // whose switch-off saves it
  std::string gain_pool;                      // lines of one pool draw from the same gain
  std::optional<money::Money> gainer_income;  // of those who gain, a year
  friend bool operator==(const BenefitLine&, const BenefitLine&) = default;
};

struct Benefits {
  std::vector<BenefitLine> lines;
  std::string method;
  friend bool operator==(const Benefits&, const Benefits&) = default;
};

struct Risk {
  std::string id;
  std::optional<RiskGroup> group;
  std::string description;
  int probability_bp = 0;
  int impact = 0;  // 1..5; 0 when not yet judged
  std::string response;
  std::string owner;
  std::vector<std::string> lines;  // ids; empty: the preferred option's cost as a whole
  std::optional<money::Money> cost_impact;
  std::optional<Spread> cost_impact_spread;
  int delay_low_months = 0;
  int delay_likely_months = 0;
  int delay_high_months = 0;
  std::optional<int> residual_probability_bp;  // after the response
  int residual_impact = 0;
  friend bool operator==(const Risk&, const Risk&) = default;
};

// Rating 1 (very low) to 5 (very high) of a question of the risk profile; 0 when not answered.
struct ProfileAnswer {
  std::string question;
  int rating = 0;
  std::string justification;
  friend bool operator==(const ProfileAnswer&, const ProfileAnswer&) = default;
};

// How much of a cause of optimism bias is under control.
struct Mitigation {
  std::string cause;
  int mitigated_bp = 0;
  Evidence evidence;
  friend bool operator==(const Mitigation&, const Mitigation&) = default;
};

struct Risks {
  std::vector<Risk> risks;
  std::vector<ProfileAnswer> profile;
  std::vector<Mitigation> mitigations;
  friend bool operator==(const Risks&, const Risks&) = default;
};

enum class Compliance : uint8_t {
  kUnspecified,
  kComplies,
  kWillComplyBy,
  kExemptUntil,
  kNotApplicable
};

struct RequirementAnswer {
  std::string requirement;
  Compliance compliance = Compliance::kUnspecified;
  std::optional<calendar::CivilDate> date;  // of a promise or an exemption
  std::string reason;
  Evidence evidence;
  friend bool operator==(const RequirementAnswer&, const RequirementAnswer&) = default;
};

struct Alignment {
  std::string strategic_objectives;
  std::string contribution;
  std::string laws_and_standards;
  std::vector<RequirementAnswer> requirements;
  friend bool operator==(const Alignment&, const Alignment&) = default;
};

struct Commissioning {
  std::string procurement_method;
  std::string risk_allocation;
  std::string rationale;
  friend bool operator==(const Commissioning&, const Commissioning&) = default;
};

struct Iteration {
  std::string delivery_approach;
  std::string user_testing;
  std::string stop_criteria;
  friend bool operator==(const Iteration&, const Iteration&) = default;
};

struct Governance {
  std::string senior_responsible_owner;
  std::string project_manager;
  std::string steering;
  std::string capacity;
  friend bool operator==(const Governance&, const Governance&) = default;
};

struct Stakeholders {
  std::string stakeholders;
  std::string impacts;
  std::string engagement;
  friend bool operator==(const Stakeholders&, const Stakeholders&) = default;
};

// Asks for money to find out; needs no solution and no net present value.
struct Exploration {
  std::string value_of_solving;
  std::string what_will_be_learnt;
  std::optional<calendar::CivilDate> learnt_by;
  std::optional<money::Money> cost_limit;
  std::string stop_rule;
  std::optional<calendar::CivilDate> stop_by;
  friend bool operator==(const Exploration&, const Exploration&) = default;
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
  Exploration exploration;
  friend bool operator==(const CaseContent&, const CaseContent&) = default;
};

// "unspecified", "do_nothing", "do_minimum", "do_something", and back.
absl::string_view Name(OptionKind value);
std::optional<OptionKind> ParseOptionKind(absl::string_view name);

// "unspecified", "complies", "will_comply_by", "exempt_until", "not_applicable", and back.
absl::string_view Name(Compliance value);
std::optional<Compliance> ParseCompliance(absl::string_view name);

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
