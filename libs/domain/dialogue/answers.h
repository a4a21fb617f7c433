#ifndef CARTERA_LIBS_DOMAIN_DIALOGUE_ANSWERS_H_
#define CARTERA_LIBS_DOMAIN_DIALOGUE_ANSWERS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::dialogue {

// Where an observation stands: the field it is about, and those its reply says were changed for it.
struct Anchor {
  std::string observation;
  std::vector<std::string> fields;
};

// True when one of the two paths is the other, or leads to it: "costs" and "costs.lines[id=a]" are
// on one path, "cost" and "costs", or "[id=a]" and "[id=ab]", are not.
bool OnOnePath(absl::string_view a, absl::string_view b);

// The observations that a change of `field` answers, in the order of `anchors`.
std::vector<std::string> AnsweredBy(absl::string_view field, const std::vector<Anchor>& anchors);

}  // namespace cartera::dialogue

#endif  // CARTERA_LIBS_DOMAIN_DIALOGUE_ANSWERS_H_
