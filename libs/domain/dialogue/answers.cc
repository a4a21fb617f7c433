#include "libs/domain/dialogue/answers.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace cartera::dialogue {
namespace {

// `above` is `path` or ends where a step of it ends.
bool LeadsTo(absl::string_view above, absl::string_view path) {
  if (!absl::StartsWith(path, above)) return false;
  return path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[';
}

}  // namespace

bool OnOnePath(absl::string_view a, absl::string_view b) { return LeadsTo(a, b) || LeadsTo(b, a); }

std::vector<std::string> AnsweredBy(absl::string_view field, const std::vector<Anchor>& anchors) {
  std::vector<std::string> answered;
  for (const Anchor& anchor : anchors) {
    if (std::any_of(anchor.fields.begin(), anchor.fields.end(),
                    [&](const std::string& own) { return OnOnePath(own, field); })) {
      answered.push_back(anchor.observation);
    }
  }
  return answered;
}

}  // namespace cartera::dialogue
