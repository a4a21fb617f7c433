#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_CHECKER_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_CHECKER_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/findings.h"

// What Check is made of; not for use outside this folder.
namespace cartera::appraisal::checker {

// A finding with its place in the order.
struct Keyed {
  Finding finding;
  int row = -1;  // -1: the section as a whole
};

struct Input {
  const CaseContent& content;
  const methodology::Methodology& methodology;
  const CaseContext& context;
  Horizon horizon;
};

class Sink {
 public:
  void Add(int row, Finding finding) { keyed_.push_back({std::move(finding), row}); }
  // Sorted by section, row, code, path.
  std::vector<Finding> Take();

 private:
  std::vector<Keyed> keyed_;
};

// The blocking checks: ids, options, years, categories, amounts, and money that does not add.
void CheckLines(const Input& input, Sink& sink);
// Required sections and fields, options, years of the project.
void CheckForm(const Input& input, Sink& sink);
// Cost and benefit lines beyond what blocks.
void CheckCosts(const Input& input, Sink& sink);
void CheckBenefits(const Input& input, Sink& sink);
void CheckRisks(const Input& input, Sink& sink);
// Answers to the method's requirements, risk profile and causes of optimism bias.
void CheckAnswers(const Input& input, Sink& sink);

// True when a text names depreciation, which is no payment and would count an outlay twice.
bool NamesDepreciation(absl::string_view text);

}  // namespace cartera::appraisal::checker

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_CHECKER_H_
