#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/document/media_type.h"
#include "libs/platform/rpc/error.h"
#include "services/registry/errors.h"
#include "services/registry/handlers.h"
#include "services/registry/place.h"
#include "services/registry/store_documents.h"
#include "services/registry/store_projects.h"

namespace cartera::registry {
namespace {

using access::Caller;

constexpr size_t kIdDigits = 40;
constexpr int64_t kPageBytes = int64_t{256} * 1024;

std::string NameOf(const Document& document) {
  return absl::StrCat("projects/", document.project, "/documents/", document.id);
}

v1::Document ToProto(const Document& document) {
  v1::Document proto;
  proto.set_name(NameOf(document));
  proto.set_file_name(document.file_name);
  proto.set_media_type(document.media_type);
  proto.set_size_bytes(document.size_bytes);
  proto.set_sha256(document.sha256);
  proto.set_held_bytes(document.held_bytes);
  proto.set_person(absl::StrCat("people/", document.person));
  if (document.complete()) {
    *proto.mutable_create_time() = convert::TimestampFromUs(document.created_us);
  }
  return proto;
}

bool IsSha256(const std::string& text) {
  if (text.size() != 64) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

// OK when the caller, who sees the project, holds one of the method's roles: for writing at its
// lead agency, for reading also at one that takes part. What is not seen is not `name`d.
absl::Status RequireAtProject(pg::Tx& tx, const rpc::Call& call, const Caller& caller,
                              const std::string& project, bool writes, absl::string_view name) {
  ASSIGN_OR_RETURN(const auto placed, FindProject(tx, project, call.now(), /*lock=*/false));
  if (!placed.has_value()) return access::NotFound(name);
  bool seen = placed->open || caller.Sees(placed->lead);
  for (const access::Place& place : placed->participants) {
    if (!writes && caller.Holds(access::RolesOf(call), place)) return absl::OkStatus();
    seen = seen || caller.Sees(place);
  }
  return seen ? access::Require(caller, call, placed->lead) : access::NotFound(name);
}

// The complete document that the caller may read.
absl::StatusOr<Document> OpenDocument(pg::Tx& tx, const rpc::Call& call, const std::string& name) {
  ASSIGN_OR_RETURN(const auto ids,
                   ParseResourceName("projects/{project}/documents/{document}", name));
  ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
  RETURN_IF_ERROR(RequireAtProject(tx, call, caller, ids[0], /*writes=*/false, name));
  ASSIGN_OR_RETURN(auto document, FindDocument(tx, ids[0], ids[1]));
  if (!document.has_value()) return access::NotFound(name);
  return *std::move(document);
}

absl::StatusOr<Document> Announced(pg::Tx& tx, const v1::CreateDocumentRequest& request,
                                   const Caller& caller) {
  const v1::Document& said = request.document();
  Document upload;
  upload.project = IdOf(request.parent());
  upload.sha256 = said.sha256();
  upload.id = upload.sha256.substr(0, kIdDigits);
  upload.file_name = said.file_name();
  upload.media_type = said.media_type();
  upload.size_bytes = said.size_bytes();
  upload.person = caller.person;
  rpc::Violations violations;
  if (!IsSha256(upload.sha256)) {
    violations.Add("document.sha256", "NOT_SHA256", "must be 64 lower-case hexadecimal digits");
  }
  if (!document::IsPlainFileName(upload.file_name)) {
    violations.Add("document.file_name", "NOT_A_FILE_NAME",
                   "must be the name of a file alone: without slash, backslash or colon");
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> size_max, FindSizeMax(tx, upload.media_type));
  if (!size_max.has_value()) {
    violations.Add("document.media_type", "TYPE_NOT_TAKEN", "no files of this type are taken");
  } else if (upload.size_bytes > *size_max) {
    violations.Add("document.size_bytes", "TOO_LARGE",
                   absl::StrCat("files of this type may have ", *size_max, " bytes"));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return upload;
}

bool SameFile(const Document& a, const Document& b) {
  return a.sha256 == b.sha256 && a.size_bytes == b.size_bytes && a.media_type == b.media_type;
}

absl::Status CheckPiece(const v1::AppendDocumentRequest& request) {
  rpc::Violations violations;
  if (request.content().size() > kDocumentPieceBytesMax) {
    violations.Add("content", "TOO_LONG",
                   absl::StrCat("must have at most ", kDocumentPieceBytesMax, " bytes"));
  }
  return violations.ToStatus();
}

// Makes a document of what is whole, or says why it is none.
absl::Status Finish(pg::WriteTx& tx, Document* upload) {
  ASSIGN_OR_RETURN(const std::string head, UploadHead(tx, *upload, document::kHeadBytes));
  if (!document::LooksLike(head, upload->media_type)) {
    return ContentRefused("NOT_OF_ITS_TYPE",
                          absl::StrCat("the content does not look like ", upload->media_type));
  }
  ASSIGN_OR_RETURN(const bool holds, FinishUpload(tx, upload));
  if (!holds) {
    return ContentRefused("HASH_DIFFERS", "the content has another SHA-256 than was announced");
  }
  tx.NameResource(NameOf(*upload));
  return tx.Audit({absl::StrCat("projects/", upload->project), "document.add", NameOf(*upload),
                   absl::HexStringToBytes(upload->sha256),
                   absl::StrCat(upload->media_type, ", ", upload->size_bytes, " bytes")});
}

}  // namespace

absl::Status CreateDocument(Deps& deps, rpc::Call& call, const v1::CreateDocumentRequest& request,
                            v1::CreateDocumentResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    RETURN_IF_ERROR(RequireAtProject(tx, call, caller, IdOf(request.parent()), /*writes=*/true,
                                     request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Document wanted, Announced(tx, request, caller));
    ASSIGN_OR_RETURN(auto known, FindDocument(tx, wanted.project, wanted.id));
    if (known.has_value() && known->sha256 != wanted.sha256) return NameTaken(NameOf(wanted));
    if (!known.has_value()) {
      ASSIGN_OR_RETURN(known, FindUpload(tx, caller.person, wanted.project, wanted.id));
      if (known.has_value() && !SameFile(*known, wanted)) known.reset();
    }
    if (!known.has_value()) {
      ASSIGN_OR_RETURN(const DocumentCounts counts,
                       CountDocuments(tx, wanted.project, caller.person));
      if (counts.of_project >= kDocumentsMax) {
        return TooManyDocuments("documents of this project", kDocumentsMax);
      }
      if (counts.uploads_of_person >= kUploadsMax) {
        return TooManyDocuments("unfinished uploads of yours", kUploadsMax);
      }
      RETURN_IF_ERROR(BeginUpload(tx, wanted));
      known = wanted;
    }
    *response->mutable_document() = ToProto(*known);
    return absl::OkStatus();
  });
}

absl::Status AppendDocument(Deps& deps, rpc::Call& call, const v1::AppendDocumentRequest& request,
                            v1::AppendDocumentResponse* response) {
  ASSIGN_OR_RETURN(const auto ids,
                   ParseResourceName("projects/{project}/documents/{document}", request.name()));
  RETURN_IF_ERROR(CheckPiece(request));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    RETURN_IF_ERROR(RequireAtProject(tx, call, caller, ids[0], /*writes=*/true, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto complete, FindDocument(tx, ids[0], ids[1]));
    if (complete.has_value()) return DocumentComplete(request.name());
    ASSIGN_OR_RETURN(auto upload, FindUpload(tx, caller.person, ids[0], ids[1]));
    if (!upload.has_value()) return access::NotFound(request.name());
    const auto piece_bytes = static_cast<int64_t>(request.content().size());
    if (request.offset_bytes() > upload->size_bytes - piece_bytes) {
      return ContentRefused("TOO_LONG", absl::StrCat("goes beyond the ", upload->size_bytes,
                                                     " bytes that were announced"));
    }
    ASSIGN_OR_RETURN(const bool taken,
                     AppendUpload(tx, *upload, request.offset_bytes(), request.content()));
    if (!taken) return OffsetMismatch(request.name(), upload->held_bytes);
    upload->held_bytes = request.offset_bytes() + piece_bytes;
    if (upload->held_bytes == upload->size_bytes) RETURN_IF_ERROR(Finish(tx, &*upload));
    *response->mutable_document() = ToProto(*upload);
    return absl::OkStatus();
  });
}

absl::Status GetDocument(Deps& deps, rpc::Call& call, const v1::GetDocumentRequest& request,
                         v1::GetDocumentResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Document document, OpenDocument(tx, call, request.name()));
    *response->mutable_document() = ToProto(document);
    return absl::OkStatus();
  });
}

