// Files an agency's yearly list of continuity spend: a case for each project that it names.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/line_list.h"
#include "tools/cartera/session.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

absl::Status File(Invocation& invocation, const ListedCase& listed,
                  const std::string& methodology) {
  appraisal::v1::CreateCaseRequest request;
  request.set_parent(absl::StrCat("projects/", listed.project));
  request.set_case_id(absl::StrCat("line-", listed.fiscal_year));
  request.mutable_case_()->set_title(listed.title);
  request.mutable_case_()->set_stage(appraisal::v1::CASE_STAGE_CONTINUATION);
  request.mutable_case_()->set_methodology_version(methodology);
  *request.mutable_content() = listed.content;
  request.set_validate_only(invocation.globals.dry_run);
  appraisal::v1::CreateCaseResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  *invocation.out << response.case_().name() << ": " << listed.content.costs().lines_size()
                  << (listed.content.costs().lines_size() == 1 ? " line" : " lines");
  if (invocation.Has("round") && !invocation.globals.dry_run) {
    ASSIGN_OR_RETURN(
        const EnteredCase entered,
        EnterCase(invocation, response.case_().name(), invocation.Get("round"),
                  absl::StrCat(listed.project, "-", listed.fiscal_year), "continuing"));
    *invocation.out << ", entered as " << entered.response.submission().name();
  }
  *invocation.out << "\n";
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> LinesFile(Invocation& invocation) {
  for (const char* flag : {"file", "methodology"}) {
    if (invocation.Has(flag)) continue;
    return absl::InvalidArgumentError(absl::StrCat("--", flag, " must be given"));
  }
  std::string text;
  RETURN_IF_ERROR(ReadFile(invocation.Get("file"), &text));
  std::vector<SheetFault> faults;
  ASSIGN_OR_RETURN(const std::vector<ListedCase> cases, ReadLineList(text, &faults));
  if (!faults.empty()) return PrintSheetFaults(invocation, faults, "Nothing was filed.\n");
  const std::string methodology =
      CompleteName("methodologies/{methodology}/versions/{version}", invocation.Get("methodology"));
  for (const ListedCase& listed : cases) {
    const absl::Status filed = File(invocation, listed, methodology);
    if (filed.ok()) continue;
    *invocation.err << invocation.Get("file") << " row " << listed.row << ", project "
                    << listed.project << ":\n";
    return filed;
  }
  *invocation.out << cases.size() << " cases filed"
                  << (invocation.globals.dry_run ? " in a dry run: nothing was stored.\n" : ".\n");
  return kExitOk;
}

}  // namespace cartera::cli
