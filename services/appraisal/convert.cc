#include "services/appraisal/convert.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {

v1::Case ToProto(const StoredCase& stored) {
  v1::Case proto;
  proto.set_name(NameOf(stored));
  proto.set_title(stored.title);
  proto.set_stage(
      static_cast<v1::CaseStage>(convert::EnumFromText(v1::CaseStage_descriptor(), stored.stage)));
  proto.set_methodology_version(NameOf(stored.methodology));
  proto.set_locked(stored.locked);
  if (stored.latest_revision > 0) {
    proto.set_latest_revision(absl::StrCat(NameOf(stored), "/revisions/", stored.latest_revision));
  }
  proto.set_etag(convert::EtagOf(stored.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(stored.version_us);
  return proto;
}

absl::StatusOr<v1::Case> ToProto(const StoredCase& stored, const Draft& draft,
                                 const std::vector<std::string>& allowed_actions) {
  v1::Case proto = ToProto(stored);
  ASSIGN_OR_RETURN(const canonical::Value content, ContentOf(draft, proto.name()));
  ASSIGN_OR_RETURN(*proto.mutable_content(), ReadContent(content, proto.name()));
  int64_t version_us = stored.version_us;
  for (const StoredSection& section : draft.sections) {
    version_us = std::max(version_us, section.version_us);
    if (section.IsEmpty()) continue;
    v1::SectionState* state = proto.add_sections();
    state->set_section(section.section);
    state->set_etag(convert::EtagOf(section.version_us));
    if (!section.author.empty()) state->set_author(absl::StrCat("people/", section.author));
    *state->mutable_update_time() = convert::TimestampFromUs(section.version_us);
  }
  // The case is as new as its newest part.
  proto.set_etag(convert::EtagOf(version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(version_us);
  for (const std::string& action : allowed_actions) proto.add_allowed_actions(action);
  return proto;
}

v1::Revision ToProto(const StoredRevision& revision) {
  v1::Revision proto;
  proto.set_name(NameOf(revision));
  proto.set_content_hash(absl::BytesToHexString(revision.content_hash));
  proto.set_methodology_version(NameOf(revision.methodology));
  for (const std::string& author : revision.authors) {
    proto.add_authors(absl::StrCat("people/", author));
  }
  *proto.mutable_create_time() = convert::TimestampFromUs(revision.created_us);
  return proto;
}

absl::StatusOr<v1::Revision> ToProtoWithContent(const StoredRevision& revision,
                                                bool with_canonical_content) {
  v1::Revision proto = ToProto(revision);
  const auto value = canonical::Parse(revision.content);
  if (!value.ok()) return StoredUnreadable(proto.name(), value.status().message());
  ASSIGN_OR_RETURN(*proto.mutable_content(), ReadContent(*value, proto.name()));
  if (with_canonical_content) proto.set_canonical_content(revision.content);
  return proto;
}

MethodologyId MethodologyOf(absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() == 4 ? MethodologyId{parts[1], parts[3]} : MethodologyId();
}

}  // namespace cartera::appraisal
