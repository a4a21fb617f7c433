#include "libs/domain/calendar/long_date.h"

#include <array>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/text_rule.h"

namespace cartera::calendar {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

// 1 to 12; 0 when `word` is no month or its first three letters, with or without a point.
int MonthNumber(absl::string_view word) {
  std::string lower = absl::AsciiStrToLower(word);
  if (lower.size() == 4 && lower.back() == '.') lower.pop_back();
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (lower == kMonths[i] || lower == kMonths[i].substr(0, 3)) return static_cast<int>(i) + 1;
  }
  return 0;
}

// The number of `word` when it is 1 to `digits_max` digits, else -1 (SimpleAtoi would take a sign).
int SmallNumber(absl::string_view word, size_t digits_max) {
  int number = 0;
  for (char c : word) {
    if (!absl::ascii_isdigit(c)) return -1;
  }
  return word.size() <= digits_max && absl::SimpleAtoi(word, &number) ? number : -1;
}

}  // namespace

absl::StatusOr<CivilDate> ParseLongDate(absl::string_view text) {
  const std::string quoted = absl::StrCat(Quote(text, 40), " is not a date: ");
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(',', 1));
  const std::vector<absl::string_view> words =
      absl::StrSplit(parts[0], absl::ByAnyChar(" \t"), absl::SkipEmpty());
  const absl::string_view year_word =
      parts.size() == 2 ? absl::StripAsciiWhitespace(parts[1]) : absl::string_view();
  const int month = words.size() == 2 ? MonthNumber(words[0]) : 0;
  const int day = words.size() == 2 ? SmallNumber(words[1], 2) : -1;
  const int year = year_word.size() == 4 ? SmallNumber(year_word, 4) : -1;
  if (month == 0 || day < 0 || year < 0) {
    return absl::InvalidArgumentError(absl::StrCat(quoted, "write it as March 31, 2024"));
  }
  const absl::StatusOr<CivilDate> date = CivilDate::Make(year, month, day);
  if (!date.ok()) return absl::InvalidArgumentError(absl::StrCat(quoted, date.status().message()));
  return date;
}

}  // namespace cartera::calendar
