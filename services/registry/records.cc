#include "services/registry/records.h"

#include "libs/base/sha256.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/canonical/value.h"

namespace cartera::registry {
namespace {

using canonical::Value;

void SetDate(Value& value, const char* key, const std::optional<calendar::CivilDate>& date) {
  if (date.has_value()) value.Set(key, calendar::FormatDate(*date));
}

void SetText(Value& value, const char* key, const std::string& text) {
  if (!text.empty()) value.Set(key, text);
}

std::string DigestOf(const Value& value) { return Sha256(canonical::Write(value)); }

}  // namespace

std::string Digest(const Agency& agency) {
  Value value;
  value.Set("id", agency.id).Set("display_name", agency.display_name).Set("type", agency.type);
  SetText(value, "parent", agency.parent);
  SetDate(value, "parent_from", agency.parent_from);
  return DigestOf(value);
}

std::string Digest(const Project& project) {
  Value value;
  value.Set("id", project.id).Set("title", project.title).Set("lead_agency", project.lead_agency);
  value.Set("kind", project.kind).Set("stage", project.stage);
  value.Set("classification", project.classification);
  SetText(value, "description", project.description);
  SetText(value, "responsible_person", project.responsible_person);
  SetText(value, "external_id", project.external_id);
  SetDate(value, "start_date", project.start_date);
  SetDate(value, "planned_end_date", project.planned_end_date);
  if (project.total_budget.has_value()) {
    Value budget;
    budget.Set("unit", project.total_budget->unit.code);
    budget.Set("amount_minor", project.total_budget->amount_minor);
    budget.Set("basis", money::Name(project.total_budget->basis));
    budget.Set("price_year", project.total_budget->price_year);
    value.Set("total_budget", std::move(budget));
  }
  return DigestOf(value);
}

std::string Digest(const Participant& participant) {
  Value value;
  value.Set("project", participant.project).Set("id", participant.id);
  value.Set("agency", participant.agency).Set("role", participant.role);
  SetDate(value, "from", participant.from);
  SetDate(value, "until", participant.until);
  return DigestOf(value);
}

std::string Digest(const Person& person) {
  Value value;
  value.Set("id", person.id).Set("affiliation", person.affiliation);
  return DigestOf(value);
}

std::string Digest(const Grant& grant) {
  Value value;
  value.Set("id", grant.id).Set("person", grant.person).Set("role", grant.role);
  value.Set("agency", grant.agency);
  SetDate(value, "from", grant.from);
  SetDate(value, "until", grant.until);
  return DigestOf(value);
}

}  // namespace cartera::registry
