#include "tools/cartera/page_reference.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "libs/domain/money/text.h"
#include "libs/domain/reference_class/limits.h"
#include "libs/domain/reference_class/words.h"
#include "tools/cartera/plot.h"
#include "tools/cartera/table.h"

namespace cartera::cli {
namespace {

using reference_class::Comparable;
using reference_class::Covering;
using reference_class::Label;
using reference_class::Measure;
using reference_class::Outcome;
using reference_class::OutcomeCounts;
using reference_class::Placement;
using reference_class::ReferenceClass;

using Rows = std::vector<std::vector<std::string>>;

constexpr int kBarWidth = 30;
constexpr int kDrawnBp = 9'500;  // of the values; a few very large ones would flatten the rest

struct MeasureWords {
  const char* title;
  const char* covered;  // above the column of values
};

MeasureWords WordsOf(Measure measure) {
  constexpr std::array<MeasureWords, 5> kWords = {{{"Cost", "COST UP TO"},
                                                   {"Duration", "LASTED UP TO"},
                                                   {"Cost overrun", "COVERED BY"},
                                                   {"Overrun of time", "COVERED BY"},
                                                   {"Benefits", "DELIVERED AT LEAST"}}};
  return kWords[static_cast<size_t>(measure)];
}

std::string CountText(size_t count) {
  return money::FormatAmountMinor(static_cast<int64_t>(count), 0);
}

std::string FilterLines(const ReferenceClass& of, const reference_class::Sought& sought,
                        const Comparable& comparable, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& applied : comparable.filters) {
    const std::string state = DescribeState(applied);
    if (!state.empty()) lines.emplace_back(DescribeSought(of, sought, applied.filter), state);
  }
  std::reverse(lines.begin(), lines.end());  // what says most comes first
  return RenderFields(lines, style, 4);
}

std::string CoveringTable(const ReferenceClass& of, const Placement& placement,
                          const PageStyle& style) {
  Rows rows;
  for (const Covering& covering : placement.coverings) {
    rows.push_back({reference_class::PercentText(covering.share_bp),
                    ValueText(of, placement.measure, covering.value),
                    RangeText(of, placement.measure, covering)});
  }
  return RenderTable(
      {{.title = "OF THEM", .right = true},
       {.title = WordsOf(placement.measure).covered, .right = true},
       {.title =
            absl::StrCat("RANGE AT ", reference_class::PercentText(reference_class::kConfidenceBp)),
        .wrap = true}},
      rows, style);
}

// The share of the projects up to each value, with this case and what covers 80 % below it.
std::string Plot(const ReferenceClass& of, const Placement& placement, const PageStyle& style) {
  const auto count = static_cast<int64_t>(placement.values.size());
  std::vector<CurvePoint> points;
  for (int64_t rank = 1; rank <= count; ++rank) {
    const auto share_bp = static_cast<int>(rank * 10'000 / count);
    if (share_bp > kDrawnBp && points.size() > 1) break;
    points.push_back({share_bp, placement.values[static_cast<size_t>(rank - 1)]});
  }
  std::vector<CurveMark> marks;
  for (const Covering& covering : placement.coverings) {
    if (covering.share_bp == 8'000) marks.push_back({'8', covering.value});
  }
  if (placement.own.has_value()) marks.push_back({'C', placement.own->value});
  const std::string plot = PlotCurve(points, marks, style);
  if (plot.empty()) return "";
  const std::string legend = absl::StrCat(
      "From ", ValueText(of, placement.measure, points.front().value), " to ",
      ValueText(of, placement.measure, points.back().value), "; 8: ", "what covers 80 %",
      placement.own.has_value() ? "; C: this case" : "",
      static_cast<int64_t>(points.size()) < count
          ? absl::StrCat(". The highest ", CountText(placement.values.size() - points.size()),
                         " are not drawn.")
          : ".");
  return absl::StrCat("\n", plot, Indented(legend, 4, style.width));
}

std::string PlacementPart(const ReferenceClass& of, const PlacedCase& placed,
                          const Placement& placement, const PageStyle& style) {
  std::string out = absl::StrCat("\n", Title(WordsOf(placement.measure).title, style));
  if (placement.measure == Measure::kCost && !of.cost_meaning.empty()) {
    absl::StrAppend(&out,
                    Indented(absl::StrCat("Of the class: ", of.cost_meaning, "."), 2, style.width));
  }
  if (placement.measure == Measure::kCostOverrun && !of.overrun_meaning.empty()) {
    absl::StrAppend(
        &out, Indented(absl::StrCat("Of the class: ", of.overrun_meaning, "."), 2, style.width));
  }
  absl::StrAppend(&out, Indented(DescribeCount(placement.comparable), 2, style.width),
                  FilterLines(of, placed.sought, placement.comparable, style));
  if (!placement.comparable.enough) return out;
  const std::string own = DescribeOwn(of, placement);
  if (!own.empty()) absl::StrAppend(&out, Indented(own, 2, style.width));
  absl::StrAppend(&out, "\n", CoveringTable(of, placement, style), Plot(of, placement, style));
  return out;
}

std::string OutcomePart(const ReferenceClass& of, const PlacedCase& placed,
                        const PageStyle& style) {
  if (!placed.outcomes.has_value()) return "";
  const OutcomeCounts& outcomes = *placed.outcomes;
  std::string out = absl::StrCat("\n", Title("Outcome", style));
  if (!of.outcome_meaning.empty()) {
    absl::StrAppend(
        &out, Indented(absl::StrCat("Of the class: ", of.outcome_meaning, "."), 2, style.width));
  }
  absl::StrAppend(&out, Indented(DescribeCount(outcomes.comparable), 2, style.width),
                  FilterLines(of, placed.sought, outcomes.comparable, style));
  if (!outcomes.comparable.enough) return out;
  const size_t rated = outcomes.comparable.projects.size();
  Rows rows;
  for (size_t i = reference_class::kOutcomes; i > 0; --i) {
    const size_t count = outcomes.counts[i - 1];
    rows.push_back({std::string(Name(static_cast<Outcome>(i - 1))), CountText(count),
                    Bar(static_cast<int64_t>(count * 10'000 / rated), kBarWidth)});
  }
  absl::StrAppend(
      &out, "\n",
      RenderTable({{.title = "RATED"}, {.title = "PROJECTS", .right = true}, {.title = ""}}, rows,
                  style),
      Indented(absl::StrCat(CountText(outcomes.satisfactory), " of ", CountText(rated),
                            " were moderately satisfactory or better."),
               2, style.width));
  return out;
}

std::string ReadingPart(const PlacedCase& placed, const PageStyle& style) {
  const bool figures =
      std::any_of(placed.placements.begin(), placed.placements.end(),
                  [](const Placement& placement) { return placement.comparable.enough; });
  if (!figures) return "";
  return absl::StrCat(
      "\n", Title("How to read it", style),
      Indented("80 % OF THEM: a value of one of the projects, not an average: the first that at "
               "least 80 % of them did not exceed (of benefits: reached).",
               2, style.width),
      Indented("RANGE: between which of their values that one lies for all projects like these, "
               "whatever the distribution, if these are like a random choice of them.",
               2, style.width));
}

std::string CaveatsPart(const ReferenceClass& of, const PageStyle& style) {
  if (of.caveats.empty()) return "";
  std::string out = absl::StrCat("\n", Title("What this class does not say", style));
  for (const std::string& caveat : of.caveats) {
    absl::StrAppend(&out, Indented(caveat, 2, style.width));
  }
  return out;
}

std::string SourcePart(const ReferenceClass& of, const PageStyle& style) {
  if (of.source.empty()) return "";
  return absl::StrCat("\n", Title("Source", style), Indented(of.source, 2, style.width),
                      Indented(of.licence, 2, style.width));
}

std::string LabelsPart(const char* title, const std::vector<Label>& labels,
                       const std::vector<std::vector<std::string>>& words_of_projects,
                       const PageStyle& style) {
  if (labels.empty()) return "";
  Rows rows;
  for (const Label& label : labels) {
    const auto has = [&label](const std::vector<std::string>& words) {
      return std::find(words.begin(), words.end(), label.code) != words.end();
    };
    const auto count = std::count_if(words_of_projects.begin(), words_of_projects.end(), has);
    rows.push_back({label.code, CountText(static_cast<size_t>(count)), label.meaning});
  }
  return absl::StrCat("\n", RenderTable({{.title = title, .whole = true},
                                         {.title = "PROJECTS", .right = true},
                                         {.title = "WHAT IT MEANS", .wrap = true}},
                                        rows, style));
}

}  // namespace

std::string ClassListPage(const std::vector<ReferenceClass>& classes, const PageStyle& style) {
  Rows rows;
  for (const ReferenceClass& of : classes) {
    rows.push_back({of.id, CountText(of.projects.size()), of.title});
  }
  return RenderTable({{.title = "CLASS", .whole = true},
                      {.title = "PROJECTS", .right = true},
                      {.title = "TITLE", .wrap = true}},
                     rows, style);
}

std::string ClassPage(const ReferenceClass& of, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"class", of.id}, {"title", of.title}, {"projects", CountText(of.projects.size())}};
  for (const Measure measure : reference_class::kMeasures) {
    const size_t count = CountWith(of, measure);
    fields.emplace_back(Words(Name(measure)),
                        count == 0 ? "not in this class" : absl::StrCat("of ", CountText(count)));
  }
  const auto rated = std::count_if(of.projects.begin(), of.projects.end(),
                                   [](const auto& project) { return project.outcome.has_value(); });
  fields.emplace_back(
      "outcome", rated == 0 ? "not in this class" : absl::StrCat("of ", CountText(size_t(rated))));
  std::vector<std::vector<std::string>> kinds;
  std::vector<std::vector<std::string>> sectors;
  std::vector<std::vector<std::string>> regions;
  for (const auto& project : of.projects) {
    kinds.push_back(project.kinds);
    sectors.push_back({project.sector});
    regions.push_back({project.region});
  }
  return absl::StrCat(Title("Reference class", style), RenderFields(fields, style, 2),
                      LabelsPart("KIND", of.kinds, kinds, style),
                      LabelsPart("SECTOR", of.sectors, sectors, style),
                      LabelsPart("REGION", of.regions, regions, style), CaveatsPart(of, style),
                      SourcePart(of, style));
}

std::string PlacementPage(const ReferenceClass& of, const PlacedCase& placed,
                          const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields = placed.facts;
  fields.emplace_back("class", absl::StrCat(of.id, ": ", of.title, ", ",
                                            CountText(of.projects.size()), " projects"));
  std::string out =
      absl::StrCat(Title("Where the case stands", style), RenderFields(fields, style, 2));
  for (const Placement& placement : placed.placements) {
    absl::StrAppend(&out, PlacementPart(of, placed, placement, style));
  }
  if (placed.placements.empty() && !placed.outcomes.has_value()) {
    absl::StrAppend(&out, "\n  The class says nothing that could be compared.\n");
  }
  absl::StrAppend(&out, OutcomePart(of, placed, style), ReadingPart(placed, style),
                  CaveatsPart(of, style), SourcePart(of, style));
  return out;
}

}  // namespace cartera::cli
