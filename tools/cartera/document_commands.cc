// `document upload` and `document download`: files in pieces, which go on where they were cut off.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cartera/registry/v1/document.pb.h"
#include "libs/base/limits.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/document/media_type.h"
#include "libs/platform/rpc/error.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/session.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using registry::v1::Document;

constexpr absl::Duration kQuietFor = absl::Seconds(2);
constexpr absl::Duration kRetryAfter = absl::Seconds(1);
constexpr int kTriesMax = 5;

class Progress {
 public:
  Progress(const Invocation& invocation, absl::string_view act)
      : invocation_(invocation), act_(act) {}

  void Show(int64_t done, int64_t all) {
    if (!invocation_.err_is_terminal || absl::Now() - started_ < kQuietFor) return;
    *invocation_.err << "\r" << act_ << " " << done << " of " << all << " bytes"
                     << (done == all ? "\n" : "") << std::flush;
  }

 private:
  const Invocation& invocation_;
  const std::string act_;
  const absl::Time started_ = absl::Now();
};

absl::StatusOr<Document> Announce(const Invocation& invocation, const std::string& content) {
  const std::string path = invocation.Get("FILE");
  registry::v1::CreateDocumentRequest request;
  request.set_parent(CompleteName("projects/{project}", invocation.Get("parent")));
  Document& document = *request.mutable_document();
  document.set_file_name(invocation.Has("as") ? invocation.Get("as")
                                              : std::filesystem::path(path).filename().string());
  document.set_media_type(invocation.Has("media-type")
                              ? invocation.Get("media-type")
                              : std::string(document::TypeOfName(document.file_name())));
  if (document.media_type().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot tell the type of ", path, " from its name: give --media-type"));
  }
  document.set_size_bytes(static_cast<int64_t>(content.size()));
  document.set_sha256(absl::BytesToHexString(Sha256(content)));
  request.set_validate_only(invocation.globals.dry_run);
  registry::v1::CreateDocumentResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.document();
}

absl::StatusOr<Document> SendPiece(const Invocation& invocation, const Document& document,
                                   const std::string& content) {
  registry::v1::AppendDocumentRequest request;
  request.set_name(document.name());
  request.set_offset_bytes(document.held_bytes());
  request.set_content(
      content.substr(static_cast<size_t>(document.held_bytes()), kDocumentPieceBytesMax));
  registry::v1::AppendDocumentResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.document();
}

// True for what may be over when it is asked again: also another upload of the same file by the
// same person, or a piece whose answer was lost.
bool MayGoOn(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         rpc::ReasonOf(status) == "OFFSET_MISMATCH" || rpc::ReasonOf(status) == "DOCUMENT_COMPLETE";
}

absl::StatusOr<Document> SendAll(const Invocation& invocation, const std::string& content) {
  Progress progress(invocation, "sent");
  ASSIGN_OR_RETURN(Document document, Announce(invocation, content));
  int tries = 0;
  while (!document.has_create_time() && !invocation.globals.dry_run) {
    absl::StatusOr<Document> sent = SendPiece(invocation, document, content);
    if (!sent.ok() && MayGoOn(sent.status()) && ++tries < kTriesMax) {
      if (absl::IsUnavailable(sent.status())) absl::SleepFor(kRetryAfter);
      // The server says how much arrived.
      absl::StatusOr<Document> held = Announce(invocation, content);
      if (held.ok()) document = *std::move(held);
      continue;
    }
    RETURN_IF_ERROR(sent.status());
    tries = 0;
    document = *std::move(sent);
    progress.Show(document.held_bytes(), document.size_bytes());
  }
  return document;
}

absl::Status Keep(const std::string& part, const std::string& path, const Document& document) {
  std::string content;
  RETURN_IF_ERROR(ReadFile(part, &content));
  if (absl::BytesToHexString(Sha256(content)) != document.sha256()) {
    std::filesystem::remove(part);
    return absl::DataLossError(
        absl::StrCat("what came is not ", document.name(), ": its SHA-256 differs"));
  }
  // A link is refused where a file is, so that nothing is overwritten.
  std::error_code error;
  std::filesystem::create_hard_link(part, path, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat("cannot write ", path));
  std::filesystem::remove(part);
  return absl::OkStatus();
}

// Adds to `part` what it lacks.
absl::Status Receive(const Invocation& invocation, const Document& document,
                     const std::string& part) {
  std::error_code error;
  const auto there = std::filesystem::file_size(part, error);
  int64_t at = error ? 0 : static_cast<int64_t>(there);
  if (at > document.size_bytes()) at = 0;
  std::ofstream out(part, std::ios::binary | (at == 0 ? std::ios::trunc : std::ios::app));
  registry::v1::DownloadDocumentRequest request;
  request.set_name(document.name());
  request.set_offset_bytes(at);
  registry::v1::DownloadDocumentResponse page;
  Progress progress(invocation, "received");
  RETURN_IF_ERROR(invocation.transport.stream(request, &page, [&]() -> absl::Status {
    out << page.content();
    at += static_cast<int64_t>(page.content().size());
    progress.Show(at, document.size_bytes());
    return out ? absl::OkStatus() : absl::InvalidArgumentError("cannot write " + part);
  }));
  out.close();
  return out ? absl::OkStatus() : absl::InvalidArgumentError("cannot write " + part);
}

}  // namespace

absl::StatusOr<int> DocumentUpload(Invocation& invocation) {
  std::string content;
  RETURN_IF_ERROR(ReadFile(invocation.Get("FILE"), &content));
  ASSIGN_OR_RETURN(const Document document, SendAll(invocation, content));
  registry::v1::GetDocumentResponse answer;
  *answer.mutable_document() = document;
  RETURN_IF_ERROR(PrintAnswer(invocation, answer));
  if (invocation.globals.dry_run) *invocation.err << "Dry run: nothing was stored.\n";
  return kExitOk;
}

absl::StatusOr<int> DocumentDownload(Invocation& invocation) {
  registry::v1::GetDocumentRequest request;
  request.set_name(CompleteName("projects/{project}/documents/{document}", invocation.Get("NAME")));
  registry::v1::GetDocumentResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  const Document& document = response.document();
  const std::string path = invocation.Has("out") ? invocation.Get("out") : document.file_name();
  if (!invocation.Has("out") && !document::IsPlainFileName(path)) {
    return absl::InvalidArgumentError("the document has no name to save it under: give --out");
  }
  if (std::filesystem::exists(path)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " exists already"));
  }
  // Named by the hash, so that a part of another document is never taken for one of this.
  const std::string part = absl::StrCat(path, ".", document.sha256().substr(0, 12), ".part");
  RETURN_IF_ERROR(Receive(invocation, document, part));
  RETURN_IF_ERROR(Keep(part, path, document));
  *invocation.err << "Saved as " << path << ", " << document.size_bytes() << " bytes.\n";
  return kExitOk;
}

}  // namespace cartera::cli
