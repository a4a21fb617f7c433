#include "tests/support/documents.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"

namespace cartera::testing {

registry::v1::CreateDocumentRequest DocumentRequest(absl::string_view project,
                                                    absl::string_view content,
                                                    absl::string_view file_name,
                                                    absl::string_view media_type) {
  registry::v1::CreateDocumentRequest request;
  request.set_parent(absl::StrCat("projects/", project));
  request.mutable_document()->set_file_name(std::string(file_name));
  request.mutable_document()->set_media_type(std::string(media_type));
  request.mutable_document()->set_size_bytes(static_cast<int64_t>(content.size()));
  request.mutable_document()->set_sha256(absl::BytesToHexString(Sha256(content)));
  return request;
}

registry::v1::Document Upload(const Caller& caller, absl::string_view project,
                              absl::string_view content, size_t piece_bytes) {
  registry::v1::Document document =
      caller.Must<registry::v1::CreateDocumentResponse>(DocumentRequest(project, content))
          .document();
  while (!document.name().empty() && document.held_bytes() < document.size_bytes()) {
    registry::v1::AppendDocumentRequest piece;
    piece.set_name(document.name());
    piece.set_offset_bytes(document.held_bytes());
    piece.set_content(
        std::string(content.substr(static_cast<size_t>(document.held_bytes()), piece_bytes)));
    document = caller.Must<registry::v1::AppendDocumentResponse>(piece).document();
  }
  return document;
}

}  // namespace cartera::testing
