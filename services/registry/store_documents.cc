#include "services/registry/store_documents.h"

#include "absl/strings/escaping.h"
#include "libs/base/status_macros.h"

namespace cartera::registry {
namespace {

constexpr int64_t kUploadKeptUs = int64_t{7} * 24 * 3600 * 1'000'000;
constexpr int64_t kSweptAtOnce = 100;

constexpr pg::Query kSizeMax{"registry.document_size_max",
                             "SELECT size_max FROM registry.document_types WHERE media_type = $1"};
constexpr pg::Query kGetDocument{"registry.get_document", R"sql(
  SELECT project, id, encode(hash, 'hex'), file_name, media_type, size_bytes, size_bytes, person,
         created_us
    FROM registry.documents WHERE project = $1 AND id = $2)sql"};
constexpr pg::Query kListDocuments{"registry.list_documents", R"sql(
  SELECT project, id, encode(hash, 'hex'), file_name, media_type, size_bytes, size_bytes, person,
         created_us
    FROM registry.documents WHERE project = $1 ORDER BY created_us, id)sql"};
constexpr pg::Query kGetUpload{"registry.get_upload", R"sql(
  SELECT project, id, encode(hash, 'hex'), file_name, media_type, size_bytes, held_bytes, person,
         0::bigint
    FROM registry.uploads WHERE person = $1 AND project = $2 AND id = $3)sql"};
constexpr pg::Query kCountDocuments{"registry.count_documents", R"sql(
  SELECT (SELECT count(*) FROM registry.documents WHERE project = $1),
         (SELECT count(*) FROM registry.uploads WHERE person = $2))sql"};
constexpr pg::Query kSweepUploads{"registry.sweep_uploads",
                                  "SELECT registry.sweep_uploads($1, $2)"};
constexpr pg::Query kBeginUpload{
    "registry.begin_upload", "SELECT registry.begin_upload($1, $2, $3, $4::bytea, $5, $6, $7, $8)"};
constexpr pg::Query kAppendUpload{"registry.append_upload",
                                  "SELECT registry.append_upload($1, $2, $3, $4, $5::bytea, $6)"};
constexpr pg::Query kUploadHead{"registry.upload_head",
                                "SELECT registry.upload_head($1, $2, $3, $4::int)"};
constexpr pg::Query kFinishUpload{"registry.finish_upload",
                                  "SELECT registry.finish_upload($1, $2, $3, $4)"};
constexpr pg::Query kContentHolds{"registry.document_holds",
                                  "SELECT coalesce(registry.document_holds($1, $2), false)"};
constexpr pg::Query kReadContent{"registry.read_document",
                                 "SELECT registry.read_document($1, $2, $3, $4::int)"};

Document ReadDocument(const pg::Row& row) {
  Document document;
  document.project = row.Text(0);
  document.id = row.Text(1);
  document.sha256 = row.Text(2);
  document.file_name = row.Text(3);
  document.media_type = row.Text(4);
  document.size_bytes = row.Int64(5);
  document.held_bytes = row.Int64(6);
  document.person = row.Text(7);
  document.created_us = row.Int64(8);
  return document;
}

absl::StatusOr<std::optional<Document>> First(const absl::StatusOr<pg::Result>& result) {
  RETURN_IF_ERROR(result.status());
  if (result->empty()) return std::nullopt;
  return ReadDocument((*result)[0]);
}

}  // namespace

absl::StatusOr<std::optional<int64_t>> FindSizeMax(pg::Tx& tx, absl::string_view media_type) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kSizeMax, media_type));
  if (result.empty()) return std::nullopt;
  return result[0].Int64(0);
}

absl::StatusOr<std::optional<Document>> FindDocument(pg::Tx& tx, absl::string_view project,
                                                     absl::string_view id) {
  return First(tx.Exec(kGetDocument, project, id));
}

absl::StatusOr<std::vector<Document>> ListDocuments(pg::Tx& tx, absl::string_view project) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kListDocuments, project));
  std::vector<Document> documents;
  for (const pg::Row row : result) documents.push_back(ReadDocument(row));
  return documents;
}

absl::StatusOr<std::optional<Document>> FindUpload(pg::Tx& tx, absl::string_view person,
                                                   absl::string_view project,
                                                   absl::string_view id) {
  return First(tx.Exec(kGetUpload, person, project, id));
}

absl::StatusOr<DocumentCounts> CountDocuments(pg::Tx& tx, absl::string_view project,
                                              absl::string_view person) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kCountDocuments, project, person));
  return DocumentCounts{result[0].Int64(0), result[0].Int64(1)};
}

absl::Status BeginUpload(pg::WriteTx& tx, const Document& upload) {
  tx.ExecLater(kSweepUploads, pg::Bind(tx.NowUs() - kUploadKeptUs, kSweptAtOnce));
  const std::string hash = absl::HexStringToBytes(upload.sha256);
  return tx
      .Exec(kBeginUpload, upload.person, upload.project, upload.id, pg::Bytes{hash},
            upload.file_name, upload.media_type, upload.size_bytes, tx.NowUs())
      .status();
}

absl::StatusOr<bool> AppendUpload(pg::WriteTx& tx, const Document& upload, int64_t offset_bytes,
                                  absl::string_view piece) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kAppendUpload, upload.person, upload.project, upload.id, offset_bytes,
                           pg::Bytes{piece}, tx.NowUs()));
  return result[0].Bool(0);
}

absl::StatusOr<std::string> UploadHead(pg::Tx& tx, const Document& upload, int64_t at_most) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kUploadHead, upload.person, upload.project, upload.id, at_most));
  return result[0].Bytes(0);
}

absl::StatusOr<bool> FinishUpload(pg::WriteTx& tx, Document* upload) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kFinishUpload, upload->person, upload->project, upload->id, tx.NowUs()));
  upload->created_us = tx.NowUs();
  return result[0].Bool(0);
}

absl::StatusOr<bool> ContentHolds(pg::Tx& tx, const Document& document) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kContentHolds, document.project, document.id));
  return result[0].Bool(0);
}

absl::StatusOr<std::string> ReadContent(pg::Tx& tx, const Document& document, int64_t offset_bytes,
                                        int64_t at_most) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Exec(kReadContent, document.project, document.id, offset_bytes, at_most));
  return result[0].Bytes(0);
}

}  // namespace cartera::registry
