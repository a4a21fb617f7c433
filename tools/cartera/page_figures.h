#ifndef CARTERA_TOOLS_CARTERA_PAGE_FIGURES_H_
#define CARTERA_TOOLS_CARTERA_PAGE_FIGURES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "tools/cartera/text.h"

// Parts of the page of an evaluation; each is empty when the evaluation has nothing of it.
namespace cartera::cli {

// nullptr when the option has no such figure.
const appraisal::v1::Figure* FindFigure(const appraisal::v1::OptionFigures& figures,
                                        absl::string_view id);

std::string RoutePart(const appraisal::v1::Evaluation& evaluation, const PageStyle& style);
std::string AccountsPart(const appraisal::v1::Evaluation& evaluation, const PageStyle& style);
std::string OptionsPart(const appraisal::v1::Evaluation& evaluation, const PageStyle& style);
std::string SimulationPart(const appraisal::v1::Evaluation& evaluation, const PageStyle& style);

// A figure with its whole tree, `depth_max` levels deep (0: all).
std::string FigurePage(const appraisal::v1::OptionFigures& option,
                       const appraisal::v1::Figure& figure, int depth_max, const PageStyle& style);
// The same as numbered steps, each after those it is made from; a step that is needed twice stands
// once.
std::string TracePage(const appraisal::v1::OptionFigures& option,
                      const appraisal::v1::Figure& figure, const PageStyle& style);
// The ids and values of all figures of an option.
std::string FigureList(const appraisal::v1::OptionFigures& option, const PageStyle& style);

// One case under several methodologies: a column each. An evaluation that was refused has no
// column but a line that says why.
struct ComparedEvaluation {
  std::string methodology;  // "norway-cofinancing/1"
  appraisal::v1::Evaluation evaluation;
  std::string refusal;  // empty when it was made
};
std::string ComparisonPage(const std::string& revision,
                           const std::vector<ComparedEvaluation>& compared, const PageStyle& style);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PAGE_FIGURES_H_
