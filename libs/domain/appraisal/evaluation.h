#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/canonical/value.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

// The result of applying a methodology to a case: values only, the same for every engine version.
namespace cartera::appraisal {

// A number and what it was made from, down to fields of the case and values of the methodology.
struct Explanation {
  std::string label;
  std::string formula;           // "PVB - PVC"; empty for a value that was read
  std::optional<int64_t> value;  // in `unit`; absent when undefined (a ratio without a divisor)
  std::string unit;              // "minor units of CLP", "bp", "1e-9", "score 0-4", "years"
  std::vector<Explanation> inputs;
  std::string field_path;  // field of the case it was read from
  std::string source;      // of a methodology's value
  std::optional<methodology::Standing> standing;
  friend bool operator==(const Explanation&, const Explanation&) = default;
};

// A figure in money with the tree that explains it.
struct MoneyFigure {
  money::Money amount;
  Explanation explanation;
};

// A ratio in basis points (15,000 is 1.5), absent when it has no divisor.
struct RatioFigure {
  std::optional<int64_t> ratio_bp;
  Explanation explanation;
};

// The three ways in which one case is counted (engine version 2). Fiscal: nominal cash of public
// budgets, tax included. Economic: real, no transfers or recoverable tax, with the cost of tax
// financing. Agency: what the applicant pays and keeps.
enum class Account : uint8_t { kFiscal, kEconomic, kAgency };
// "fiscal", "economic", "agency".
absl::string_view Name(Account account);

// A figure by its id, "economic.net_present_value": account, then what it is. Its label, value,
// unit and tree are the explanation's; `note` says what a number cannot ("none", "several", "needs
// ...").
struct Figure {
  std::string id;
  std::optional<Account> account;  // absent: of none, such as "value.time"
  std::string note;
  Explanation explanation;
};

// One point of a simulated distribution.
struct Quantile {
  int probability_bp = 0;
  int64_t cost_minor = 0;
  int64_t npv_minor = 0;
  // Standard errors; 0 at both ends, which are extreme draws and have none.
  int64_t cost_error_minor = 0;
  int64_t npv_error_minor = 0;
};

struct VarianceShare {
  std::string row;  // id of a line or a risk
  int cost_bp = 0;
  int npv_bp = 0;
};

// Of the preferred option, economic account, without optimism bias (v2/uncertain_case.h says why).
struct SimulationFigures {
  int64_t draws = 0;
  std::string generator;
  std::vector<Quantile> curve;  // 101 points, 0..10,000 bp
  int64_t cost_mean_minor = 0;
  int64_t npv_mean_minor = 0;
  int64_t steering_frame_minor = 0;  // cost at the methodology's steering percentile
  int64_t steering_error_minor = 0;  // standard error of it
  int64_t cost_frame_minor = 0;
  int64_t cost_frame_error_minor = 0;
  int64_t contingency_minor = 0;      // cost frame less steering frame
  int positive_npv_bp = 0;            // P(NPV > 0)
  int within_budget_bp = 0;           // P(cost <= point estimate)
  int64_t npv_shortfall_minor = 0;    // mean of the worst 5 % of NPVs
  std::vector<VarianceShare> shares;  // largest of NPV first
  // Standard errors of the probabilities.
  int positive_npv_error_bp = 0;
  int within_budget_error_bp = 0;
  std::vector<Figure> explained;  // with trees; they stand among the preferred option's figures
};

// Undiscounted cost of ownership by fiscal year and by category.
struct CostTable {
  std::map<int, int64_t> minor_by_year;
  std::map<methodology::CostCategory, int64_t> minor_by_category;
};

// The figures of one option. `tco` is undiscounted and as entered; `pv_costs` includes the
// methodology's uplifts. Incremental: against doing nothing (zero when that option has no lines).
struct OptionFigures {
  std::string option;
  std::string title;
  bool preferred = false;
  MoneyFigure tco;
  CostTable tco_table;
  MoneyFigure pv_costs;
  MoneyFigure pv_benefits;
  MoneyFigure npv;
  RatioFigure bcr;
  MoneyFigure incremental_pv_costs;
  MoneyFigure incremental_pv_benefits;
  MoneyFigure incremental_npv;
  RatioFigure incremental_bcr;
  std::optional<int64_t> incremental_payback_milliyears;  // simple; absent: not within the horizon
  int non_monetised_count = 0;  // benefits with importance and magnitude, in no sum
  std::vector<Figure> figures;  // engine 2; by id. The members above are of its economic account
};

// A score that a person gave, with the reason.
struct PersonScore {
  int score = 0;
  std::string assessor;  // "people/ana"
  std::string reason;
  friend bool operator==(const PersonScore&, const PersonScore&) = default;
};

struct CriterionScore {
  std::string criterion;
  std::string title;
  std::string dimension;
  int weight_bp = 0;
  std::optional<int> score;          // what counts: the person's, else the rule's
  std::optional<int> score_by_rule;  // shown beside a person's
  bool by_person = false;            // `score` was given by a person
  std::string assessor;
  std::string why;                 // plain words
  std::vector<std::string> facts;  // field paths read
  methodology::Origin origin;
  methodology::Origin weight_origin;
  std::vector<PersonScore> blind;  // engine 2: of several assessors, by assessor
  int spread = 0;                  // of those: highest less lowest
};

struct DimensionScore {
  std::string dimension;
  std::string title;
  int weight_bp = 0;
  std::optional<int> score_bp;  // of the highest score, over its scored criteria
  Explanation explanation;
};

struct Scorecard {
  std::vector<CriterionScore> criteria;  // in the methodology's order
  std::vector<DimensionScore> dimensions;
  std::optional<int> overall_bp;  // over what is scored; absent when nothing is
  Explanation overall_explanation;
  int unscored_criteria_count = 0;
  std::optional<methodology::Outcome> suggestion;  // people decide
  std::string suggestion_reason;

