#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

// What a rule may read. `preferred` is nullptr when no option is preferred.
struct RuleInput {
  const CaseContent& content;
  const methodology::Methodology& methodology;
  const methodology::Criterion& criterion;
  const EvaluationContext& context;
  const Horizon& horizon;
  const OptionFigures* preferred;
  const std::optional<SimulationFigures>& simulation;
};

struct RuleResult {
  std::optional<int> score;  // 0..4; absent when only a person can judge
  std::string why;           // plain words, with the numbers
};

// How a rule uses its criterion's limits_bp, which rise. Reach: one point for each limit that the
// number reaches. Stay within: one point less for each limit that it passes.
enum class LimitUse : uint8_t { kNone, kReach, kStayWithin };

// Facts are paths of the case ("costs.lines.evidence") or figures ("figures.total_cost");
// two criteria with a fact in common would score it twice.
struct Rule {
  absl::string_view id;
  bool takes_facts = false;  // reads the criterion's facts; else its own
  LimitUse limits = LimitUse::kNone;
  std::vector<absl::string_view> facts;
  RuleResult (*apply)(const RuleInput& input) = nullptr;
  // What the methodology lacks for the rule to work; empty: nothing. May be nullptr.
  absl::string_view (*lacks)(const methodology::Methodology& methodology,
                             const methodology::Criterion& criterion) = nullptr;
  absl::string_view limits_are = "";  // what they count
};

// All rules of this version, and one by id (nullptr when there is none).
absl::Span<const Rule> Rules();
const Rule* FindRule(absl::string_view id);

// The facts that a criterion reads: its own, or those of its rule.
std::vector<std::string> FactsOf(const methodology::Criterion& criterion);

// True when `fact` names a section, one of its fields, something of its rows, or a figure.
bool IsFact(absl::string_view fact);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RULES_H_
