#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/session.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;

// Without a case there is no server to ask: the form alone is checked.
int CheckForm(Invocation& invocation, const CaseContent& content) {
  const size_t sections = SectionsOf(content).size();
  *invocation.out << invocation.Get("file") << " can be read: " << sections << " of "
                  << CaseContent::descriptor()->field_count() << " sections, "
                  << content.costs().lines_size() << " cost lines, "
                  << content.benefits().lines_size()
                  << " benefit lines.\nName the case to have it checked by the rules of its "
                     "methodology.\n";
  return kExitOk;
}

// The draft, or the file, with the lines of the sheet instead of its own.
absl::StatusOr<ReadLines> TakeSheet(const Invocation& invocation, const std::string& text,
                                    appraisal::v1::CheckCaseRequest* request) {
  ASSIGN_OR_RETURN(ReadLines read, ReadLinesOfKind(invocation, text));
  if (!request->has_content()) {
    ASSIGN_OR_RETURN(const appraisal::v1::Case stored, GetCase(invocation, request->name()));
    *request->mutable_content() = stored.content();
  }
  MergeLines(read, /*replace=*/true, request->mutable_content());
  return read;
}

// Findings of a sheet's lines say row and column as well.
void NameCells(const std::string& text, const std::string& section,
               appraisal::v1::CheckCaseResponse* response) {
  for (auto& finding : *response->mutable_findings()) {
    const std::string cell = CellOfField(text, section, finding.field());
    if (!cell.empty()) finding.set_message(absl::StrCat("In ", cell, ": ", finding.message()));
  }
}

}  // namespace

absl::StatusOr<int> CaseCheck(Invocation& invocation) {
  appraisal::v1::CheckCaseRequest request;
  if (invocation.Has("file")) {
    ASSIGN_OR_RETURN(*request.mutable_content(), ReadCaseFile(invocation.Get("file")));
    if (!invocation.Has("CASE")) return CheckForm(invocation, request.content());
  } else if (!invocation.Has("CASE")) {
    return absl::InvalidArgumentError("a case or --file must be given");
  }
  request.set_name(CaseName(invocation.Get("CASE")));
  std::string sheet;
  ReadLines read;
  if (invocation.Has("sheet")) {
    RETURN_IF_ERROR(ReadFile(invocation.Get("sheet"), &sheet));
    ASSIGN_OR_RETURN(read, TakeSheet(invocation, sheet, &request));
    if (!read.faults.empty()) {
      return PrintSheetFaults(invocation, read.faults, "The rest was not checked.\n");
    }
  }
  appraisal::v1::CheckCaseResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  NameCells(sheet, read.section, &response);
  const int code = response.may_be_submitted() ? kExitOk : kExitFindings;
  if (invocation.globals.output == Output::kJson) {
    RETURN_IF_ERROR(PrintAnswer(invocation, response));
    return code;
  }
  if (response.findings_size() > 0 || !invocation.IsTable()) {
    ListPrinter printer(invocation.globals.output, "severity,field,message,code",
                        type::v1::Finding::descriptor(), invocation.style, invocation.out);
    for (const auto& finding : response.findings()) printer.Add(finding);
    printer.Finish();
  }
  if (invocation.IsTable()) {
    int blocking = 0;
    for (const auto& finding : response.findings()) {
      blocking += finding.severity() == type::v1::SEVERITY_BLOCKING ? 1 : 0;
    }
    *invocation.out << response.findings_size() << " findings, " << blocking << " blocking: "
                    << (response.may_be_submitted() ? "it may be submitted.\n"
                                                    : "it cannot be submitted yet.\n");
  }
  return code;
}

}  // namespace cartera::cli
