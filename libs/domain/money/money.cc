#include "libs/domain/money/money.h"

#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/domain/money/rounding.h"
#include "libs/domain/money/text.h"

namespace cartera::money {
namespace {

constexpr int64_t kRateOne = 10'000;  // basis points in one

absl::Status PastTheLimit(absl::string_view what) {
  return absl::OutOfRangeError(absl::StrCat(what, " passes the limit of ",
                                            FormatAmountMinor(kAmountMinorMax, 0),
                                            " minor units either side"));
}

absl::Status CheckAlike(absl::string_view act, const Money& a, const Money& b) {
  std::vector<absl::string_view> differing;
  if (a.unit != b.unit) differing.push_back("unit");
  if (a.basis != b.basis) differing.push_back("price basis");
  if (a.basis == b.basis && a.price_year != b.price_year) differing.push_back("price year");
  if (differing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot ", act, " ", Format(a), " and ",
                                                    Format(b), ": they differ in ",
                                                    absl::StrJoin(differing, " and ")));
}

absl::StatusOr<Money> WithAmount(const Money& like, absl::int128 amount_minor,
                                 absl::string_view what) {
  if (amount_minor > kAmountMinorMax || amount_minor < -kAmountMinorMax) return PastTheLimit(what);
  Money result = like;
  result.amount_minor = static_cast<int64_t>(amount_minor);
  return result;
}

}  // namespace

Money Nominal(int64_t amount_minor, Unit unit) {
  return {.amount_minor = amount_minor, .unit = std::move(unit)};
}

Money Real(int64_t amount_minor, Unit unit, int price_year) {
  return {.amount_minor = amount_minor,
          .unit = std::move(unit),
          .basis = PriceBasis::kReal,
          .price_year = price_year};
}

absl::Status Check(const Money& money, const UnitTable& units) {
  std::vector<std::string> findings;
  if (money.amount_minor > kAmountMinorMax || money.amount_minor < -kAmountMinorMax) {
    findings.emplace_back(PastTheLimit("the amount").message());
  }
  if (const auto unit = units.Find(money.unit.code); !unit.ok()) {
    findings.emplace_back(unit.status().message());
  } else if (*unit != money.unit) {
    findings.push_back(absl::StrCat(money.unit.code, " has ", unit->decimals, " decimals, not ",
                                    money.unit.decimals));
  }
  if (money.basis == PriceBasis::kReal &&
      (money.price_year < kYearMin || money.price_year > kYearMax)) {
    findings.push_back(absl::StrCat("a real price needs a price year from ", kYearMin, " to ",
                                    kYearMax, ", not ", money.price_year));
  }
  if (money.basis == PriceBasis::kNominal && money.price_year != 0) {
    findings.push_back(
        absl::StrCat("a nominal price has no price year, given is ", money.price_year));
  }
  if (findings.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(findings, "; "));
}

bool IsLike(const Money& a, const Money& b) {
  return a.unit == b.unit && a.basis == b.basis && a.price_year == b.price_year;
}

absl::StatusOr<Money> Add(const Money& a, const Money& b) {
  RETURN_IF_ERROR(CheckAlike("add", a, b));
  return WithAmount(a, absl::int128(a.amount_minor) + b.amount_minor, "the sum");
}

absl::StatusOr<Money> Subtract(const Money& a, const Money& b) {
  RETURN_IF_ERROR(CheckAlike("subtract", a, b));
  return WithAmount(a, absl::int128(a.amount_minor) - b.amount_minor, "the difference");
}

absl::StatusOr<Money> MultiplyByRateBp(const Money& money, int64_t rate_bp) {
  if (rate_bp > kRateBpMax || rate_bp < -kRateBpMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a rate of ", rate_bp, " basis points is outside ", -kRateBpMax, "..", kRateBpMax));
  }
  return WithAmount(money, DivideHalfEven(absl::int128(money.amount_minor) * rate_bp, kRateOne),
                    "the product");
}

absl::string_view Name(PriceBasis basis) { return basis == PriceBasis::kReal ? "real" : "nominal"; }

absl::StatusOr<PriceBasis> ParsePriceBasis(absl::string_view name) {
  if (name == "nominal") return PriceBasis::kNominal;
  if (name == "real") return PriceBasis::kReal;
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 20), " is no price basis: nominal or real"));
}

}  // namespace cartera::money
