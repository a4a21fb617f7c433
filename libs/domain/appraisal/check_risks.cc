// The risk register: numbers that cannot be drawn from, and what is missing.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::checker {
namespace {

std::string SubjectOf(const Risk& risk) { return absl::StrCat("Risk \"", risk.id, "\""); }

void CheckDelay(const Risk& risk, int row, Reporter& report) {
  const std::string path = RiskPath(risk, "delay_likely_months");
  const std::string months =
      absl::StrCat(SubjectOf(risk), " has the delays ", risk.delay_low_months, ", ",
                   risk.delay_likely_months, ", ", risk.delay_high_months, " months");
  if (risk.delay_low_months < 0 || risk.delay_high_months > kDelayMonthsMax) {
    report.Block(row, path, "DELAY_OUT_OF_RANGE",
                 absl::StrCat(months, "; they may be 0 to ", kDelayMonthsMax, "."));
  } else if (risk.delay_low_months > risk.delay_likely_months ||
             risk.delay_likely_months > risk.delay_high_months) {
    report.Block(row, path, "DELAY_NOT_RISING",
                 absl::StrCat(months, "; low must not be above likely, nor likely above high."));
  }
}

void CheckResidual(const Risk& risk, int row, Reporter& report) {
  const bool has_probability = risk.residual_probability_bp.has_value();
  const int residual_bp = risk.residual_probability_bp.value_or(0);
  if (has_probability && (residual_bp < 0 || residual_bp > methodology::kWholeBp)) {
    report.Add(Severity::kMust, row, RiskPath(risk, "residual_probability_bp"),
               "PROBABILITY_OUT_OF_RANGE",
               absl::StrCat(SubjectOf(risk), " has a residual probability outside 0 to 100 %."),
               "The risk is not managed.");
  }
  const bool is_above = (has_probability && residual_bp > risk.probability_bp) ||
                        (risk.residual_impact != 0 && risk.residual_impact > risk.impact);
  if (is_above) {
    report.Add(Severity::kMust, row, RiskPath(risk, "residual_probability_bp"),
               "RESIDUAL_ABOVE_INHERENT",
               absl::StrCat(SubjectOf(risk), " is greater after its response than before it."),
               "The response would make it worse.");
  }
}

void CheckRisk(const Risk& risk, int row, Reporter& report) {
  const auto must = [&](absl::string_view field, absl::string_view code, absl::string_view what) {
    report.Add(Severity::kMust, row, RiskPath(risk, field), code,
               absl::StrCat(SubjectOf(risk), " ", what), "The risk is not managed.");
  };
  if (!risk.group.has_value()) must("group", "RISK_GROUP_MISSING", "belongs to no group.");
  if (!IsFilled(risk.response)) must("response", "RISK_RESPONSE_MISSING", "has no response.");
  if (!IsFilled(risk.owner)) must("owner", "RISK_OWNER_MISSING", "has no owner.");
  if (risk.probability_bp < 0 || risk.probability_bp > methodology::kWholeBp) {
    must("probability_bp", "PROBABILITY_OUT_OF_RANGE", "has a probability outside 0 to 100 %.");
  }
  if (risk.impact < 1 || risk.impact > 5 || risk.probability_bp == 0) {
    report.Add(Severity::kShould, row, RiskPath(risk, "impact"), "RISK_NOT_RATED",
               absl::StrCat("Risk \"", risk.id, "\" needs a probability and an impact of 1 to 5."),
               "It has no place in the risk matrix.");
  }
  CheckResidual(risk, row, report);
}

}  // namespace

void CheckRiskNumbers(const Input& input, Sink& sink) {
  Reporter report(Section::kRisks, sink);
  std::set<std::string> lines;
  for (const CostLine& line : input.content.costs.lines) lines.insert(line.id);
  for (const BenefitLine& line : input.content.benefits.lines) lines.insert(line.id);
  int row = 0;
  for (const Risk& risk : input.content.risks.risks) {
    for (const std::string& line : risk.lines) {
      if (lines.count(line) > 0) continue;
      report.Block(row, RiskPath(risk, "lines"), "UNKNOWN_LINE",
                   absl::StrCat(SubjectOf(risk), " bears on line \"", line,
                                "\", which the case does not have."));
    }
    if (risk.cost_impact.has_value() && risk.cost_impact->amount_minor < 0) {
      report.Block(row, RiskPath(risk, "cost_impact"), "AMOUNT_NEGATIVE",
                   absl::StrCat(SubjectOf(risk), " has a negative cost."));
    }
    if (risk.cost_impact_spread.has_value()) {
      const std::string path = RiskPath(risk, "cost_impact_spread");
      CheckSpread(SubjectOf(risk), row, *risk.cost_impact_spread, path, report);
      if (!risk.cost_impact.has_value()) {
        report.Block(row, path, "SPREAD_WITHOUT_AMOUNT",
                     absl::StrCat(SubjectOf(risk), " has a spread, but no cost it is a share of."));
      }
    }
    CheckDelay(risk, row, report);
    ++row;
  }
}

void CheckRisks(const Input& input, Sink& sink) {
  Reporter report(Section::kRisks, sink);
  std::set<std::string> ids;
  std::set<RiskGroup> groups;
  int row = 0;
  for (const Risk& risk : input.content.risks.risks) {
    if (!ids.insert(risk.id).second) {
      report.Add(Severity::kMust, row, RiskPath(risk, "id"), "ID_TWICE",
                 absl::StrCat("Two risks have the id \"", risk.id, "\"."), "");
    }
    CheckRisk(risk, row, report);
    if (risk.group.has_value()) groups.insert(*risk.group);
    ++row;
  }
  if (input.content.risks.risks.empty() || !input.Needs(Section::kRisks)) return;
  if (input.IsShort()) return;
  for (RiskGroup group : methodology::AllRiskGroups()) {
    if (groups.count(group) > 0) continue;
    const absl::string_view name = methodology::Name(group);
    report.Add(Severity::kShould, -1, absl::StrCat("risks.risks[group=", name, "]"),
               "RISK_GROUP_NOT_COVERED",
               absl::StrCat("No risk of the group \"", name, "\" is named."),
               "The score for risk suffers.");
  }
}

}  // namespace cartera::appraisal::checker
