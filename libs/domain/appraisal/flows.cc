#include "libs/domain/appraisal/flows.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"

namespace cartera::appraisal {
namespace {

using methodology::kWholeBp;

// A number that is not negative, without rounding: every factor is a whole number of basis points,
// so in digits of base 10,000 each takes one more digit after the point.
class Exact {
 public:
  // `value` / 10,000^`fraction_digits`
  Exact(absl::uint128 value, size_t fraction_digits) : fraction_digits_(fraction_digits) {
    for (; value > 0; value /= kBase) digits_.push_back(static_cast<uint32_t>(value % kBase));
  }

  void MultiplyBp(int factor_bp) {
    uint64_t carry = 0;
    for (uint32_t& digit : digits_) {
      carry += uint64_t{digit} * static_cast<uint64_t>(factor_bp);
      digit = static_cast<uint32_t>(carry % kBase);
      carry /= kBase;
    }
    for (; carry > 0; carry /= kBase) digits_.push_back(static_cast<uint32_t>(carry % kBase));
    ++fraction_digits_;
    // 10,250 / 10,000 and the like leave noughts at the end.
    size_t noughts = 0;
    while (noughts < fraction_digits_ && noughts < digits_.size() && digits_[noughts] == 0) {
      ++noughts;
    }
    digits_.erase(digits_.begin(), digits_.begin() + static_cast<int64_t>(noughts));
    fraction_digits_ -= noughts;
  }

  // To the nearest whole number, halves to the even one; nothing when it passes kAmountMinorMax.
  // This is the only place where a line's amounts are rounded.
  std::optional<int64_t> RoundedHalfEven() const {
    absl::uint128 whole = 0;
    for (size_t i = digits_.size(); i > fraction_digits_; --i) {
      whole = whole * kBase + digits_[i - 1];
      if (whole > kAmountMinorMax) return std::nullopt;
    }
    if (IsRoundedUp(whole)) ++whole;
    if (whole > kAmountMinorMax) return std::nullopt;
    return static_cast<int64_t>(whole);
  }

 private:
  static constexpr uint32_t kBase = kWholeBp;

  bool IsRoundedUp(absl::uint128 whole) const {
    if (fraction_digits_ == 0 || fraction_digits_ > digits_.size()) return false;
    const uint32_t first = digits_[fraction_digits_ - 1];
    if (first != kBase / 2) return first > kBase / 2;
    for (size_t i = 0; i + 1 < fraction_digits_; ++i) {
      if (digits_[i] != 0) return true;
    }
    return whole % 2 == 1;
  }

  std::vector<uint32_t> digits_;  // least first; empty: 0
  size_t fraction_digits_ = 0;
};

// A stated amount before it is spread over the years.
struct Stated {
  money::Money like;
  bool negative = false;
  Exact full{0, 0};
  std::vector<int> growths_bp;  // each of them every year
};

absl::Status Refused(absl::string_view id, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line \"", id, "\" ", what));
}

absl::uint128 Magnitude(int64_t value) {
  return value < 0 ? absl::uint128(0) - absl::uint128(value) : absl::uint128(value);
}

bool IsWithin(int64_t value, int64_t min, int64_t max) { return value >= min && value <= max; }

Exact FullOf(int64_t amount_minor) { return {Magnitude(amount_minor), 0}; }

absl::StatusOr<money::Money> PriceOf(const Quantity& quantity, absl::string_view id,
                                     const methodology::Methodology& methodology) {
  if (quantity.unit_price.has_value() == !quantity.unit_value.empty()) {
    return Refused(id, "needs a price or a unit value of the methodology, one of the two");
  }
  if (quantity.unit_price.has_value()) return *quantity.unit_price;
  for (const methodology::UnitValue& value : methodology.unit_values) {
    if (value.id != quantity.unit_value) continue;
    ASSIGN_OR_RETURN(money::Unit unit, money::UnitTable::Iso().Find(value.unit));
    return value.price_year == 0
               ? money::Nominal(value.amount_minor, std::move(unit))
               : money::Real(value.amount_minor, std::move(unit), value.price_year);
  }
  return absl::NotFoundError(absl::StrCat("line \"", id, "\": the methodology \"", methodology.id,
                                          "\" has no unit value \"", quantity.unit_value, "\""));
}

absl::StatusOr<Stated> StatedByQuantity(const Quantity& quantity, absl::string_view id,
                                        const methodology::Methodology& methodology) {
  ASSIGN_OR_RETURN(money::Money price, PriceOf(quantity, id, methodology));
  if (!IsWithin(quantity.quantity_milli, 0, kQuantityMilliMax) ||
      !IsWithin(quantity.overhead_bp, 0, kOverheadBpMax) ||
      !IsWithin(price.amount_minor, -kAmountMinorMax, kAmountMinorMax)) {
    return Refused(id, "has a quantity, price or overhead out of range");
  }
  // Thousandths and basis points make two digits of base 10,000: 10 / (10 x 1,000 x 10,000).
  // At most 10^17 x 10^15 x 1.1 x 10^5 x 10, which is below 2^128.
  const absl::uint128 value = Magnitude(price.amount_minor) *
                              absl::uint128(quantity.quantity_milli) *
                              absl::uint128(kWholeBp + quantity.overhead_bp) * 10;
  Stated stated;
  stated.negative = price.amount_minor < 0;
  stated.full = Exact(value, 2);
  stated.growths_bp = {quantity.growth_bp};
  stated.like = std::move(price);
  return stated;
}

