// `decision replay`: every figure that the decider saw, made again from what the decision is pinned
// to.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "google/protobuf/struct.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"

namespace cartera::cli {
namespace {

struct Check {
  std::string what;
  std::string pinned;
  std::string found;
  bool holds() const { return pinned == found; }
};

struct Replayed {
  review::v1::Decision decision;
  appraisal::v1::Evaluation evaluation;
  std::vector<Check> checks;
  std::vector<std::string> differences;

  bool identical() const {
    for (const Check& check : checks) {
      if (!check.holds()) return false;
    }
    return differences.empty();
  }
};

// A decision of an unscored tier rests on an evaluation, too; one without any cannot be replayed.
absl::StatusOr<Replayed> Replay(const Invocation& invocation,
                                const review::v1::Decision& decision) {
  if (decision.evaluation().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(decision.name(), " rests on no evaluation: there is nothing to make again"));
  }
  Replayed replayed{.decision = decision};
  appraisal::v1::GetRevisionRequest get_revision;
  get_revision.set_name(decision.revision());
  appraisal::v1::GetRevisionResponse revision;
  RETURN_IF_ERROR(invocation.Call(get_revision, &revision));
  replayed.checks.push_back(
      {"revision", decision.revision_hash(), revision.revision().content_hash()});

  appraisal::v1::GetEvaluationRequest get_evaluation;
  get_evaluation.set_name(decision.evaluation());
  appraisal::v1::GetEvaluationResponse evaluation;
  RETURN_IF_ERROR(invocation.Call(get_evaluation, &evaluation));
  replayed.evaluation = std::move(*evaluation.mutable_evaluation());
  const auto& pins = replayed.evaluation.pins();
  replayed.checks.push_back(
      {"methodology", decision.methodology_version(), pins.methodology_version()});
  replayed.checks.push_back({"engine", decision.engine_version(), pins.engine_version()});
  replayed.checks.push_back({"seed", absl::StrCat(decision.seed()), absl::StrCat(pins.seed())});
  replayed.checks.push_back(
      {"figures as stored", decision.evaluation_hash(), replayed.evaluation.result_hash()});

  appraisal::v1::ReplayEvaluationRequest request;
  request.set_name(decision.evaluation());
  appraisal::v1::ReplayEvaluationResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  replayed.checks.push_back(
      {"figures made again", decision.evaluation_hash(), response.replayed_hash()});
  replayed.differences.assign(response.differences().begin(), response.differences().end());
  return replayed;
}

std::string Page(const Replayed& replayed, const PageStyle& style) {
  std::string out =
      replayed.identical()
          ? "Identical: every figure that was decided upon, made again from what the decision is "
            "pinned to, is the same to the last byte.\n\n"
          : "NOT identical: what the decision is pinned to is not what is there now.\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const Check& check : replayed.checks) {
    rows.push_back({check.what, check.holds() ? "same" : "DIFFERS", check.pinned});
    if (!check.holds()) rows.push_back({"", "now", check.found});
  }
  absl::StrAppend(
      &out, RenderTable(
                {{.title = "PINNED", .whole = true}, {.title = ""}, {.title = "BY", .whole = true}},
                rows, style));
  for (const std::string& difference : replayed.differences) {
    absl::StrAppend(&out, Indented(difference, 2, style.width));
  }
  return absl::StrCat(out, "\n", EvaluationPage(replayed.evaluation, {}, style));
}

std::string Json(const Replayed& replayed, bool pretty) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  fields["decision"].set_string_value(replayed.decision.name());
  fields["identical"].set_bool_value(replayed.identical());
  for (const Check& check : replayed.checks) {
    auto& one = *fields["checks"].mutable_list_value()->add_values()->mutable_struct_value();
    (*one.mutable_fields())["what"].set_string_value(check.what);
    (*one.mutable_fields())["pinned"].set_string_value(check.pinned);
    (*one.mutable_fields())["found"].set_string_value(check.found);
  }
  for (const std::string& difference : replayed.differences) {
    fields["differences"].mutable_list_value()->add_values()->set_string_value(difference);
  }
  return ToJson(object, pretty);
}

}  // namespace

absl::StatusOr<int> DecisionReplay(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  review::v1::GetDecisionResponse found;
  RETURN_IF_ERROR(invocation.Call(*request, &found));
  ASSIGN_OR_RETURN(const Replayed replayed, Replay(invocation, found.decision()));
  *invocation.out << (invocation.IsTable()
                          ? Page(replayed, invocation.style)
                          : Json(replayed, invocation.globals.output == Output::kJson));
  return replayed.identical() ? kExitOk : kExitFindings;
}

}  // namespace cartera::cli
