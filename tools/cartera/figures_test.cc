// Pages of figures against golden files: what a finance official reads, and what an auditor
// follows.
#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/text_format.h"
#include "tools/cartera/golden.h"
#include "tools/cartera/page_figures.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/plot.h"

namespace cartera::cli {
namespace {

using appraisal::v1::Evaluation;

// Costs of 100 in year 0, gains of 30 in five years at 3.5 % (methods.md §13, vector 1).
constexpr char kExample[] = R"pb(
  name: "projects/eps/cases/full/revisions/1/evaluations/1"
  pins { engine_version: "appraisal/v2" seed: 7 methodology_version: "methodologies/uk/versions/1" }
  route {
    tier: "full"
    tier_reason: "100.00 CAD is not below 50.00 CAD"
    reviewer_count: 2
    technical_opinion: true
    thresholds_met: "council"
  }
  figures {
    option: "solution"
    title: "New system"
    preferred: true
    figures {
      id: "fiscal.total_cost"
      account: ACCOUNT_FISCAL
      explanation { label: "Total cost" value: "119.00 CAD" }
    }
    figures {
      id: "economic.total_cost"
      account: ACCOUNT_ECONOMIC
      explanation { label: "Total cost" value: "100.00 CAD" }
    }
    figures {
      id: "agency.total_cost"
      account: ACCOUNT_AGENCY
      explanation { label: "Total cost" value: "119.00 CAD" }
    }
    figures {
      id: "economic.net_present_value"
      account: ACCOUNT_ECONOMIC
      explanation {
        label: "Net present value"
        value: "35.45 CAD"
        formula: "PVB - PVC"
        inputs {
          label: "PVB"
          value: "135.45 CAD"
          formula: "sum over years"
          inputs {
            label: "2027"
            value: "28.99 CAD"
            formula: "amount x factor"
            inputs { label: "time saved" value: "30.00 CAD" field: "benefits.lines[id=b1].amount" }
            inputs {
              label: "factor of year 1"
              value: "0.966183575"
              formula: "1 / (1 + rate)"
              inputs {
                label: "rate"
                value: "350 bp"
                source: "Green Book 2022, table 8"
                standing: STANDING_FROM_SOURCE
              }
            }
          }
        }
        inputs {
          label: "PVC"
          value: "100.00 CAD"
          inputs { label: "build" value: "100.00 CAD" field: "costs.lines[id=c1].amount" }
        }
      }
    }
    figures {
      id: "economic.irr"
      account: ACCOUNT_ECONOMIC
      note: "several: 3.00 %, 41.00 %"
      explanation { label: "Internal rate of return" }
    }
  }
  figures {
    option: "nothing"
    title: "Go on as today"
    figures {
      id: "economic.total_cost"
      account: ACCOUNT_ECONOMIC
      explanation { label: "Total cost" value: "60.00 CAD" }
    }
  }
  simulation {
    draws: 10000
    generator: "philox4x32-10/1"
    curve { probability_bp: 0 cost_minor: 8000 npv_minor: -2000 }
    curve { probability_bp: 2500 cost_minor: 9500 npv_minor: 1000 }
    curve { probability_bp: 5000 cost_minor: 10500 npv_minor: 3000 }
    curve { probability_bp: 7500 cost_minor: 12000 npv_minor: 4000 }
    curve { probability_bp: 10000 cost_minor: 16000 npv_minor: 6000 }
    cost_mean { unit: "CAD" amount_minor: 10900 basis: 2 price_year: 2027 }
    npv_mean { unit: "CAD" amount_minor: 2600 basis: 2 price_year: 2027 }
    steering_frame { unit: "CAD" amount_minor: 10500 basis: 2 price_year: 2027 }
    steering_frame_error { unit: "CAD" amount_minor: 12 basis: 2 price_year: 2027 }
    cost_frame { unit: "CAD" amount_minor: 13100 basis: 2 price_year: 2027 }
    cost_frame_error { unit: "CAD" amount_minor: 25 basis: 2 price_year: 2027 }
    contingency { unit: "CAD" amount_minor: 2600 basis: 2 price_year: 2027 }
    npv_shortfall { unit: "CAD" amount_minor: -900 basis: 2 price_year: 2027 }
    positive_npv_bp: 8450
    within_budget_bp: 3805
    shares { row: "c1" cost_bp: 9000 npv_bp: 6100 }
    shares { row: "b1" npv_bp: 3900 }
  }
  scorecard {
    overall_bp: 6250
    suggestion: "approve_with_observations"
    suggestion_reason: "From 60 %."
    value_band: "low"
    risk_profile_level: "medium"
    risk_profile_reason: "Consequence 4, complexity 2.10."
    steady_weights { dimension: "risk" from_bp: 1200 to_bp: 4800 }
    limits_met: "exit is scored 0: at best request iteration"
  }
)pb";

Evaluation Example() {
  Evaluation evaluation;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kExample, &evaluation));
  return evaluation;
}

