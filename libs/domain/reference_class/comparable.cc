#include "libs/domain/reference_class/comparable.h"

#include <algorithm>
#include <array>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/base/vocabulary.h"

namespace cartera::reference_class {
namespace {

constexpr std::array<absl::string_view, 5> kFilterNames = {"region", "years", "sector", "size",
                                                           "kind"};
constexpr std::array<absl::string_view, 5> kStateNames = {"not_asked", "not_in_class", "no_use",
                                                          "held", "given_up"};

bool IsAsked(const Sought& sought, Filter filter) {
  switch (filter) {
    case Filter::kRegion:
      return !sought.region.empty();
    case Filter::kYears:
      return sought.first_year != 0 || sought.last_year != 0;
    case Filter::kSector:
      return !sought.sector.empty();
    case Filter::kSize:
      return sought.cost_minor.has_value();
    case Filter::kKind:
      return !sought.kind.empty();
  }
  return false;
}

bool Says(const FinishedProject& project, Filter filter) {
  switch (filter) {
    case Filter::kRegion:
      return !project.region.empty();
    case Filter::kYears:
      return project.year != 0;
    case Filter::kSector:
      return !project.sector.empty();
    case Filter::kSize:
      return project.cost_minor.has_value();
    case Filter::kKind:
      return !project.kinds.empty();
  }
  return false;
}

// Both ends of the band belong to it.
bool IsOfSize(int64_t cost_minor, int64_t middle_minor, int factor) {
  const absl::int128 cost = cost_minor;
  const absl::int128 middle = middle_minor;
  return cost * factor >= middle && cost <= middle * factor;
}

bool Passes(const FinishedProject& project, const Sought& sought, Filter filter) {
  if (!Says(project, filter)) return false;
  switch (filter) {
    case Filter::kRegion:
      return project.region == sought.region;
    case Filter::kYears:
      return project.year >= sought.first_year &&
             (sought.last_year == 0 || project.year <= sought.last_year);
    case Filter::kSector:
      return project.sector == sought.sector;
    case Filter::kSize:
      return IsOfSize(*project.cost_minor, *sought.cost_minor, sought.size_factor);
    case Filter::kKind:
      return std::find(project.kinds.begin(), project.kinds.end(), sought.kind) !=
             project.kinds.end();
  }
  return false;
}

std::vector<size_t> PassingAll(const ReferenceClass& of, const Sought& sought,
                               const std::vector<size_t>& candidates,
                               const std::vector<AppliedFilter>& filters) {
  std::vector<size_t> passing;
  for (const size_t index : candidates) {
    const bool passes =
        std::all_of(filters.begin(), filters.end(), [&](const AppliedFilter& applied) {
          return applied.state != FilterState::kHeld ||
                 Passes(of.projects[index], sought, applied.filter);
        });
    if (passes) passing.push_back(index);
  }
  return passing;
}

FilterState StateAtFirst(const ReferenceClass& of, const Sought& sought, Measure for_measure,
                         Filter filter) {
  if (!IsAsked(sought, filter)) return FilterState::kNotAsked;
  if (filter == Filter::kSize && for_measure == Measure::kCost) return FilterState::kNoUse;
  const bool known =
      std::any_of(of.projects.begin(), of.projects.end(),
                  [filter](const FinishedProject& project) { return Says(project, filter); });
  return known ? FilterState::kHeld : FilterState::kNotInClass;
}

void CheckWord(absl::string_view name, const std::string& word, const std::vector<Label>& known,
               std::vector<std::string>* faults) {
  // A class without such words leaves the filter aside.
  if (word.empty() || known.empty()) return;
  std::vector<std::string> codes;
  for (const Label& label : known) {
    if (label.code == word) return;
    codes.push_back(label.code);
  }
  faults->push_back(absl::StrCat(name, ": ", Quote(word, kQuotedBytesMax), " is not one of ",
                                 absl::StrJoin(codes, ", ")));
}

void CheckNumber(absl::string_view name, int64_t value, int64_t min, int64_t max,
                 std::vector<std::string>* faults) {
  if (value >= min && value <= max) return;
  faults->push_back(absl::StrCat(name, ": ", value, " is not within ", min, " to ", max));
}

}  // namespace

absl::string_view Name(Filter filter) { return NameIn(kFilterNames, filter); }
absl::string_view Name(FilterState state) { return NameIn(kStateNames, state); }

absl::Status Check(const ReferenceClass& of, const Sought& sought) {
  std::vector<std::string> faults;
  CheckWord("kind", sought.kind, of.kinds, &faults);
  CheckWord("sector", sought.sector, of.sectors, &faults);
  CheckWord("region", sought.region, of.regions, &faults);
  if (sought.first_year != 0) {
    CheckNumber("first_year", sought.first_year, kYearMin, kYearMax, &faults);
  }
  if (sought.last_year != 0) {
    CheckNumber("last_year", sought.last_year, std::max(kYearMin, sought.first_year), kYearMax,
                &faults);
  }
  if (sought.cost_minor.has_value()) {
    CheckNumber("cost_minor", *sought.cost_minor, 1, kAmountMinorMax, &faults);
  }
  CheckNumber("size_factor", sought.size_factor, kSizeFactorMin, kSizeFactorMax, &faults);
  if (faults.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

absl::StatusOr<Comparable> FindComparable(const ReferenceClass& of, const Sought& sought,
                                          Measure for_measure,
                                          absl::FunctionRef<bool(const FinishedProject&)> says) {
  RETURN_IF_ERROR(Check(of, sought));
  std::vector<size_t> candidates;
  for (size_t i = 0; i < of.projects.size(); ++i) {
    if (says(of.projects[i])) candidates.push_back(i);
  }
  Comparable found{.candidates = candidates.size()};
  for (const Filter filter : kFilters) {
    found.filters.push_back(
        {.filter = filter, .state = StateAtFirst(of, sought, for_measure, filter)});
  }
  found.projects = PassingAll(of, sought, candidates, found.filters);
  for (AppliedFilter& applied : found.filters) {
    if (found.projects.size() >= kProjectsMin) break;
    if (applied.state != FilterState::kHeld) continue;
    applied.state = FilterState::kGivenUp;
    applied.found_with = found.projects.size();
    found.projects = PassingAll(of, sought, candidates, found.filters);
  }
  found.enough = found.projects.size() >= kProjectsMin;
  return found;
}

}  // namespace cartera::reference_class
