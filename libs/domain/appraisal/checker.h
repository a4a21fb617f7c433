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
  const methodology::Tier* tier = nullptr;  // nullptr: not known
  bool is_scoped = false;                   // by a tier or a stage that the method has
  std::vector<methodology::SectionRequirement> required;

  // False when the stage or the tier leaves the section out; a method alone leaves out none.
  bool Needs(Section section) const;
  // True in a tier of few fields: what the score reads but the form does not ask for is then no
  // reason to send a case back.
  bool IsShort() const { return tier != nullptr && tier->field_count_max > 0; }
};

class Sink {
 public:
  void Add(int row, Finding finding) { keyed_.push_back({std::move(finding), row}); }
  // Sorted by section, row, code, path.
  std::vector<Finding> Take();

 private:
  std::vector<Keyed> keyed_;
};

// Adds findings of one section.
class Reporter {
 public:
  Reporter(Section section, Sink& sink) : section_(section), sink_(sink) {}

  void Add(Severity severity, int row, std::string path, absl::string_view code,
           std::string message, std::string consequence);
  // Blocking: no figure can be computed.
  void Block(int row, std::string path, absl::string_view code, std::string message);
  // Neither a source nor marked as an assumption.
  void CheckEvidence(int row, const std::string& id, const Evidence& evidence,
                     const std::string& path);
  int blocked_count() const { return blocked_count_; }

 private:
  Section section_;
  Sink& sink_;
  int blocked_count_ = 0;
};

// The blocking checks: ids, options, years, categories, what a line says, money that does not add,
// and distributions that cannot be drawn from.
void CheckLines(const Input& input, Sink& sink);
void CheckMoney(const Input& input, Sink& sink);
void CheckRiskNumbers(const Input& input, Sink& sink);
// What a line says of its amount, its course, its tax and its spread; of CheckLines.
void CheckStatement(const Input& input, int row, const CostLine& line, Reporter& report);
void CheckStatement(const Input& input, int row, const BenefitLine& line, Reporter& report);
// `subject` begins the message: "Line \"c1\"".
void CheckSpread(const std::string& subject, int row, const Spread& spread, const std::string& path,
                 Reporter& report);

// Required sections and fields, options, years of the project, systems, exploration.
void CheckForm(const Input& input, Sink& sink);
// Cost lines, benefit lines and risks beyond what blocks.
void CheckCosts(const Input& input, Sink& sink);
void CheckBenefits(const Input& input, Sink& sink);
void CheckRisks(const Input& input, Sink& sink);
// What is laid upon other bodies, and whether they agree.
void CheckConfirmations(const Input& input, Sink& sink);
// Answers to the method's requirements, risk profile and causes of optimism bias.
void CheckAnswers(const Input& input, Sink& sink);

// True when a text has a word for depreciation (English, Spanish, Danish, Norwegian; upper case or
// lower), which is no payment and would count an outlay twice.
bool NamesDepreciation(absl::string_view text);

std::string PreferredId(const Input& input);
// The last year of a line's course; its own year when it has none.
template <typename Line>
int LastYearOf(const Line& line) {
  return line.course.last_fiscal_year > line.fiscal_year ? line.course.last_fiscal_year
                                                         : line.fiscal_year;
}

}  // namespace cartera::appraisal::checker

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_CHECKER_H_
