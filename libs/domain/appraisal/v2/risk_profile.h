#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_PROFILE_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_PROFILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::appraisal::v2 {

inline constexpr absl::string_view kConsequenceBlock = "consequence";
inline constexpr absl::string_view kComplexityBlock = "complexity";
inline constexpr int kRatingMax = 5;
inline constexpr size_t kTopRisks = 5;

// What the answers to a risk profile come to. No level while a question is unanswered: an unknown
// risk is not a low one.
struct RiskProfileResult {
  std::optional<int> level;             // index into RiskProfile::levels
  int consequence = 0;                  // highest rating of its block
  int complexity_centi = 0;             // mean rating of its block in hundredths, downwards
  std::vector<std::string> top;         // ids, the highest ratings first, then in their order
  std::vector<std::string> unanswered;  // ids of questions
};
RiskProfileResult RateProfile(const methodology::RiskProfile& profile,
                              const std::vector<ProfileAnswer>& answers);

// The result in plain words, with the five questions rated highest.
std::string Describe(const methodology::RiskProfile& profile, const RiskProfileResult& result);

// The rating of a question, or 0. Of several answers the highest, which is the careful one.
int RatingOf(const std::vector<ProfileAnswer>& answers, absl::string_view question);

// A row of the risk register, placed in the methodology's matrix before and after its response.
struct RegisterRow {
  std::string risk;
  std::optional<std::string> level;
  std::optional<std::string> residual_level;
};
// By risk id.
std::vector<RegisterRow> RegisterOf(const std::vector<Risk>& risks,
                                    const methodology::RiskMatrix& matrix);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_RISK_PROFILE_H_
