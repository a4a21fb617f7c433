#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/methodology/readers.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

Discounting ReadDiscounting(ObjectReader reader) {
  Discounting discounting;
  reader.ForEach("schedule", [&](ObjectReader step) {
    discounting.schedule.push_back(
        {.from_year_offset = step.Int("from_year_offset", 0, kCaseYearsMax * 10),
         .rate_bp = step.Int("rate_bp", 0, kWholeBp)});
    step.RefuseOthers();
  });
  const std::string basis = reader.String("rate_basis");
  if (auto parsed = money::ParsePriceBasis(basis); parsed.ok()) {
    discounting.rate_basis = *parsed;
  } else {
    reader.Fault("rate_basis", "must be \"real\" or \"nominal\"");
  }
  const std::string timing = reader.String("timing");
  if (timing != "year_start" && timing != "mid_year") {
    reader.Fault("timing", "must be \"year_start\" or \"mid_year\"");
  }
  discounting.timing = timing == "mid_year" ? FlowTiming::kMidYear : FlowTiming::kYearStart;
  discounting.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return discounting;
}

TwoPersonThreshold ReadTwoPersonThreshold(ObjectReader reader) {
  TwoPersonThreshold threshold;
  threshold.amount_minor = reader.Int64("amount_minor", 0, kAmountMinorMax);
  threshold.unit = reader.String("unit");
  threshold.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return threshold;
}

PriceSeries ReadPriceSeries(ObjectReader reader) {
  PriceSeries series;
  series.id = reader.String("id");
  series.vintage = reader.String("vintage");
  ObjectReader index = reader.Object("index_micro_by_year");
  for (const Value::Member& member : index.members()) {
    int year = 0;
    if (!absl::SimpleAtoi(member.key, &year) || member.key != absl::StrCat(year) ||
        year < kYearMin || year > kYearMax) {
      index.Fault(member.key, absl::StrCat("is not a year from ", kYearMin, " to ", kYearMax));
    }
    series.index_micro_by_year[year] = index.Int64(member.key, 1, kIndexMicroMax);
  }
  series.assumed_growth_bp = reader.Int("assumed_growth_bp", -kPriceGrowthBpMax, kPriceGrowthBpMax);
  series.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return series;
}

OptimismBias ReadOptimismBias(ObjectReader reader) {
  OptimismBias bias;
  bias.project_type = reader.String("project_type");
  bias.title = ReadText(reader.Object("title"));
  bias.categories = reader.Words<CostCategory>("categories", ParseCostCategory);
  bias.cost_upper_bp = reader.Int("cost_upper_bp", 0, kUpliftBpMax);
  bias.cost_lower_bp = reader.Int("cost_lower_bp", 0, kUpliftBpMax);
  bias.duration_upper_bp = reader.OptionalInt("duration_upper_bp", 0, kUpliftBpMax, 0);
  bias.duration_lower_bp = reader.OptionalInt("duration_lower_bp", 0, kUpliftBpMax, 0);
  reader.ForEach("causes", [&](ObjectReader cause) {
    bias.causes.push_back({.id = cause.String("id"),
                           .title = ReadText(cause.Object("title")),
                           .contribution_bp = cause.Int("contribution_bp", 0, kWholeBp)});
    cause.RefuseOthers();
  });
  bias.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return bias;
}

UnitValue ReadUnitValue(ObjectReader reader) {
  UnitValue value;
  value.id = reader.String("id");
  value.title = ReadText(reader.Object("title"));
  value.per = reader.String("per");
  value.amount_minor = reader.Int64("amount_minor", 0, kAmountMinorMax);
  value.unit = reader.String("unit");
  value.price_year = reader.OptionalInt("price_year", kYearMin, kYearMax, 0);
  value.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return value;
}

void ReadValueBands(ObjectReader reader, Methodology& methodology) {
  reader.ForEach("bands", [&](ObjectReader band) {
    ValueBand read;
    if (band.Has("from_bp")) read.from_bp = band.Int64("from_bp", -kRateBpMax, kRateBpMax);
    read.title = ReadText(band.Object("title"));
    methodology.value_bands.push_back(std::move(read));
    band.RefuseOthers();
  });
  methodology.value_bands_origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
}

