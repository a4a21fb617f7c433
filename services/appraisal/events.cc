#include "services/appraisal/events.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/domain/canonical/form.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/records.h"
#include "services/appraisal/store_cases.h"

namespace cartera::appraisal {
namespace {

absl::Status SetLocked(pg::WriteTx& tx, const std::string& payload, bool locks) {
  ASSIGN_OR_RETURN(const canonical::Value event, canonical::Parse(payload));
  ASSIGN_OR_RETURN(const std::string name, event.GetString("case"));
  ASSIGN_OR_RETURN(const std::string submission, event.GetString("submission"));
  ASSIGN_OR_RETURN(const auto ids, ParseResourceName("projects/{project}/cases/{case}", name));
  ASSIGN_OR_RETURN(std::optional<StoredCase> stored, LockCase(tx, ids[0], ids[1]));
  if (!stored.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool locked, SetCaseLock(tx, *stored, submission, locks));
  if (stored->locked == locked) return absl::OkStatus();
  stored->locked = locked;
  RETURN_IF_ERROR(UpdateCaseState(tx, &*stored));
  ASSIGN_OR_RETURN(const Draft draft, LoadDraft(tx, *stored));
  return tx.Audit({absl::StrCat("projects/", stored->project), locked ? "case.lock" : "case.unlock",
                   name, Digest(*stored, draft.sections), submission});
}

absl::Status Lock(pg::WriteTx& tx, const std::string&, const std::string& payload) {
  return SetLocked(tx, payload, true);
}

absl::Status Unlock(pg::WriteTx& tx, const std::string&, const std::string& payload) {
  return SetLocked(tx, payload, false);
}

}  // namespace

std::vector<app::Subscription> Subscriptions() {
  return {{"review", "review.submitted", Lock},
          {"review", "review.iteration_requested", Unlock},
          {"review", "review.withdrawn", Unlock},
          {"review", "review.decided", Unlock},
          {"review", "review.deferred", Unlock}};
}

}  // namespace cartera::appraisal
