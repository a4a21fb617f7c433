// `decision batch`: decisions from a sheet, for the tiers that one person looks at.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/csv/read.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/lines_sheet.h"
#include "tools/cartera/output.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using review::v1::DecideSubmissionRequest;
using review::v1::Decision;

constexpr char kSubmission[] = "rounds/{round}/submissions/{submission}";

// One row: what is to be decided, and what became of it.
struct Row {
  int number = 0;
  DecideSubmissionRequest request;
  std::string result;
};

// "2027=40,000,000 CAD; 2028=35,000,000 CAD".
void ReadAuthorised(const std::string& cell, int row, Decision* decision,
                    std::vector<SheetFault>* faults) {
  const auto* field = Decision::descriptor()->FindFieldByName("authorised");
  for (const absl::string_view part : absl::StrSplit(cell, ';', absl::SkipWhitespace())) {
    const absl::Status status = SetFromText(decision, field, absl::StripAsciiWhitespace(part));
    if (!status.ok()) faults->push_back({row, "amounts", std::string(status.message())});
  }
}

// The sheet as requests. The id of each request comes of its row, so that a sheet that is sent
// again decides nothing twice.
absl::StatusOr<std::vector<Row>> ReadRows(const std::string& text, const std::string& round,
                                          std::vector<SheetFault>* faults) {
  ASSIGN_OR_RETURN(const auto decisions,
                   ReadSheet(text, Decision::descriptor(), faults,
                             {.needed = {"submission", "outcome", "reason", "decided_by"},
                              .besides = {"submission", "amounts"}}));
  ASSIGN_OR_RETURN(const csv::Table table, csv::Parse(text));
  const auto name_column = table.ColumnOf("submission");
  const auto money_column = table.ColumnOf("amounts");
  std::vector<Row> rows;
  if (!faults->empty() || !name_column.has_value()) return rows;
  for (size_t i = 0; i < decisions.size() && i < table.rows().size(); ++i) {
    const csv::Row& line = table.rows()[i];
    Row row{.number = line.number};
    const std::string id(table.At(line, *name_column).text);
    row.request.set_name(
        CompleteName(kSubmission, absl::StrContains(id, '/') ? id : absl::StrCat(round, "/", id)));
    row.request.mutable_decision()->CopyFrom(*decisions[i]);
    if (money_column.has_value()) {
      ReadAuthorised(std::string(table.At(line, *money_column).text), row.number,
                     row.request.mutable_decision(), faults);
    }
    row.request.set_request_id(absl::BytesToHexString(
        Sha256(absl::StrCat("decision batch\n", absl::StrJoin(line.cells, "\n"))).substr(0, 16)));
    rows.push_back(std::move(row));
  }
  return rows;
}

// Pins the request to what is under review. Errors: FAILED_PRECONDITION for a case that several
// look at: it is not decided from a sheet.
absl::Status Pin(Invocation& invocation, DecideSubmissionRequest* request) {
  review::v1::GetSubmissionRequest get;
  get.set_name(request->name());
  review::v1::GetSubmissionResponse found;
  RETURN_IF_ERROR(invocation.Call(get, &found));
  request->set_revision_hash(found.submission().revision_hash());
  if (found.submission().evaluation().empty()) return absl::OkStatus();
  appraisal::v1::GetEvaluationRequest ask;
  ask.set_name(found.submission().evaluation());
  appraisal::v1::GetEvaluationResponse evaluated;
  RETURN_IF_ERROR(invocation.Call(ask, &evaluated));
  const auto& route = evaluated.evaluation().route();
  if (route.reviewer_count() <= 1 && !route.technical_opinion()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("a case of tier ", route.tier(), " is decided by itself: decision create"));
}

std::string Decide(Invocation& invocation, bool* failed, DecideSubmissionRequest* request) {
  request->set_validate_only(invocation.globals.dry_run);
  if (request->validate_only()) request->clear_request_id();
  absl::Status status = Pin(invocation, request);
  review::v1::DecideSubmissionResponse response;
  if (status.ok()) status = invocation.Call(*request, &response);
  *failed = *failed || !status.ok();
  if (!status.ok()) return std::string(status.message());
  return invocation.globals.dry_run ? "would be decided" : response.decision().name();
}

}  // namespace

absl::StatusOr<int> DecisionBatch(Invocation& invocation) {
  const std::string round = ShortName("rounds/{round}", invocation.Get("ROUND"));
  std::string text;
  RETURN_IF_ERROR(ReadFile(invocation.Get("SHEET"), &text));
  std::vector<SheetFault> faults;
  ASSIGN_OR_RETURN(std::vector<Row> rows, ReadRows(text, round, &faults));
  if (!faults.empty()) return PrintSheetFaults(invocation, faults, "Nothing was decided.\n");
  bool failed = false;
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].result = Decide(invocation, &failed, &rows[i].request);
    if (invocation.err_is_terminal) {
      *invocation.err << "\r" << i + 1 << " of " << rows.size()
                      << (i + 1 == rows.size() ? "\n" : "") << std::flush;
    }
  }
  std::vector<std::vector<std::string>> cells;
  for (const Row& row : rows) {
    cells.push_back(
        {absl::StrCat(row.number), ShortName(kSubmission, row.request.name()), row.result});
  }
  *invocation.out << RenderTable({{.title = "ROW", .right = true},
                                  {.title = "SUBMISSION", .whole = true},
                                  {.title = "RESULT", .wrap = true}},
                                 cells, invocation.style);
  return failed ? kExitPartly : kExitOk;
}

}  // namespace cartera::cli
