#include "libs/domain/reference_class/words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/money/text.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

constexpr int64_t kWholeBp = 10'000;

std::string AmountText(const ReferenceClass& of, int64_t amount_minor) {
  return money::Format(money::Nominal(amount_minor, of.unit.value_or(money::Unit{})));
}

std::string SizeText(const ReferenceClass& of, const Sought& sought) {
  if (!sought.cost_minor.has_value()) return "size";
  const int64_t cost = *sought.cost_minor;
  const int64_t factor = sought.size_factor;
  const int64_t least = cost / factor + (cost % factor == 0 ? 0 : 1);
  const int64_t greatest = cost > kAmountMinorMax / factor ? kAmountMinorMax : cost * factor;
  return absl::StrCat("size from ", AmountText(of, least), " to ", AmountText(of, greatest));
}

std::string YearsText(const Sought& sought) {
  if (sought.last_year == 0) return absl::StrCat("years from ", sought.first_year);
  if (sought.first_year == 0) return absl::StrCat("years until ", sought.last_year);
  return absl::StrCat("years ", sought.first_year, " to ", sought.last_year);
}

std::string CountText(size_t count) {
  return money::FormatAmountMinor(static_cast<int64_t>(count), 0);
}

}  // namespace

std::string DescribeSought(const ReferenceClass& of, const Sought& sought, Filter filter) {
  switch (filter) {
    case Filter::kRegion:
      return absl::StrCat("region ", sought.region);
    case Filter::kYears:
      return YearsText(sought);
    case Filter::kSector:
      return absl::StrCat("sector ", sought.sector);
    case Filter::kSize:
      return SizeText(of, sought);
    case Filter::kKind:
      return absl::StrCat("kind ", sought.kind);
  }
  return "";
}

std::string DescribeState(const AppliedFilter& applied) {
  switch (applied.state) {
    case FilterState::kNotAsked:
      return "";
    case FilterState::kNotInClass:
      return "left aside: the class does not say it";
    case FilterState::kNoUse:
      return "left aside: the cost itself is what is placed";
    case FilterState::kHeld:
      return "held";
    case FilterState::kGivenUp:
      return absl::StrCat("given up: with it ", CountText(applied.found_with), " were left");
  }
  return "";
}

std::string DescribeCount(const Comparable& comparable) {
  const std::string count = CountText(comparable.projects.size());
  if (comparable.enough) {
    return absl::StrCat(count, " of ", CountText(comparable.candidates),
                        " projects are comparable.");
  }
  return absl::StrCat("Too few: ", count, " comparable projects, and ", kProjectsMin,
                      " are needed. With fewer, ", PercentText(kConfidenceBp),
                      " confidence allows no upper limit of what covers 80 % of such projects.");
}

std::string PercentText(int64_t share_bp) {
  std::string text = money::FormatAmountMinor(share_bp, 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return absl::StrCat(text, " %");
}

std::string UpliftText(int64_t ratio_bp) {
  return absl::StrCat(ratio_bp > kWholeBp ? "+" : "", PercentText(ratio_bp - kWholeBp));
}

std::string ValueText(const ReferenceClass& of, Measure measure, int64_t value) {
  switch (measure) {
    case Measure::kCost:
      return AmountText(of, value);
    case Measure::kDuration:
      return absl::StrCat(value, value == 1 ? " month" : " months");
    case Measure::kCostOverrun:
    case Measure::kDurationOverrun:
      return UpliftText(value);
    case Measure::kBenefit:
      return PercentText(value);
  }
  return "";
}

std::string RangeText(const ReferenceClass& of, Measure measure, const Covering& covering) {
  const auto text = [&](int64_t value) { return ValueText(of, measure, value); };
  if (covering.least.has_value() && covering.greatest.has_value()) {
    return absl::StrCat(text(*covering.least), " to ", text(*covering.greatest));
  }
  const std::string why =
      absl::StrCat("; both limits take ", CountText(covering.count_for_range), " projects");
  if (covering.least.has_value()) return absl::StrCat(text(*covering.least), " or more", why);
  if (covering.greatest.has_value()) return absl::StrCat(text(*covering.greatest), " or less", why);
  return absl::StrCat("none", why);
}

std::string DescribeOwn(const ReferenceClass& of, const Placement& placement) {
  if (!placement.own.has_value()) return "";
  const Position& own = *placement.own;
  const std::string value = ValueText(of, placement.measure, own.value);
  const std::string counts = absl::StrCat(CountText(own.below), " lower, ", CountText(own.equal),
                                          " the same, ", CountText(own.above), " higher");
  const std::string percentile = PercentText(own.percentile_bp);
  if (!IsRatio(placement.measure)) {
    return absl::StrCat("With ", value, " this case stands at ", percentile,
                        " of them, ties counted half: ", counts, ".");
  }
  const size_t covered = own.below + own.equal;
  return absl::StrCat("An uplift of ", value, ", as this case has, would have covered ",
                      CountText(covered), " of ", CountText(placement.values.size()),
                      " and stands at ", percentile, " of them, ties counted half: ", counts, ".");
}

}  // namespace cartera::reference_class