template <typename Line>
absl::StatusOr<Stated> StatedBy(const Line& line, const methodology::Methodology& methodology) {
  if (line.amount.has_value() == line.quantity.has_value()) {
    return Refused(line.id, "needs an amount or a quantity, one of the two");
  }
  if (line.quantity.has_value()) return StatedByQuantity(*line.quantity, line.id, methodology);
  Stated stated;
  stated.negative = line.amount->amount_minor < 0;
  stated.full = FullOf(line.amount->amount_minor);
  stated.like = *line.amount;
  return stated;
}

// OK when the years can be made.
absl::Status CheckCourse(const Course& course, int first_year, const std::string& id) {
  if (!IsWithin(first_year, kYearMin, kYearMax)) return Refused(id, "has no fiscal year");
  if (course.last_fiscal_year != 0 && course.last_fiscal_year < first_year) {
    return Refused(id, absl::StrCat("ends in ", course.last_fiscal_year, ", before it begins in ",
                                    first_year));
  }
  if (course.last_fiscal_year >= first_year + kCourseYearsMax) {
    return absl::OutOfRangeError(
        absl::StrCat("line \"", id, "\" runs for more than ", kCourseYearsMax, " years"));
  }
  for (const int share_bp : course.ramp_bp) {
    if (!IsWithin(share_bp, 0, kWholeBp)) return Refused(id, "has a ramp outside 0 to 100 %");
  }
  int before = first_year;
  for (const Step& step : course.steps) {
    if (step.from_fiscal_year <= before) return Refused(id, "has steps that do not rise");
    before = step.from_fiscal_year;
  }
  return absl::OkStatus();
}

class YearMaker {
 public:
  YearMaker(const Course& course, int first_year, Stated stated)
      : course_(course), first_year_(first_year), stated_(std::move(stated)) {}

  absl::StatusOr<LineFlow> Run(const std::string& id) {
    LineFlow flow{.like = stated_.like, .minor_by_year = {}};
    flow.like.amount_minor = 0;
    const int last_year = course_.last_fiscal_year == 0 ? first_year_ : course_.last_fiscal_year;
    for (int year = first_year_; year <= last_year; ++year) {
      if (year > first_year_) Advance(year);
      const std::optional<int64_t> minor = DueIn(year);
      if (!minor.has_value()) {
        return absl::OutOfRangeError(
            absl::StrCat("line \"", id, "\" passes the largest amount in ", year));
      }
      flow.minor_by_year[year] = stated_.negative ? -*minor : *minor;
    }
    return flow;
  }

 private:
  void Advance(int year) {
    if (next_step_ < course_.steps.size() && course_.steps[next_step_].from_fiscal_year == year) {
      const int64_t amount_minor = course_.steps[next_step_++].amount_minor;
      stated_.full = FullOf(amount_minor);
      stated_.negative = amount_minor < 0;
      return;
    }
    for (const int growth_bp : stated_.growths_bp) {
      if (growth_bp != 0) stated_.full.MultiplyBp(kWholeBp + growth_bp);
    }
  }

  std::optional<int64_t> DueIn(int year) const {
    const size_t index = static_cast<size_t>(year - first_year_);
    if (index >= course_.ramp_bp.size()) return stated_.full.RoundedHalfEven();
    Exact share = stated_.full;
    share.MultiplyBp(course_.ramp_bp[index]);
    return share.RoundedHalfEven();
  }

  const Course& course_;
  int first_year_;
  Stated stated_;
  size_t next_step_ = 0;
};

template <typename Line>
absl::StatusOr<LineFlow> FlowOfLine(const Line& line, const methodology::Methodology& methodology) {
  ASSIGN_OR_RETURN(Stated stated, StatedBy(line, methodology));
  stated.growths_bp.push_back(line.course.growth_bp);
  for (const int growth_bp : stated.growths_bp) {
    if (!IsWithin(growth_bp, kGrowthBpMin, kGrowthBpMax)) {
      return Refused(line.id, "has a growth out of range");
    }
  }
  RETURN_IF_ERROR(CheckCourse(line.course, line.fiscal_year, line.id));
  return YearMaker(line.course, line.fiscal_year, std::move(stated)).Run(line.id);
}

}  // namespace

absl::StatusOr<LineFlow> FlowOf(const CostLine& line, const methodology::Methodology& methodology) {
  return FlowOfLine(line, methodology);
}

absl::StatusOr<LineFlow> FlowOf(const BenefitLine& line,
                                const methodology::Methodology& methodology) {
  return FlowOfLine(line, methodology);
}

}  // namespace cartera::appraisal
