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
