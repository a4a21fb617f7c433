#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/methodology/readers.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

SectionRequirement ReadSection(ObjectReader reader) {
  SectionRequirement requirement;
  requirement.section =
      reader.Word<Section>("section", ParseSection).value_or(Section::kIdentification);
  requirement.required_fields = reader.OptionalStrings("required_fields");
  reader.RefuseOthers();
  return requirement;
}

DecisionReason ReadDecisionReason(ObjectReader reader) {
  DecisionReason reason;
  reason.id = reader.String("id");
  reason.title = ReadText(reader.Object("title"));
  reason.outcomes = reader.Words<Outcome>("outcomes", ParseOutcome);
  reader.RefuseOthers();
  return reason;
}

std::optional<RequirementKind> ParseRequirementKind(absl::string_view word) {
  if (word == "law") return RequirementKind::kLaw;
  if (word == "circular") return RequirementKind::kCircular;
  if (word == "service_standard") return RequirementKind::kServiceStandard;
  if (word == "security_standard") return RequirementKind::kSecurityStandard;
  return std::nullopt;
}

Tier ReadTier(ObjectReader reader) {
  Tier tier;
  tier.id = reader.String("id");
  tier.title = ReadText(reader.Object("title"));
  tier.project_kinds = reader.OptionalStrings("project_kinds");
  if (reader.Has("below_minor")) {
    tier.below_minor = reader.Int64("below_minor", 1, kAmountMinorMax);
    tier.unit = reader.String("unit");
  }
  tier.sections = ReadSections(reader);
  tier.field_count_max = reader.OptionalInt("field_count_max", 1, kTierFieldsMax, 0);
  tier.simulates = reader.Bool("simulates");
  tier.is_scored = !reader.Has("scored") || reader.Bool("scored");
  tier.option_count_min = reader.Int("option_count_min", 0, kTierOptionsMax);
  tier.reviewer_count = reader.Int("reviewer_count", 0, kTierReviewersMax);
  tier.technical_opinion = reader.Bool("technical_opinion");
  tier.panel_quorum = reader.OptionalInt("panel_quorum", 1, kTierReviewersMax, 0);
  tier.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return tier;
}

Stage ReadStage(ObjectReader reader) {
  Stage stage;
  stage.id = reader.String("id");
  stage.title = ReadText(reader.Object("title"));
  stage.sections = ReadSections(reader);
  stage.needs_net_present_value = reader.Bool("needs_net_present_value");
  stage.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return stage;
}

Threshold ReadThreshold(ObjectReader reader) {
  Threshold threshold;
  threshold.id = reader.String("id");
  threshold.title = ReadText(reader.Object("title"));
  threshold.figure = reader.String("figure");
  threshold.from_minor = reader.Int64("from_minor", 0, kAmountMinorMax);
  threshold.unit = reader.String("unit");
  threshold.strictly_above = reader.Has("strictly_above") && reader.Bool("strictly_above");
  threshold.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return threshold;
}

Requirement ReadRequirement(ObjectReader reader) {
  Requirement requirement;
  requirement.id = reader.String("id");
  requirement.kind =
      reader.Word<RequirementKind>("kind", ParseRequirementKind).value_or(RequirementKind::kLaw);
  requirement.title = ReadText(reader.Object("title"));
  requirement.mandatory = reader.Bool("mandatory");
  requirement.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return requirement;
}

RefusalGround ReadRefusalGround(ObjectReader reader) {
  RefusalGround ground;
  ground.id = reader.String("id");
  ground.title = ReadText(reader.Object("title"));
  ground.absent = reader.OptionalStrings("absent");
  ground.findings = reader.OptionalStrings("findings");
  ground.origin = ReadOrigin(reader.Object("origin"));
  reader.RefuseOthers();
  return ground;
}

}  // namespace

Origin ReadOrigin(ObjectReader reader) {
  Origin origin;
  origin.standing = reader.Word<Standing>("standing", ParseStanding).value_or(origin.standing);
  origin.source = reader.OptionalString("source");
  reader.RefuseOthers();
  return origin;
}

Text ReadText(ObjectReader reader) {
  Text text;
  for (const Value::Member& member : reader.members()) {
    text[member.key] = reader.String(member.key);
  }
  if (text.count("en") == 0) reader.Fault("", "an English text (\"en\") is missing");
  return text;
}

std::vector<SectionRequirement> ReadSections(ObjectReader& reader) {
  std::vector<SectionRequirement> sections;
  reader.ForEach("sections", [&](ObjectReader section) {
    sections.push_back(ReadSection(std::move(section)));
  });
  return sections;
}

void ReadForm(ObjectReader& reader, Methodology& methodology) {
  methodology.sections = ReadSections(reader);
  ObjectReader steps = reader.Object("steps");
  methodology.steps = {.clear_required = steps.Bool("clear_required"),
                       .endorse_required = steps.Bool("endorse_required")};
  steps.RefuseOthers();
  reader.ForEach("decision_reasons", [&](ObjectReader reason) {
    methodology.decision_reasons.push_back(ReadDecisionReason(std::move(reason)));
  });
  reader.ForEachIfPresent(
      "tiers", [&](ObjectReader tier) { methodology.tiers.push_back(ReadTier(std::move(tier))); });
  reader.ForEachIfPresent("stages", [&](ObjectReader stage) {
    methodology.stages.push_back(ReadStage(std::move(stage)));
  });
  reader.ForEachIfPresent("thresholds", [&](ObjectReader threshold) {
    methodology.thresholds.push_back(ReadThreshold(std::move(threshold)));
  });
  reader.ForEachIfPresent("requirements", [&](ObjectReader requirement) {
    methodology.requirements.push_back(ReadRequirement(std::move(requirement)));
  });
  reader.ForEachIfPresent("refusal_grounds", [&](ObjectReader ground) {
    methodology.refusal_grounds.push_back(ReadRefusalGround(std::move(ground)));
  });
  if (!reader.Has("labels")) return;
  ObjectReader labels = reader.Object("labels");
  for (const Value::Member& member : labels.members()) {
    methodology.labels[member.key] = ReadText(labels.Object(member.key));
  }
}

}  // namespace cartera::methodology
