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

absl::StatusOr<Methodology> Read(const EmbeddedFile& file) {
  const auto value = methodology::ReadJson(file.text);
  if (!value.ok()) return Faulty(file.name, value.status().message());
  methodology::ParseResult parsed = methodology::Parse(*value);
  if (!parsed.ok()) return Faulty(file.name, methodology::FormatFaults(parsed.faults));
  if (const auto faults = CheckMethodology(parsed.methodology); !faults.empty()) {
    return Faulty(file.name, methodology::FormatFaults(faults));
  }
  Methodology read;
  read.id = {parsed.methodology.id, parsed.methodology.version};
  read.rules = std::move(parsed.methodology);
  read.definition = canonical::Write(*value);
  read.definition_hash = Sha256(read.definition);
  return read;
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

absl::StatusOr<Methodologies> Methodologies::Load(absl::Span<const EmbeddedFile> packs) {
  Methodologies loaded;
  for (const EmbeddedFile& file : packs) RETURN_IF_ERROR(loaded.Add(file));
  return loaded;
}

absl::Status Methodologies::Add(const EmbeddedFile& file) {
  ASSIGN_OR_RETURN(Methodology read, Read(file));
  if (Find(read.id) != nullptr) return Faulty(file.name, "the version exists already");
  const auto place = std::upper_bound(all_.begin(), all_.end(), read.id,
                                      [](const MethodologyId& id, const Methodology& other) {
                                        return std::tie(id.methodology, id.version) <
                                               std::tie(other.id.methodology, other.id.version);
                                      });
  all_.insert(place, std::move(read));
  return absl::OkStatus();
}

const Methodology* Methodologies::Find(const MethodologyId& id) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const Methodology& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
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
