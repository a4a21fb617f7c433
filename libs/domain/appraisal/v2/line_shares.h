#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINE_SHARES_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINE_SHARES_H_

#include <cstdint>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"

// Sums over the lines of one option as stated: all their years, nothing discounted or uplifted, and
// nothing converted but units by the case's planning rates. Sunk lines are in no figure and not in
// these. Errors: FAILED_PRECONDITION when units differ and no rate leads from one to the other;
// those of FlowOf.
namespace cartera::appraisal::v2 {

// `unit` is absent when no line has an amount.
struct LineSum {
  absl::int128 minor = 0;
  std::optional<money::Unit> unit;
};
// Of the cost lines of `option`.
absl::StatusOr<LineSum> CostAsStated(const CaseContent& content,
                                     const methodology::Methodology& methodology,
                                     absl::string_view option);

// How much of the whole has a property, in minor units.
struct LineShare {
  absl::int128 whole = 0;
  absl::int128 part = 0;
  // Of the whole in basis points, downwards, so that it reaches a limit exactly when the fraction
  // does; absent when the whole is nothing.
  std::optional<int64_t> share_bp() const;
};
absl::StatusOr<LineShare> ShareOfCosts(const CaseContent& content,
                                       const methodology::Methodology& methodology,
                                       absl::string_view option,
                                       absl::FunctionRef<bool(const CostLine&)> has_property);
// Of the benefits in money that `counts`.
absl::StatusOr<LineShare> ShareOfBenefits(const CaseContent& content,
                                          const methodology::Methodology& methodology,
                                          absl::string_view option,
                                          absl::FunctionRef<bool(const BenefitLine&)> counts,
                                          absl::FunctionRef<bool(const BenefitLine&)> has_property);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_LINE_SHARES_H_
