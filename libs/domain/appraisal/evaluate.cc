#include "libs/domain/appraisal/evaluate.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v1/engine.h"
#include "libs/domain/appraisal/v1/rules.h"
#include "libs/domain/appraisal/v2/check_methodology.h"
#include "libs/domain/appraisal/v2/engine.h"

namespace cartera::appraisal {
namespace {

using methodology::Criterion;
using methodology::CriterionKind;
using methodology::Fault;

constexpr absl::string_view kVersions[] = {v1::kVersion, v2::kVersion};

bool Covers(absl::string_view fact, absl::string_view other) {
  return fact == other || absl::StartsWith(other, absl::StrCat(fact, "."));
}

std::string Path(const Criterion& criterion, absl::string_view field) {
  return absl::StrCat("criteria[id=", criterion.id, "].", field);
}

void CheckCriterion(const Criterion& criterion, std::vector<Fault>& faults) {
  for (const std::string& fact : criterion.facts) {
    if (v1::IsFact(fact)) continue;
    faults.push_back(
        {Path(criterion, "facts"), absl::StrCat("\"", fact, "\" is no section or field")});
  }
  if (criterion.kind != CriterionKind::kByRule) return;
  const v1::Rule* rule = v1::FindRule(criterion.rule);
  if (rule == nullptr) {
    faults.push_back(
        {Path(criterion, "rule"), absl::StrCat("the engine has no rule \"", criterion.rule, "\"")});
    return;
  }
  if (criterion.limits_bp.size() != rule->limits_count) {
    faults.push_back(
        {Path(criterion, "limits_bp"), absl::StrCat("the rule takes ", rule->limits_count,
                                                    " limits, not ", criterion.limits_bp.size())});
  }
  if (rule->takes_facts == criterion.facts.empty()) {
    faults.push_back({Path(criterion, "facts"), rule->takes_facts
                                                    ? "the rule needs to be told what to read"
                                                    : "the rule states itself what it reads"});
  }
}

void CheckOverlaps(const std::vector<Criterion>& criteria, std::vector<Fault>& faults) {
  for (size_t i = 0; i < criteria.size(); ++i) {
    for (size_t j = i + 1; j < criteria.size(); ++j) {
      for (const std::string& fact : v1::FactsOf(criteria[i])) {
        for (const std::string& other : v1::FactsOf(criteria[j])) {
          if (!Covers(fact, other) && !Covers(other, fact)) continue;
          faults.push_back(
              {Path(criteria[j], "facts"), absl::StrCat("\"", other, "\" is scored by criterion \"",
                                                        criteria[i].id, "\" too")});
        }
      }
    }
  }
}

}  // namespace

absl::string_view EngineVersionOf(const methodology::Methodology& methodology) {
  return methodology.engine == 2 ? v2::kVersion : v1::kVersion;
}

absl::Span<const absl::string_view> EngineVersions() { return kVersions; }

absl::StatusOr<Evaluation> Evaluate(absl::string_view engine_version, const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context,
                                    simulation::Executor& executor) {
  if (engine_version != v1::kVersion && engine_version != v2::kVersion) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no engine version \"", engine_version, "\""));
  }
  if (engine_version != EngineVersionOf(methodology)) {
    return absl::InvalidArgumentError(absl::StrCat("the methodology \"", methodology.id,
                                                   "\" is for ", EngineVersionOf(methodology),
                                                   ", not ", engine_version));
  }
  if (engine_version == v1::kVersion) return v1::Evaluate(content, methodology, context);
  return v2::Evaluate(content, methodology, context, executor);
}

absl::StatusOr<Evaluation> Evaluate(absl::string_view engine_version, const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context) {
  simulation::SerialExecutor executor;
  return Evaluate(engine_version, content, methodology, context, executor);
}

absl::StatusOr<Evaluation> Evaluate(const CaseContent& content,
                                    const methodology::Methodology& methodology,
                                    const EvaluationContext& context) {
  return Evaluate(EngineVersionOf(methodology), content, methodology, context);
}

std::vector<Fault> CheckMethodology(const methodology::Methodology& methodology) {
  if (methodology.engine == 2) return v2::CheckMethodology(methodology);
  std::vector<Fault> faults;
  for (const Criterion& criterion : methodology.criteria) CheckCriterion(criterion, faults);
  CheckOverlaps(methodology.criteria, faults);
  for (const methodology::SectionRequirement& section : methodology.sections) {
    for (const std::string& field : section.required_fields) {
      if (FindField(field) != nullptr) continue;
      faults.push_back({absl::StrCat("sections[", methodology::Name(section.section), "]"),
                        absl::StrCat("\"", field, "\" is no field of the case")});
    }
  }
  return faults;
}

}  // namespace cartera::appraisal
