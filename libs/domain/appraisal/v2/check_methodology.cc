#include "libs/domain/appraisal/v2/check_methodology.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/appraisal/v2/rules.h"
#include "libs/domain/appraisal/v2/suggestion.h"
#include "libs/domain/appraisal/v2/weighting.h"
#include "libs/domain/scoring/weights.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::Criterion;
using methodology::Fault;
using methodology::kScoreMax;
using methodology::kWholeBp;
using methodology::Methodology;

bool Covers(absl::string_view fact, absl::string_view other) {
  return fact == other || absl::StartsWith(other, absl::StrCat(fact, "."));
}

class Check {
 public:
  explicit Check(const Methodology& methodology) : methodology_(methodology) {}

  std::vector<Fault> Run() {
    for (const Criterion& criterion : methodology_.criteria) CheckCriterion(criterion);
    CheckOverlaps();
    CheckSections(methodology_.sections, "sections");
    for (const methodology::Tier& tier : methodology_.tiers) {
      CheckSections(tier.sections, absl::StrCat("tiers[id=", tier.id, "].sections"));
    }
    for (const methodology::Stage& stage : methodology_.stages) {
      CheckSections(stage.sections, absl::StrCat("stages[id=", stage.id, "].sections"));
    }
    CheckWeighting();
    CheckFloors();
    CheckThresholds();
    CheckHints();
    CheckRefusalGrounds();
    return std::move(faults_);
  }

 private:
  void Add(std::string path, std::string message) {
    faults_.push_back({std::move(path), std::move(message)});
  }
  void AddTo(const Criterion& criterion, absl::string_view field, std::string message) {
    Add(absl::StrCat("criteria[id=", criterion.id, "].", field), std::move(message));
  }

  void CheckCriterion(const Criterion& criterion) {
    for (const std::string& fact : criterion.facts) {
      if (IsFact(fact)) continue;
      AddTo(criterion, "facts", absl::StrCat("\"", fact, "\" is no section, field or figure"));
    }
    if (criterion.kind != methodology::CriterionKind::kByRule) return;
    const Rule* rule = FindRule(criterion.rule);
    if (rule == nullptr) {
      AddTo(criterion, "rule", absl::StrCat("the engine has no rule \"", criterion.rule, "\""));
      return;
    }
    const size_t limits_count = rule->limits == LimitUse::kNone ? 0 : kScoreMax;
    if (criterion.limits_bp.size() != limits_count) {
      AddTo(
          criterion, "limits_bp",
          absl::StrCat("the rule takes ", limits_count, " limits, not ", criterion.limits_bp.size(),
                       rule->limits_are.empty() ? "" : ": ", rule->limits_are));
    }
    if (rule->takes_facts == criterion.facts.empty()) {
      AddTo(criterion, "facts",
            rule->takes_facts ? "the rule needs to be told what to read"
                              : "the rule states itself what it reads");
    }
    if (rule->lacks == nullptr) return;
    const absl::string_view lack = rule->lacks(methodology_, criterion);
    if (!lack.empty()) AddTo(criterion, "rule", std::string(lack));
  }

  void CheckOverlaps() {
    const std::vector<Criterion>& criteria = methodology_.criteria;
    for (size_t i = 0; i < criteria.size(); ++i) {
      for (size_t j = i + 1; j < criteria.size(); ++j) CheckOverlap(criteria[i], criteria[j]);
    }
  }

  void CheckOverlap(const Criterion& criterion, const Criterion& other) {
    for (const std::string& fact : FactsOf(criterion)) {
      for (const std::string& same : FactsOf(other)) {
        if (!Covers(fact, same) && !Covers(same, fact)) continue;
        AddTo(other, "facts",
              absl::StrCat("\"", same, "\" is scored by criterion \"", criterion.id, "\" too"));
      }
    }
  }

  void CheckSections(const std::vector<methodology::SectionRequirement>& sections,
                     absl::string_view path) {
    for (const methodology::SectionRequirement& section : sections) {
      for (const std::string& field : section.required_fields) {
        if (FindField(field) != nullptr) continue;
        Add(absl::StrCat(path, "[", methodology::Name(section.section), "]"),
            absl::StrCat("\"", field, "\" is no field of the case"));
      }
    }
  }

