#include "services/appraisal/store_methodologies.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/rows.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/pg/query.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

constexpr pg::Query kKeep{"appraisal.keep_methodology", R"sql(
  INSERT INTO appraisal.methodology_versions (methodology, version, definition, first_loaded_us)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (methodology, version) DO NOTHING)sql"};
constexpr pg::Query kList{"appraisal.list_methodologies", R"sql(
  SELECT methodology, version, definition
    FROM appraisal.methodology_versions
   ORDER BY methodology, version)sql"};

constexpr pg::Query kGet{"appraisal.get_methodology", R"sql(
  SELECT definition FROM appraisal.methodology_versions
   WHERE methodology = $1 AND version = $2)sql"};
constexpr pg::Query kListNames{"appraisal.list_methodology_names", R"sql(
  SELECT methodology, version FROM appraisal.methodology_versions
   ORDER BY methodology, version)sql"};
constexpr pg::Query kLast{"appraisal.last_methodology", R"sql(
  SELECT version FROM appraisal.methodology_versions WHERE methodology = $1 AND version <> $2
   ORDER BY first_loaded_us DESC, version DESC LIMIT 1)sql"};
constexpr pg::Query kPublish{"appraisal.publish_methodology", R"sql(
  INSERT INTO appraisal.methodology_versions (methodology, version, definition, first_loaded_us)
  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING version)sql"};

#define DRAFT_COLUMNS "id, editors, state, published_by, valid_from_us"
constexpr pg::Query kFindDraft{"appraisal.find_methodology_draft",
                               "SELECT " DRAFT_COLUMNS
                               ", definition FROM appraisal.methodology_drafts WHERE id = $1"};
constexpr pg::Query kLockDraft{"appraisal.lock_methodology_draft",
                               "SELECT " DRAFT_COLUMNS
                               ", definition FROM appraisal.methodology_drafts WHERE id = $1"
                               " FOR UPDATE"};
constexpr pg::Query kListDrafts{"appraisal.list_methodology_drafts",
                                "SELECT " DRAFT_COLUMNS
                                " FROM appraisal.methodology_drafts"
                                " ORDER BY valid_from_us DESC, id LIMIT 200"};
constexpr pg::Query kPutDraft{"appraisal.put_methodology_draft", R"sql(
  INSERT INTO appraisal.methodology_drafts (id, definition, editors, state, published_by)
  VALUES ($1, $2, $3::text[], $4, $5)
  ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, editors = excluded.editors,
      state = excluded.state, published_by = excluded.published_by
  RETURNING valid_from_us)sql"};
constexpr pg::Query kListPast{"appraisal.list_past_evaluations", R"sql(
  SELECT e.project, e.case_id, e.number, e.id, e.engine_version, e.seed, e.context, e.result,
         e.methodology_hash, r.content, c.stage, p.kind
    FROM appraisal.evaluations e
    JOIN appraisal.revisions r
      ON r.project = e.project AND r.case_id = e.case_id AND r.number = e.number
    JOIN appraisal.cases c ON c.project = e.project AND c.id = e.case_id
    JOIN registry_read.projects_v1 p ON p.id = e.project
   WHERE e.methodology = $1 AND e.methodology_version = $2
     AND (e.project, e.case_id, e.number, e.id) > ($3, $4, $5, $6)
   ORDER BY e.project, e.case_id, e.number, e.id LIMIT $7)sql"};

StoredMethodologyDraft ReadDraft(const pg::Row& row) {
  StoredMethodologyDraft draft;
  draft.id = row.Text(0);
  draft.editors = row.TextArray(1);
  draft.state = row.Text(2);
  draft.published_by = row.OptionalText(3).value_or("");
  draft.version_us = row.Int64(4);
  return draft;
}

// What the record says of one version.
absl::Status TakeIn(const MethodologyId& id, const std::string& definition,
                    Methodologies* methodologies) {
  const Methodology* loaded = methodologies->Find(id);
  const std::string name = absl::StrCat(id.methodology, "/", id.version);
  if (loaded == nullptr) return methodologies->Add({name, definition});
  if (loaded->definition == definition) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("methodology ", name, " said something else when this installation loaded it ",
                   "first. A version never changes: give the change a new version"));
}

}  // namespace

absl::Status KeepMethodologies(pg::Database& database, const Clock& clock,
                               Methodologies* methodologies) {
  const absl::Time now = clock.Now();
  const pg::CallContext context{.now = now, .deadline = absl::Now() + kPatience};
  std::vector<std::pair<MethodologyId, std::string>> record;
  RETURN_IF_ERROR(database.Maintain(context, [&](pg::Tx& tx) -> absl::Status {
    for (const Methodology* one : methodologies->All()) {
      RETURN_IF_ERROR(tx.Exec(kKeep, one->id.methodology, one->id.version, one->definition,
                              absl::ToUnixMicros(now))
                          .status());
    }
    ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kList));
    record.clear();
    for (const pg::Row& row : rows) {
      record.emplace_back(MethodologyId{row.Text(0), row.Text(1)}, row.Text(2));
    }
    return absl::OkStatus();
  }));
  for (const auto& [id, definition] : record) {
    RETURN_IF_ERROR(TakeIn(id, definition, methodologies));
  }
  return absl::OkStatus();
}

