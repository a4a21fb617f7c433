#include "services/appraisal/methodologies.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::appraisal {
namespace {

constexpr absl::string_view kLanguage = "en";

absl::Status Faulty(absl::string_view file, absl::string_view faults) {
  return absl::InvalidArgumentError(absl::StrCat("methodology ", file, ":\n", faults));
}

bool IsBefore(const std::unique_ptr<const Methodology>& one, const MethodologyId& id) {
  return std::tie(one->id.methodology, one->id.version) < std::tie(id.methodology, id.version);
}

v1::Standing ToProto(methodology::Standing standing) {
  return static_cast<v1::Standing>(
      convert::EnumFromText(v1::Standing_descriptor(), methodology::Name(standing)));
}

// What a source is, in words; its id when the methodology does not say.
std::string SourceText(const methodology::Methodology& rules, const std::string& source) {
  const auto found = rules.sources.find(source);
  return found == rules.sources.end() ? source : found->second;
}

v1::Criterion ToProto(const methodology::Criterion& criterion,
                      const methodology::Methodology& rules) {
  v1::Criterion proto;
  proto.set_id(criterion.id);
  proto.set_title(std::string(methodology::InLanguage(criterion.title, kLanguage)));
  proto.set_dimension(criterion.dimension);
  proto.set_weight_bp(criterion.weight_bp);
  proto.set_by_person(criterion.kind == methodology::CriterionKind::kByPerson);
  for (const methodology::Text& anchor : criterion.anchors) {
    proto.add_anchors(std::string(methodology::InLanguage(anchor, kLanguage)));
  }
  proto.set_standing(ToProto(criterion.origin.standing));
  proto.set_source(SourceText(rules, criterion.origin.source));
  return proto;
}

}  // namespace

absl::StatusOr<ReadDefinition> ReadMethodology(absl::string_view text) {
  ASSIGN_OR_RETURN(const canonical::Value value, methodology::ReadJson(text));
  methodology::ParseResult parsed = methodology::Parse(value);
  ReadDefinition read;
  read.definition = canonical::Write(value);
  read.faults = parsed.ok() ? CheckMethodology(parsed.methodology) : std::move(parsed.faults);
  const auto text_at = [&](absl::string_view key) {
    const canonical::Value* member = value.is_object() ? value.Find(key) : nullptr;
    return member != nullptr && member->is_string() ? member->string_value() : "";
  };
  read.id = {text_at("id"), text_at("version")};
  read.rules = std::move(parsed.methodology);
  return read;
}

absl::StatusOr<Methodologies> Methodologies::Load(absl::Span<const EmbeddedFile> packs) {
  Methodologies loaded;
  for (const EmbeddedFile& file : packs) RETURN_IF_ERROR(loaded.Add(file));
  return loaded;
}

absl::Status Methodologies::Add(const EmbeddedFile& file) {
  auto read = ReadMethodology(file.text);
  if (!read.ok()) return Faulty(file.name, read.status().message());
  if (!read->faults.empty()) return Faulty(file.name, methodology::FormatFaults(read->faults));
  auto added = std::make_unique<Methodology>();
  added->id = read->id;
  added->rules = std::move(read->rules);
  added->definition = std::move(read->definition);
  added->definition_hash = Sha256(added->definition);
  const MutexLock lock(&shared_->mutex);
  auto& all = shared_->all;
  const auto place = std::lower_bound(all.begin(), all.end(), added->id, IsBefore);
  if (place != all.end() && (*place)->id == added->id) {
    return Faulty(file.name, "the version exists already");
  }
  all.insert(place, std::move(added));
  return absl::OkStatus();
}

const Methodology* Methodologies::Find(const MethodologyId& id) const {
  const MutexLock lock(&shared_->mutex);
  for (const auto& one : shared_->all) {
    if (one->id == id) return one.get();
  }
  return nullptr;
}

std::vector<const Methodology*> Methodologies::All() const {
  const MutexLock lock(&shared_->mutex);
  std::vector<const Methodology*> all;
  all.reserve(shared_->all.size());
  for (const auto& one : shared_->all) all.push_back(one.get());
  return all;
}

v1::MethodologyVersion ToProto(const Methodology& methodology, bool with_definition) {
  const methodology::Methodology& rules = methodology.rules;
  v1::MethodologyVersion proto;
  proto.set_name(NameOf(methodology.id));
  proto.set_title(std::string(methodology::InLanguage(rules.title, kLanguage)));
  proto.set_source(absl::StrJoin(rules.notes, "\n"));
  for (const methodology::Dimension& dimension : rules.dimensions) {
    v1::Dimension* row = proto.add_dimensions();
    row->set_id(dimension.id);
    row->set_title(std::string(methodology::InLanguage(dimension.title, kLanguage)));
    row->set_weight_bp(dimension.weight_bp);
    row->set_standing(ToProto(dimension.origin.standing));
  }
  for (const methodology::Criterion& criterion : rules.criteria) {
    *proto.add_criteria() = ToProto(criterion, rules);
  }
  if (with_definition) proto.set_definition(methodology.definition);
  proto.set_definition_hash(absl::BytesToHexString(methodology.definition_hash));
  return proto;
}

}  // namespace cartera::appraisal
