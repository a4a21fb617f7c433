#include "libs/domain/appraisal/evaluate.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/canonical/form.h"

namespace cartera::appraisal {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// One line per leaf, so that a change of the golden file reads as a list of numbers.
void Flatten(const canonical::Value& value, const std::string& path, std::string& out) {
  if (value.is_object()) {
    for (const auto& member : value.members()) {
      Flatten(member.value, path.empty() ? member.key : absl::StrCat(path, ".", member.key), out);
    }
  } else if (value.is_array()) {
    int index = 0;
    for (const canonical::Value& item : value.items()) {
      Flatten(item, absl::StrCat(path, "[", index++, "]"), out);
    }
  } else {
    absl::StrAppend(&out, path, " = ", canonical::Write(value), "\n");
  }
}

std::string Flat(const Evaluation& evaluation) {
  std::string text;
  Flatten(ToCanonical(evaluation), "", text);
  return text;
}

// The test runs from the root of the repository.
void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = absl::StrCat("tests/golden/appraisal/", name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << actual;
    return;
  }
  std::ifstream file(path);
  ASSERT_TRUE(file.good()) << path << " is missing; UPDATE_GOLDEN=1 writes it";
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(actual, expected) << "UPDATE_GOLDEN=1 rewrites " << path;
}

Evaluation Of(const CaseContent& content, const methodology::Methodology& methodology) {
  const auto evaluation = Evaluate(content, methodology, SampleContext());
  EXPECT_TRUE(evaluation.ok()) << evaluation.status();
  return evaluation.ok() ? *evaluation : Evaluation();
}

const OptionFigures& Preferred(const Evaluation& evaluation) {
  return *std::find_if(evaluation.options.begin(), evaluation.options.end(),
                       [](const OptionFigures& option) { return option.preferred; });
}

// Everything but the trees, which name each line.
std::string Numbers(const Evaluation& evaluation) {
  std::string text;
  for (const OptionFigures& option : evaluation.options) {
    absl::StrAppend(&text, option.option);
    for (const MoneyFigure* figure :
         {&option.tco, &option.pv_costs, &option.pv_benefits, &option.npv, &option.incremental_npv,
          &option.incremental_pv_costs, &option.incremental_pv_benefits}) {
      absl::StrAppend(&text, " ", figure->amount.amount_minor);
    }
    absl::StrAppend(&text, " ", option.bcr.ratio_bp.value_or(-1), " ",
                    option.incremental_payback_milliyears.value_or(-1), "\n");
  }
  for (const CriterionScore& score : evaluation.scorecard.criteria) {
    absl::StrAppend(&text, score.criterion, " ", score.score.value_or(-1), " ", score.why, "\n");
  }
  return text + evaluation.scorecard.suggestion_reason;
}

TEST(Evaluate, MatchesTheGoldenEvaluations) {
  ExpectGolden("chile_sample.txt", Flat(Of(SampleCase(), Chile())));
  ExpectGolden("atlantis_sample.txt", Flat(Of(SampleCase(), Atlantis())));
}

TEST(Evaluate, GivesTheSameBytesTwice) {
  EXPECT_EQ(canonical::Write(ToCanonical(Of(SampleCase(), Chile()))),
            canonical::Write(ToCanonical(Of(SampleCase(), Chile()))));
  EXPECT_TRUE(canonical::Check(ToCanonical(Of(SampleCase(), Chile()))).ok());
}

