#include "libs/domain/money/unit.h"
#include "libs/domain/reference_class/place.h"
#include "libs/domain/reference_class/read.h"
#include "libs/domain/reference_class/words.h"
#include "tests/fuzz/fuzz.h"

namespace rc = cartera::reference_class;
using cartera::fuzz::Require;

namespace {

// What covers more is never less; of benefits never more. The value lies within its range.
void CheckCoverings(const rc::ReferenceClass& of, const rc::Placement& placement) {
  const int64_t sign = placement.measure == rc::Measure::kBenefit ? -1 : 1;
  int64_t before = sign * placement.coverings.front().value;
  for (const rc::Covering& covering : placement.coverings) {
    Require(before <= sign * covering.value, "what covers more is no less");
    before = sign * covering.value;
    Require(covering.least.value_or(covering.value) <= covering.value, "least");
    Require(covering.greatest.value_or(covering.value) >= covering.value, "greatest");
    Require(!RangeText(of, placement.measure, covering).empty(), "a range has words");
  }
}

}  // namespace

// A list that can be read can be placed in, by its own first kind and sector, and what comes out
// holds together.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto of = rc::Read(cartera::fuzz::Text(data, size), cartera::money::UnitTable::Iso());
  if (!of.ok()) return 0;
  rc::Sought sought = {.cost_minor = of->projects.front().cost_minor};
  if (!of->kinds.empty()) sought.kind = of->kinds.front().code;
  if (!of->sectors.empty()) sought.sector = of->sectors.front().code;
  const auto placements =
      rc::Place(*of, sought, {.cost_minor = sought.cost_minor, .months = 12, .cost_uplift_bp = 0});
  Require(placements.ok(), "what was read can be placed in");
  for (const rc::Placement& placement : *placements) {
    Require(placement.comparable.projects.size() <= placement.comparable.candidates, "a part");
    Require(placement.comparable.enough == !placement.coverings.empty(), "too few: no figure");
    if (!placement.comparable.enough) continue;
    CheckCoverings(*of, placement);
    if (!placement.own.has_value()) continue;
    const rc::Position& own = *placement.own;
    Require(own.percentile_bp >= 0 && own.percentile_bp <= 10'000, "a percentile is a share");
    Require(own.below + own.equal + own.above == placement.values.size(), "each once");
  }
  Require(rc::CountOutcomes(*of, sought).ok(), "outcomes can be counted");
  return 0;
}
