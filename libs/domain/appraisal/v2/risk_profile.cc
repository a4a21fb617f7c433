#include "libs/domain/appraisal/v2/risk_profile.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::ProfileQuestion;
using methodology::RiskProfile;

// The last column that starts at or below sum / count.
size_t ColumnOf(const std::vector<int>& from_centi, int64_t sum, int64_t count) {
  size_t column = 0;
  for (size_t i = 0; i < from_centi.size(); ++i) {
    if (sum * 100 >= from_centi[i] * count) column = i;
  }
  return column;
}

std::string TitleOf(const RiskProfile& profile, const std::string& id) {
  for (const ProfileQuestion& question : profile.questions) {
    if (question.id == id) return std::string(methodology::InLanguage(question.title, "en"));
  }
  return id;
}

}  // namespace

int RatingOf(const std::vector<ProfileAnswer>& answers, absl::string_view question) {
  int rating = 0;
  for (const ProfileAnswer& answer : answers) {
    if (answer.question == question && answer.rating >= 1 && answer.rating <= kRatingMax) {
      rating = std::max(rating, answer.rating);
    }
  }
  return rating;
}

RiskProfileResult RateProfile(const RiskProfile& profile,
                              const std::vector<ProfileAnswer>& answers) {
  RiskProfileResult result;
  result.consequence = 1;
  int64_t sum = 0;
  int64_t count = 0;
  std::vector<std::pair<int, std::string>> rated;
  for (const ProfileQuestion& question : profile.questions) {
    const int rating = RatingOf(answers, question.id);
    if (rating == 0) {
      result.unanswered.push_back(question.id);
      continue;
    }
    rated.emplace_back(rating, question.id);
    if (question.block == kConsequenceBlock) {
      result.consequence = std::max(result.consequence, rating);
    } else {
      sum += rating;
      ++count;
    }
  }
  std::stable_sort(rated.begin(), rated.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (size_t i = 0; i < std::min(rated.size(), kTopRisks); ++i) {
    result.top.push_back(rated[i].second);
  }
  // A block without questions weighs as very low.
  if (count == 0) sum = count = 1;
  result.complexity_centi = static_cast<int>(sum * 100 / count);
  if (!result.unanswered.empty()) return result;
  const auto row = static_cast<size_t>(result.consequence - 1);
  const size_t column = ColumnOf(profile.complexity_from_centi, sum, count);
  if (row >= profile.level_by_cell.size() || column >= profile.level_by_cell[row].size()) {
    return result;
  }
  const int level = profile.level_by_cell[row][column];
  if (level >= 0 && static_cast<size_t>(level) < profile.levels.size()) result.level = level;
  return result;
}

std::string Describe(const RiskProfile& profile, const RiskProfileResult& result) {
  if (!result.unanswered.empty()) {
    return absl::StrCat(result.unanswered.size(), " of ", profile.questions.size(),
                        " questions of the risk profile are not answered: ",
                        absl::StrJoin(result.unanswered, ", "), ".");
  }
  std::string text = absl::StrFormat("Consequence %d of %d (highest), complexity %d.%02d (mean).",
                                     result.consequence, kRatingMax, result.complexity_centi / 100,
                                     result.complexity_centi % 100);
  if (result.top.empty()) return text;
  absl::StrAppend(&text, " Rated highest: ",
                  absl::StrJoin(result.top, "; ",
                                [&profile](std::string* out, const std::string& id) {
                                  absl::StrAppend(out, TitleOf(profile, id));
                                }),
                  ".");
  return text;
}

std::vector<RegisterRow> RegisterOf(const std::vector<Risk>& risks,
                                    const methodology::RiskMatrix& matrix) {
  std::vector<RegisterRow> rows;
  for (const Risk& risk : risks) {
    RegisterRow row{.risk = risk.id,
                    .level = methodology::RiskLevel(matrix, risk.probability_bp, risk.impact)};
    if (risk.residual_probability_bp.has_value()) {
      row.residual_level =
          methodology::RiskLevel(matrix, *risk.residual_probability_bp, risk.residual_impact);
    }
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const RegisterRow& a, const RegisterRow& b) { return a.risk < b.risk; });
  return rows;
}

}  // namespace cartera::appraisal::v2
