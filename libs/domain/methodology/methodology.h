#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_METHODOLOGY_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_METHODOLOGY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/lifecycle/submission.h"
#include "libs/domain/methodology/terms.h"
#include "libs/domain/money/money.h"

namespace cartera::methodology {

// Scores run from 0 to kScoreMax; shares are in basis points of kWholeBp.
inline constexpr int kScoreMax = 4;
inline constexpr int kWholeBp = 10'000;

// Where a value comes from: its standing and the id of a source in Methodology::sources (empty
// when illustrative).
struct Origin {
  Standing standing = Standing::kIllustrative;
  std::string source;
  friend bool operator==(const Origin&, const Origin&) = default;
};

// A text by language tag ("en", "es"). Every text has "en".
using Text = std::map<std::string, std::string>;

// From the step that leads into year `from_year_offset` (counted from the base year) on, a flow is
// discounted by `rate_bp` a year. Chained: DF_t = DF_{t-1} / (1 + r_t), DF_0 = 1.
struct DiscountStep {
  int from_year_offset = 0;
  int rate_bp = 0;
  friend bool operator==(const DiscountStep&, const DiscountStep&) = default;
};

// When in its year a flow falls. Mid-year: DF_t / sqrt(1 + r_{t+1}).
enum class FlowTiming : uint8_t { kYearStart, kMidYear };

struct Discounting {
  std::vector<DiscountStep> schedule;                       // offsets rise strictly; the first is 0
  money::PriceBasis rate_basis = money::PriceBasis::kReal;  // what prices the rates are meant for
  FlowTiming timing = FlowTiming::kYearStart;
  Origin origin;
};

// Added to the costs of a category before discounting (optimism bias).
struct Uplift {
  CostCategory category = CostCategory::kAcquisition;
  int uplift_bp = 0;
  Origin origin;
};

// `weight_bp` is the sum of the weights of its criteria.
struct Dimension {
  std::string id;
  Text title;
  int weight_bp = 0;
  Origin origin;
};

enum class CriterionKind : uint8_t { kByRule, kByPerson };

struct Criterion {
  std::string id;
  Text title;
  std::string dimension;
  int weight_bp = 0;  // of the whole score; all criteria together make kWholeBp
  CriterionKind kind = CriterionKind::kByPerson;
  std::string rule;                // id of a rule of the engine, when by rule
  std::vector<int64_t> limits_bp;  // what the rule compares with, if it does: rising, one a score
  std::string limits_unit;         // engine 2: of limits that are amounts in minor units
  std::vector<std::string> facts;  // sections or field paths read; most rules state their own
  std::array<Text, kScoreMax + 1> anchors;
  Origin origin;         // of the criterion
  Origin weight_origin;  // of its weight and limits
};

// A section a case must have, and the fields in it ("problem.problem") that must be filled.
struct SectionRequirement {
  Section section = Section::kIdentification;
  std::vector<std::string> required_fields;
};

// From `from_bp` of the highest score on, `outcome` is suggested.
struct OutcomeBand {
  int from_bp = 0;
  Outcome outcome = Outcome::kReject;
};

struct Suggestion {
  std::vector<OutcomeBand> bands;             // from_bp rises strictly; the first is 0
  std::optional<Outcome> zero_score_outcome;  // at best this, when a criterion is scored 0
  Origin origin;
};

// level_by_cell[impact - 1][probability - 1] is an index into `levels`. Probability level p of 1..5
// starts at probability_from_bp[p - 1].
struct RiskMatrix {
  std::vector<std::string> levels;
  std::array<std::array<int, 5>, 5> level_by_cell{};
  std::array<int, 5> probability_from_bp{};
  Origin origin;
};

struct DecisionReason {
  std::string id;
  Text title;
  std::vector<Outcome> outcomes;  // the decisions it may be given for
};

// From this amount on, two people decide.
struct TwoPersonThreshold {
  int64_t amount_minor = 0;
  std::string unit;
  Origin origin;
};

// ---- What engine version 2 reads besides. All of it may be absent. ----

// How much a case must say, by kind and amount. A case goes to the first tier that takes it.
struct Tier {
  std::string id;  // "line", "short", "full"
  Text title;
  std::vector<std::string> project_kinds;  // as the registry names them; empty: any
  std::optional<int64_t> below_minor;      // takes cases whose total cost is below; absent: any
  std::string unit;                        // of below_minor
  std::vector<SectionRequirement> sections;
  int field_count_max = 0;  // fields a person fills, 0: no limit
  bool simulates = false;
  bool is_scored = true;  // false: people decide without a score, as on a row of a list
  int option_count_min = 0;
  int reviewer_count = 1;
  bool technical_opinion = false;
  int panel_quorum = 0;  // votes of a panel that a decision needs; 0: no panel
  Origin origin;
};

// A stage of a case ("exploration", "outline") and the sections it needs instead of the tier's.
struct Stage {
  std::string id;
  Text title;
  std::vector<SectionRequirement> sections;
  bool needs_net_present_value = true;
  Origin origin;
};

// A route that a case takes from an amount on, as the authority words it.
struct Threshold {
  std::string id;
  Text title;          // what follows
  std::string figure;  // id of the figure compared: "fiscal.total_cost", "simulation.cost_p85"
  int64_t from_minor = 0;
  std::string unit;
  bool strictly_above = false;
  Origin origin;
};

// A price series: index by fiscal year, in millionths of any base; years outside grow by
// `assumed_growth_bp` from the nearest.
struct PriceSeries {
  std::string id;  // "general" is the one used for lines that name none
  std::string vintage;
  std::map<int, int64_t> index_micro_by_year;
  int assumed_growth_bp = 0;
  Origin origin;
};

// What a scheme pays at most towards a project whose cost is from `from_minor` to `to_minor`, both
// included: a share of it, up to the cap.
struct GrantRule {
  std::string id;
  Text title;
  std::string unit;
  int64_t from_minor = 0;
  std::optional<int64_t> to_minor;  // absent: any
  int share_bp = 0;
  std::optional<int64_t> cap_minor;  // absent: none
  Origin origin;
};

// What a budget loses of a body's yearly net gain, which is its gains less what running the
// solution costs it. Of the applicant's any; of another central agency's when it is above.
struct GainSharing {
  int share_bp = 0;
  int64_t others_above_minor = 0;
  std::string unit;
  Origin origin;
};

// Cost of raising a unit of public money, as a share of net public outlay.
struct TaxFinancing {
  int cost_bp = 0;
  Origin origin;
};

// A cause of optimism bias and its share of the upper bound.
struct BiasCause {
  std::string id;
  Text title;
  int contribution_bp = 0;  // all causes of a bias make kWholeBp
};

// Optimism bias of a project type: starts at the upper bound and falls by what is mitigated, never
// below the lower. (1 - sum of contribution x mitigated) x upper.
struct OptimismBias {
  std::string project_type;
  Text title;
  std::vector<CostCategory> categories;  // empty: all but operation and after
  int cost_upper_bp = 0;
  int cost_lower_bp = 0;
  int duration_upper_bp = 0;
  int duration_lower_bp = 0;
  std::vector<BiasCause> causes;
  Origin origin;
};

// The frames read from the simulated cost of a case.
struct Frames {
  int draws = 0;                // 0: no simulation
  int steering_percentile = 0;  // 50
  int cost_percentile = 0;      // 80 or 85
  // Of a cost without a spread: triangular, as shares of the stated amount; a gain's mirrors it.
  int default_low_bp = 0;
  int default_high_bp = 0;
  int shared_correlation_bp = 0;  // between costs, and between gains; a Gaussian copula
  Origin origin;                  // of the percentiles
  Origin default_origin;          // of the rest
};

// A question of the risk profile, rated 1 (very low) to 5 (very high).
struct ProfileQuestion {
  std::string id;
  std::string block;  // "consequence" or "complexity"
  Text title;
  std::array<Text, 5> anchors;
};

// Consequence is the highest rating of its block, complexity the mean of its block; the level
// stands at [consequence - 1][complexity column], columns starting at complexity_from_centi (100 =
// rating 1.00).
struct RiskProfile {
  std::vector<ProfileQuestion> questions;
  std::vector<std::string> levels;
  std::vector<int> complexity_from_centi;
  std::vector<std::vector<int>> level_by_cell;  // indices into levels; five rows
  Origin origin;
};

// From `from_bp` (of the benefit-cost ratio) on, value for money is called so.
struct ValueBand {
  std::optional<int64_t> from_bp;  // absent: from below
  Text title;
};

// A gain weighs (reference income / income of those who gain)^elasticity.
struct IncomeWeights {
  int elasticity_milli = 0;            // 1300: eta = 1.3
  int64_t reference_income_minor = 0;  // of a year
  std::string unit;
  int price_year = 0;
  Origin origin;
  Origin reference_origin;
};

// When a project turns yellow and red against its baseline.
struct LightRules {
  int cost_red_above_bp = 0;         // of the baseline; any overrun up to it is yellow
  int64_t cost_red_above_minor = 0;  // or this, in `unit`
  std::string unit;
  int late_yellow_from_milli_months = 0;
  int late_red_above_milli_months = 0;
  Origin origin;
};

// A value of something without a price, such as an hour of a citizen's time.
struct UnitValue {
  std::string id;
  Text title;
  std::string per;  // "hour"
  int64_t amount_minor = 0;
  std::string unit;
  int price_year = 0;  // 0: as of the day
  Origin origin;
};

enum class RequirementKind : uint8_t { kLaw, kCircular, kServiceStandard, kSecurityStandard };

// A law, circular or standard that a case answers for.
struct Requirement {
  std::string id;
  RequirementKind kind = RequirementKind::kLaw;
  Text title;
  bool mandatory = false;
  Origin origin;
};

// A published ground on which a case is refused at screening, as a rule: it is given when one of
// the fields or sections in `absent` is empty, or when the check finds one of `findings`.
struct RefusalGround {
  std::string id;
  Text title;
  std::vector<std::string> absent;    // "problem.affected_users", "benefits"
  std::vector<std::string> findings;  // codes: "COST_CATEGORY_MISSING"
  Origin origin;
};

// How the weights of the dimensions came about.
enum class WeightMethod : uint8_t { kDirect, kSwing, kAhp };

// Direct: nothing else. Swing: `swings` by dimension, the best 100. AHP: `comparisons` is the
// matrix in thousandths, row by row in the order of the dimensions.
struct Weighting {
  WeightMethod method = WeightMethod::kDirect;
  std::vector<int> swings;
  std::vector<std::vector<int64_t>> comparisons_milli;
  Origin origin;
};

// A dimension whose score is below `floor_bp`, or a criterion scored at or below `knock_out_score`,
// limits what can be suggested.
struct Floor {
  std::string dimension;  // one of the two
  std::string criterion;
  int floor_bp = 0;
  int knock_out_score = -1;
  Outcome at_best = Outcome::kRequestIteration;
  Origin origin;
};

// What a reviewer may be told when a figure is so: plain words, no rule.
struct Hint {
  std::string figure;
  std::string comparison;  // "below", "above", "absent"
  int64_t value = 0;
  Text text;
};

// A method of evaluation: data, never code. Immutable once published.
struct Methodology {
  std::string id;       // "chile-ict"
  std::string version;  // "1"
  Text title;
  std::map<std::string, std::string> sources;  // id -> what it is
  std::vector<std::string> notes;
  std::vector<Dimension> dimensions;
  std::vector<Criterion> criteria;
  std::vector<SectionRequirement> sections;
  std::vector<CostCategory> required_cost_categories;
  Discounting discounting;
  int horizon_years = 0;
  Origin horizon_origin;
  std::vector<Uplift> uplifts;
  Suggestion suggestion;
  lifecycle::StepPolicy steps;
  RiskMatrix risk_matrix;
  std::vector<DecisionReason> decision_reasons;
  std::vector<TwoPersonThreshold> two_person_thresholds;  // each unit once

