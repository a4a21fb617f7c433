#ifndef CARTERA_TOOLS_CARTERA_PAGE_REFERENCE_H_
#define CARTERA_TOOLS_CARTERA_PAGE_REFERENCE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/domain/canonical/value.h"
#include "libs/domain/reference_class/place.h"
#include "libs/domain/reference_class/reference_class.h"
#include "tools/cartera/text.h"

// Reference classes and where a case stands in one, for people and for programs.
namespace cartera::cli {

std::string ClassListPage(const std::vector<reference_class::ReferenceClass>& classes,
                          const PageStyle& style);
std::string ClassPage(const reference_class::ReferenceClass& of, const PageStyle& style);

// A case held against a class.
struct PlacedCase {
  // What was placed, by name, in the order of the page: where the cost is from, at which rate.
  std::vector<std::pair<std::string, std::string>> facts;
  reference_class::Sought sought;
  std::vector<reference_class::Placement> placements;
  std::optional<reference_class::OutcomeCounts> outcomes;
};
std::string PlacementPage(const reference_class::ReferenceClass& of, const PlacedCase& placed,
                          const PageStyle& style);

// Amounts in minor units, shares and ratios in basis points; what is not known is absent.
canonical::Value ClassJson(const reference_class::ReferenceClass& of);
canonical::Value PlacementJson(const reference_class::ReferenceClass& of, const PlacedCase& placed);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PAGE_REFERENCE_H_