  // Engine 2. Dimension weights between which the suggestion stays, the others in proportion.
  std::map<std::string, std::pair<int, int>> steady_weight_bp_by_dimension;
  std::vector<std::string> limits_met;  // floors and knock-outs, in words
  std::optional<std::string> risk_profile_level;
  std::string risk_profile_reason;
  std::string value_band;  // what the authority calls the benefit-cost ratio; may be empty
  std::string weighting;   // how the weights came about, with the consistency ratio of AHP
  std::vector<std::string> hints;
};

// Where a case goes by its methodology's tiers and thresholds.
struct Route {
  std::string tier;
  std::string tier_reason;
  std::vector<std::string> thresholds_met;     // ids
  std::vector<std::string> threshold_reasons;  // one each, in words
  int reviewer_count = 1;
  bool technical_opinion = false;
};

struct SeriesVintage {
  std::string series;
  std::string vintage;
};

// What an evaluation depends on besides the case and the methodology.
struct EvaluationContext {
  CaseContext basis;
  std::map<std::string, PersonScore> person_scores;  // by criterion id
  // Engine 2: independent scores of several people, at least two a criterion and none of it above.
  // The median counts.
  std::map<std::string, std::vector<PersonScore>> blind_scores;
  uint64_t seed = 0;  // for simulation; pinned already
  std::vector<SeriesVintage> series_vintages;
  std::string project_kind;  // as the registry names it; routes the case
  std::string stage;         // of the case; empty: full
};

struct Evaluation {
  std::string engine_version;  // "appraisal/v1"
  std::string methodology;     // "methodologies/chile-ict/versions/1"
  EvaluationContext context;
  Horizon horizon;
  std::vector<OptionFigures> options;  // by option id
  Scorecard scorecard;
  std::optional<SimulationFigures> simulation;  // engine 2, where the tier simulates
  std::optional<Route> route;                   // engine 2, where the methodology has tiers
};

// The evaluation as a canonical value: what is hashed, stored and compared at a replay. Integers
// only; the same inputs give the same bytes on any machine.
canonical::Value ToCanonical(const Evaluation& evaluation);
canonical::Value ToCanonical(const Explanation& explanation);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_
