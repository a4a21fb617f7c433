#include "libs/domain/appraisal/v2/testing/test_case.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/v2/figures.h"

namespace cartera::appraisal::v2 {
namespace {

money::Unit Cad() { return {.code = "CAD", .decimals = 2}; }

}  // namespace

int64_t MinorOfMillions(double millions) {
  return static_cast<int64_t>(millions * 1e8 + (millions < 0 ? -0.5 : 0.5));
}

money::Money RealCad(int64_t amount_minor, int price_year) {
  return money::Real(amount_minor, Cad(), price_year);
}

money::Money NominalCad(int64_t amount_minor) { return money::Nominal(amount_minor, Cad()); }

methodology::Methodology PlainMethod(int rate_bp) {
  methodology::Methodology method;
  method.id = "plain";
  method.version = "1";
  method.engine = 2;
  method.horizon_years = 10;
  method.sources["act"] = "Rates Act";
  method.discounting.schedule = {{0, rate_bp}};
  method.discounting.origin = {methodology::Standing::kOfficial, "act"};
  return method;
}

methodology::Methodology GreenBook() {
  methodology::Methodology method = PlainMethod(350);
  method.discounting.schedule = {{0, 350}, {31, 300}, {76, 250}};
  return method;
}

TestCase::TestCase(int horizon_years) {
  content.identification.start_fiscal_year = kBaseYear;
  content.identification.go_live_fiscal_year = kBaseYear;
  content.identification.horizon_years = horizon_years;
  content.options.options = {
      {.id = "none", .title = "As it is", .kind = OptionKind::kDoNothing},
      {.id = "new", .title = "New", .kind = OptionKind::kDoSomething, .preferred = true}};
  context.base_fiscal_year = kBaseYear;
  context.price_year = kBaseYear;
}

CostLine& TestCase::Cost(int offset, methodology::CostCategory category, money::Money amount) {
  auto& lines = content.costs.lines;
  lines.push_back({.id = absl::StrCat("c", lines.size() + 1),
                   .option = "new",
                   .fiscal_year = kBaseYear + offset,
                   .category = category,
                   .amount = std::move(amount)});
  return lines.back();
}

BenefitLine& TestCase::Benefit(int offset, methodology::BenefitCategory category,
                               money::Money amount) {
  auto& lines = content.benefits.lines;
  lines.push_back({.id = absl::StrCat("b", lines.size() + 1),
                   .option = "new",
                   .fiscal_year = kBaseYear + offset,
                   .category = category,
                   .amount = std::move(amount)});
  return lines.back();
}

std::vector<OptionFigures> FiguresOf(const TestCase& test,
                                     const methodology::Methodology& methodology) {
  const auto ledger = MakeLedger(test.content, methodology, test.context,
                                 HorizonOf(test.content, methodology, test.context));
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  if (!ledger.ok()) return {};
  auto figures = ComputeFigures(**ledger);
  EXPECT_TRUE(figures.ok()) << figures.status();
  return figures.ok() ? *std::move(figures) : std::vector<OptionFigures>();
}

const OptionFigures& New(const std::vector<OptionFigures>& figures) {
  static const OptionFigures* const kNone = new OptionFigures();
  for (const OptionFigures& option : figures) {
    if (option.option == "new") return option;
  }
  ADD_FAILURE() << "no figures of the option \"new\"";
  return *kNone;
}

const Figure& Find(const OptionFigures& figures, const std::string& id) {
  static const Figure* const kNone = new Figure();
  for (const Figure& figure : figures.figures) {
    if (figure.id == id) return figure;
  }
  ADD_FAILURE() << "no figure " << id;
  return *kNone;
}

int64_t ValueOf(const OptionFigures& figures, const std::string& id) {
  const Figure& figure = Find(figures, id);
  EXPECT_TRUE(figure.explanation.value.has_value()) << id << ": " << figure.note;
  return figure.explanation.value.value_or(0);
}

}  // namespace cartera::appraisal::v2
