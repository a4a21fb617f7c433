#ifndef CARTERA_SERVICES_REGISTRY_STORE_DOCUMENTS_H_
#define CARTERA_SERVICES_REGISTRY_STORE_DOCUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/platform/pg/tx.h"

// Where the bytes of documents are kept: only here is it known.
namespace cartera::registry {

struct Document {
  std::string project, id;
  std::string sha256;  // hexadecimal
  std::string file_name, media_type;
  int64_t size_bytes = 0;
  int64_t held_bytes = 0;  // size_bytes once complete
  std::string person;      // who uploads it, or did
  int64_t created_us = 0;  // 0 while it is uploaded

  bool complete() const { return created_us > 0; }
};

// Of a media type; nullopt for one that is not taken.
absl::StatusOr<std::optional<int64_t>> FindSizeMax(pg::Tx& tx, absl::string_view media_type);

absl::StatusOr<std::optional<Document>> FindDocument(pg::Tx& tx, absl::string_view project,
                                                     absl::string_view id);
absl::StatusOr<std::vector<Document>> ListDocuments(pg::Tx& tx, absl::string_view project);

// What `person` has under way.
absl::StatusOr<std::optional<Document>> FindUpload(pg::Tx& tx, absl::string_view person,
                                                   absl::string_view project, absl::string_view id);
struct DocumentCounts {
  int64_t of_project = 0;
  int64_t uploads_of_person = 0;
};
absl::StatusOr<DocumentCounts> CountDocuments(pg::Tx& tx, absl::string_view project,
                                              absl::string_view person);
// Begins one, and drops those of anybody that were not touched for a week.
absl::Status BeginUpload(pg::WriteTx& tx, const Document& upload);
// False when the piece begins neither at 0 nor where the held bytes end.
absl::StatusOr<bool> AppendUpload(pg::WriteTx& tx, const Document& upload, int64_t offset_bytes,
                                  absl::string_view piece);
// Its first bytes, `at_most` of them.
absl::StatusOr<std::string> UploadHead(pg::Tx& tx, const Document& upload, int64_t at_most);
// Makes a document of it; false when the content has another hash: roll back then. Sets created_us.
absl::StatusOr<bool> FinishUpload(pg::WriteTx& tx, Document* upload);

// True when the content still has its hash. Reads all of it.
absl::StatusOr<bool> ContentHolds(pg::Tx& tx, const Document& document);
absl::StatusOr<std::string> ReadContent(pg::Tx& tx, const Document& document, int64_t offset_bytes,
                                        int64_t at_most);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_STORE_DOCUMENTS_H_
