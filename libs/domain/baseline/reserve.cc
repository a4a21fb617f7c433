#include "libs/domain/baseline/reserve.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/money/text.h"

namespace cartera::baseline {

absl::StatusOr<money::Money> ReserveLeft(const Baseline& baseline,
                                         absl::Span<const Release> releases) {
  money::Money left = baseline.frame.reserve;
  for (const Release& release : releases) {
    ASSIGN_OR_RETURN(left, money::Subtract(left, release.amount));
  }
  if (left.amount_minor < 0) {
    return absl::OutOfRangeError(absl::StrCat("more was released than the reserve of ",
                                              money::Format(baseline.frame.reserve)));
  }
  return left;
}

std::vector<Fault> CheckRelease(const Baseline& baseline, absl::Span<const Release> earlier,
                                const Release& release) {
  std::vector<Fault> faults;
  if (release.on < baseline.effective_on || (!earlier.empty() && release.on < earlier.back().on)) {
    faults.push_back({"on", "must not be before the baseline or an earlier release"});
  }
  const auto left = ReserveLeft(baseline, earlier);
  if (release.amount.amount_minor <= 0) {
    faults.push_back({"amount", "must be above zero"});
  } else if (!left.ok()) {
    faults.push_back({"amount", std::string(left.status().message())});
  } else if (!money::IsLike(release.amount, *left)) {
    faults.push_back({"amount", absl::StrCat("must be in the money of the reserve, ",
                                             money::Format(baseline.frame.reserve))});
  } else if (release.amount.amount_minor > left->amount_minor) {
    faults.push_back({"amount", absl::StrCat("must be at most what is left of the reserve, ",
                                             money::Format(*left))});
  }
  if (release.released_by.empty() || release.released_by != baseline.frame.reserve_holder) {
    faults.push_back({"released_by", "must be the holder of the reserve"});
  }
  if (absl::StripAsciiWhitespace(release.reason).empty()) {
    faults.push_back({"reason", "must say why the reserve is released"});
  }
  return faults;
}

}  // namespace cartera::baseline
