#include <optional>
#include <string>
#include <utility>

#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/screening.h"
#include "libs/domain/canonical/form.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_cases.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/store_revisions.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

// What is screened: the case as it was frozen, or as it stands.
struct Screened {
  v1::CaseContent content;
  MethodologyId methodology;
};

absl::StatusOr<Screened> Load(pg::Tx& tx, const StoredCase& stored, int revision,
                              const std::string& name) {
  if (revision == 0) {
    ASSIGN_OR_RETURN(const Draft draft, LoadDraft(tx, stored));
    ASSIGN_OR_RETURN(const canonical::Value value, ContentOf(draft, name));
    ASSIGN_OR_RETURN(v1::CaseContent content, ReadContent(value, name));
    return Screened{std::move(content), stored.methodology};
  }
  ASSIGN_OR_RETURN(const std::optional<StoredRevision> found, FindRevision(tx, stored, revision));
  if (!found.has_value()) return access::NotFound(name);
  const auto value = canonical::Parse(found->content);
  if (!value.ok()) return StoredUnreadable(name, value.status().message());
  ASSIGN_OR_RETURN(v1::CaseContent content, ReadContent(*value, name));
  return Screened{std::move(content), found->methodology};
}

}  // namespace

absl::Status ScreenCase(Deps& deps, rpc::Call& call, const v1::ScreenCaseRequest& request,
                        v1::ScreenCaseResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.name()));
  Screened screened;
  const Methodology* methodology = nullptr;
  std::string project_kind;
  std::string stage;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, request.name()));
    ASSIGN_OR_RETURN(screened, Load(tx, placed.stored, request.revision(), request.name()));
    const MethodologyId& id = screened.methodology;
    ASSIGN_OR_RETURN(methodology, FindMethodology(tx, deps.methodologies, id));
    if (methodology == nullptr) return NoSuchReference("methodology_version", NameOf(id));
    project_kind = placed.project_kind;
    stage = placed.stored.stage;
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const CaseContent content, FromProto(screened.content));
  const auto& rules = methodology->rules;
  const CheckScope scope = ScopeOf(content, rules, project_kind, stage);
  response->set_published_count(static_cast<int>(rules.refusal_grounds.size()));
  for (const GivenGround& given :
       Screen(content, rules, DraftContext(content, call.now()), scope)) {
    v1::GivenGround& out = *response->add_grounds();
    out.set_ground(given.ground->id);
    out.set_title(given.ground->title.at("en"));
    for (const Finding& finding : given.findings) *out.add_findings() = ToProto(finding);
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