  int engine = 1;          // 2: the members below may be used
  std::string authority;   // whose method it is
  std::string valid_from;  // "2022", or a date
  std::vector<Tier> tiers;
  std::vector<Stage> stages;
  std::vector<Threshold> thresholds;
  std::vector<PriceSeries> price_series;
  std::optional<TaxFinancing> tax_financing;
  std::vector<GrantRule> grants;
  std::optional<GainSharing> gain_sharing;
  std::vector<OptimismBias> optimism_biases;
  std::optional<Frames> frames;
  std::optional<RiskProfile> risk_profile;
  std::vector<ValueBand> value_bands;  // from_bp rises
  Origin value_bands_origin;
  std::vector<UnitValue> unit_values;
  std::vector<Requirement> requirements;
  std::vector<RefusalGround> refusal_grounds;
  std::optional<Weighting> weighting;
  std::vector<Floor> floors;
  std::vector<Hint> hints;
  std::map<std::string, Text> labels;  // what the authority calls a thing: "decision.approve"
  std::optional<IncomeWeights> income_weights;
  std::optional<LightRules> light_rules;
};

// The rate of the step that leads into year `offset` (>= 0). The schedule must not be empty.
int RateBpAt(const Discounting& discounting, int offset);

// The name of the matrix level of a risk, or nothing when impact is not 1..5 or probability not
// 0..10,000.
std::optional<std::string> RiskLevel(const RiskMatrix& matrix, int probability_bp, int impact);

// True when two people must decide on this amount: it reaches the threshold of its unit, or there
// are thresholds but none in its unit (nothing is converted here, so the careful answer).
bool TwoPeopleDecide(const Methodology& methodology, const money::Money& amount);

// The text in `language`, else in English, else empty.
absl::string_view InLanguage(const Text& text, absl::string_view language);

const Criterion* FindCriterion(const Methodology& methodology, absl::string_view id);
const Dimension* FindDimension(const Methodology& methodology, absl::string_view id);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_METHODOLOGY_H_
