// Methodologies on their way to being published, on a server.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cartera/appraisal/v1/methodology_draft.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

using appraisal::v1::ComparedEvaluation;
using appraisal::v1::CompareMethodologyResponse;
using appraisal::v1::EvaluationHeadline;
using appraisal::v1::MethodologyDraft;

std::string DraftPage(const MethodologyDraft& draft, const PageStyle& style) {
  const auto* state =
      appraisal::v1::MethodologyDraftState_descriptor()->FindValueByNumber(draft.state());
  std::string editors;
  for (const std::string& editor : draft.editors()) {
    absl::StrAppend(&editors, editors.empty() ? "" : ", ", editor);
  }
  std::string out = RenderFields({{"name", draft.name()},
                                  {"says it is", draft.methodology_version()},
                                  {"state", state == nullptr ? "" : EnumWord(state)},
                                  {"hash", draft.definition_hash()},
                                  {"written by", editors},
                                  {"published by", draft.published_by()}},
                                 style);
  if (draft.faults().empty()) {
    if (draft.state() == appraisal::v1::METHODOLOGY_DRAFT_STATE_OPEN) {
      absl::StrAppend(&out, "It has no faults: somebody who did not write it may publish it.\n");
    }
    return out;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(draft.faults_size());
  for (const auto& fault : draft.faults()) rows.push_back({fault.path(), fault.message()});
  absl::StrAppend(&out, "\n",
                  RenderTable({{.title = "Path", .whole = true}, {.title = "Fault", .wrap = true}},
                              rows, style),
                  draft.faults_size(), draft.faults_size() == 1 ? " fault" : " faults",
                  ": it cannot be published.\n");
  return out;
}

absl::StatusOr<std::string> ShowDraft(Invocation& invocation,
                                      const google::protobuf::Message& response) {
  return DraftPage(static_cast<const MethodologyDraft&>(OnlyResource(response)), invocation.style);
}

std::string HeadlineText(const EvaluationHeadline& headline) {
  return absl::StrCat(
      headline.has_score_bp() ? absl::StrFormat("%.1f %%, ", headline.score_bp() / 100.0)
                              : "not scored, ",
      headline.suggestion().empty() ? "no suggestion" : Words(headline.suggestion()),
      headline.has_net_present_value()
          ? absl::StrCat(", NPV ", MoneyForPage(headline.net_present_value()))
          : "");
}

std::vector<std::string> RowOf(const ComparedEvaluation& one) {
  const std::string after =
      one.has_after() ? HeadlineText(one.after()) : absl::StrCat("refused: ", one.refusal());
  return {ShortName("projects/{project}/cases/{case}/revisions/{revision}/evaluations/{evaluation}",
                    one.evaluation()),
          HeadlineText(one.before()), one.differs() || !one.has_after() ? after : "the same"};
}

absl::StatusOr<std::string> ShowPublished(Invocation& invocation,
                                          const google::protobuf::Message& response) {
  const auto& version = static_cast<const appraisal::v1::PublishMethodologyDraftResponse&>(response)
                            .methodology_version();
  return absl::StrCat(RenderFields({{"published", version.name()},
                                    {"title", version.title()},
                                    {"hash", version.definition_hash()}},
                                   invocation.style),
                      "It never changes. New rounds and cases may follow it; those that follow "
                      "another version go on as they are.\n");
}

void PrintDifferences(const CompareMethodologyResponse& page, Invocation& invocation) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(page.differences_size());
  for (const auto& one : page.differences()) {
    rows.push_back({one.path(), one.before().empty() ? "-" : one.before(),
                    one.after().empty() ? "-" : one.after()});
  }
  *invocation.out << "Against " << page.base() << ", the text differs in " << rows.size()
                  << (rows.size() == 1 ? " place.\n" : " places.\n");
  if (rows.empty()) return;
  *invocation.out << RenderTable({{.title = "Path", .wrap = true},
                                  {.title = "Before", .wrap = true},
                                  {.title = "After", .wrap = true}},
                                 rows, invocation.style)
                  << "\n";
}

