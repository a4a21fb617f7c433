#include "libs/domain/appraisal/v2/prices.h"

#include <iterator>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kWholeBp;
using methodology::PriceSeries;
using money::PriceBasis;

constexpr int64_t kIndexMicroMax = 1'000'000'000'000'000;
constexpr int kYearsMax = 400;  // from a stated index

// The year of the series that another year's index grows from: the last before it, else the first.
int AnchorYear(const PriceSeries& series, int year) {
  const auto after = series.index_micro_by_year.upper_bound(year);
  if (after == series.index_micro_by_year.begin()) return after->first;
  return std::prev(after)->first;
}

absl::StatusOr<int64_t> Grow(int64_t index_micro, int growth_bp, int years) {
  if (years > kYearsMax || years < -kYearsMax || growth_bp <= -kWholeBp) {
    return absl::OutOfRangeError("a price index is too far from its series");
  }
  for (int i = 0; i < (years < 0 ? -years : years); ++i) {
    const int64_t one_year = kWholeBp + growth_bp;
    ASSIGN_OR_RETURN(index_micro,
                     years > 0
                         ? v1::DivideHalfEven(absl::int128(index_micro) * one_year, kWholeBp)
                         : v1::DivideHalfEven(absl::int128(index_micro) * kWholeBp, one_year));
    if (index_micro < 1 || index_micro > kIndexMicroMax) {
      return absl::OutOfRangeError("a price index is too far from its series");
    }
  }
  return index_micro;
}

std::string PricesText(const money::Money& like) {
  return like.basis == PriceBasis::kReal ? absl::StrCat("prices of ", like.price_year)
                                         : "nominal prices";
}

}  // namespace

Prices::Prices(const methodology::Methodology& methodology, int price_year)
    : methodology_(methodology),
      price_year_(price_year),
      has_general_(Find(kGeneralSeries) != nullptr) {}

const PriceSeries* Prices::Find(absl::string_view series) const {
  for (const PriceSeries& candidate : methodology_.price_series) {
    if (candidate.id == series && !candidate.index_micro_by_year.empty()) return &candidate;
  }
  return nullptr;
}

PriceBasis Prices::BasisFor(PriceBasis wanted) const {
  return has_general_ ? wanted : methodology_.discounting.rate_basis;
}

absl::StatusOr<int64_t> Prices::IndexMicro(absl::string_view series, int fiscal_year) const {
  const PriceSeries* found = Find(series);
  if (found == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("the methodology has no price series \"", series, "\""));
  }
  const int anchor = AnchorYear(*found, fiscal_year);
  return Grow(found->index_micro_by_year.at(anchor), found->assumed_growth_bp,
              fiscal_year - anchor);
}

absl::StatusOr<int64_t> Prices::Scale(int64_t amount_minor, absl::string_view series, int from_year,
                                      int to_year) const {
  if (from_year == to_year) return amount_minor;
  ASSIGN_OR_RETURN(const int64_t from, IndexMicro(series, from_year));
  ASSIGN_OR_RETURN(const int64_t to, IndexMicro(series, to_year));
  return v1::DivideHalfEven(absl::int128(amount_minor) * to, from);
}

absl::StatusOr<InPrices> Prices::Convert(const money::Money& like, int64_t amount_minor,
                                         absl::string_view series, int fiscal_year) const {
  if (!has_general_) {
    const bool is_as_rates = like.basis == methodology_.discounting.rate_basis &&
                             (like.basis == PriceBasis::kNominal || like.price_year == price_year_);
    if (is_as_rates && (series.empty() || series == kGeneralSeries)) {
      return InPrices{amount_minor, amount_minor};
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "is in ", PricesText(like), series.empty() ? "" : " of a series of its own",
        ", and the methodology has no price series \"", kGeneralSeries, "\" to convert it with"));
  }
  const absl::string_view own = series.empty() ? kGeneralSeries : series;
  RETURN_IF_ERROR(IndexMicro(own, fiscal_year).status());
  InPrices amounts;
  if (like.basis == PriceBasis::kNominal) {
    amounts.nominal_minor = amount_minor;
  } else {
    ASSIGN_OR_RETURN(amounts.nominal_minor, Scale(amount_minor, own, like.price_year, fiscal_year));
    if (own == kGeneralSeries) {
      ASSIGN_OR_RETURN(amounts.real_minor, Scale(amount_minor, own, like.price_year, price_year_));
      return amounts;
    }
  }
  ASSIGN_OR_RETURN(amounts.real_minor,
                   Scale(amounts.nominal_minor, kGeneralSeries, fiscal_year, price_year_));
  return amounts;
}

absl::StatusOr<Explanation> Prices::IndexOf(absl::string_view series, int fiscal_year) const {
  ASSIGN_OR_RETURN(const int64_t index_micro, IndexMicro(series, fiscal_year));
  const PriceSeries& found = *Find(series);
  const int anchor = AnchorYear(found, fiscal_year);
  Explanation index{.label = absl::StrCat("price index \"", series, "\" of ", fiscal_year),
                    .value = index_micro,
                    .unit = "1e-6",
                    .source = found.origin.source,
                    .standing = found.origin.standing};
  if (!found.vintage.empty()) absl::StrAppend(&index.label, ", vintage ", found.vintage);
  if (anchor != fiscal_year) {
    index.formula =
        absl::StrCat("index of ", anchor, ", and ", found.assumed_growth_bp, " bp a year from it");
  }
  return index;
}

absl::StatusOr<std::vector<Explanation>> Prices::IndicesOf(const money::Money& like,
                                                           absl::string_view series,
                                                           int fiscal_year,
                                                           PriceBasis basis) const {
  std::vector<Explanation> indices;
  if (!has_general_) return indices;
  const absl::string_view own = series.empty() ? kGeneralSeries : series;
  const auto add = [&](absl::string_view of, int from_year, int to_year) -> absl::Status {
    if (from_year == to_year) return absl::OkStatus();
    for (const int year : {from_year, to_year}) {
      ASSIGN_OR_RETURN(Explanation index, IndexOf(of, year));
      indices.push_back(std::move(index));
    }
    return absl::OkStatus();
  };
  const bool is_real = like.basis == PriceBasis::kReal;
  if (is_real && own == kGeneralSeries) {
    RETURN_IF_ERROR(
        add(own, like.price_year, basis == PriceBasis::kReal ? price_year_ : fiscal_year));
    return indices;
  }
  if (is_real) RETURN_IF_ERROR(add(own, like.price_year, fiscal_year));
  if (basis == PriceBasis::kReal) RETURN_IF_ERROR(add(kGeneralSeries, fiscal_year, price_year_));
  return indices;
}

}  // namespace cartera::appraisal::v2
