#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/registry/v1/project.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/values.h"
#include "tools/cartera/yaml_reader.h"

namespace cartera::cli {
namespace {

constexpr int kFindingsShown = 20;
constexpr absl::Duration kPollEvery = absl::Milliseconds(200);

// The lists that the government of Canada tabled in 2016 and 2019.
registry::v1::ImportMapping CanadaMapping() {
  registry::v1::ImportMapping mapping;
  mapping.set_external_id_column("uniqueId");
  mapping.set_title_column("projectName");
  mapping.set_description_column("description");
  mapping.set_agency_id_column("deptAcronym");
  mapping.set_agency_name_column("department");
  mapping.set_budget_column("totalBudget");
  mapping.set_budget_unit("CAD");
  mapping.set_planned_end_column("estimatedCompletionDate");
  return mapping;
}

absl::Status ReadMapping(const std::string& name, registry::v1::ImportMapping* mapping) {
  if (name == "canada") {
    *mapping = CanadaMapping();
    return absl::OkStatus();
  }
  if (name.empty()) {
    return absl::InvalidArgumentError("--mapping must be given: canada, or a YAML file");
  }
  std::string text;
  RETURN_IF_ERROR(ReadFile(name, &text));
  return ReadYaml(text, name, mapping);
}

void ShowProgress(const Invocation& invocation, const registry::v1::Operation& operation,
                  absl::Time started) {
  if (!invocation.err_is_terminal || absl::Now() - started < absl::Seconds(2)) return;
  *invocation.err << "\r" << operation.rows_done() << " of " << operation.rows_total() << " rows"
                  << (operation.done() ? "\n" : "") << std::flush;
}

absl::Status WaitUntilDone(const Invocation& invocation, registry::v1::Operation* operation) {
  const absl::Time started = absl::Now();
  registry::v1::GetOperationRequest request;
  request.set_name(operation->name());
  while (!operation->done()) {
    absl::SleepFor(kPollEvery);
    registry::v1::GetOperationResponse response;
    RETURN_IF_ERROR(invocation.Call(request, &response));
    *operation = response.operation();
    ShowProgress(invocation, *operation, started);
  }
  return absl::OkStatus();
}

void PrintFindings(Invocation& invocation, const registry::v1::Operation& operation) {
  ListPrinter printer(invocation.globals.output, "row,column,field,code,message,rejected",
                      registry::v1::ImportFinding::descriptor(), invocation.style, invocation.out);
  for (const auto& finding : operation.findings()) printer.Add(finding);
  printer.Finish();
}

}  // namespace

absl::StatusOr<int> ProjectImport(Invocation& invocation) {
  registry::v1::ImportProjectsRequest request;
  RETURN_IF_ERROR(ReadMapping(invocation.Get("mapping"), request.mutable_mapping()));
  RETURN_IF_ERROR(ReadFile(invocation.Get("FILE"), request.mutable_csv()));
  request.set_parent_agency(CompleteName("agencies/{agency}", invocation.Get("parent")));
  request.set_request_id(invocation.globals.request_id);
  request.set_validate_only(invocation.globals.dry_run);
  registry::v1::ImportProjectsResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  registry::v1::Operation operation = response.operation();
  RETURN_IF_ERROR(WaitUntilDone(invocation, &operation));
  switch (invocation.globals.output) {
    case Output::kTable: {
      const int shown = invocation.Has("all-findings") ? operation.findings_size() : kFindingsShown;
      *invocation.out << OperationPage(operation, shown, invocation.style);
      if (operation.findings_size() > shown) *invocation.out << "--all-findings prints them.\n";
      break;
    }
    case Output::kJson:
      *invocation.out << ToJson(operation, true);
      break;
    default:
      PrintFindings(invocation, operation);
  }
  if (invocation.globals.dry_run) *invocation.err << "Dry run: nothing was stored.\n";
  const bool clean = operation.error_reason().empty() && operation.rejected_count() == 0;
  return clean ? kExitOk : kExitFindings;
}

}  // namespace cartera::cli
