#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/as_of.h"
#include "libs/convert/convert.h"
#include "libs/convert/list_page.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_cases.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

using access::Caller;

std::string NamesOf(const std::vector<StoredSection>& sections) {
  return absl::StrJoin(sections, ",", [](std::string* out, const StoredSection& section) {
    absl::StrAppend(out, section.section);
  });
}

// Writes what changes of the draft; returns the draft as it is then.
absl::StatusOr<Draft> Write(pg::WriteTx& tx, const StoredCase& stored,
                            const std::vector<StoredSection>& changed, const Draft& before) {
  RETURN_IF_ERROR(CheckSize(before, changed, NameOf(stored)));
  if (changed.empty()) return before;
  WriteSections(tx, stored, changed);
  return LoadDraft(tx, stored);
}

StoredCase NewCase(const v1::CreateCaseRequest& request, const std::string& project) {
  StoredCase stored;
  stored.project = project;
  stored.id = request.case_id();
  stored.title = request.case_().title();
  stored.stage = convert::EnumToText(v1::CaseStage_descriptor(), request.case_().stage());
  stored.methodology = MethodologyOf(request.case_().methodology_version());
  return stored;
}

}  // namespace

absl::Status CreateCase(Deps& deps, rpc::Call& call, const v1::CreateCaseRequest& request,
                        v1::CreateCaseResponse* response) {
  const std::string project(absl::StripPrefix(request.parent(), "projects/"));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const auto places, FindPlaces(tx, project, call.now()));
    if (!places.has_value() || !MaySee(caller, *places)) return access::NotFound(request.parent());
    RETURN_IF_ERROR(access::Require(caller, call, places->lead));
    if (tx.Replayed()) return absl::OkStatus();
    PlacedCase placed{NewCase(request, project), *places};
    StoredCase& stored = placed.stored;
    ASSIGN_OR_RETURN(const Methodology* methodology,
                     FindMethodology(tx, deps.methodologies, stored.methodology));
    if (methodology == nullptr) {
      return NoSuchReference("case.methodology_version", NameOf(stored.methodology));
    }
    RETURN_IF_ERROR(InsertCase(tx, &stored));
    ASSIGN_OR_RETURN(
        const Draft draft,
        Write(tx, stored, ChangedSections(request.content(), SectionNames(), {}, caller.person),
              {}));
    ASSIGN_OR_RETURN(*response->mutable_case_(),
                     ToProto(stored, draft, AllowedActions(caller, placed)));
    return Record(tx, project, "case.create", NameOf(stored), Digest(stored, draft.sections),
                  stored.title);
  });
}

absl::Status GetCase(Deps& deps, rpc::Call& call, const v1::GetCaseRequest& request,
                     v1::GetCaseResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.name()));
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, request.name()));
    ASSIGN_OR_RETURN(const Draft draft, LoadDraft(tx, placed.stored));
    ASSIGN_OR_RETURN(
        *response->mutable_case_(),
        ToProto(placed.stored, draft,
                tx.AsOfUs() > 0 ? std::vector<std::string>() : AllowedActions(caller, placed)));
    return absl::OkStatus();
  });
}

absl::Status ListCases(Deps& deps, rpc::Call& call, const v1::ListCasesRequest& request,
                       v1::ListCasesResponse* response) {
  const std::string listed = convert::ListedAt(request.parent(), request);
  ASSIGN_OR_RETURN(
      const convert::ListPage page,
      convert::ListPage::Make({call.context.method, listed, request.filter(), request.order_by(),
                               request.page_token(), request.page_size(), call.context.principal},
                              CaseFields(), CaseKey(), deps.tokens, kListCasesParameters + 1));
  return convert::ReadAt(deps.env.database(), call, request, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const CasePage found,
                     ListCases(tx, absl::StripPrefix(request.parent(), "projects/"), SeenBy(caller),
                               call.now(), page));
    for (const StoredCase& stored : found.cases) *response->add_cases() = ToProto(stored);
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

absl::Status UpdateCase(Deps& deps, rpc::Call& call, const v1::UpdateCaseRequest& request,
                        v1::UpdateCaseResponse* response) {
  RETURN_IF_ERROR(CheckSectionNames(request));
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.name()));
  const std::vector<std::string> names(request.sections().begin(), request.sections().end());
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToWrite(tx, call, caller, ids, request.name()));
    if (tx.Replayed()) return absl::OkStatus();
    if (placed.stored.locked) return CaseLocked(request.name());
    ASSIGN_OR_RETURN(const Draft before, LoadDraft(tx, placed.stored));
    RETURN_IF_ERROR(CheckSectionEtags(request, before));
    const std::vector<StoredSection> changed =
        ChangedSections(request.content(), names, before, caller.person);
    ASSIGN_OR_RETURN(const Draft draft, Write(tx, placed.stored, changed, before));
    ASSIGN_OR_RETURN(*response->mutable_case_(),
                     ToProto(placed.stored, draft, AllowedActions(caller, placed)));
    if (changed.empty()) return absl::OkStatus();
    return Record(tx, placed.stored.project, "case.update", request.name(),
                  Digest(placed.stored, draft.sections), NamesOf(changed));
  });
}

absl::Status CheckCase(Deps& deps, rpc::Call& call, const v1::CheckCaseRequest& request,
                       v1::CheckCaseResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.name()));
  v1::CaseContent content = request.content();
  const Methodology* methodology = nullptr;
  std::string project_kind;
  std::string stage;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, request.name()));
    const MethodologyId& id = placed.stored.methodology;
    ASSIGN_OR_RETURN(methodology, FindMethodology(tx, deps.methodologies, id));
    if (methodology == nullptr) return NoSuchReference("methodology_version", NameOf(id));
    project_kind = placed.project_kind;
    stage = placed.stored.stage;
    if (request.has_content()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Draft draft, LoadDraft(tx, placed.stored));
    ASSIGN_OR_RETURN(const canonical::Value value, ContentOf(draft, request.name()));
    ASSIGN_OR_RETURN(content, ReadContent(value, request.name()));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const CaseContent domain, FromProto(content));
  bool may_be_submitted = true;
  const CheckScope scope = ScopeOf(domain, methodology->rules, project_kind, stage);
  for (const Finding& finding :
       Check(domain, methodology->rules, DraftContext(domain, call.now()), scope)) {
    if (finding.severity == Severity::kBlocking || finding.severity == Severity::kMust) {
      may_be_submitted = false;
    }
    *response->add_findings() = ToProto(finding);
  }
  response->set_may_be_submitted(may_be_submitted);
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
