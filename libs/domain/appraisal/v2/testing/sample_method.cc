#include "libs/domain/appraisal/v2/testing/sample_method.h"

#include <utility>

namespace cartera::appraisal::v2 {
namespace {

using methodology::Criterion;
using methodology::CriterionKind;
using methodology::Methodology;
using methodology::Origin;
using methodology::Outcome;
using methodology::Standing;
using methodology::Text;

const Origin kOfficial = {Standing::kOfficial, "tide-act"};

Text English(const std::string& text) { return {{"en", text}}; }

Criterion OfLemuria(const std::string& id, const std::string& dimension, int weight_bp,
                    const std::string& rule, std::vector<int64_t> limits) {
  Criterion criterion = ByRule(rule, std::move(limits));
  criterion.id = id;
  criterion.title = English(id);
  criterion.dimension = dimension;
  criterion.weight_bp = weight_bp;
  criterion.origin = criterion.weight_origin = kOfficial;
  return criterion;
}

void AddCriteria(Methodology& method) {
  for (const auto& [id, weight_bp] : {std::pair("public_value", 4000), std::pair("cost", 2000),
                                      std::pair("risk", 2000), std::pair("alignment", 2000)}) {
    method.dimensions.push_back(
        {.id = id, .title = English(id), .weight_bp = weight_bp, .origin = kOfficial});
  }
  method.criteria = {
      OfLemuria("benefits", "public_value", 2500, "benefits_owned", {}),
      OfLemuria("worth", "public_value", 1500, "value_for_money", {5000, 10000, 15000, 20000}),
      OfLemuria("complete", "cost", 1000, "cost_complete", {}),
      OfLemuria("credible", "cost", 1000, "cost_credibility", {2500, 5000, 7500, 10000}),
      OfLemuria("profile", "risk", 1000, "risk_profile", {}),
      OfLemuria("treatment", "risk", 1000, "risk_treatment", {2500, 5000, 7500, 10000}),
      OfLemuria("strategy", "alignment", 2000, "", {}),
  };
  method.criteria.back().kind = CriterionKind::kByPerson;
  method.criteria.back().facts = {"alignment.contribution"};
  method.required_cost_categories = {CostCategory::kDevelopment, CostCategory::kOperation};
}

void AddRoute(Methodology& method) {
  method.tiers = {
      {.id = "line", .project_kinds = {"continuity"}, .reviewer_count = 0},
      {.id = "short",
       .below_minor = 1'000'000'00,
       .unit = "CAD",
       .field_count_max = 25,
       .reviewer_count = 1},
      {.id = "full", .simulates = true, .reviewer_count = 3, .technical_opinion = true}};
  method.thresholds = {{.id = "cabinet",
                        .title = English("Cabinet decides"),
                        .figure = "fiscal.total_cost",
                        .from_minor = 20'000'000'00,
                        .unit = "CAD"},
                       {.id = "frame",
                        .title = English("Parliament sets the frame"),
                        .figure = "simulation.cost_p85",
                        .from_minor = 30'000'000'00,
                        .unit = "CAD",
                        .strictly_above = true}};
}

}  // namespace

Criterion ByRule(const std::string& rule, std::vector<int64_t> limits) {
  return {.id = rule,
          .title = English(rule),
          .dimension = "all",
          .weight_bp = methodology::kWholeBp,
          .kind = CriterionKind::kByRule,
          .rule = rule,
          .limits_bp = std::move(limits)};
}

Methodology Lemuria() {
  Methodology method;
  method.id = "lemuria";
  method.version = "1";
  method.engine = 2;
  AddCriteria(method);
  AddRoute(method);
  method.suggestion = {.bands = {{0, Outcome::kReject},
                                 {5000, Outcome::kRequestIteration},
                                 {7000, Outcome::kApproveWithObservations},
                                 {8500, Outcome::kApprove}},
                       .zero_score_outcome = Outcome::kRequestIteration,
                       .origin = kOfficial};
  method.labels = {{"decision.approve", English("Go ahead")}};
  method.floors = {{.dimension = "cost", .floor_bp = 4000, .at_best = Outcome::kReject},
                   {.criterion = "strategy",
                    .knock_out_score = 1,
                    .at_best = Outcome::kApproveWithObservations}};
  method.risk_profile = {.questions = {{"a1", "consequence", English("Priority"), {}},
                                       {"a2", "consequence", English("Money"), {}},
                                       {"b1", "complexity", English("Novelty"), {}},
                                       {"b2", "complexity", English("Suppliers"), {}}},
                         .levels = {"low", "medium", "high"},
                         .complexity_from_centi = {100, 250, 350},
                         .level_by_cell = {{0, 0, 1}, {0, 1, 1}, {0, 1, 2}, {1, 2, 2}, {2, 2, 2}}};
  method.value_bands = {{std::nullopt, English("Poor")},
                        {10000, English("Low")},
                        {15000, English("Medium")},
                        {20000, English("High")}};
  method.weighting = {.method = methodology::WeightMethod::kSwing,
                      .swings = {100, 50, 50, 50},
                      .origin = kOfficial};
  method.hints = {
      {"agency.total_cost", "above", 100, English("Ask who pays after go-live.")},
      {"economic.irr", "absent", 0, English("There is no rate of return.")},
      {"simulation.positive_npv_bp", "below", 8000, English("Ask for a smaller step.")}};
  return method;
}

OptionFigures FiguresOf(const std::vector<std::pair<std::string, int64_t>>& values) {
  OptionFigures figures;
  figures.option = "new";
  figures.preferred = true;
  const money::Unit unit{.code = "CAD", .decimals = 2};
  for (MoneyFigure* figure : {&figures.npv, &figures.incremental_npv,
                              &figures.incremental_pv_benefits, &figures.incremental_pv_costs}) {
    figure->amount = money::Real(1, unit, 2027);
  }
  for (const auto& [id, value] : values) {
    Figure figure;
    figure.id = id;
    figure.explanation.value = value;
    figures.figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace cartera::appraisal::v2
