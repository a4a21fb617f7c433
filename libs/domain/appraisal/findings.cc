#include "libs/domain/appraisal/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal {
namespace checker {

std::vector<Finding> Sink::Take() {
  const auto key = [](const Keyed& keyed) {
    return std::tie(keyed.finding.section, keyed.row, keyed.finding.code, keyed.finding.field_path);
  };
  std::stable_sort(keyed_.begin(), keyed_.end(),
                   [&key](const Keyed& a, const Keyed& b) { return key(a) < key(b); });
  std::vector<Finding> findings;
  findings.reserve(keyed_.size());
  for (Keyed& keyed : keyed_) findings.push_back(std::move(keyed.finding));
  keyed_.clear();
  return findings;
}

bool Input::Needs(Section section) const {
  if (!is_scoped) return true;
  return std::any_of(required.begin(), required.end(),
                     [section](const auto& one) { return one.section == section; });
}

void Reporter::Add(Severity severity, int row, std::string path, absl::string_view code,
                   std::string message, std::string consequence) {
  if (severity == Severity::kBlocking) ++blocked_count_;
  sink_.Add(row, {.severity = severity,
                  .section = section_,
                  .field_path = std::move(path),
                  .code = std::string(code),
                  .message = std::move(message),
                  .consequence = std::move(consequence)});
}

void Reporter::Block(int row, std::string path, absl::string_view code, std::string message) {
  Add(Severity::kBlocking, row, std::move(path), code, std::move(message),
      "No figure can be computed until this is mended.");
}

void Reporter::CheckEvidence(int row, const std::string& id, const Evidence& evidence,
                             const std::string& path) {
  if (IsFilled(evidence.source) || evidence.assumption) return;
  Add(Severity::kShould, row, path, "EVIDENCE_MISSING",
      absl::StrCat("Line \"", id, "\" names no evidence and is not marked as an assumption."),
      "The score for evidence suffers.");
}

std::string PreferredId(const Input& input) {
  const Option* preferred = FindPreferred(input.content);
  return preferred == nullptr ? "" : preferred->id;
}

namespace {

Input InputOf(const CaseContent& content, const methodology::Methodology& methodology,
              const CaseContext& context, const CheckScope& scope) {
  Input input{content, methodology, context, HorizonOf(content, methodology, context)};
  for (const methodology::Tier& tier : methodology.tiers) {
    if (tier.id == scope.tier) input.tier = &tier;
  }
  input.is_scoped = input.tier != nullptr ||
                    std::any_of(methodology.stages.begin(), methodology.stages.end(),
                                [&](const auto& stage) { return stage.id == scope.stage; });
  input.required = RequiredSections(methodology, scope);
  return input;
}

void CheckWhatBlocks(const Input& input, Sink& sink) {
  CheckLines(input, sink);
  CheckMoney(input, sink);
  CheckRiskNumbers(input, sink);
}

}  // namespace
}  // namespace checker

absl::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kBlocking:
      return "blocking";
    case Severity::kMust:
      return "must";
    case Severity::kShould:
      return "should";
    case Severity::kNote:
      break;
  }
  return "note";
}

Horizon HorizonOf(const CaseContent& content, const methodology::Methodology& methodology,
                  const CaseContext& context) {
  // Far past every limit, yet small enough to add years to.
  constexpr int kFar = 1'000'000;
  const Identification& identification = content.identification;
  const int first = std::max(identification.start_fiscal_year, context.base_fiscal_year);
  const int years =
      identification.horizon_years > 0 ? identification.horizon_years : methodology.horizon_years;
  return {.first_fiscal_year = std::min(first, kFar), .years = std::min(years, kFar)};
}

std::vector<Finding> Check(const CaseContent& content, const methodology::Methodology& methodology,
                           const CaseContext& context, const CheckScope& scope) {
  const checker::Input input = checker::InputOf(content, methodology, context, scope);
  checker::Sink sink;
  checker::CheckWhatBlocks(input, sink);
  checker::CheckForm(input, sink);
  checker::CheckCosts(input, sink);
  checker::CheckBenefits(input, sink);
  checker::CheckRisks(input, sink);
  checker::CheckConfirmations(input, sink);
  checker::CheckAnswers(input, sink);
  return sink.Take();
}

std::vector<Finding> CheckComputable(const CaseContent& content,
                                     const methodology::Methodology& methodology,
                                     const CaseContext& context) {
  const checker::Input input = checker::InputOf(content, methodology, context, {});
  checker::Sink sink;
  checker::CheckWhatBlocks(input, sink);
  std::vector<Finding> findings = sink.Take();
  std::erase_if(findings,
                [](const Finding& finding) { return finding.severity != Severity::kBlocking; });
  return findings;
}

}  // namespace cartera::appraisal
