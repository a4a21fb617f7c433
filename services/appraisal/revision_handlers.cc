#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/appraisal/asked_amounts.h"
#include "libs/domain/appraisal/promises.h"
#include "libs/domain/canonical/diff.h"
#include "libs/domain/canonical/form.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_cases.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/store_revisions.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

using access::Caller;
using canonical::Value;

// The draft as the revision that would come next; not yet written.
absl::StatusOr<StoredRevision> NextRevision(pg::Tx& tx, const StoredCase& stored,
                                            const Value& content) {
  StoredRevision revision;
  revision.project = stored.project;
  revision.case_id = stored.id;
  revision.number = stored.latest_revision + 1;
  revision.content = canonical::Write(content);
  revision.content_hash = Sha256(revision.content);
  revision.methodology = stored.methodology;
  ASSIGN_OR_RETURN(revision.authors, ListAuthors(tx, stored));
  return revision;
}

absl::StatusOr<std::vector<RevisionFigure>> FiguresOf(pg::Tx& tx, Methodologies& methodologies,
                                                      const StoredCase& stored,
                                                      const Value& content) {
  ASSIGN_OR_RETURN(const Methodology* methodology,
                   FindMethodology(tx, methodologies, stored.methodology));
  if (methodology == nullptr) {
    return NoSuchReference("methodology_version", NameOf(stored.methodology));
  }
  ASSIGN_OR_RETURN(const v1::CaseContent proto, ReadContent(content, NameOf(stored)));
  ASSIGN_OR_RETURN(const CaseContent domain, FromProto(proto));
  return FiguresOf(domain, methodology->rules);
}

absl::Status Freeze(pg::WriteTx& tx, Methodologies& methodologies, StoredCase stored,
                    const Value& content, StoredRevision* revision) {
  if (stored.locked) return CaseLocked(NameOf(stored));
  ASSIGN_OR_RETURN(const auto figures, FiguresOf(tx, methodologies, stored, content));
  stored.latest_revision = revision->number;
  RETURN_IF_ERROR(UpdateCaseState(tx, &stored));
  InsertRevision(tx, revision, figures);
  return Record(tx, stored.project, "revision.create", NameOf(*revision), Digest(*revision),
                absl::BytesToHexString(revision->content_hash));
}

absl::StatusOr<StoredRevision> OpenRevision(pg::Tx& tx, const rpc::Call& call, const Caller& caller,
                                            absl::string_view name) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(name));
  ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, name));
  ASSIGN_OR_RETURN(std::optional<StoredRevision> revision,
                   FindRevision(tx, placed.stored, ids.number));
  if (!revision.has_value()) return access::NotFound(name);
  return *std::move(revision);
}

// What the revision asks for and what it promises. No amounts when a line says none, which may be
// in an unfinished one.
void AddWhatFollows(const Methodology* methodology, v1::Revision* proto) {
  const auto content = FromProto(proto->content());
  if (methodology == nullptr || !content.ok()) return;
  for (const Promise& promise : PromisesOf(*content, methodology->rules)) {
    v1::Promise& out = *proto->add_promises();
    out.set_requirement(promise.requirement);
    out.set_title(promise.title);
    out.set_compliance(static_cast<v1::Compliance>(
        convert::EnumFromText(v1::Compliance_descriptor(), Name(promise.compliance))));
    *out.mutable_due_date() = convert::ToProto(promise.due_date);
    out.set_reason(promise.reason);
  }
  const auto asked = AskedAmounts(*content, methodology->rules);
  if (!asked.ok()) return;
  for (const AskedAmount& amount : *asked) {
    v1::AskedAmount& out = *proto->add_asked_amounts();
    out.set_fiscal_year(amount.fiscal_year);
    out.set_budget_line(amount.budget_line);
    *out.mutable_amount() = convert::ToProto(amount.amount);
    out.set_new_money(amount.is_new_money);
  }
}

// Texts as they stand, everything else in canonical form.
std::string TextOf(const Value& value) {
  return value.is_string() ? value.string_value() : canonical::Write(value);
}

}  // namespace

absl::Status CreateRevision(Deps& deps, rpc::Call& call, const v1::CreateRevisionRequest& request,
                            v1::CreateRevisionResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.parent()));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToWrite(tx, call, caller, ids, request.parent()));
    if (tx.Replayed()) return absl::OkStatus();
    const StoredCase& stored = placed.stored;
    ASSIGN_OR_RETURN(const Draft draft, LoadDraft(tx, stored));
    if (draft.IsEmpty()) return CaseEmpty(request.parent());
    ASSIGN_OR_RETURN(const Value content, ContentOf(draft, request.parent()));
    ASSIGN_OR_RETURN(StoredRevision revision, NextRevision(tx, stored, content));
    ASSIGN_OR_RETURN(std::optional<StoredRevision> latest,
                     FindRevision(tx, stored, stored.latest_revision));
    if (latest.has_value() && latest->content_hash == revision.content_hash) {
      revision = *std::move(latest);
      tx.NameResource(NameOf(revision));
    } else {
      RETURN_IF_ERROR(Freeze(tx, deps.methodologies, stored, content, &revision));
    }
    ASSIGN_OR_RETURN(*response->mutable_revision(),
                     ToProtoWithContent(revision, /*with_canonical_content=*/false));
    return absl::OkStatus();
  });
}

absl::Status GetRevision(Deps& deps, rpc::Call& call, const v1::GetRevisionRequest& request,
                         v1::GetRevisionResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const StoredRevision revision, OpenRevision(tx, call, caller, request.name()));
    ASSIGN_OR_RETURN(*response->mutable_revision(),
                     ToProtoWithContent(revision, request.include_canonical_content()));
    ASSIGN_OR_RETURN(const Methodology* methodology,
                     FindMethodology(tx, deps.methodologies, revision.methodology));
    AddWhatFollows(methodology, response->mutable_revision());
    return absl::OkStatus();
  });
}

absl::Status ListRevisions(Deps& deps, rpc::Call& call, const v1::ListRevisionsRequest& request,
                           v1::ListRevisionsResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.parent()));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, request.parent()));
    ASSIGN_OR_RETURN(const auto revisions, ListRevisions(tx, placed.stored));
    for (const StoredRevision& revision : revisions) {
      *response->add_revisions() = ToProto(revision);
    }
    return absl::OkStatus();
  });
}

absl::Status DiffRevisions(Deps& deps, rpc::Call& call, const v1::DiffRevisionsRequest& request,
                           v1::DiffRevisionsResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds first, ParseName(request.before()));
  ASSIGN_OR_RETURN(const CaseIds second, ParseName(request.after()));
  if (first.project != second.project || first.case_id != second.case_id) {
    return RevisionsOfTwoCases();
  }
  StoredRevision before, after;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(before, OpenRevision(tx, call, caller, request.before()));
    ASSIGN_OR_RETURN(after, OpenRevision(tx, call, caller, request.after()));
    return absl::OkStatus();
  }));
  const auto old_content = canonical::Parse(before.content);
  const auto new_content = canonical::Parse(after.content);
  if (!old_content.ok()) return StoredUnreadable(request.before(), old_content.status().message());
  if (!new_content.ok()) return StoredUnreadable(request.after(), new_content.status().message());
  for (const canonical::Difference& difference : canonical::Diff(*old_content, *new_content)) {
    v1::FieldChange* change = response->add_changes();
    change->set_field(difference.path);
    if (difference.before.has_value()) change->set_before(TextOf(*difference.before));
    if (difference.after.has_value()) change->set_after(TextOf(*difference.after));
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