absl::Status ListDocuments(Deps& deps, rpc::Call& call, const v1::ListDocumentsRequest& request,
                           v1::ListDocumentsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    response->Clear();
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    const std::string project = IdOf(request.parent());
    RETURN_IF_ERROR(
        RequireAtProject(tx, call, caller, project, /*writes=*/false, request.parent()));
    ASSIGN_OR_RETURN(const auto documents, ListDocuments(tx, project));
    for (const Document& document : documents) *response->add_documents() = ToProto(document);
    return absl::OkStatus();
  });
}

namespace {

// A content page by page. Rights are read for every page; no connection is held in between.
class ContentPages final : public rpc::Pages {
 public:
  ContentPages(Deps& deps, rpc::Call& call, const v1::DownloadDocumentRequest& request)
      : deps_(deps), call_(call), name_(request.name()), at_(request.offset_bytes()) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    auto* content = static_cast<v1::DownloadDocumentResponse*>(page)->mutable_content();
    call_.context.now = deps_.env.clock().Now();
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Document document, OpenDocument(tx, call_, name_));
      if (at_ > document.size_bytes) {
        rpc::Violations violations;
        violations.Add("offset_bytes", "OUT_OF_RANGE",
                       absl::StrCat("the document has ", document.size_bytes, " bytes"));
        return violations.ToStatus();
      }
      if (!holds_) {
        ASSIGN_OR_RETURN(holds_, ContentHolds(tx, document));
        if (!holds_) return DocumentDamaged(name_);
      }
      ASSIGN_OR_RETURN(*content, ReadContent(tx, document, at_, kPageBytes));
      return absl::OkStatus();
    }));
    at_ += static_cast<int64_t>(content->size());
    return !content->empty();
  }

 private:
  Deps& deps_;
  rpc::Call& call_;
  const std::string name_;
  int64_t at_;
  bool holds_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> DownloadDocument(
    Deps& deps, rpc::Call& call, const v1::DownloadDocumentRequest& request) {
  return std::make_unique<ContentPages>(deps, call, request);
}

}  // namespace cartera::registry
