#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_methodologies.h"

namespace cartera::appraisal {
namespace {

using access::Caller;

std::string DraftId(absl::string_view name) {
  return std::string(absl::StripPrefix(name, "methodologyDrafts/"));
}

std::string HashOf(const StoredMethodologyDraft& draft) {
  return absl::BytesToHexString(Sha256(draft.definition));
}

v1::MethodologyDraft ToProto(const StoredMethodologyDraft& draft) {
  v1::MethodologyDraft proto;
  proto.set_name(NameOf(draft));
  for (const std::string& editor : draft.editors) {
    proto.add_editors(absl::StrCat("people/", editor));
  }
  proto.set_state(static_cast<v1::MethodologyDraftState>(
      convert::EnumFromText(v1::MethodologyDraftState_descriptor(), draft.state)));
  if (!draft.published_by.empty())
    proto.set_published_by(absl::StrCat("people/", draft.published_by));
  proto.set_etag(convert::EtagOf(draft.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(draft.version_us);
  return proto;
}

// With the text and what is wrong with it.
absl::StatusOr<v1::MethodologyDraft> ToProtoWithFaults(const StoredMethodologyDraft& draft) {
  const auto read = ReadMethodology(draft.definition);
  if (!read.ok()) return StoredUnreadable(NameOf(draft), read.status().message());
  v1::MethodologyDraft proto = ToProto(draft);
  proto.set_definition(draft.definition);
  proto.set_definition_hash(HashOf(draft));
  if (!read->id.methodology.empty() && !read->id.version.empty()) {
    proto.set_methodology_version(NameOf(read->id));
  }
  for (const methodology::Fault& fault : read->faults) {
    v1::MethodologyFault& row = *proto.add_faults();
    row.set_path(fault.path);
    row.set_message(fault.message);
  }
  return proto;
}

// Methodologies are everybody's: a role counts at the root of the tree.
absl::StatusOr<Caller> LoadAtRoot(pg::WriteTx& tx, const rpc::Call& call) {
  ASSIGN_OR_RETURN(Caller caller, access::LoadCaller(tx, call));
  RETURN_IF_ERROR(access::Require(caller, call, caller.Root()));
  return caller;
}

// The open draft, held. Errors: NOT_FOUND, ABORTED ETAG_STALE, FAILED_PRECONDITION DRAFT_CLOSED.
absl::StatusOr<StoredMethodologyDraft> HoldOpen(pg::WriteTx& tx, const std::string& name,
                                                const std::string& etag) {
  ASSIGN_OR_RETURN(std::optional<StoredMethodologyDraft> draft,
                   FindDraft(tx, DraftId(name), /*lock=*/true));
  if (!draft.has_value()) return access::NotFound(name);
  if (!etag.empty() && convert::VersionOf(etag) != draft->version_us) return DraftStale(name);
  if (draft->state != "open") return DraftClosed(name, draft->state);
  return *std::move(draft);
}

absl::Status RecordDraft(pg::WriteTx& tx, const StoredMethodologyDraft& draft,
                         absl::string_view action, std::string detail) {
  tx.NameResource(NameOf(draft));
  return tx.Audit(
      {NameOf(draft), std::string(action), NameOf(draft), Digest(draft), std::move(detail)});
}

void AddEditor(const std::string& person, StoredMethodologyDraft& draft) {
  const auto at = std::lower_bound(draft.editors.begin(), draft.editors.end(), person);
  if (at == draft.editors.end() || *at != person) draft.editors.insert(at, person);
}

}  // namespace

absl::Status SaveMethodologyDraft(Deps& deps, rpc::Call& call,
                                  const v1::SaveMethodologyDraftRequest& request,
                                  v1::SaveMethodologyDraftResponse* response) {
  const auto read = ReadMethodology(request.definition());
  if (!read.ok()) return NoMethodologyText(read.status().message());
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, LoadAtRoot(tx, call));
    if (tx.Replayed()) return absl::OkStatus();
    StoredMethodologyDraft draft{.id = DraftId(request.name())};
    ASSIGN_OR_RETURN(const auto before, FindDraft(tx, draft.id, /*lock=*/false));
    if (before.has_value()) {
      ASSIGN_OR_RETURN(draft, HoldOpen(tx, request.name(), request.etag()));
    } else if (!request.etag().empty()) {
      return access::NotFound(request.name());
    }
    draft.definition = read->definition;
    AddEditor(caller.person, draft);
    RETURN_IF_ERROR(PutDraft(tx, &draft));
    ASSIGN_OR_RETURN(*response->mutable_draft(), ToProtoWithFaults(draft));
    return RecordDraft(tx, draft, "methodology_draft.save", HashOf(draft));
  });
}