// A country is data: another methodology with the UK rate and 100 % uplift on development gives
// business-case vector 7, but for security and training, which bear no uplift there.
TEST(Evaluate, AppliesAnotherCountryWithoutCode) {
  methodology::Methodology atlantis = Atlantis();
  EXPECT_THAT(CheckMethodology(atlantis), IsEmpty());
  // Vector 6 first: NPV 3.282583 million, BCR 1.142226, simple payback 6.833333 years.
  atlantis.uplifts.clear();
  const Evaluation plain = Of(SampleCase(), atlantis);
  EXPECT_NEAR(static_cast<double>(Preferred(plain).npv.amount.amount_minor), 3'282'583'00.0, 50);
  EXPECT_EQ(Preferred(plain).bcr.ratio_bp, 11422);
  EXPECT_EQ(Preferred(plain).incremental_payback_milliyears, 6833);
  EXPECT_EQ(Preferred(plain).tco.amount.amount_minor, 26'000'000'00);
  const Evaluation uplifted = Of(SampleCase(), Atlantis());
  EXPECT_LT(Preferred(uplifted).npv.amount.amount_minor, 0);
  EXPECT_EQ(Preferred(uplifted).tco.amount, Preferred(plain).tco.amount);
  ASSERT_THAT(uplifted.scorecard.dimensions, SizeIs(2));
  EXPECT_EQ(uplifted.scorecard.unscored_criteria_count, 1);
  EXPECT_EQ(uplifted.scorecard.dimensions[0].score_bp, std::nullopt);
  EXPECT_EQ(uplifted.scorecard.dimensions[1].score_bp, 7500);
  EXPECT_EQ(uplifted.scorecard.suggestion, methodology::Outcome::kRequestIteration);
}

TEST(Evaluate, DoesNotDependOnTheOrderOfLines) {
  CaseContent content = SampleCase();
  const std::string before = canonical::Write(ToCanonical(Of(content, Chile())));
  std::reverse(content.costs.lines.begin(), content.costs.lines.end());
  std::rotate(content.benefits.lines.begin(), content.benefits.lines.begin() + 3,
              content.benefits.lines.end());
  std::reverse(content.options.options.begin(), content.options.options.end());
  std::reverse(content.risks.risks.begin(), content.risks.risks.end());
  EXPECT_EQ(canonical::Write(ToCanonical(Of(content, Chile()))), before);
}

TEST(Evaluate, DoesNotChangeWhenALineIsSplit) {
  CaseContent content = SampleCase();
  const std::string chile = Numbers(Of(content, Chile()));
  const std::string atlantis = Numbers(Of(content, Atlantis()));
  for (size_t i = 0; i < 6; ++i) {
    CostLine half = content.costs.lines[i];
    half.id += "-half";
    half.amount->amount_minor = 333'333'33;
    content.costs.lines[i].amount->amount_minor -= 333'333'33;
    content.costs.lines.push_back(half);
  }
  EXPECT_EQ(Numbers(Of(content, Chile())), chile);
  EXPECT_EQ(Numbers(Of(content, Atlantis())), atlantis);
}

TEST(Evaluate, ScalesWithTheAmountsAndKeepsRatios) {
  CaseContent content = SampleCase();
  const Evaluation before = Of(content, Chile());
  for (CostLine& line : content.costs.lines) line.amount->amount_minor *= 1000;
  for (BenefitLine& line : content.benefits.lines) line.amount->amount_minor *= 1000;
  const Evaluation after = Of(content, Chile());
  EXPECT_EQ(Preferred(after).bcr.ratio_bp, Preferred(before).bcr.ratio_bp);
  EXPECT_EQ(after.scorecard.overall_bp, before.scorecard.overall_bp);
  // Each of the two present values was off by half a minor unit at most.
  EXPECT_NEAR(static_cast<double>(Preferred(after).npv.amount.amount_minor),
              static_cast<double>(Preferred(before).npv.amount.amount_minor) * 1000, 1000);
}

TEST(Evaluate, CountsAgainstDoingNothing) {
  CaseContent content = SampleCase();
  CostLine today = content.costs.lines[0];
  today.id = "today";
  today.option = "none";
  today.amount->amount_minor = 1'000'000'00;
  content.costs.lines.push_back(today);
  const OptionFigures with = Preferred(Of(content, Chile()));
  const OptionFigures without = Preferred(Of(SampleCase(), Chile()));
  EXPECT_EQ(with.npv.amount, without.npv.amount);
  EXPECT_EQ(with.incremental_npv.amount.amount_minor,
            without.incremental_npv.amount.amount_minor + 1'000'000'00);
}

TEST(Evaluate, GivesNoRatioWithoutCosts) {
  const Evaluation evaluation = Of(SampleCase(), Chile());
  const OptionFigures& nothing = evaluation.options[2];
  ASSERT_EQ(nothing.option, "none");
  EXPECT_FALSE(nothing.bcr.ratio_bp.has_value());
  EXPECT_FALSE(nothing.bcr.explanation.value.has_value());
}

TEST(Evaluate, ExplainsANumberDownToTheLineAndTheRate) {
  const Evaluation evaluation = Of(SampleCase(), Chile());
  const Explanation& first_year = Preferred(evaluation).pv_costs.explanation.inputs.at(1);
  EXPECT_EQ(first_year.label, "present value of 2028");
  EXPECT_EQ(first_year.inputs[0].inputs[0].field_path, "costs.lines[id=c2].amount");
  EXPECT_EQ(first_year.inputs[0].inputs[0].source, "offer of 2026");
  EXPECT_EQ(first_year.inputs[1].value, 943'396'226);  // 1 / 1.06
  EXPECT_EQ(first_year.inputs[1].inputs[0].standing, methodology::Standing::kIllustrative);
}

TEST(Evaluate, LetsAPersonStandBesideTheRule) {
  EvaluationContext context = SampleContext();
  context.person_scores["technology"] = {3, "people/eva", "Compared with two others"};
  context.person_scores["risks"] = {1, "people/eva", "Owners have left"};
  const auto evaluation = Evaluate(SampleCase(), Chile(), context);
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  const CriterionScore& risks = evaluation->scorecard.criteria[11];
  EXPECT_EQ(risks.score, 1);
  EXPECT_EQ(risks.score_by_rule, 4);
  EXPECT_THAT(risks.why, HasSubstr("Owners have left (by rule 4"));
  EXPECT_EQ(evaluation->scorecard.unscored_criteria_count, 0);
}

TEST(Evaluate, SuggestsAtBestAnIterationWhenACriterionIsZero) {
  CaseContent content = SampleCase();
  content.stakeholders = {};
  const Evaluation evaluation = Of(content, Chile());
  EXPECT_GT(*evaluation.scorecard.overall_bp, 8500);
  EXPECT_EQ(evaluation.scorecard.suggestion, methodology::Outcome::kRequestIteration);
  EXPECT_THAT(evaluation.scorecard.suggestion_reason, HasSubstr("is scored 0"));
}

TEST(Evaluate, RefusesWhatCannotBeComputed) {
  CaseContent content = SampleCase();
  content.costs.lines[0].amount.reset();
  content.costs.lines[1].option = "unknown";
  const auto blocked = Evaluate(content, Chile(), SampleContext());
  EXPECT_EQ(blocked.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(blocked.status().message()), HasSubstr("costs.lines[id=c1].amount"));
  EXPECT_THAT(std::string(blocked.status().message()), HasSubstr("costs.lines[id=c2].option"));
  EXPECT_EQ(Evaluate("appraisal/v0", SampleCase(), Chile(), SampleContext()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EvaluationContext context = SampleContext();
  context.person_scores["beauty"] = {5, "", ""};
  const auto scored = Evaluate(SampleCase(), Chile(), context);
  EXPECT_EQ(scored.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(scored.status().message()), HasSubstr("0 to 4"));
  context = SampleContext();
  context.basis.base_fiscal_year = 99999;
  EXPECT_EQ(Evaluate(SampleCase(), Chile(), context).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Evaluate, SaysSoWhenASumIsTooLarge) {
  CaseContent content = SampleCase();
  for (int i = 0; i < 30; ++i) {
    CostLine line = content.costs.lines[0];
    line.id = absl::StrCat("huge", i);
    line.amount->amount_minor = 100'000'000'000'000'000;
    content.costs.lines.push_back(line);
  }
  EXPECT_EQ(Evaluate(content, Chile(), SampleContext()).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Evaluate, OfAnEmptyCaseSuggestsNothingGood) {
  const Evaluation evaluation = Of(CaseContent(), Chile());
  EXPECT_THAT(evaluation.options, IsEmpty());
  EXPECT_EQ(evaluation.scorecard.overall_bp, 0);
  EXPECT_EQ(evaluation.scorecard.suggestion, methodology::Outcome::kReject);
}

TEST(CheckMethodology, FindsNothingInTheShippedPack) {
  EXPECT_THAT(CheckMethodology(Chile()), IsEmpty());
}

TEST(CheckMethodology, FindsRulesFieldsAndFactsScoredTwice) {
  methodology::Methodology chile = Chile();
  chile.criteria[0].rule = "guess";
  chile.criteria[1].facts.push_back("stakeholders.impacts");
  chile.criteria[5].limits_bp.pop_back();
  chile.criteria[8].facts = {"horoscope"};
  chile.sections[0].required_fields.push_back("identification.colour");
  const std::string faults = methodology::FormatFaults(CheckMethodology(chile));
  EXPECT_THAT(faults, HasSubstr("no rule \"guess\""));
  EXPECT_THAT(faults, HasSubstr("is scored by criterion \"problem\" too"));
  EXPECT_THAT(faults, HasSubstr("takes 4 limits, not 3"));
  EXPECT_THAT(faults, HasSubstr("\"horoscope\" is no section or field"));
  EXPECT_THAT(faults, HasSubstr("\"identification.colour\" is no field of the case"));
}

}  // namespace
}  // namespace cartera::appraisal
