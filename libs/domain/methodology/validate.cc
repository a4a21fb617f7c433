#include "libs/domain/methodology/validate.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/ids.h"
#include "libs/domain/methodology/fault_list.h"

namespace cartera::methodology {
namespace {

class Validator {
 public:
  explicit Validator(const Methodology& methodology)
      : methodology_(methodology), faults_(methodology) {}

  std::vector<Fault> Run() {
    CheckIds();
    CheckDimensions();
    CheckCriteria();
    CheckSections();
    CheckMoneyRules();
    CheckSuggestion();
    CheckRiskMatrix();
    CheckReasons();
    ValidateForm(methodology_, faults_);
    ValidatePrices(methodology_, faults_);
    ValidateUncertainty(methodology_, faults_);
    ValidateJudgement(methodology_, faults_);
    return faults_.Take();
  }

 private:
  void Add(std::string path, std::string message) {
    faults_.Add(std::move(path), std::move(message));
  }
  void CheckOrigin(const Origin& origin, absl::string_view path) {
    faults_.CheckOrigin(origin, path);
  }

  void CheckIds() {
    if (!IsValidResourceId(methodology_.id)) Add("id", "must be an id as names hold them");
    if (!IsValidResourceId(methodology_.version))
      Add("version", "must be an id as names hold them");
  }

  void CheckDimensions() {
    std::set<std::string> ids;
    for (const Dimension& dimension : methodology_.dimensions) {
      const std::string path = absl::StrCat("dimensions[id=", dimension.id, "]");
      if (!ids.insert(dimension.id).second) Add(path, "this id stands twice");
      int sum_bp = 0;
      for (const Criterion& criterion : methodology_.criteria) {
        if (criterion.dimension == dimension.id) sum_bp += criterion.weight_bp;
      }
      if (sum_bp != dimension.weight_bp) {
        Add(path + ".weight_bp", absl::StrCat("is ", dimension.weight_bp,
                                              ", but the weights of its criteria add to ", sum_bp));
      }
      CheckOrigin(dimension.origin, path + ".origin");
    }
    if (ids.empty()) Add("dimensions", "at least one");
  }

  void CheckCriteria() {
    std::set<std::string> ids;
    int sum_bp = 0;
    for (const Criterion& criterion : methodology_.criteria) {
      const std::string path = absl::StrCat("criteria[id=", criterion.id, "]");
      if (!ids.insert(criterion.id).second) Add(path, "this id stands twice");
      if (FindDimension(methodology_, criterion.dimension) == nullptr) {
        Add(path + ".dimension", absl::StrCat("\"", criterion.dimension, "\" is not a dimension"));
      }
      for (size_t i = 1; i < criterion.limits_bp.size(); ++i) {
        if (criterion.limits_bp[i] <= criterion.limits_bp[i - 1]) {
          Add(path + ".limits_bp", "must rise");
          break;
        }
      }
      sum_bp += criterion.weight_bp;
      CheckOrigin(criterion.origin, path + ".origin");
      CheckOrigin(criterion.weight_origin, path + ".weight_origin");
    }
    if (sum_bp != kWholeBp)
      Add("criteria", absl::StrCat("the weights add to ", sum_bp, ", not 10000"));
  }

  void CheckSections() {
    std::set<Section> sections;
    for (const SectionRequirement& requirement : methodology_.sections) {
      const absl::string_view name = Name(requirement.section);
      const std::string path = absl::StrCat("sections[", name, "]");
      if (!sections.insert(requirement.section).second) Add(path, "this section stands twice");
      for (const std::string& field : requirement.required_fields) {
        if (field.rfind(absl::StrCat(name, "."), 0) != 0) {
          Add(path, absl::StrCat("field \"", field, "\" is not of this section"));
        }
      }
    }
  }

  void CheckMoneyRules() {
    const Discounting& discounting = methodology_.discounting;
    if (discounting.schedule.empty()) Add("discounting.schedule", "at least one step");
    for (size_t i = 0; i < discounting.schedule.size(); ++i) {
      const int offset = discounting.schedule[i].from_year_offset;
      if (i == 0 ? offset != 0 : offset <= discounting.schedule[i - 1].from_year_offset) {
        Add(absl::StrCat("discounting.schedule[", i, "].from_year_offset"),
            i == 0 ? "the first step starts at 0" : "must rise");
      }
    }
    CheckOrigin(discounting.origin, "discounting.origin");
    CheckOrigin(methodology_.horizon_origin, "horizon.origin");
    std::set<CostCategory> categories;
    for (const Uplift& uplift : methodology_.uplifts) {
      const std::string path = absl::StrCat("uplifts[", Name(uplift.category), "]");
      if (!categories.insert(uplift.category).second) Add(path, "this category stands twice");
      CheckOrigin(uplift.origin, path + ".origin");
    }
    std::set<std::string> units;
    for (const TwoPersonThreshold& threshold : methodology_.two_person_thresholds) {
      const std::string path = absl::StrCat("two_person_thresholds[", threshold.unit, "]");
      if (!units.insert(threshold.unit).second) Add(path, "this unit stands twice");
      CheckOrigin(threshold.origin, path + ".origin");
    }
  }

  void CheckSuggestion() {
    const std::vector<OutcomeBand>& bands = methodology_.suggestion.bands;
    if (bands.empty()) Add("suggestion.bands", "at least one");
    for (size_t i = 0; i < bands.size(); ++i) {
      if (i == 0 ? bands[i].from_bp != 0 : bands[i].from_bp <= bands[i - 1].from_bp) {
        Add(absl::StrCat("suggestion.bands[", i, "].from_bp"),
            i == 0 ? "the first band starts at 0" : "must rise");
      }
    }
    CheckOrigin(methodology_.suggestion.origin, "suggestion.origin");
  }

  void CheckRiskMatrix() {
    const RiskMatrix& matrix = methodology_.risk_matrix;
    if (matrix.levels.empty()) Add("risk_matrix.levels", "at least one");
    for (size_t i = 0; i < matrix.probability_from_bp.size(); ++i) {
      const int from_bp = matrix.probability_from_bp[i];
      if (i == 0 ? from_bp != 0 : from_bp <= matrix.probability_from_bp[i - 1]) {
        Add(absl::StrCat("risk_matrix.probability_from_bp[", i, "]"),
            i == 0 ? "the first level starts at 0" : "must rise");
      }
    }
    CheckOrigin(matrix.origin, "risk_matrix.origin");
  }

  void CheckReasons() {
    std::set<std::string> ids;
    for (const DecisionReason& reason : methodology_.decision_reasons) {
      if (!ids.insert(reason.id).second) {
        Add(absl::StrCat("decision_reasons[id=", reason.id, "]"), "this id stands twice");
      }
    }
  }

  const Methodology& methodology_;
  FaultList faults_;
};

}  // namespace

std::vector<Fault> Validate(const Methodology& methodology) { return Validator(methodology).Run(); }

}  // namespace cartera::methodology
