#include "absl/strings/str_cat.h"
#include "libs/domain/reference_class/words.h"
#include "tools/cartera/page_reference.h"

namespace cartera::cli {
namespace {

using canonical::Value;
using reference_class::Comparable;
using reference_class::Label;
using reference_class::Measure;
using reference_class::Placement;
using reference_class::ReferenceClass;

Value CountValue(size_t count) { return Value(static_cast<int64_t>(count)); }

Value LabelsJson(const std::vector<Label>& labels) {
  Value out = Value::Array();
  for (const Label& label : labels) {
    Value item;
    item.Set("code", label.code);
    if (!label.meaning.empty()) item.Set("meaning", label.meaning);
    out.Append(std::move(item));
  }
  return out;
}

Value ComparableJson(const ReferenceClass& of, const reference_class::Sought& sought,
                     const Comparable& comparable) {
  Value filters = Value::Array();
  for (const auto& applied : comparable.filters) {
    if (applied.state == reference_class::FilterState::kNotAsked) continue;
    Value item;
    item.Set("filter", Name(applied.filter));
    item.Set("sought", DescribeSought(of, sought, applied.filter));
    item.Set("state", Name(applied.state));
    if (applied.state == reference_class::FilterState::kGivenUp) {
      item.Set("found_with", CountValue(applied.found_with));
    }
    filters.Append(std::move(item));
  }
  Value out;
  out.Set("candidates", CountValue(comparable.candidates));
  out.Set("comparable", CountValue(comparable.projects.size()));
  out.Set("enough", comparable.enough);
  out.Set("filters", std::move(filters));
  out.Set("words", DescribeCount(comparable));
  return out;
}

Value PlacementValue(const ReferenceClass& of, const PlacedCase& placed,
                     const Placement& placement) {
  Value out = ComparableJson(of, placed.sought, placement.comparable);
  out.Set("measure", Name(placement.measure));
  Value coverings = Value::Array();
  for (const auto& covering : placement.coverings) {
    Value item;
    item.Set("share_bp", int64_t{covering.share_bp});
    item.Set("value", covering.value);
    item.SetIfPresent("least", covering.least);
    item.SetIfPresent("greatest", covering.greatest);
    item.Set("count_for_range", CountValue(covering.count_for_range));
    coverings.Append(std::move(item));
  }
  out.Set("coverings", std::move(coverings));
  if (placement.own.has_value()) {
    Value own;
    own.Set("value", placement.own->value);
    own.Set("percentile_bp", int64_t{placement.own->percentile_bp});
    own.Set("below", CountValue(placement.own->below));
    own.Set("equal", CountValue(placement.own->equal));
    own.Set("above", CountValue(placement.own->above));
    out.Set("own", std::move(own));
  }
  return out;
}

Value SourceJson(const ReferenceClass& of) {
  Value caveats = Value::Array();
  for (const std::string& caveat : of.caveats) caveats.Append(caveat);
  Value out;
  out.Set("id", of.id);
  out.Set("title", of.title);
  out.Set("projects", CountValue(of.projects.size()));
  out.Set("source", of.source);
  out.Set("licence", of.licence);
  out.Set("caveats", std::move(caveats));
  out.Set("cost_meaning", of.cost_meaning);
  if (!of.overrun_meaning.empty()) out.Set("overrun_meaning", of.overrun_meaning);
  if (of.unit.has_value()) out.Set("unit", of.unit->code);
  return out;
}

}  // namespace

Value ClassJson(const ReferenceClass& of) {
  Value measures;
  for (const Measure measure : reference_class::kMeasures) {
    measures.Set(Name(measure), CountValue(CountWith(of, measure)));
  }
  Value out = SourceJson(of);
  out.Set("projects_with", std::move(measures));
  out.Set("kinds", LabelsJson(of.kinds));
  out.Set("sectors", LabelsJson(of.sectors));
  out.Set("regions", LabelsJson(of.regions));
  return out;
}

Value PlacementJson(const ReferenceClass& of, const PlacedCase& placed) {
  Value facts;
  for (const auto& [name, text] : placed.facts) facts.Set(name, text);
  Value measures = Value::Array();
  for (const Placement& placement : placed.placements) {
    measures.Append(PlacementValue(of, placed, placement));
  }
  Value out;
  out.Set("case", std::move(facts));
  out.Set("class", SourceJson(of));
  out.Set("measures", std::move(measures));
  if (placed.outcomes.has_value()) {
    Value outcomes = ComparableJson(of, placed.sought, placed.outcomes->comparable);
    Value counts;
    for (size_t i = 0; i < reference_class::kOutcomes; ++i) {
      counts.Set(CodeOf(static_cast<reference_class::Outcome>(i)),
                 CountValue(placed.outcomes->counts[i]));
    }
    outcomes.Set("counts", std::move(counts));
    outcomes.Set("satisfactory", CountValue(placed.outcomes->satisfactory));
    out.Set("outcomes", std::move(outcomes));
  }
  return out;
}

}  // namespace cartera::cli
