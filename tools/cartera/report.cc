#include "absl/strings/str_cat.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"

namespace cartera::cli {
namespace {

using oversight::v1::GetPortfolioReportResponse;
using oversight::v1::ProjectRow;

std::string VerdictInWords(const oversight::v1::VerifyAuditResponse& last) {
  if (last.verdict() == "consistent") {
    return "The record is consistent: every chain can be recomputed from its first entry to its "
           "last. That it is unaltered since an earlier day can only be said with a checkpoint of "
           "that day.";
  }
  if (last.verdict() == "unaltered") {
    return "The record is unaltered since the earlier checkpoint, and consistent.";
  }
  return absl::StrCat("The record is ", last.verdict().empty() ? "broken" : last.verdict(),
                      ": what follows the first break cannot be trusted.");
}

void AppendBreaks(const oversight::v1::VerifyAuditResponse& response,
                  oversight::v1::VerifyAuditResponse* all) {
  auto breaks = all->breaks();
  breaks.MergeFrom(response.breaks());
  *all = response;
  *all->mutable_breaks() = breaks;
}

}  // namespace

absl::StatusOr<int> PortfolioReport(Invocation& invocation) {
  if (invocation.Has("projects")) invocation.values["include-projects"] = {"true"};
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  const bool with_rows = invocation.Has("include-projects");
  // With rows on the way to a program, the totals would only be in its way.
  const bool rows_only = with_rows && (invocation.globals.output == Output::kCsv ||
                                       invocation.globals.output == Output::kNdjson);
  ListPrinter printer(with_rows ? invocation.globals.output : Output::kTable,
                      invocation.verb->columns, ProjectRow::descriptor(), invocation.style,
                      invocation.out);
  GetPortfolioReportResponse response;
  RETURN_IF_ERROR(invocation.transport.stream(*request, &response, [&] {
    if (response.has_totals() && !rows_only) {
      const auto& totals = response.totals();
      if (invocation.IsTable()) {
        *invocation.out << PortfolioPage(totals, invocation.style);
      } else if (!with_rows) {
        *invocation.out << (invocation.globals.output == Output::kCsv
                                ? MessageAsCsv(totals)
                                : ToJson(totals, invocation.globals.output == Output::kJson));
      }
    }
    for (const ProjectRow& row : response.projects().rows()) printer.Add(row);
    return absl::OkStatus();
  }));
  if (with_rows) {
    if (invocation.IsTable()) *invocation.out << "\n";
    printer.Finish();
  }
  return kExitOk;
}

absl::StatusOr<int> ProjectHistory(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  oversight::v1::GetProjectHistoryResponse response;
  if (invocation.IsTable()) {
    RETURN_IF_ERROR(invocation.transport.stream(*request, &response, [&] {
      for (const auto& entry : response.entries()) {
        *invocation.out << EntryLine(entry, invocation.style);
      }
      return absl::OkStatus();
    }));
    return kExitOk;
  }
  ListPrinter printer(invocation.globals.output, invocation.verb->columns,
                      type::v1::AuditEntry::descriptor(), invocation.style, invocation.out);
  RETURN_IF_ERROR(invocation.transport.stream(*request, &response, [&] {
    for (const auto& entry : response.entries()) printer.Add(entry);
    return absl::OkStatus();
  }));
  printer.Finish();
  return kExitOk;
}

absl::StatusOr<int> VerifyAudit(Invocation& invocation) {
  if (invocation.Has("FILE")) return VerifyRecordFile(invocation);
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  oversight::v1::VerifyAuditResponse response;
  oversight::v1::VerifyAuditResponse all;
  RETURN_IF_ERROR(invocation.transport.stream(*request, &response, [&] {
    AppendBreaks(response, &all);
    if (invocation.err_is_terminal) {
      *invocation.err << "\r" << all.entries_count() << " entries" << (response.done() ? "\n" : "")
                      << std::flush;
    }
    return absl::OkStatus();
  }));
  const bool sound = all.done() && all.breaks().empty();
  if (!invocation.IsTable()) {
    RETURN_IF_ERROR(PrintAnswer(invocation, all));
    return sound ? kExitOk : kExitFindings;
  }
  *invocation.out << all.chains_count() << " chains, " << all.entries_count()
                  << " entries recomputed.\n"
                  << Indented(VerdictInWords(all), 0, invocation.style.width);
  std::vector<std::vector<std::string>> rows;
  for (const auto& found : all.breaks()) {
    rows.push_back({found.service(), found.subject(), absl::StrCat(found.sequence()), found.what(),
                    found.resource()});
  }
  if (!rows.empty()) {
    *invocation.out << RenderTable({{.title = "SERVICE"},
                                    {.title = "CHAIN", .whole = true},
                                    {.title = "ENTRY", .right = true},
                                    {.title = "WHAT"},
                                    {.title = "RESOURCE"}},
                                   rows, invocation.style);
  }
  return sound ? kExitOk : kExitFindings;
}

absl::StatusOr<int> CheckInvariants(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  oversight::v1::CheckInvariantsResponse response;
  ListPrinter printer(invocation.globals.output, invocation.verb->columns, response.GetDescriptor(),
                      invocation.style, invocation.out);
  bool hold = true;
  RETURN_IF_ERROR(invocation.transport.stream(*request, &response, [&] {
    printer.Add(response);
    hold &= response.holds();
    return absl::OkStatus();
  }));
  printer.Finish();
  return hold ? kExitOk : kExitFindings;
}

}  // namespace cartera::cli
