#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/limits.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/calendar/date_interval.h"
#include "libs/domain/calendar/fiscal_year.h"
#include "libs/domain/calendar/long_date.h"

namespace cartera::calendar {
namespace {

CivilDate Day(absl::string_view text) {
  const absl::StatusOr<CivilDate> date = ParseDate(text);
  EXPECT_TRUE(date.ok()) << date.status();
  return date.value_or(CivilDate());
}

DateInterval Span(absl::string_view from, absl::string_view until) {
  return {.from = Day(from),
          .until = until.empty() ? std::nullopt : std::optional<CivilDate>(Day(until))};
}

TEST(CivilDate, Make_RefusesDatesThatAreNot) {
  struct Row {
    int64_t year, month, day;
    const char* message;
  };
  for (const Row& row : {Row{0, 1, 1, "year 0 is outside 1900 to 2200"},
                         Row{99999, 1, 1, "year 99999 is outside 1900 to 2200"},
                         Row{1899, 12, 31, "year 1899 is outside 1900 to 2200"},
                         Row{2201, 1, 1, "year 2201 is outside 1900 to 2200"},
                         Row{-2024, 1, 1, "year -2024 is outside 1900 to 2200"},
                         Row{int64_t{1} << 40, 1, 1, "year 1099511627776 is outside 1900 to 2200"},
                         Row{2024, 0, 1, "month 0 is outside 1 to 12"},
                         Row{2024, 13, 1, "month 13 is outside 1 to 12"},
                         Row{2024, 2, 30, "day 30 is outside 1 to 29, the days of 2024-02"},
                         Row{2023, 2, 29, "day 29 is outside 1 to 28, the days of 2023-02"},
                         Row{1900, 2, 29, "day 29 is outside 1 to 28, the days of 1900-02"},
                         Row{2024, 4, 31, "day 31 is outside 1 to 30, the days of 2024-04"},
                         Row{2024, 4, 0, "day 0 is outside 1 to 30, the days of 2024-04"}}) {
    const absl::Status status = CivilDate::Make(row.year, row.month, row.day).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message(), row.message);
  }
  EXPECT_TRUE(CivilDate::Make(2000, 2, 29).ok());
  EXPECT_TRUE(CivilDate::Make(2200, 12, 31).ok());
}

// Unix time: 0 is 1970-01-01, 951,782,400 s is 2000-02-29, 2^31 s is on 2038-01-19.
TEST(CivilDate, DayNumberCountsFrom1970) {
  EXPECT_EQ(DayNumber(Day("1970-01-01")), 0);
  EXPECT_EQ(DayNumber(Day("1969-12-31")), -1);
  EXPECT_EQ(DayNumber(Day("2000-02-29")), 951'782'400 / 86'400);
  EXPECT_EQ(DayNumber(Day("2038-01-19")), (int64_t{1} << 31) / 86'400);
}

TEST(CivilDate, EveryDayOfTheRangeIsOneAfterTheDayBefore) {
  CivilDate date;
  int64_t days = 0;
  for (int year = kYearMin; year <= kYearMax; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= DaysInMonth(year, month); ++day, ++days) {
        date = *CivilDate::Make(year, month, day);
        ASSERT_EQ(DaysBetween(CivilDate(), date), days);
        ASSERT_EQ(*FromDayNumber(DayNumber(date)), date);
      }
    }
  }
  EXPECT_EQ(FormatDate(date), "2200-12-31");
  EXPECT_EQ(AddDays(date, 1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(AddDays(CivilDate(), -1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(AddDays(date, INT64_MAX).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(FromDayNumber(INT64_MIN).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(CivilDate, AddMonthsClampsToTheEndOfTheMonth) {
  struct Row {
    const char* date;
    int64_t months;
    const char* result;
  };
  for (const Row& row :
       {Row{"2024-01-31", 1, "2024-02-29"}, Row{"2023-01-31", 1, "2023-02-28"},
        Row{"2024-03-31", -1, "2024-02-29"}, Row{"2024-02-29", 12, "2025-02-28"},
        Row{"2024-12-15", 1, "2025-01-15"}, Row{"2024-01-15", -1, "2023-12-15"},
        Row{"2024-08-31", 0, "2024-08-31"}, Row{"1900-01-01", 3611, "2200-12-01"}}) {
    const auto result = AddMonths(Day(row.date), row.months);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(FormatDate(*result), row.result) << row.date << " " << row.months;
  }
  EXPECT_EQ(AddMonths(Day("2200-12-31"), 1).status().message(),
            "2200-12-31 moved by 1 months is outside the years 1900 to 2200");
  EXPECT_EQ(AddMonths(Day("1900-01-01"), INT64_MIN).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(CivilDate, ParseRefusesEverythingButTheExtendedForm) {
  for (const char* text : {"", "2024", "2024-3-31", "20240331", "2024/03/31", "31-03-2024",
                           "2024-03-31T00:00:00Z", " 2024-03-31", "+024-03-31", "2024-0x-31",
                           "02024-03-3", "0000-01-01", "9999-12-31", "2024-02-30", "\xFF"}) {
    EXPECT_EQ(ParseDate(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(ParseDate("2024-02-30").status().message(),
            "\"2024-02-30\" is not a date: day 30 is outside 1 to 29, the days of 2024-02");
  EXPECT_EQ(ParseDate("31/03/2024").status().message(),
            "\"31/03/2024\" is not a date: write it as 2024-03-31");
}

// Dates as the Canadian lists of 2016 and 2019 write them.
TEST(LongDate, ReadsTheEnglishForm) {
  for (const char* text :
       {"March 31, 2024", "march 31,2024", " MARCH  31 , 2024 ", "Mar 31, 2024", "Mar. 31, 2024"}) {
    const auto date = ParseLongDate(text);
    ASSERT_TRUE(date.ok()) << date.status();
    EXPECT_EQ(FormatDate(*date), "2024-03-31");
  }
  EXPECT_EQ(FormatDate(*ParseLongDate("May 1, 2019")), "2019-05-01");
  EXPECT_EQ(FormatDate(*ParseLongDate("September 07, 2020")), "2020-09-07");
}

TEST(LongDate, RefusesTheRest) {
  for (const char* text :
       {"", "March 2024", "31 March 2024", "March 31 2024", "Marz 31, 2024", "March 32, 2024",
        "February 30, 2024", "March 31, 24", "March -1, 2024", "March 31, 20245", "March 31, 0000",
        "TBD", "March 31st, 2024", ",", "March 31, 2024, 2025", "2024-03-31"}) {
    EXPECT_EQ(ParseLongDate(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(DateInterval, IsHalfOpen) {
  const DateInterval year = Span("2019-04-01", "2020-04-01");
  EXPECT_TRUE(Contains(year, Day("2019-04-01")));
  EXPECT_TRUE(Contains(year, Day("2020-03-31")));
  EXPECT_FALSE(Contains(year, Day("2020-04-01")));
  EXPECT_FALSE(Contains(year, Day("2019-03-31")));
  EXPECT_EQ(LengthDays(year), 366);
  EXPECT_EQ(LengthDays(Span("2019-04-01", "")), std::nullopt);
  EXPECT_FALSE(MakeInterval(Day("2020-01-01"), Day("2020-01-01")).ok());
  EXPECT_EQ(MakeInterval(Day("2020-01-02"), Day("2020-01-01")).status().message(),
            "the end 2020-01-01 (excluded) is not after the start 2020-01-02");
}

TEST(DateInterval, OverlapAndIntersectionAgree) {
  struct Row {
    DateInterval a, b;
    const char* both;
  };
  for (const Row& row : {
           Row{Span("2020-01-01", "2020-02-01"), Span("2020-02-01", "2020-03-01"), ""},
           Row{Span("2020-01-01", "2020-02-02"), Span("2020-02-01", "2020-03-01"),
               "[2020-02-01, 2020-02-02)"},
           Row{Span("2020-01-01", ""), Span("2020-02-01", "2020-03-01"),
               "[2020-02-01, 2020-03-01)"},
           Row{Span("2020-01-01", ""), Span("2019-01-01", ""), "[2020-01-01, ...)"},
           Row{Span("2020-03-01", ""), Span("2019-01-01", "2020-03-01"), ""},
       }) {
    for (const auto& both : {Intersection(row.a, row.b), Intersection(row.b, row.a)}) {
      EXPECT_EQ(both.has_value() ? FormatInterval(*both) : "", row.both);
    }
    EXPECT_EQ(Overlaps(row.a, row.b), *row.both != '\0');
    EXPECT_EQ(Overlaps(row.b, row.a), *row.both != '\0');
  }
  EXPECT_TRUE(Contains(Span("2020-01-01", ""), Span("2021-01-01", "")));
  EXPECT_FALSE(Contains(Span("2020-01-01", "2022-01-01"), Span("2021-01-01", "")));
}

TEST(DateInterval, CheckDisjointNamesTheTwoThatOverlap) {
  EXPECT_TRUE(CheckDisjoint({}).ok());
  EXPECT_TRUE(CheckDisjoint({Span("2020-01-01", ""), Span("2019-01-01", "2020-01-01")}).ok());
  EXPECT_EQ(CheckDisjoint({Span("2020-01-01", ""), Span("2019-01-01", "2020-01-02")}).message(),
            "[2019-01-01, 2020-01-02) overlaps [2020-01-01, ...)");
}

TEST(FiscalYear, IsNumberedByTheYearInWhichItStarts) {
  struct Row {
    int start_month;
    const char* date;
    int year;
    const char* label;
    const char* days;
  };
  for (const Row& row : {
           Row{4, "2020-03-31", 2019, "2019-20", "[2019-04-01, 2020-04-01)"},  // Canada
           Row{4, "2020-04-01", 2020, "2020-21", "[2020-04-01, 2021-04-01)"},
           Row{1, "2020-03-31", 2020, "2020", "[2020-01-01, 2021-01-01)"},     // Chile
           Row{7, "2020-06-30", 2019, "2019-20", "[2019-07-01, 2020-07-01)"},  // Australia
           Row{10, "1999-10-01", 1999, "1999-00", "[1999-10-01, 2000-10-01)"},
       }) {
    const auto calendar = FiscalCalendar::Make(row.start_month);
    ASSERT_TRUE(calendar.ok());
    const FiscalYear year = calendar->Of(Day(row.date));
    EXPECT_EQ(year.year, row.year);
    EXPECT_EQ(calendar->Label(year), row.label);
    EXPECT_EQ(FormatInterval(*calendar->Days(year)), row.days);
    EXPECT_TRUE(Contains(*calendar->Days(year), Day(row.date)));
    EXPECT_EQ(*calendar->ParseLabel(row.label), year);
  }
}

TEST(FiscalYear, RefusesBadMonthsLabelsAndYears) {
  EXPECT_FALSE(FiscalCalendar::Make(0).ok());
  EXPECT_FALSE(FiscalCalendar::Make(13).ok());
  const FiscalCalendar canada = *FiscalCalendar::Make(4);
  EXPECT_EQ(canada.ParseLabel("2019-2020")->year, 2019);
  for (const char* label : {"", "2019", "2019-21", "2019-2021", "19-20", "2019/20", "0-01",
                            "+201-02", "9999-00", "2019-20 ", " 201"}) {
    EXPECT_EQ(canada.ParseLabel(label).status().code(), absl::StatusCode::kInvalidArgument)
        << label;
  }
  EXPECT_FALSE(FiscalCalendar().ParseLabel("2019-20").ok());
  EXPECT_EQ(canada.Days({2200}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(canada.Days({1899}).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace cartera::calendar
