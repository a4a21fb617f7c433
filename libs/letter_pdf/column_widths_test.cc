#include "libs/letter_pdf/column_widths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace cartera::letter_pdf {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(ColumnWidths, WhatFitsIsStretchedInProportion) {
  EXPECT_THAT(ColumnWidths({{10, 50}, {10, 150}}, 400), ElementsAre(100, 300));
  EXPECT_THAT(ColumnWidths({{0, 0}, {0, 0}}, 400), ElementsAre(200, 200));
}

TEST(ColumnWidths, SmallColumnsKeepTheirLineAndLongTextTakesTheRest) {
  EXPECT_THAT(ColumnWidths({{20, 60}, {50, 9000}, {30, 80}}, 400), ElementsAre(60, 260, 80));
}

TEST(ColumnWidths, LongTextsShareAndNoWordIsBrokenInVain) {
  EXPECT_THAT(ColumnWidths({{250, 9000}, {50, 9000}}, 400),
              ElementsAre(DoubleNear(280, 1), DoubleNear(120, 1)));
}

TEST(ColumnWidths, NothingIsEverWiderThanThePage) {
  const std::vector<double> widths = ColumnWidths({{900, 9000}, {100, 9000}, {5, 10}}, 410);
  EXPECT_THAT(widths, ElementsAre(DoubleNear(240, 0.1), DoubleNear(160, 0.1), 10));
  EXPECT_NEAR(std::accumulate(widths.begin(), widths.end(), 0.0), 410, 1e-6);
}

}  // namespace
}  // namespace cartera::letter_pdf
