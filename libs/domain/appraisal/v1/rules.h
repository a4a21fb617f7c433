#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_RULES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_RULES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v1 {

// What a rule may read. `preferred` is nullptr when no option is preferred.
struct RuleInput {
  const CaseContent& content;
  const methodology::Methodology& methodology;
  const methodology::Criterion& criterion;
  const Horizon& horizon;
  const OptionFigures* preferred;
};

struct RuleResult {
  std::optional<int> score;  // 0..4; absent when only a person can judge
  std::string why;
};

struct Rule {
  absl::string_view id;
  bool takes_facts;     // reads the criterion's facts; else its own
  size_t limits_count;  // how many limits_bp it needs
  std::vector<absl::string_view> facts;
  RuleResult (*apply)(const RuleInput& input);
};

// All rules of this version, and one by id (nullptr when there is none).
absl::Span<const Rule> Rules();
const Rule* FindRule(absl::string_view id);

// The facts that a criterion reads: its own, or those of its rule.
std::vector<std::string> FactsOf(const methodology::Criterion& criterion);

// True when `fact` names a section, one of its fields, or something of its rows.
bool IsFact(absl::string_view fact);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_RULES_H_
