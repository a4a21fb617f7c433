#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V1_EXPLAIN_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V1_EXPLAIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/evaluation.h"
#include "libs/domain/appraisal/v1/tco.h"

namespace cartera::appraisal::v1 {

// Builds the explanation trees of one option. Lines stand in the order of their ids, so that the
// order in which they were written changes nothing.
class Explainer {
 public:
  Explainer(const CaseContent& content, const methodology::Methodology& methodology,
            const CaseContext& context, absl::string_view option, std::string unit);

  // Undiscounted cost by year, down to the lines.
  Explanation Tco(int64_t tco_minor) const;
  // Present value by year: amount, uplift and factor, down to the lines and the rate.
  absl::StatusOr<Explanation> PvCosts(int64_t pv_minor, absl::Span<const double> flows,
                                      absl::Span<const double> factors) const;
  absl::StatusOr<Explanation> PvBenefits(int64_t pv_minor, absl::Span<const double> flows,
                                         absl::Span<const double> factors) const;

 private:
  absl::StatusOr<Explanation> PresentValueTree(std::string label, int64_t pv_minor,
                                               absl::Span<const double> flows,
                                               absl::Span<const double> factors,
                                               bool is_cost) const;
  absl::StatusOr<Explanation> Factor(int offset, double factor) const;
  Explanation Line(std::string label, int64_t amount_minor, std::string path,
                   const Evidence& evidence) const;
  std::vector<Explanation> CostLines(int fiscal_year) const;
  std::vector<Explanation> BenefitLines(int fiscal_year) const;
  std::vector<Explanation> Uplifts(int fiscal_year) const;

  const methodology::Methodology& methodology_;
  const CaseContext& context_;
  std::string unit_;
  std::vector<const CostLine*> costs_;
  std::vector<const BenefitLine*> benefits_;
};

// A figure made from two others, which explain themselves: "PVB - PVC".
Explanation Derived(std::string label, std::string formula, std::optional<int64_t> value,
                    std::string unit, const Explanation& left, const Explanation& right);

}  // namespace cartera::appraisal::v1

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V1_EXPLAIN_H_
