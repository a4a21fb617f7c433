#include "libs/domain/baseline/transfer.h"

#include <array>
#include <set>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/domain/money/text.h"

namespace cartera::baseline {
namespace {

struct Amount {
  absl::string_view name;
  money::Money Frame::*of;
};
constexpr std::array<Amount, 4> kAmounts = {{{"point", &Frame::point},
                                             {"steering_frame", &Frame::steering_frame},
                                             {"cost_frame", &Frame::cost_frame},
                                             {"reserve", &Frame::reserve}}};

bool AllAlike(absl::Span<const Side> sides) {
  for (const Side& side : sides) {
    for (const Amount& amount : kAmounts) {
      if (!money::IsLike(side.before.frame.*amount.of, sides[0].before.frame.point)) return false;
      if (!money::IsLike(side.after.frame.*amount.of, sides[0].before.frame.point)) return false;
    }
  }
  return true;
}

void CheckDirection(const Side& side, const std::string& path, std::vector<Fault>& faults) {
  const Reason reason = side.after.change->reason;
  const int64_t before_minor = side.before.frame.point.amount_minor;
  const int64_t after_minor = side.after.frame.point.amount_minor;
  if (reason != Reason::kScopeMovedTo && reason != Reason::kScopeMovedFrom) {
    faults.push_back(
        {absl::StrCat(path, ".after.change.reason"), "must be scope_moved_to or scope_moved_from"});
  } else if (reason == Reason::kScopeMovedTo && after_minor > before_minor) {
    faults.push_back({absl::StrCat(path, ".after.frame.point"),
                      "must not rise where scope moved to another project"});
  } else if (reason == Reason::kScopeMovedFrom && after_minor < before_minor) {
    faults.push_back({absl::StrCat(path, ".after.frame.point"),
                      "must not fall where scope moved from another project"});
  }
}

void CheckSide(absl::Span<const Side> sides, size_t at, std::vector<Fault>& faults) {
  const Side& side = sides[at];
  const std::string path = absl::StrCat("sides[", at, "]");
  if (!side.after.change.has_value()) {
    faults.push_back({absl::StrCat(path, ".after.change"), "must be given"});
    return;
  }
  CheckDirection(side, path, faults);
  std::set<std::string> others;
  for (const Side& one : sides) {
    if (one.project != side.project) others.insert(one.project);
  }
  const std::vector<std::string>& named = side.after.change->other_sides;
  if (std::set<std::string>(named.begin(), named.end()) != others) {
    faults.push_back({absl::StrCat(path, ".after.change.other_sides"),
                      "must name the other projects of the transfer"});
  }
}

void CheckSums(absl::Span<const Side> sides, std::vector<Fault>& faults) {
  for (const Amount& amount : kAmounts) {
    absl::int128 risen_minor = 0;
    for (const Side& side : sides) {
      risen_minor += (side.after.frame.*amount.of).amount_minor;
      risen_minor -= (side.before.frame.*amount.of).amount_minor;
    }
    if (risen_minor == 0) continue;
    const bool risen = risen_minor > 0;
    const absl::int128 by_minor = risen ? risen_minor : -risen_minor;
    // Within int64: sides and amounts are bounded, and what passes is clamped in the message only.
    money::Money by = sides[0].before.frame.point;
    by.amount_minor = by_minor > INT64_MAX ? INT64_MAX : static_cast<int64_t>(by_minor);
    faults.push_back({absl::StrCat("sum.", amount.name),
                      absl::StrCat("a transfer leaves the sum of all projects unchanged, this one ",
                                   risen ? "raises" : "lowers", " it by ", money::Format(by))});
  }
}

}  // namespace

std::vector<Fault> CheckTransfer(absl::Span<const Side> sides) {
  std::vector<Fault> faults;
  std::set<std::string> projects;
  for (const Side& side : sides) projects.insert(side.project);
  if (sides.size() < 2 || projects.size() != sides.size() || projects.contains("")) {
    faults.push_back({"sides", "must be two or more projects, each once"});
    return faults;
  }
  for (size_t i = 0; i < sides.size(); ++i) CheckSide(sides, i, faults);
  if (AllAlike(sides)) {
    CheckSums(sides, faults);
  } else {
    faults.push_back({"sides", "must all be in the same money"});
  }
  return faults;
}

}  // namespace cartera::baseline
