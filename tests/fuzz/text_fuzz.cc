#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/calendar/long_date.h"
#include "libs/domain/money/money.h"
#include "libs/domain/money/text.h"
#include "tests/fuzz/fuzz.h"

// Money and dates from text: what is accepted says the same when it is written and read again.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using cartera::fuzz::Require;
  namespace calendar = cartera::calendar;
  namespace money = cartera::money;
  const absl::string_view text = cartera::fuzz::Text(data, size);
  const auto& units = money::UnitTable::Iso();
  if (const auto amount = money::Parse(text, units); amount.ok()) {
    Require(money::Check(*amount, units).ok(), "an amount that was read is in range");
    const auto again = money::Parse(money::Format(*amount), units);
    Require(again.ok() && *again == *amount, "Parse(Format(x)) == x");
  }
  for (int decimals = 0; decimals <= 6; ++decimals) {
    if (const auto minor = money::ParseAmountMinor(text, decimals); minor.ok()) {
      const auto again =
          money::ParseAmountMinor(money::FormatAmountMinor(*minor, decimals), decimals);
      Require(again.ok() && *again == *minor, "an amount written and read is the same");
    }
  }
  if (const auto date = calendar::ParseDate(text); date.ok()) {
    Require(calendar::FormatDate(*date) == text, "FormatDate(ParseDate(x)) == x");
    const auto again = calendar::FromDayNumber(calendar::DayNumber(*date));
    Require(again.ok() && *again == *date, "a day number names one day");
  }
  if (const auto date = calendar::ParseLongDate(text); date.ok()) {
    Require(calendar::ParseDate(calendar::FormatDate(*date)).ok(), "a long date is a date");
  }
  return 0;
}