TEST(FiguresPage, ShowsRouteAccountsOptionsUncertaintyAndWhatTheSuggestionHangsOn) {
  ExpectGolden("figures.txt", EvaluationPage(Example(), {}, {}));
}

// A full case has four options, a ministry amounts of nine digits.
TEST(FiguresPage, FourOptionsOfAHundredMillionsFitATerminal) {
  Evaluation evaluation;
  for (const char* option : {"as-today", "own-build", "shared-service", "upgrade"}) {
    auto* figures = evaluation.add_figures();
    figures->set_option(option);
    auto* figure = figures->add_figures();
    figure->set_id("economic.net_present_value");
    figure->mutable_explanation()->set_value("-331,641,532.79 NOK");
    figure = figures->add_figures();
    figure->set_id("economic.simple_payback");
    figure->set_note("beyond horizon");
  }
  EXPECT_EQ(OptionsPart(evaluation, {}),
            "\nOptions side by side, economic account; * is the preferred one\n"
            "in whole NOK            as-today       own-build  shared-service         upgrade\n"
            "Net present         -331,641,533    -331,641,533    -331,641,533    -331,641,533\n"
            "value (NPV)\n"
            "Payback, simple   beyond horizon  beyond horizon  beyond horizon  beyond horizon\n");
}

TEST(FiguresPage, WalksFromAFigureToTheCellTheRateAndItsSource) {
  const Evaluation evaluation = Example();
  const auto& option = evaluation.figures(0);
  const auto* npv = FindFigure(option, "economic.net_present_value");
  ASSERT_NE(npv, nullptr);
  const std::string whole = FigurePage(option, *npv, 0, {});
  for (const char* step : {"benefits.lines[id=b1].amount", "costs.lines[id=c1].amount", "350 bp",
                           "from a source: Green Book 2022, table 8"}) {
    EXPECT_NE(whole.find(step), std::string::npos) << step;
  }
  ExpectGolden("explanation.txt",
               whole + "\n" + FigurePage(option, *npv, 2, {}) + "\n" + TracePage(option, *npv, {}));
}

TEST(FiguresPage, ATraceHasEachStepAfterWhatItIsMadeFromAndOnce) {
  appraisal::v1::Figure figure;
  figure.set_id("x");
  auto* sum = figure.mutable_explanation();
  sum->set_label("sum");
  for (int i = 0; i < 2; ++i) {
    auto* product = sum->add_inputs();
    product->set_label("product " + std::to_string(i));
    product->add_inputs()->set_label("rate");
  }
  const std::string trace = TracePage({}, figure, {});
  EXPECT_NE(trace.find("#1  rate\n"), std::string::npos) << trace;
  EXPECT_NE(trace.find("#2  product 0 from #1\n"), std::string::npos) << trace;
  EXPECT_NE(trace.find("#3  product 1 from #1\n"), std::string::npos) << trace;
  EXPECT_NE(trace.find("#4  sum from #2, #3\n"), std::string::npos) << trace;
}

TEST(FiguresPage, ComparesMethodologiesAndSaysWhyOneRefused) {
  ExpectGolden("comparison.txt",
               ComparisonPage("projects/eps/cases/full/revisions/1",
                              {{"uk/1", Example(), ""},
                               {"nz/1", {}, "options.options: the full tier needs three options"}},
                              {}));
}

TEST(Plot, IsEmptyWithoutASpreadAndStaysWithinTheWidth) {
  EXPECT_EQ(PlotCurve({}, {}, {}), "");
  EXPECT_EQ(PlotCurve({{0, 5}, {10000, 5}}, {}, {}), "");
  // The widest span of an int64 neither overflows nor leaves the page.
  const std::string plot =
      PlotCurve({{0, INT64_MIN}, {5000, 0}, {10000, INT64_MAX}}, {{'B', 0}}, {.width = 40});
  size_t start = 0;
  while (start < plot.size()) {
    const size_t end = plot.find('\n', start);
    EXPECT_LE(end - start, 40u);
    start = end + 1;
  }
}

}  // namespace
}  // namespace cartera::cli
