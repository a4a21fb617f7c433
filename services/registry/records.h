#ifndef CARTERA_SERVICES_REGISTRY_RECORDS_H_
#define CARTERA_SERVICES_REGISTRY_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/money/money.h"

// What registry stores, as plain values. Enumerations stand as their stored text ("new", "open");
// ids without their collection ("pspc"). Unknown is an empty optional.
namespace cartera::registry {

struct Agency {
  std::string id;
  std::string display_name;
  std::string type;
  std::string parent;  // today's; empty for the root
  std::optional<calendar::CivilDate> parent_from;
  int64_t version_us = 0;
};

struct Project {
  std::string id;
  std::string title;
  std::string description;
  std::string lead_agency;
  std::string kind;
  std::string stage;
  std::optional<money::Money> total_budget;
  std::optional<calendar::CivilDate> start_date;
  std::optional<calendar::CivilDate> planned_end_date;
  std::string responsible_person;
  std::string classification;
  std::string external_id;
  int64_t created_us = 0;
  int64_t version_us = 0;
};

struct Participant {
  std::string project;
  std::string id;
  std::string agency;
  std::string role;
  calendar::CivilDate from;
  std::optional<calendar::CivilDate> until;
  int64_t version_us = 0;
};

struct Person {
  std::string id;
  std::string display_name;
  std::string issuer;
  std::string subject;
  std::string affiliation;
  int64_t version_us = 0;
};

struct Grant {
  std::string id;
  std::string person;
  std::string role;
  std::string agency;
  calendar::CivilDate from;
  std::optional<calendar::CivilDate> until;
  int64_t version_us = 0;
};

// SHA-256 of the record in canonical form 1: what audit entries commit to. A person's name and
// subject are left out: they may be corrected or erased without breaking the record.
std::string Digest(const Agency& agency);
std::string Digest(const Project& project);
std::string Digest(const Participant& participant);
std::string Digest(const Person& person);
std::string Digest(const Grant& grant);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_RECORDS_H_
