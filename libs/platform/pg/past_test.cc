#include "libs/platform/pg/past.h"

#include <gtest/gtest.h>

namespace cartera::pg {
namespace {

TEST(PastTest, OnlyNamesOfTheSchemaAreReadInThePast) {
  EXPECT_EQ(
      PastText("SELECT review.a, x_review.b FROM review.rounds r, review_read.v1 v", "review"),
      "SELECT review_past.a, x_review.b FROM review_past.rounds r, review_read.v1 v");
  EXPECT_EQ(PastText("SELECT 'review.rounds' || $1 FROM (review.rounds)", "review"),
            "SELECT 'review.rounds' || $1 FROM (review_past.rounds)");
  EXPECT_EQ(PastText("review.rounds", "review"), "review_past.rounds");
  EXPECT_EQ(PastText("SELECT 1", "review"), "SELECT 1");
}

TEST(PastTest, AStatementIsMadeOnceUnderANameOfItsOwn) {
  static constexpr Query kQuery{"review.get", "SELECT FROM review.rounds"};
  const Query past = PastOf(kQuery, "review");
  EXPECT_EQ(past.name, "review.get@past");
  EXPECT_EQ(past.sql, "SELECT FROM review_past.rounds");
  EXPECT_EQ(PastOf(kQuery, "review").sql.data(), past.sql.data());
}

}  // namespace
}  // namespace cartera::pg
