#include "libs/domain/money/text.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"

namespace cartera::money {
namespace {

absl::Status NotAnAmount(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(Quote(text, 60), " is not an amount: ", why));
}

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// The digits of the whole part without its commas. Empty when the commas do not part groups of
// three: "1,23" must not be read as 123.
std::string Ungrouped(absl::string_view whole) {
  const size_t comma = whole.find(',');
  if (comma == absl::string_view::npos) return IsDigits(whole) ? std::string(whole) : "";
  std::string digits(whole.substr(0, comma));
  if (digits.empty() || digits.size() > 3 || !IsDigits(digits)) return "";
  for (whole.remove_prefix(comma); !whole.empty(); whole.remove_prefix(4)) {
    const absl::string_view group = whole.substr(0, 4);
    if (group.size() != 4 || group.front() != ',' || !IsDigits(group.substr(1))) return "";
    absl::StrAppend(&digits, group.substr(1));
  }
  return digits;
}

// The amount and the unit code of "1,000 CAD" or "CAD 1,000", in this order.
absl::StatusOr<std::pair<absl::string_view, absl::string_view>> Split(absl::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  const size_t space = trimmed.find(' ');
  if (space == absl::string_view::npos) {
    return NotAnAmount(text, "write it as \"1,000.00 CAD\" or \"CAD 1,000.00\"");
  }
  const absl::string_view first = trimmed.substr(0, space);
  const absl::string_view second = absl::StripAsciiWhitespace(trimmed.substr(space));
  if (absl::ascii_isalpha(first.front())) return std::make_pair(second, first);
  return std::make_pair(first, second);
}

}  // namespace

absl::StatusOr<int64_t> ParseAmountMinor(absl::string_view text, int decimals) {
  absl::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  const size_t point = rest.find('.');
  const bool has_point = point != absl::string_view::npos;
  std::string digits = Ungrouped(rest.substr(0, point));
  if (digits.empty()) {
    return NotAnAmount(text, "digits, with ',' between groups of three or not at all");
  }
  const absl::string_view fraction = has_point ? rest.substr(point + 1) : absl::string_view();
  if (has_point && (fraction.empty() || !IsDigits(fraction))) {
    return NotAnAmount(text, "digits follow the decimal point");
  }
  if (static_cast<int>(fraction.size()) > decimals) {
    return NotAnAmount(text, absl::StrCat("at most ", decimals, " decimals"));
  }
  absl::StrAppend(&digits, fraction);
  digits.append(static_cast<size_t>(decimals) - fraction.size(), '0');
  int64_t amount_minor = 0;
  for (char digit : digits) {
    amount_minor = amount_minor * 10 + (digit - '0');
    if (amount_minor > kAmountMinorMax) {
      return absl::OutOfRangeError(
          absl::StrCat(Quote(text, 60), " passes the limit of one amount"));
    }
  }
  return negative ? -amount_minor : amount_minor;
}

absl::StatusOr<Money> Parse(absl::string_view text, const UnitTable& units) {
  ASSIGN_OR_RETURN(const auto parts, Split(text));
  ASSIGN_OR_RETURN(Unit unit, units.Find(parts.second));
  ASSIGN_OR_RETURN(const int64_t amount_minor, ParseAmountMinor(parts.first, unit.decimals));
  return Nominal(amount_minor, std::move(unit));
}

std::string FormatAmountMinor(int64_t amount_minor, int decimals) {
  // The magnitude is taken unsigned, so that the smallest int64 has a text too.
  const uint64_t magnitude = amount_minor < 0 ? 0 - static_cast<uint64_t>(amount_minor)
                                              : static_cast<uint64_t>(amount_minor);
  std::string digits = absl::StrCat(magnitude);
  const size_t fraction = decimals > 0 ? static_cast<size_t>(decimals) : 0;
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  const size_t whole = digits.size() - fraction;
  std::string text = amount_minor < 0 ? "-" : "";
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  if (fraction > 0) absl::StrAppend(&text, ".", absl::string_view(digits).substr(whole));
  return text;
}

std::string Format(const Money& money) {
  std::string text = absl::StrCat(FormatAmountMinor(money.amount_minor, money.unit.decimals), " ",
                                  money.unit.code);
  if (money.basis == PriceBasis::kReal) {
    absl::StrAppend(&text, " (", money.price_year, " prices)");
  }
  return text;
}

}  // namespace cartera::money