absl::StatusOr<const Methodology*> FindMethodology(pg::Tx& tx, Methodologies& methodologies,
                                                   const MethodologyId& id) {
  if (const Methodology* known = methodologies.Find(id); known != nullptr) return known;
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kGet, id.methodology, id.version));
  if (rows.empty()) return nullptr;
  const std::string name = NameOf(id);
  const absl::Status added = methodologies.Add({name, rows[0].Text(0)});
  // Another thread may have been first.
  const Methodology* found = methodologies.Find(id);
  if (found == nullptr) return StoredUnreadable(name, added.message());
  return found;
}

absl::StatusOr<std::vector<const Methodology*>> ListMethodologies(pg::Tx& tx,
                                                                  Methodologies& methodologies) {
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kListNames));
  std::vector<const Methodology*> all;
  for (const pg::Row row : rows) {
    ASSIGN_OR_RETURN(const Methodology* one,
                     FindMethodology(tx, methodologies, {row.Text(0), row.Text(1)}));
    if (one != nullptr) all.push_back(one);
  }
  return all;
}

absl::StatusOr<std::optional<MethodologyId>> LastVersion(pg::Tx& tx, const std::string& methodology,
                                                         const MethodologyId& but) {
  const std::string other = but.methodology == methodology ? but.version : "";
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kLast, methodology, other));
  if (rows.empty()) return std::nullopt;
  return MethodologyId{methodology, rows[0].Text(0)};
}

absl::Status PublishVersion(pg::WriteTx& tx, const MethodologyId& id,
                            const std::string& definition) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   tx.Exec(kPublish, id.methodology, id.version, definition, tx.NowUs()));
  return rows.empty() ? NameTaken(NameOf(id)) : absl::OkStatus();
}

std::string NameOf(const StoredMethodologyDraft& draft) {
  return absl::StrCat("methodologyDrafts/", draft.id);
}

std::string Digest(const StoredMethodologyDraft& draft) {
  canonical::Value editors = canonical::Value::Array();
  for (const std::string& editor : draft.editors) editors.Append(editor);
  canonical::Value value;
  value.Set("name", NameOf(draft))
      .Set("definition", absl::BytesToHexString(Sha256(draft.definition)));
  value.Set("editors", std::move(editors)).Set("state", draft.state);
  if (!draft.published_by.empty()) value.Set("published_by", draft.published_by);
  return Sha256(canonical::Write(value));
}

absl::StatusOr<std::optional<StoredMethodologyDraft>> FindDraft(pg::Tx& tx, absl::string_view id,
                                                                bool lock) {
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(lock ? kLockDraft : kFindDraft, id));
  if (rows.empty()) return std::nullopt;
  StoredMethodologyDraft draft = ReadDraft(rows[0]);
  draft.definition = rows[0].Text(5);
  return draft;
}

absl::StatusOr<std::vector<StoredMethodologyDraft>> ListDrafts(pg::Tx& tx) {
  ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kListDrafts));
  std::vector<StoredMethodologyDraft> drafts;
  for (const pg::Row row : rows) drafts.push_back(ReadDraft(row));
  return drafts;
}

absl::Status PutDraft(pg::WriteTx& tx, StoredMethodologyDraft* draft) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   tx.Exec(kPutDraft, draft->id, draft->definition, draft->editors, draft->state,
                           convert::NullIfEmpty(draft->published_by)));
  draft->version_us = rows[0].Int64(0);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PastEvaluation>> ListPastEvaluations(pg::Tx& tx,
                                                                const MethodologyId& methodology,
                                                                const StoredEvaluation* after) {
  const StoredEvaluation none;
  const StoredEvaluation& from = after == nullptr ? none : *after;
  ASSIGN_OR_RETURN(const pg::Result rows,
                   tx.Exec(kListPast, methodology.methodology, methodology.version, from.project,
                           from.case_id, from.number, from.id, kPastEvaluationsPage));
  std::vector<PastEvaluation> past;
  for (const pg::Row row : rows) {
    PastEvaluation one;
    StoredEvaluation& evaluation = one.evaluation;
    evaluation.project = row.Text(0);
    evaluation.case_id = row.Text(1);
    evaluation.number = static_cast<int>(row.Int64(2));
    evaluation.id = row.Text(3);
    evaluation.pins.methodology = methodology;
    evaluation.pins.engine_version = row.Text(4);
    if (!absl::SimpleAtoi(row.TextView(5), &evaluation.pins.seed)) {
      return StoredUnreadable(NameOf(evaluation), "the seed is no unsigned 64-bit integer");
    }
    evaluation.pins.context = row.Bytes(6);
    evaluation.result = row.Bytes(7);
    evaluation.pins.methodology_hash = row.Bytes(8);
    one.revision.project = evaluation.project;
    one.revision.case_id = evaluation.case_id;
    one.revision.number = evaluation.number;
    one.revision.content = row.Bytes(9);
    one.stage = row.Text(10);
    one.project_kind = row.Text(11);
    past.push_back(std::move(one));
  }
  return past;
}

}  // namespace cartera::appraisal
