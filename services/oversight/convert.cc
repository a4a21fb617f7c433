#include "services/oversight/convert.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "google/protobuf/descriptor.h"
#include "libs/convert/convert.h"
#include "services/oversight/entry_reader.h"
#include "services/oversight/portfolio.h"

namespace cartera::oversight {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::RepeatedPtrField;

void Put(const std::vector<money::TotalRow>& rows, RepeatedPtrField<type::v1::MoneyTotal>* out) {
  for (const money::TotalRow& row : rows) *out->Add() = convert::ToProto(row);
}

// "legacy_replacement" in words: "Legacy replacement".
std::string Words(const std::string& key) {
  std::string words = absl::StrReplaceAll(key, {{"_", " "}});
  if (!words.empty()) words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
  return words;
}

v1::Breakdown ToProto(const Group& group, const std::string& key, const std::string& label) {
  v1::Breakdown proto;
  proto.set_key(key);
  proto.set_label(label);
  proto.set_projects_count(group.projects_count);
  proto.set_unknown_count(group.unknown_count);
  Put(group.budgets, proto.mutable_budgets());
  return proto;
}

void PutByEnum(std::vector<Group> groups, const EnumDescriptor* type,
               RepeatedPtrField<v1::Breakdown>* out) {
  std::stable_sort(groups.begin(), groups.end(), [type](const Group& a, const Group& b) {
    return convert::EnumFromText(type, a.key) < convert::EnumFromText(type, b.key);
  });
  for (const Group& group : groups) *out->Add() = ToProto(group, group.key, Words(group.key));
}

}  // namespace

v1::PortfolioTotals ToProto(const Portfolio& portfolio, int64_t as_of_us) {
  v1::PortfolioTotals proto;
  *proto.mutable_as_of() = convert::TimestampFromUs(as_of_us);
  proto.set_projects_count(portfolio.all.projects_count);
  proto.set_hidden_count(HiddenCountText(portfolio.hidden_count));
  proto.set_unknown_count(portfolio.all.unknown_count);
  proto.set_unconverted_count(portfolio.unconverted_count);
  Put(portfolio.all.budgets, proto.mutable_budgets());
  PutByEnum(portfolio.by_stage, registry::v1::ProjectStage_descriptor(), proto.mutable_by_stage());
  for (const Group& group : portfolio.by_agency) {
    *proto.add_by_agency() = ToProto(group, absl::StrCat("agencies/", group.key), group.label);
  }
  PutByEnum(portfolio.by_kind, registry::v1::ProjectKind_descriptor(), proto.mutable_by_kind());
  PutByEnum(portfolio.by_submission, review::v1::SubmissionState_descriptor(),
            proto.mutable_by_submission_state());
  Put(portfolio.authorised, proto.mutable_authorised());
  return proto;
}

v1::ProjectRow ToProto(const ProjectLine& line) {
  v1::ProjectRow proto;
  proto.set_project(absl::StrCat("projects/", line.id));
  proto.set_title(line.title);
  proto.set_lead_agency(absl::StrCat("agencies/", line.lead_agency));
  proto.set_kind(line.kind);
  proto.set_stage(line.stage);
  if (line.total_budget.has_value()) {
    *proto.mutable_total_budget() = convert::ToProto(*line.total_budget);
  }
  proto.set_submission_state(line.submission_state);
  Put(line.authorised, proto.mutable_authorised());
  return proto;
}

v1::AuditBreak ToProto(const ChainBreak& found) {
  v1::AuditBreak proto;
  proto.set_service(found.service);
  proto.set_subject(found.subject);
  proto.set_sequence(found.seq);
  proto.set_what(found.what);
  proto.set_resource(found.resource);
  return proto;
}

v1::CheckInvariantsResponse ToProto(const Invariant& invariant) {
  v1::CheckInvariantsResponse proto;
  proto.set_name(invariant.name);
  proto.set_holds(invariant.differing == 0);
  proto.set_checked_count(invariant.checked);
  proto.set_differing_count(invariant.differing);
  for (const std::string& example : invariant.examples) proto.add_examples(example);
  return proto;
}

type::v1::AuditEntry ToProto(const HistoryLine& line, const std::string& subject) {
  type::v1::AuditEntry proto;
  proto.set_service(line.service);
  proto.set_subject(subject);
  proto.set_sequence(line.seq);
  proto.set_at_us(line.at_us);
  proto.set_hash(absl::BytesToHexString(line.hash));
  const auto entry = ReadEntry(line.entry);
  if (!entry.ok()) {
    proto.set_detail("this entry is not in the form of the record: verify the chain");
    return proto;
  }
  // Of the two the hash covers this one.
  proto.set_at_us(entry->at_us);
  proto.set_actor(entry->actor);
  proto.set_method(entry->method);
  proto.set_action(entry->action);
  proto.set_resource(entry->resource);
  proto.set_state_digest(entry->digest);
  proto.set_detail(entry->detail);
  return proto;
}

v1::Checkpoint ToProto(const StoredCheckpoint& checkpoint) {
  v1::Checkpoint proto;
  proto.set_size(checkpoint.size);
  proto.set_note(checkpoint.note);
  return proto;
}

v1::RecordHead ToProto(const NumberedHead& head) {
  v1::RecordHead proto;
  proto.set_index(head.leaf);
  proto.set_service(head.head.chain.service);
  proto.set_subject(head.head.chain.subject);
  proto.set_length(head.head.length);
  proto.set_hash(head.head.hash);
  return proto;
}

v1::RecordEntry ToProto(const StoredEntry& entry, absl::string_view service) {
  v1::RecordEntry proto;
  proto.set_service(std::string(service));
  proto.set_subject(entry.subject);
  proto.set_sequence(entry.seq);
  proto.set_entry(entry.entry);
  proto.set_hash(entry.hash);
  return proto;
}

}  // namespace cartera::oversight
