#include "libs/domain/money/unit.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"

namespace cartera::money {
namespace {

// Active codes of ISO 4217:2015 list one with its amendments up to 2025, written from memory and
// checked against the public copy github.com/datasets/currency-codes (2013) for the codes that both
// hold. Withdrawn codes (DEM, HRK, ANG) can be declared.
constexpr absl::string_view kDecimals0 =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr absl::string_view kDecimals2 =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
    "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD "
    "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR "
    "ZMW ZWG";
constexpr absl::string_view kDecimals3 = "BHD IQD JOD KWD LYD OMR TND";
constexpr absl::string_view kDecimals4 = "CLF UYW";

bool ByCode(const Unit& a, const Unit& b) { return a.code < b.code; }

std::vector<Unit> IsoUnits() {
  std::vector<Unit> units;
  const std::pair<absl::string_view, int> groups[] = {
      {kDecimals0, 0}, {kDecimals2, 2}, {kDecimals3, 3}, {kDecimals4, 4}};
  for (const auto& [codes, decimals] : groups) {
    for (absl::string_view code : absl::StrSplit(codes, ' ')) {
      units.push_back({std::string(code), decimals});
    }
  }
  std::sort(units.begin(), units.end(), ByCode);
  return units;
}

absl::Status CheckDeclared(const Unit& unit) {
  const bool form =
      unit.code.size() >= 3 && unit.code.size() <= 8 && absl::ascii_isupper(unit.code.front()) &&
      std::all_of(unit.code.begin(), unit.code.end(),
                  [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c); });
  if (!form) {
    return absl::InvalidArgumentError(
        absl::StrCat("unit \"", absl::Utf8SafeCHexEscape(unit.code),
                     "\": a code is 3 to 8 upper-case letters and digits, a letter first"));
  }
  if (unit.decimals < 0 || unit.decimals > kUnitDecimalsMax) {
    return absl::InvalidArgumentError(absl::StrCat("unit ", unit.code, ": ", unit.decimals,
                                                   " decimals, 0 to ", kUnitDecimalsMax,
                                                   " are possible"));
  }
  return absl::OkStatus();
}

}  // namespace

const UnitTable& UnitTable::Iso() {
  static const UnitTable& table = *new UnitTable(IsoUnits());
  return table;
}

absl::StatusOr<UnitTable> UnitTable::With(absl::Span<const Unit> declared) const {
  UnitTable table = *this;
  for (const Unit& unit : declared) {
    RETURN_IF_ERROR(CheckDeclared(unit));
    auto place = std::lower_bound(table.units_.begin(), table.units_.end(), unit, ByCode);
    if (place == table.units_.end() || place->code != unit.code) {
      table.units_.insert(place, unit);
    } else if (place->decimals != unit.decimals) {
      return absl::InvalidArgumentError(absl::StrCat("unit ", unit.code, " has ", place->decimals,
                                                     " decimals, not ", unit.decimals));
    }
  }
  return table;
}

absl::StatusOr<Unit> UnitTable::Find(absl::string_view code) const {
  const auto place = std::lower_bound(
      units_.begin(), units_.end(), code,
      [](const Unit& unit, absl::string_view wanted) { return unit.code < wanted; });
  if (place == units_.end() || place->code != code) {
    return absl::InvalidArgumentError(absl::StrCat(
        Quote(code, 20), " is neither an active ISO 4217 code nor a declared unit of account"));
  }
  return *place;
}

}  // namespace cartera::money
