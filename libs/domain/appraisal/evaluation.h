#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
};

// A score that a person gave, with the reason.
struct PersonScore {
  int score = 0;
  std::string assessor;  // "people/ana"
  std::string reason;
};

struct SeriesVintage {
  std::string series;
  std::string vintage;
};

// What an evaluation depends on besides the case and the methodology.
struct EvaluationContext {
  CaseContext basis;
  std::map<std::string, PersonScore> person_scores;  // by criterion id
  uint64_t seed = 0;                                 // for simulation; pinned already
  std::vector<SeriesVintage> series_vintages;
};

struct Evaluation {
  std::string engine_version;  // "appraisal/v1"
  std::string methodology;     // "methodologies/chile-ict/versions/1"
  EvaluationContext context;
  Horizon horizon;
  std::vector<OptionFigures> options;  // by option id
  Scorecard scorecard;
};

// The evaluation as a canonical value: what is hashed, stored and compared at a replay. Integers
// only; the same inputs give the same bytes on any machine.
canonical::Value ToCanonical(const Evaluation& evaluation);
canonical::Value ToCanonical(const Explanation& explanation);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_EVALUATION_H_
