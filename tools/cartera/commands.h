#ifndef CARTERA_TOOLS_CARTERA_COMMANDS_H_
#define CARTERA_TOOLS_CARTERA_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/cartera/invocation.h"

// What verbs do that is more than one call. Each gives the exit code.
namespace cartera::cli {

absl::StatusOr<int> Login(Invocation& invocation);
absl::StatusOr<int> Logout(Invocation& invocation);
absl::StatusOr<int> Bootstrap(Invocation& invocation);
absl::StatusOr<int> AdvanceClock(Invocation& invocation);

absl::StatusOr<int> CaseTemplate(Invocation& invocation);
absl::StatusOr<int> CaseSchema(Invocation& invocation);
absl::StatusOr<int> CaseCreate(Invocation& invocation);
absl::StatusOr<int> CaseSave(Invocation& invocation);
absl::StatusOr<int> CaseCopy(Invocation& invocation);
absl::StatusOr<int> CaseCheck(Invocation& invocation);
absl::StatusOr<int> CaseScreen(Invocation& invocation);
absl::StatusOr<int> CaseSubmit(Invocation& invocation);
absl::StatusOr<int> CaseDiff(Invocation& invocation);
absl::StatusOr<int> CaseEvaluate(Invocation& invocation);
absl::StatusOr<int> CaseExplain(Invocation& invocation);
absl::StatusOr<int> CaseCompare(Invocation& invocation);
absl::StatusOr<int> LinesFile(Invocation& invocation);
absl::StatusOr<int> LinesImport(Invocation& invocation);
absl::StatusOr<int> LinesExport(Invocation& invocation);

absl::StatusOr<int> RoundSetCeilings(Invocation& invocation);
absl::StatusOr<int> DecisionReplay(Invocation& invocation);
absl::StatusOr<int> RoundRank(Invocation& invocation);
// Decisions from a sheet.
absl::StatusOr<int> DecisionBatch(Invocation& invocation);
// What waits for the centre, the most urgent first.
absl::StatusOr<int> SubmissionQueue(Invocation& invocation);

absl::StatusOr<int> ProjectImport(Invocation& invocation);
absl::StatusOr<int> DocumentUpload(Invocation& invocation);
absl::StatusOr<int> DocumentDownload(Invocation& invocation);
absl::StatusOr<int> PortfolioReport(Invocation& invocation);
absl::StatusOr<int> PortfolioSimulate(Invocation& invocation);
absl::StatusOr<int> ProjectHistory(Invocation& invocation);
absl::StatusOr<int> EventWatch(Invocation& invocation);
absl::StatusOr<int> VerifyAudit(Invocation& invocation);
absl::StatusOr<int> VerifyRecordFile(Invocation& invocation);
absl::StatusOr<int> ExportRecord(Invocation& invocation);
absl::StatusOr<int> ProveEntries(Invocation& invocation);
absl::StatusOr<int> WitnessRecord(Invocation& invocation);
absl::StatusOr<int> AdminNewRecordKey(Invocation& invocation);
absl::StatusOr<int> CheckInvariants(Invocation& invocation);
absl::StatusOr<int> AdminBackup(Invocation& invocation);
absl::StatusOr<int> AdminRestore(Invocation& invocation);
absl::StatusOr<int> AdminUpgrade(Invocation& invocation);
absl::StatusOr<int> AdminCheck(Invocation& invocation);
absl::StatusOr<int> Calc(Invocation& invocation);
absl::StatusOr<int> ReferenceClassList(Invocation& invocation);
absl::StatusOr<int> ReferenceClassShow(Invocation& invocation);
absl::StatusOr<int> ReferenceClassPlace(Invocation& invocation);
absl::StatusOr<int> MethodologyCheck(Invocation& invocation);
absl::StatusOr<int> MethodologyCompare(Invocation& invocation);
absl::StatusOr<int> MethodologyDraftSave(Invocation& invocation);
absl::StatusOr<int> MethodologyTry(Invocation& invocation);
absl::StatusOr<int> CompletionBash(Invocation& invocation);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_COMMANDS_H_
