#include "libs/domain/appraisal/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/domain/appraisal/checker.h"

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
                           const CaseContext& context) {
  const checker::Input input{content, methodology, context,
                             HorizonOf(content, methodology, context)};
  checker::Sink sink;
  checker::CheckLines(input, sink);
  checker::CheckForm(input, sink);
  checker::CheckCosts(input, sink);
  checker::CheckBenefits(input, sink);
  checker::CheckRisks(input, sink);
  checker::CheckAnswers(input, sink);
  return sink.Take();
}

std::vector<Finding> CheckComputable(const CaseContent& content,
                                     const methodology::Methodology& methodology,
                                     const CaseContext& context) {
  const checker::Input input{content, methodology, context,
                             HorizonOf(content, methodology, context)};
  checker::Sink sink;
  checker::CheckLines(input, sink);
  std::vector<Finding> findings = sink.Take();
  std::erase_if(findings,
                [](const Finding& finding) { return finding.severity != Severity::kBlocking; });
  return findings;
}

}  // namespace cartera::appraisal
