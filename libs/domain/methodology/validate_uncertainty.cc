// Frames of the simulated cost, and the risk profile.
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/fault_list.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

constexpr size_t kConsequences = 5;
constexpr int kCentiPerRating = 100;

void CheckTable(const RiskProfile& profile, FaultList& faults) {
  const std::vector<int>& from = profile.complexity_from_centi;
  if (profile.levels.empty()) faults.Add("risk_profile.levels", "at least one");
  for (size_t i = 0; i < from.size(); ++i) {
    if (i == 0 ? from[i] == kCentiPerRating : from[i] > from[i - 1]) continue;
    faults.Add(absl::StrCat("risk_profile.complexity_from_centi[", i, "]"),
               i == 0 ? "the first column starts at 100, the lowest rating" : "must rise");
  }
  if (from.empty()) faults.Add("risk_profile.complexity_from_centi", "at least one");
  if (profile.level_by_cell.size() != kConsequences) {
    faults.Add("risk_profile.consequences", "five rows, from rating 1 to 5");
  }
  for (size_t row = 0; row < profile.level_by_cell.size(); ++row) {
    if (profile.level_by_cell[row].size() == from.size()) continue;
    faults.Add(absl::StrCat("risk_profile.consequences[", row, "].levels"),
               absl::StrCat(from.size(), " numbers, one for each column of complexity"));
  }
}

void CheckProfile(const RiskProfile& profile, FaultList& faults) {
  std::set<std::string> ids;
  bool has_consequence = false;
  for (const ProfileQuestion& question : profile.questions) {
    const std::string path = faults.PathOf("risk_profile.questions", question.id, ids);
    has_consequence = has_consequence || question.block == "consequence";
    if (question.block == "consequence" || question.block == "complexity") continue;
    faults.Add(path + ".block", "must be \"consequence\" or \"complexity\"");
  }
  if (!has_consequence) faults.Add("risk_profile.questions", "at least one of consequence");
  CheckTable(profile, faults);
  faults.CheckOrigin(profile.origin, "risk_profile.origin");
}

void CheckFrames(const Frames& frames, FaultList& faults) {
  if (frames.draws != 0 && frames.draws < kDrawsMin) {
    faults.Add("frames.draws", absl::StrCat("must be 0 or at least ", kDrawsMin));
  }
  if (frames.cost_percentile < frames.steering_percentile) {
    faults.Add("frames.cost_percentile", "is below the steering percentile");
  }
  faults.CheckOrigin(frames.origin, "frames.origin");
  faults.CheckOrigin(frames.default_origin, "frames.default_origin");
}

}  // namespace

void ValidateUncertainty(const Methodology& methodology, FaultList& faults) {
  if (methodology.frames.has_value()) CheckFrames(*methodology.frames, faults);
  if (methodology.risk_profile.has_value()) CheckProfile(*methodology.risk_profile, faults);
  if (methodology.light_rules.has_value()) {
    faults.CheckUnit(methodology.light_rules->unit, "lights.unit");
    faults.CheckOrigin(methodology.light_rules->origin, "lights.origin");
  }
}

}  // namespace cartera::methodology
