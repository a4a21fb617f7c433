#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_DIFFERENCE_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_DIFFERENCE_H_

#include <string>
#include <vector>

#include "libs/domain/canonical/value.h"

namespace cartera::methodology {

// What one methodology file says otherwise than another, and where.
struct Difference {
  std::string path;    // "criteria[id=c5].weight_bp"
  std::string before;  // canonical form, cut to kDifferenceTextMax bytes; empty: absent
  std::string after;
  friend bool operator==(const Difference&, const Difference&) = default;
};

inline constexpr size_t kDifferenceTextMax = 200;

// In the order of the members' names. Rows are held against each other by what names them ("id",
// "section", ...), else by their place; rows that only change places are told as one difference.
std::vector<Difference> Differences(const canonical::Value& before, const canonical::Value& after);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_DIFFERENCE_H_
