// What is laid upon other bodies, and whether they agree.
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::checker {
namespace {

// Bodies that can be asked; nobody answers for all citizens or businesses.
bool CanBeAsked(Bearer bearer) {
  return bearer == Bearer::kCentralAgency || bearer == Bearer::kRegion ||
         bearer == Bearer::kMunicipality;
}

template <typename Line>
void CheckLine(const Line& line, Bearer bearer, absl::string_view what, int row,
               std::string (*path)(const Line&, absl::string_view), Reporter& report) {
  const Confirmation& confirmation = line.confirmation;
  const std::string subject = absl::StrCat("Line \"", line.id, "\"");
  if (confirmation.state == ConfirmationState::kDisputed) {
    std::string message =
        absl::StrCat(subject, " is disputed by ",
                     IsFilled(confirmation.body) ? confirmation.body : std::string(Name(bearer)));
    if (confirmation.amount.has_value()) {
      absl::StrAppend(&message, ", which says ", money::Format(*confirmation.amount), " a year");
    }
    if (IsFilled(confirmation.text)) absl::StrAppend(&message, ": \"", confirmation.text, "\"");
    report.Add(Severity::kShould, row, path(line, "confirmation"), "LINE_DISPUTED", message + ".",
               "Figures are shown with and without it.");
    return;
  }
  if (!CanBeAsked(bearer)) return;
  if (confirmation.state != ConfirmationState::kConfirmed) {
    report.Add(Severity::kShould, row, path(line, "confirmation"), "CONFIRMATION_MISSING",
               absl::StrCat(subject, " lays a ", what, " on another body (", Name(bearer),
                            "), which has not agreed",
                            confirmation.state == ConfirmationState::kAsked
                                ? " yet."
                                : "; ask it and enter its answer."),
               "The line is left out of the figures with confirmed lines only.");
  } else if (!IsFilled(confirmation.body)) {
    report.Add(Severity::kShould, row, path(line, "confirmation.body"), "CONFIRMED_BY_NOBODY",
               absl::StrCat(subject, " is confirmed, but it is not said by whom."),
               "The confirmation cannot be checked.");
  }
}

}  // namespace

void CheckConfirmations(const Input& input, Sink& sink) {
  Reporter costs(Section::kCosts, sink);
  int row = 0;
  for (const CostLine& line : input.content.costs.lines) {
    CheckLine(line, line.bearer, "cost", row, CostPath, costs);
    if (CanBeAsked(line.bearer) && !IsFilled(line.bearer_body)) {
      costs.Add(Severity::kShould, row, CostPath(line, "bearer_body"), "BEARER_BODY_MISSING",
                absl::StrCat("Line \"", line.id, "\" does not say which body bears it."),
                "Nobody can be asked.");
    }
    ++row;
  }
  Reporter benefits(Section::kBenefits, sink);
  row = 0;
  for (const BenefitLine& line : input.content.benefits.lines) {
    CheckLine(line, line.gainer, "gain", row, BenefitPath, benefits);
    ++row;
  }
}

}  // namespace cartera::appraisal::checker
