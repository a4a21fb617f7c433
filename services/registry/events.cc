#include "services/registry/events.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/canonical/form.h"
#include "services/registry/convert.h"
#include "services/registry/store_projects.h"

namespace cartera::registry {
namespace {

// Stages that come before delivery; a later one stays.
bool IsBeforeDelivery(const std::string& stage) {
  return stage == "unknown" || stage == "idea" || stage == "concept" || stage == "definition";
}

absl::Status OnAuthorised(pg::WriteTx& tx, const std::string&, const std::string& payload) {
  ASSIGN_OR_RETURN(const canonical::Value event, canonical::Parse(payload));
  ASSIGN_OR_RETURN(const std::string name, event.GetString("project"));
  ASSIGN_OR_RETURN(std::optional<PlacedProject> placed,
                   FindProject(tx, IdOf(name), tx.Now(), /*lock=*/true));
  if (!placed.has_value() || !IsBeforeDelivery(placed->project.stage)) return absl::OkStatus();
  placed->project.stage = "delivery";
  RETURN_IF_ERROR(UpdateProject(tx, &placed->project, /*lead_changed=*/false));
  ASSIGN_OR_RETURN(const std::string authorisation, event.GetString("authorisation"));
  return tx.Audit({name, "project.stage", name, Digest(placed->project),
                   absl::StrCat("delivery, by ", authorisation)});
}

}  // namespace

std::vector<app::Subscription> Subscriptions() {
  return {{"review", "review.authorised", OnAuthorised}};
}

}  // namespace cartera::registry
