#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/sample_case.h"
#include "libs/domain/appraisal/v2/named_figures.h"
#include "libs/domain/methodology/packs.h"
#include "libs/domain/methodology/parse.h"

// Every methodology file that ships can be used as it is.
namespace cartera::appraisal {
namespace {

using ::testing::IsEmpty;

class ShippedPack : public ::testing::TestWithParam<EmbeddedFile> {
 protected:
  void SetUp() override {
    auto read = methodology::ParseText(GetParam().text);
    ASSERT_TRUE(read.ok()) << read.status();
    pack_ = *std::move(read);
  }
  methodology::Methodology pack_;
};

TEST_P(ShippedPack, HasNothingThatTheEngineCannotDo) {
  EXPECT_THAT(methodology::FormatFaults(CheckMethodology(pack_)), IsEmpty());
}

TEST_P(ShippedPack, IsNamedAsItsFile) {
  EXPECT_EQ(GetParam().name, pack_.id + "-" + pack_.version + ".json");
}

// What a threshold or hint may name is what evaluations have, and nothing else.
TEST_P(ShippedPack, GivesOnlyFiguresThatAMethodologyMayName) {
  if (pack_.engine == 1) return;
  CaseContent content = SampleCase();
  content.identification.agency_ict_budget = content.costs.lines[0].amount;
  const auto evaluation = Evaluate(content, pack_, SampleContext());
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  int figures = 0;
  for (const OptionFigures& option : evaluation->options) {
    for (const Figure& figure : option.figures) {
      EXPECT_TRUE(v2::IsFigure(figure.id)) << figure.id;
      ++figures;
    }
  }
  EXPECT_GT(figures, 100);
}

INSTANTIATE_TEST_SUITE_P(Packs, ShippedPack, ::testing::ValuesIn(methodology::Packs()),
                         [](const auto& info) {
                           std::string name(info.param.name);
                           for (char& letter : name) {
                             if (letter == '-' || letter == '.') letter = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace cartera::appraisal
