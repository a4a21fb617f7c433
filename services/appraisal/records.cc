#include "services/appraisal/records.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/canonical/value.h"

namespace cartera::appraisal {
namespace {

using canonical::Value;

constexpr size_t kEvaluationIdLength = 16;

Value PinsOf(const StoredPins& pins) {
  Value value;
  value.Set("revision_hash", absl::BytesToHexString(pins.revision_hash));
  value.Set("methodology_version", NameOf(pins.methodology));
  value.Set("methodology_hash", absl::BytesToHexString(pins.methodology_hash));
  value.Set("engine_version", pins.engine_version);
  // Text: a seed is unsigned and may not fit the form's integers.
  value.Set("seed", absl::StrCat(pins.seed));
  value.Set("context", pins.context);
  return value;
}

std::string DigestOf(const Value& value) { return Sha256(canonical::Write(value)); }

}  // namespace

std::string NameOf(const StoredCase& stored) {
  return absl::StrCat("projects/", stored.project, "/cases/", stored.id);
}

std::string NameOf(const StoredRevision& revision) {
  return absl::StrCat("projects/", revision.project, "/cases/", revision.case_id, "/revisions/",
                      revision.number);
}

std::string NameOf(const StoredEvaluation& evaluation) {
  return absl::StrCat("projects/", evaluation.project, "/cases/", evaluation.case_id, "/revisions/",
                      evaluation.number, "/evaluations/", evaluation.id);
}

std::string NameOf(const MethodologyId& id) {
  return absl::StrCat("methodologies/", id.methodology, "/versions/", id.version);
}

std::string Digest(const StoredCase& stored, const std::vector<StoredSection>& sections) {
  Value value;
  value.Set("name", NameOf(stored)).Set("title", stored.title).Set("stage", stored.stage);
  value.Set("methodology_version", NameOf(stored.methodology));
  value.Set("locked", stored.locked);
  value.Set("latest_revision", stored.latest_revision);
  Value hashes;
  for (const StoredSection& section : sections) {
    hashes.Set(section.section, absl::BytesToHexString(Sha256(section.content)));
  }
  value.Set("sections", std::move(hashes));
  return DigestOf(value);
}

std::string Digest(const StoredRevision& revision) {
  Value value;
  value.Set("name", NameOf(revision));
  value.Set("content_hash", absl::BytesToHexString(revision.content_hash));
  value.Set("methodology_version", NameOf(revision.methodology));
  Value authors = Value::Array();
  for (const std::string& author : revision.authors) authors.Append(author);
  value.Set("authors", std::move(authors));
  return DigestOf(value);
}

std::string Digest(const StoredEvaluation& evaluation) {
  Value value;
  value.Set("name", NameOf(evaluation)).Set("pins", PinsOf(evaluation.pins));
  value.Set("result_hash", absl::BytesToHexString(evaluation.result_hash));
  return DigestOf(value);
}

std::string EvaluationId(const std::string& revision_name, const StoredPins& pins) {
  const std::string hash = DigestOf(PinsOf(pins).Set("revision", revision_name));
  return absl::BytesToHexString(hash).substr(0, kEvaluationIdLength);
}

}  // namespace cartera::appraisal
