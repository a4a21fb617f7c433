#include "services/appraisal/store_revisions.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/appraisal/errors.h"

namespace cartera::appraisal {
namespace {

#define REVISION_COLUMNS                                                                \
  "project, case_id, number, content_hash, methodology, methodology_version, authors, " \
  "created_us"
constexpr int kRevisionColumns = 8;

constexpr pg::Query kFindRevision{"appraisal.find_revision",
                                  "SELECT " REVISION_COLUMNS
                                  ", content FROM appraisal.revisions"
                                  " WHERE project = $1 AND case_id = $2 AND number = $3"};
constexpr pg::Query kListRevisions{"appraisal.list_revisions",
                                   "SELECT " REVISION_COLUMNS
                                   " FROM appraisal.revisions"
                                   " WHERE project = $1 AND case_id = $2 ORDER BY number"};
constexpr pg::Query kInsertRevision{"appraisal.insert_revision", R"sql(
  INSERT INTO appraisal.revisions (project, case_id, number, content_hash, methodology,
      methodology_version, authors, created_us, content)
  VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9))sql"};
constexpr pg::Query kInsertFigure{"appraisal.insert_figure", R"sql(
  INSERT INTO appraisal.revision_figures (project, case_id, number, figure, unit, basis, price_year,
      amount_minor, line_count)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};

constexpr pg::Query kFindEvaluation{"appraisal.find_evaluation", R"sql(
  SELECT project, case_id, number, id, revision_hash, methodology, methodology_version,
         methodology_hash, engine_version, seed, context, result, result_hash, created_us
    FROM appraisal.evaluations
   WHERE project = $1 AND case_id = $2 AND number = $3 AND id = $4)sql"};
constexpr pg::Query kInsertEvaluation{"appraisal.insert_evaluation", R"sql(
  INSERT INTO appraisal.evaluations (project, case_id, number, id, revision_hash, methodology,
      methodology_version, methodology_hash, engine_version, seed, context, result, result_hash,
      created_us)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql"};

StoredRevision ReadRevision(const pg::Row& row) {
  StoredRevision revision;
  revision.project = row.Text(0);
  revision.case_id = row.Text(1);
  revision.number = static_cast<int>(row.Int64(2));
  revision.content_hash = row.Bytes(3);
  revision.methodology = {row.Text(4), row.Text(5)};
  revision.authors = row.TextArray(6);
  revision.created_us = row.Int64(7);
  return revision;
}

}  // namespace

absl::StatusOr<std::optional<StoredRevision>> FindRevision(pg::Tx& tx, const StoredCase& stored,
                                                           int number) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kFindRevision, stored.project, stored.id, number));
  if (result.empty()) return std::nullopt;
  StoredRevision revision = ReadRevision(result[0]);
  revision.content = result[0].Bytes(kRevisionColumns);
  return revision;
}

absl::StatusOr<std::vector<StoredRevision>> ListRevisions(pg::Tx& tx, const StoredCase& stored) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListRevisions, stored.project, stored.id));
  std::vector<StoredRevision> revisions;
  for (const pg::Row row : result) revisions.push_back(ReadRevision(row));
  return revisions;
}

void InsertRevision(pg::WriteTx& tx, StoredRevision* revision,
                    const std::vector<RevisionFigure>& figures) {
  revision->created_us = tx.NowUs();
  pg::Params params;
  params.Add(revision->project).Add(revision->case_id).Add(revision->number);
  params.AddBytes(revision->content_hash).Add(revision->methodology.methodology);
  params.Add(revision->methodology.version).Add(revision->authors).Add(revision->created_us);
  params.AddBytes(revision->content);
  tx.ExecLater(kInsertRevision, std::move(params));
  for (const RevisionFigure& figure : figures) {
    tx.ExecLater(
        kInsertFigure,
        pg::Bind(revision->project, revision->case_id, revision->number, figure.figure, figure.unit,
                 figure.basis, figure.price_year, figure.amount_minor, figure.line_count));
  }
}

absl::StatusOr<std::optional<StoredEvaluation>> FindEvaluation(pg::Tx& tx,
                                                               const StoredRevision& revision,
                                                               absl::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kFindEvaluation, revision.project,
                                                    revision.case_id, revision.number, id));
  if (result.empty()) return std::nullopt;
  const pg::Row row = result[0];
  StoredEvaluation evaluation;
  evaluation.project = row.Text(0);
  evaluation.case_id = row.Text(1);
  evaluation.number = static_cast<int>(row.Int64(2));
  evaluation.id = row.Text(3);
  evaluation.pins.revision_hash = row.Bytes(4);
  evaluation.pins.methodology = {row.Text(5), row.Text(6)};
  evaluation.pins.methodology_hash = row.Bytes(7);
  evaluation.pins.engine_version = row.Text(8);
  if (!absl::SimpleAtoi(row.TextView(9), &evaluation.pins.seed)) {
    return StoredUnreadable(NameOf(evaluation), "the seed is no unsigned 64-bit integer");
  }
  evaluation.pins.context = row.Bytes(10);
  evaluation.result = row.Bytes(11);
  evaluation.result_hash = row.Bytes(12);
  evaluation.created_us = row.Int64(13);
  return evaluation;
}

void InsertEvaluation(pg::WriteTx& tx, StoredEvaluation* evaluation) {
  evaluation->created_us = tx.NowUs();
  const StoredPins& pins = evaluation->pins;
  pg::Params params;
  params.Add(evaluation->project).Add(evaluation->case_id).Add(evaluation->number);
  params.Add(evaluation->id).AddBytes(pins.revision_hash).Add(pins.methodology.methodology);
  params.Add(pins.methodology.version).AddBytes(pins.methodology_hash).Add(pins.engine_version);
  params.Add(absl::StrCat(pins.seed)).AddBytes(pins.context).AddBytes(evaluation->result);
  params.AddBytes(evaluation->result_hash).Add(evaluation->created_us);
  tx.ExecLater(kInsertEvaluation, std::move(params));
}

}  // namespace cartera::appraisal
