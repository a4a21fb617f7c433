#include "services/registry/convert.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/registry/errors.h"

namespace cartera::registry {
namespace {

template <typename Date>
absl::Status ReadInto(const Date& message, bool present, std::optional<calendar::CivilDate>* date) {
  date->reset();
  if (!present) return absl::OkStatus();
  ASSIGN_OR_RETURN(*date, convert::FromProto(message));
  return absl::OkStatus();
}

absl::Status ReadBudget(const v1::Project& proto, Project* project) {
  project->total_budget.reset();
  if (!proto.has_total_budget()) return absl::OkStatus();
  ASSIGN_OR_RETURN(project->total_budget, convert::FromProto(proto.total_budget()));
  return absl::OkStatus();
}

std::string NameOf(absl::string_view collection, const std::string& id) {
  return id.empty() ? std::string() : absl::StrCat(collection, "/", id);
}

// One field of an update. False when the path is none.
absl::StatusOr<bool> ApplyPath(const v1::Project& proto, const std::string& path,
                               Project* project) {
  if (path == "title") {
    project->title = proto.title();
  } else if (path == "description") {
    project->description = proto.description();
  } else if (path == "lead_agency") {
    project->lead_agency = IdOf(proto.lead_agency());
  } else if (path == "kind") {
    project->kind = convert::EnumToText(v1::ProjectKind_descriptor(), proto.kind());
  } else if (path == "classification") {
    project->classification =
        convert::EnumToText(v1::Classification_descriptor(), proto.classification());
  } else if (path == "total_budget") {
    RETURN_IF_ERROR(ReadBudget(proto, project));
  } else if (path == "start_date") {
    RETURN_IF_ERROR(ReadInto(proto.start_date(), proto.has_start_date(), &project->start_date));
  } else if (path == "planned_end_date") {
    RETURN_IF_ERROR(ReadInto(proto.planned_end_date(), proto.has_planned_end_date(),
                             &project->planned_end_date));
  } else if (path == "responsible_person") {
    project->responsible_person = IdOf(proto.responsible_person());
  } else if (path == "external_id") {
    project->external_id = proto.external_id();
  } else {
    return false;
  }
  return true;
}

}  // namespace

absl::Status CheckEtag(const std::string& etag, int64_t version_us, absl::string_view name) {
  if (etag.empty() || convert::VersionOf(etag) == version_us) return absl::OkStatus();
  return EtagStale(name);
}

absl::StatusOr<Project> FromProto(absl::string_view id, const v1::Project& proto) {
  Project project;
  project.id = std::string(id);
  project.stage = "idea";
  for (const char* path :
       {"title", "description", "lead_agency", "kind", "classification", "total_budget",
        "start_date", "planned_end_date", "responsible_person", "external_id"}) {
    RETURN_IF_ERROR(ApplyPath(proto, path, &project).status());
  }
  return project;
}

absl::Status ApplyMask(const v1::Project& proto, const google::protobuf::FieldMask& mask,
                       Project* project) {
  for (const std::string& path : mask.paths()) {
    ASSIGN_OR_RETURN(const bool known, ApplyPath(proto, path, project));
    if (!known) return MaskUnknown(path);
  }
  return absl::OkStatus();
}

v1::Project ToProto(const Project& project, const std::vector<std::string>& allowed_actions) {
  v1::Project proto;
  proto.set_name(NameOf("projects", project.id));
  proto.set_title(project.title);
  proto.set_description(project.description);
  proto.set_lead_agency(NameOf("agencies", project.lead_agency));
  proto.set_kind(static_cast<v1::ProjectKind>(
      convert::EnumFromText(v1::ProjectKind_descriptor(), project.kind)));
  proto.set_stage(static_cast<v1::ProjectStage>(
      convert::EnumFromText(v1::ProjectStage_descriptor(), project.stage)));
  if (project.total_budget.has_value()) {
    *proto.mutable_total_budget() = convert::ToProto(*project.total_budget);
  }
  if (project.start_date.has_value()) {
    *proto.mutable_start_date() = convert::ToProto(*project.start_date);
  }
  if (project.planned_end_date.has_value()) {
    *proto.mutable_planned_end_date() = convert::ToProto(*project.planned_end_date);
  }
  proto.set_responsible_person(NameOf("people", project.responsible_person));
  proto.set_classification(static_cast<v1::Classification>(
      convert::EnumFromText(v1::Classification_descriptor(), project.classification)));
  proto.set_external_id(project.external_id);
  proto.set_etag(convert::EtagOf(project.version_us));
  *proto.mutable_create_time() = convert::TimestampFromUs(project.created_us);
  *proto.mutable_update_time() = convert::TimestampFromUs(project.version_us);
  for (const std::string& action : allowed_actions) proto.add_allowed_actions(action);
  return proto;
}

v1::Agency ToProto(const Agency& agency, const std::vector<std::string>& allowed_actions) {
  v1::Agency proto;
  proto.set_name(NameOf("agencies", agency.id));
  proto.set_display_name(agency.display_name);
  proto.set_type(
      static_cast<v1::AgencyType>(convert::EnumFromText(v1::AgencyType_descriptor(), agency.type)));
  proto.set_parent(NameOf("agencies", agency.parent));
  if (agency.parent_from.has_value()) {
    *proto.mutable_parent_from() = convert::ToProto(*agency.parent_from);
  }
  proto.set_etag(convert::EtagOf(agency.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(agency.version_us);
  for (const std::string& action : allowed_actions) proto.add_allowed_actions(action);
  return proto;
}

v1::Participant ToProto(const Participant& participant) {
  v1::Participant proto;
  proto.set_name(absl::StrCat("projects/", participant.project, "/participants/", participant.id));
  proto.set_agency(NameOf("agencies", participant.agency));
  proto.set_role(static_cast<v1::ParticipantRole>(
      convert::EnumFromText(v1::ParticipantRole_descriptor(), participant.role)));
  *proto.mutable_from() = convert::ToProto(participant.from);
  if (participant.until.has_value()) *proto.mutable_until() = convert::ToProto(*participant.until);
  proto.set_etag(convert::EtagOf(participant.version_us));
  return proto;
}

v1::Person ToProto(const Person& person) {
  v1::Person proto;
  proto.set_name(NameOf("people", person.id));
  proto.set_display_name(person.display_name);
  proto.set_issuer(person.issuer);
  proto.set_subject(person.subject);
  proto.set_affiliation(NameOf("agencies", person.affiliation));
  proto.set_etag(convert::EtagOf(person.version_us));
  return proto;
}

v1::Grant ToProto(const Grant& grant) {
  v1::Grant proto;
  proto.set_name(NameOf("grants", grant.id));
  proto.set_person(NameOf("people", grant.person));
  proto.set_role(
      static_cast<type::v1::Role>(convert::EnumFromText(type::v1::Role_descriptor(), grant.role)));
  proto.set_agency(NameOf("agencies", grant.agency));
  *proto.mutable_from() = convert::ToProto(grant.from);
  if (grant.until.has_value()) *proto.mutable_until() = convert::ToProto(*grant.until);
  proto.set_etag(convert::EtagOf(grant.version_us));
  return proto;
}

}  // namespace cartera::registry