absl::Status GetMethodologyDraft(Deps& deps, rpc::Call& call,
                                 const v1::GetMethodologyDraftRequest& request,
                                 v1::GetMethodologyDraftResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::RequireAtRoot(tx, call));
    ASSIGN_OR_RETURN(const auto draft, FindDraft(tx, DraftId(request.name()), /*lock=*/false));
    if (!draft.has_value()) return access::NotFound(request.name());
    ASSIGN_OR_RETURN(*response->mutable_draft(), ToProtoWithFaults(*draft));
    return absl::OkStatus();
  });
}

absl::Status ListMethodologyDrafts(Deps& deps, rpc::Call& call,
                                   const v1::ListMethodologyDraftsRequest&,
                                   v1::ListMethodologyDraftsResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    RETURN_IF_ERROR(access::RequireAtRoot(tx, call));
    ASSIGN_OR_RETURN(const auto drafts, ListDrafts(tx));
    for (const StoredMethodologyDraft& draft : drafts) *response->add_drafts() = ToProto(draft);
    return absl::OkStatus();
  });
}

absl::Status DiscardMethodologyDraft(Deps& deps, rpc::Call& call,
                                     const v1::DiscardMethodologyDraftRequest& request,
                                     v1::DiscardMethodologyDraftResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    RETURN_IF_ERROR(LoadAtRoot(tx, call).status());
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(StoredMethodologyDraft draft, HoldOpen(tx, request.name(), request.etag()));
    draft.state = "discarded";
    RETURN_IF_ERROR(PutDraft(tx, &draft));
    *response->mutable_draft() = ToProto(draft);
    return RecordDraft(tx, draft, "methodology_draft.discard", "");
  });
}

absl::Status PublishMethodologyDraft(Deps& deps, rpc::Call& call,
                                     const v1::PublishMethodologyDraftRequest& request,
                                     v1::PublishMethodologyDraftResponse* response) {
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, LoadAtRoot(tx, call));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(StoredMethodologyDraft draft, HoldOpen(tx, request.name(), ""));
    if (HashOf(draft) != request.definition_hash()) return DraftStale(request.name());
    if (std::binary_search(draft.editors.begin(), draft.editors.end(), caller.person)) {
      return SecondPersonNeeded(request.name());
    }
    ASSIGN_OR_RETURN(ReadDefinition read, ReadMethodology(draft.definition));
    if (!read.faults.empty()) return MethodologyFaulty(request.name(), read.faults);
    RETURN_IF_ERROR(PublishVersion(tx, read.id, draft.definition));
    draft.state = "published";
    draft.published_by = caller.person;
    RETURN_IF_ERROR(PutDraft(tx, &draft));
    // Not among the known versions yet: this may be rolled back. Whoever asks for it reads it.
    const Methodology published{.id = read.id,
                                .rules = std::move(read.rules),
                                .definition = draft.definition,
                                .definition_hash = Sha256(draft.definition)};
    *response->mutable_methodology_version() = ToProto(published, /*with_definition=*/false);
    return RecordDraft(tx, draft, "methodology_draft.publish", NameOf(published.id));
  });
}

}  // namespace cartera::appraisal