GrantRule ReadGrant(ObjectReader reader) {
  GrantRule grant;
  grant.id = reader.String("id");
  grant.title = ReadText(reader.Object("title"));
  grant.unit = reader.String("unit");
  grant.from_minor = reader.Int64("from_minor", 0, kAmountMinorMax);
  if (reader.Has("to_minor")) grant.to_minor = reader.Int64("to_minor", 1, kAmountMinorMax);
  grant.share_bp = reader.Int("share_bp", 1, kWholeBp);
  if (reader.Has("cap_minor")) grant.cap_minor = reader.Int64("cap_minor", 1, kAmountMinorMax);
  grant.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return grant;
}

void ReadFunding(ObjectReader& reader, Methodology& methodology) {
  reader.ForEachIfPresent("grants", [&](ObjectReader grant) {
    methodology.grants.push_back(ReadGrant(std::move(grant)));
  });
  if (!reader.Has("gain_sharing")) return;
  ObjectReader sharing = reader.Object("gain_sharing");
  methodology.gain_sharing =
      GainSharing{.share_bp = sharing.Int("share_bp", 1, kWholeBp),
                  .others_above_minor = sharing.Int64("others_above_minor", 0, kAmountMinorMax),
                  .unit = sharing.String("unit"),
                  .origin = ReadOrigin(sharing.Object("origin"))};
  sharing.RefuseOthers();
}

// What engine 2 reads besides.
void ReadPricesAndBias(ObjectReader& reader, Methodology& methodology) {
  reader.ForEachIfPresent("price_series", [&](ObjectReader series) {
    methodology.price_series.push_back(ReadPriceSeries(std::move(series)));
  });
  if (reader.Has("tax_financing")) {
    ObjectReader tax = reader.Object("tax_financing");
    methodology.tax_financing = TaxFinancing{.cost_bp = tax.Int("cost_bp", 0, kWholeBp),
                                             .origin = ReadOrigin(tax.Object("origin"))};
    tax.RefuseOthers();
  }
  reader.ForEachIfPresent("optimism_biases", [&](ObjectReader bias) {
    methodology.optimism_biases.push_back(ReadOptimismBias(std::move(bias)));
  });
  reader.ForEachIfPresent("unit_values", [&](ObjectReader value) {
    methodology.unit_values.push_back(ReadUnitValue(std::move(value)));
  });
  if (reader.Has("value_bands")) ReadValueBands(reader.Object("value_bands"), methodology);
  if (!reader.Has("distribution")) return;
  ObjectReader distribution = reader.Object("distribution");
  methodology.income_weights = IncomeWeights{
      .elasticity_milli = distribution.Int("elasticity_milli", 0, kElasticityMilliMax),
      .reference_income_minor = distribution.Int64("reference_income_minor", 1, kAmountMinorMax),
      .unit = distribution.String("unit"),
      .price_year = distribution.Int("price_year", kYearMin, kYearMax),
      .origin = ReadOrigin(distribution.Object("origin")),
      .reference_origin = ReadOrigin(distribution.Object("reference_origin"))};
  distribution.RefuseOthers();
}

}  // namespace

void ReadMoneyRules(ObjectReader& reader, Methodology& methodology) {
  ReadFunding(reader, methodology);
  methodology.required_cost_categories =
      reader.Words<CostCategory>("required_cost_categories", ParseCostCategory);
  methodology.discounting = ReadDiscounting(reader.Object("discounting"));
  ObjectReader horizon = reader.Object("horizon");
  methodology.horizon_years = horizon.Int("years", 1, kCaseYearsMax);
  methodology.horizon_origin = ReadOrigin(horizon.Object("origin"));
  horizon.RefuseOthers();
  reader.ForEachIfPresent("uplifts", [&](ObjectReader uplift) {
    methodology.uplifts.push_back(
        {.category = uplift.Word<CostCategory>("category", ParseCostCategory)
                         .value_or(CostCategory::kAcquisition),
         .uplift_bp = uplift.Int("uplift_bp", 0, kUpliftBpMax),
         .origin = ReadOrigin(uplift.Object("origin"))});
    uplift.RefuseOthers();
  });
  reader.ForEachIfPresent("two_person_thresholds", [&](ObjectReader threshold) {
    methodology.two_person_thresholds.push_back(ReadTwoPersonThreshold(std::move(threshold)));
  });
  ReadPricesAndBias(reader, methodology);
}

}  // namespace cartera::methodology
