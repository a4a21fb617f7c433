#include "tools/cartera/values.h"

#include <gtest/gtest.h>

#include "cartera/appraisal/v1/case_line.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "tools/cartera/golden.h"
#include "tools/cartera/table.h"

namespace cartera::cli {
namespace {

TEST(FieldForPage, ListsNumbers) {
  appraisal::v1::Course course;
  const auto* ramp = course.GetDescriptor()->FindFieldByName("ramp_bp");
  EXPECT_EQ(FieldForPage(course, ramp), std::nullopt);
  course.add_ramp_bp(2500);
  course.add_ramp_bp(10000);
  EXPECT_EQ(FieldForPage(course, ramp), "2500, 10000");
}

TEST(Money, IsReadAndWrittenWithItsPrices) {
  struct Row {
    const char* text;
    int64_t amount_minor;
    const char* unit;
    int price_year;
    const char* written;
  };
  // Decimals by ISO 4217: CAD 2, CLP 0; CLF 4.
  const Row rows[] = {{"4,800,000.00 CAD", 480000000, "CAD", 0, "4,800,000.00 CAD"},
                      {"100 CAD@2027", 10000, "CAD", 2027, "100.00 CAD@2027"},
                      {"1250000 CLP", 1250000, "CLP", 0, "1,250,000 CLP"},
                      {"12.3456 CLF", 123456, "CLF", 0, "12.3456 CLF"}};
  for (const Row& row : rows) {
    const auto money = MoneyFromText(row.text);
    ASSERT_TRUE(money.ok()) << row.text;
    EXPECT_EQ(money->amount_minor(), row.amount_minor);
    EXPECT_EQ(money->unit(), row.unit);
    EXPECT_EQ(money->price_year(), row.price_year);
    EXPECT_EQ(MoneyToText(*money), row.written);
  }
  for (const char* text : {"", "CAD", "1.234 CAD", "1,00 CAD", "1 CAD@", "1 CAD@99999", "NaN CAD",
                           "1e3 CAD", "1 XXQ", "100000000000000000000 CAD"}) {
    EXPECT_FALSE(MoneyFromText(text).ok()) << text;
  }
}

TEST(Dates, AreIsoAndInstantsRfc3339) {
  EXPECT_EQ(DateToText(*DateFromText("2028-02-29")), "2028-02-29");
  for (const char* text : {"2027-02-29", "29/02/2028", "0000-01-01", "2027-1-1", ""}) {
    EXPECT_FALSE(DateFromText(text).ok()) << text;
  }
  EXPECT_EQ(TimestampToText(*TimestampFromText("2027-03-31T12:00:00+02:00")),
            "2027-03-31T10:00:00Z");
  EXPECT_EQ(TimestampToText(*TimestampFromText("2027-03-31")), "2027-03-31T00:00:00Z");
  EXPECT_FALSE(TimestampFromText("noon").ok());
}

TEST(Names, AreCompletedWhereTheyCannotBeMistaken) {
  const char* const kCase = "projects/{project}/cases/{case}";
  EXPECT_EQ(CompleteName("agencies/{agency}", "pspc"), "agencies/pspc");
  EXPECT_EQ(CompleteName("agencies/{agency}", "agencies/pspc"), "agencies/pspc");
  EXPECT_EQ(CompleteName(kCase, "eps/full"), "projects/eps/cases/full");
  EXPECT_EQ(CompleteName(kCase, "projects/eps"), "projects/eps");
  EXPECT_EQ(CompleteName(kCase, "projects/eps/cases/full"), "projects/eps/cases/full");
  EXPECT_EQ(CompleteName("", "anything"), "anything");
  EXPECT_EQ(ShortName(kCase, "projects/eps/cases/full"), "eps/full");
  EXPECT_EQ(ShortName("agencies/{agency}", "people/ana"), "people/ana");
}

TEST(ShortForms, AreReadForYearAmountsAndScores) {
  review::v1::Decision decision;
  const auto* authorised = decision.GetDescriptor()->FindFieldByName("authorised");
  ASSERT_TRUE(SetFromText(&decision, authorised, "2027/L-4=1,000 CAD").ok());
  ASSERT_TRUE(SetFromText(&decision, authorised, "{fiscal_year: 2028, amount: 2 CAD}").ok());
  EXPECT_EQ(decision.authorised(0).budget_line(), "L-4");
  EXPECT_EQ(decision.authorised(0).amount().amount_minor(), 100000);
  EXPECT_EQ(decision.authorised(1).fiscal_year(), 2028);
  review::v1::SetCeilingsRequest ceilings;
  ASSERT_TRUE(SetFromText(&ceilings, ceilings.GetDescriptor()->FindFieldByName("ceilings"),
                          "health/2027=50 CAD@2026")
                  .ok());
  EXPECT_EQ(ceilings.ceilings(0).agency(), "agencies/health");
  EXPECT_EQ(ceilings.ceilings(0).fiscal_year(), 2027);
  EXPECT_EQ(ceilings.ceilings(0).amount().price_year(), 2026);
  review::v1::AssessSubmissionRequest request;
  const auto* scores = request.GetDescriptor()->FindFieldByName("assessments");
  ASSERT_TRUE(SetFromText(&request, scores, "user-needs=3: 40 interviews: good").ok());
  EXPECT_EQ(request.assessments(0).criterion(), "user-needs");
  EXPECT_EQ(request.assessments(0).score(), 3);
  EXPECT_EQ(request.assessments(0).reason(), "40 interviews: good");
}

TEST(Width, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("año"), 3);
  EXPECT_EQ(DisplayWidth("an\u0303o"), 3);
  EXPECT_EQ(DisplayWidth("漢字"), 4);
  EXPECT_EQ(Ellipsize("Modernización", 8), "Moderni…");
  EXPECT_EQ(Ellipsize("漢字漢字", 6), "漢字…");
  EXPECT_EQ(Wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
}

TEST(Table, FitsTheTerminal) {
  const std::vector<Column> columns = {{.title = "NAME", .whole = true},
                                       {.title = "TITLE"},
                                       {.title = "BUDGET", .right = true},
                                       {.title = "REASON", .wrap = true}};
  const std::vector<std::vector<std::string>> rows = {
      {"projects/pspc-eps", "eProcurement Solution of the whole government", "214,474,730.00 CAD",
       "Replaces the paper process that suppliers complain about most."},
      {"projects/pco-scnl", "Réseau sécurisé", "unknown", ""}};
  std::string out;
  for (const int width : {80, 100, 160}) {
    out += RenderTable(columns, rows, {.width = width}) + "\n";
  }
  ExpectGolden("table.txt", out);
}

}  // namespace
}  // namespace cartera::cli