  void CheckWeighting() {
    if (!methodology_.weighting.has_value() ||
        methodology_.weighting->method == methodology::WeightMethod::kDirect) {
      return;
    }
    const std::vector<methodology::Dimension>& dimensions = methodology_.dimensions;
    const auto derived =
        DeriveWeights(*methodology_.weighting, static_cast<int>(dimensions.size()));
    if (!derived.ok()) {
      Add("weighting", std::string(derived.status().message()));
      return;
    }
    if (derived->consistency_ratio >= scoring::kAhpRatioAccepted) {
      Add("weighting.comparisons_milli",
          absl::StrFormat("the judgements contradict one another: their consistency ratio is "
                          "%.4f, and it must be below %.2f",
                          derived->consistency_ratio, scoring::kAhpRatioAccepted));
    }
    for (size_t i = 0; i < dimensions.size(); ++i) {
      const double weight_bp = derived->weights[i] * kWholeBp;
      if (std::abs(weight_bp - dimensions[i].weight_bp) <= kWeightToleranceBp) continue;
      Add(absl::StrCat("dimensions[id=", dimensions[i].id, "].weight_bp"),
          absl::StrFormat("is %d, but the judgements give %.1f", dimensions[i].weight_bp,
                          weight_bp));
    }
  }

  void CheckFloors() {
    for (size_t i = 0; i < methodology_.floors.size(); ++i) {
      const methodology::Floor& floor = methodology_.floors[i];
      const std::string path = absl::StrCat("floors[", i, "]");
      if (floor.dimension.empty() == floor.criterion.empty()) {
        Add(path, "names either a dimension or a criterion");
        continue;
      }
      if (!floor.dimension.empty() &&
          methodology::FindDimension(methodology_, floor.dimension) == nullptr) {
        Add(path + ".dimension", absl::StrCat("\"", floor.dimension, "\" is no dimension"));
      }
      if (floor.criterion.empty()) continue;
      if (methodology::FindCriterion(methodology_, floor.criterion) == nullptr) {
        Add(path + ".criterion", absl::StrCat("\"", floor.criterion, "\" is no criterion"));
      }
      if (floor.knock_out_score < 0 || floor.knock_out_score >= kScoreMax) {
        Add(path + ".knock_out_score", absl::StrCat("must be 0 to ", kScoreMax - 1));
      }
    }
  }

  // One on a figure that no evaluation has would never speak.
  void CheckFigure(const std::string& figure, const std::string& path) {
    if (IsFigure(figure)) return;
    Add(path + ".figure", absl::StrCat("\"", figure, "\" is no figure of an evaluation"));
  }

  void CheckThresholds() {
    for (const methodology::Threshold& threshold : methodology_.thresholds) {
      CheckFigure(threshold.figure, absl::StrCat("thresholds[id=", threshold.id, "]"));
    }
  }

  void CheckHints() {
    for (size_t i = 0; i < methodology_.hints.size(); ++i) {
      CheckFigure(methodology_.hints[i].figure, absl::StrCat("hints[", i, "]"));
      const std::string& comparison = methodology_.hints[i].comparison;
      if (comparison == kBelow || comparison == kAbove || comparison == kAbsent) continue;
      Add(absl::StrCat("hints[", i, "].comparison"),
          absl::StrCat("\"", comparison, "\" is none of below, above, absent"));
    }
  }

  void CheckRefusalGrounds() {
    for (const methodology::RefusalGround& ground : methodology_.refusal_grounds) {
      for (const std::string& path : ground.absent) {
        if (FindField(path) != nullptr || methodology::ParseSection(path).has_value()) continue;
        Add(absl::StrCat("refusal_grounds[id=", ground.id, "].absent"),
            absl::StrCat("\"", path, "\" is no section and no field of the case"));
      }
    }
  }

  const Methodology& methodology_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> CheckMethodology(const Methodology& methodology) {
  return Check(methodology).Run();
}

}  // namespace cartera::appraisal::v2