void PrintTotals(const std::vector<std::vector<std::string>>& rows,
                 const appraisal::v1::ComparisonTotals& totals, Invocation& invocation) {
  if (!rows.empty()) {
    *invocation.out << RenderTable({{.title = "Evaluation", .whole = true},
                                    {.title = "Said", .wrap = true},
                                    {.title = "Would say", .wrap = true}},
                                   rows, invocation.style);
  }
  *invocation.out << "Of " << totals.compared_count() << " past evaluations, "
                  << totals.differing_count() << " would differ, "
                  << totals.suggestion_differs_count() << " in the suggestion; "
                  << totals.refused_count() << " cannot be made.\n";
}

}  // namespace

absl::StatusOr<int> MethodologyDraftSave(Invocation& invocation) {
  if (!invocation.Has("file")) return absl::InvalidArgumentError("--file must be given");
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto& request = static_cast<appraisal::v1::SaveMethodologyDraftRequest&>(*filled);
  RETURN_IF_ERROR(ReadFile(invocation.Get("file"), request.mutable_definition()));
  appraisal::v1::SaveMethodologyDraftResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  *invocation.out << (invocation.IsTable()
                          ? DraftPage(response.draft(), invocation.style)
                          : ToJson(response.draft(), invocation.globals.output == Output::kJson));
  return response.draft().faults().empty() ? kExitOk : kExitFindings;
}

absl::StatusOr<int> MethodologyTry(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  CompareMethodologyResponse page;
  std::vector<std::vector<std::string>> rows;
  RETURN_IF_ERROR(invocation.transport.stream(*request, &page, [&] {
    if (!invocation.IsTable()) {
      *invocation.out << ToJson(page, false);
      return absl::OkStatus();
    }
    if (!page.base().empty()) PrintDifferences(page, invocation);
    for (const ComparedEvaluation& one : page.evaluations()) rows.push_back(RowOf(one));
    if (invocation.err_is_terminal && !rows.empty() && !page.has_totals()) {
      *invocation.err << "\r" << rows.size() << " evaluations made again ..." << std::flush;
    }
    if (page.has_totals()) PrintTotals(rows, page.totals(), invocation);
    return absl::OkStatus();
  }));
  return kExitOk;
}

// clang-format off
std::vector<Verb> MethodologyDraftVerbs() {
  return {
      {.noun = "methodology", .verb = "draft save", .request = "appraisal.v1.SaveMethodologyDraft",
       .positional = "name", .help = "Keep a draft on the server, and say what is wrong with it.",
       .example = "cartera methodology draft save chile-2028 --file chile-ict-2028.json",
       .extras = {{"file", "FILE", "The methodology as JSON; - is standard input.", false,
                   "definition"}},
       .run = MethodologyDraftSave},
      {.noun = "methodology", .verb = "draft show", .request = "appraisal.v1.GetMethodologyDraft",
       .positional = "name", .help = "A draft, its faults and its hash.",
       .example = "cartera methodology draft show chile-2028", .page = ShowDraft},
      {.noun = "methodology", .verb = "draft list", .request = "appraisal.v1.ListMethodologyDrafts",
       .columns = "name,state,editors,published_by,update_time", .help = "The last drafts.",
       .example = "cartera methodology draft list"},
      {.noun = "methodology", .verb = "draft discard",
       .request = "appraisal.v1.DiscardMethodologyDraft", .positional = "name",
       .help = "Give a draft up.", .example = "cartera methodology draft discard chile-2028",
       .page = ShowDraft},
      {.noun = "methodology", .verb = "publish",
       .request = "appraisal.v1.PublishMethodologyDraft", .positional = "name",
       .help = "Make a draft that others wrote a version, for ever.",
       .example = "cartera methodology publish chile-2028 --definition-hash HASH",
       .page = ShowPublished},
      {.noun = "methodology", .verb = "try", .request = "appraisal.v1.CompareMethodology",
       .help = "What past evaluations would have said under a draft or another version.",
       .example = "cartera methodology try --draft chile-2028 --base chile-ict/1",
       .run = MethodologyTry}};
}
// clang-format on

}  // namespace cartera::cli
