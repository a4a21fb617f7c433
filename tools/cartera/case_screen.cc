#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/screening.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/pages.h"

namespace cartera::cli {

std::string ScreeningPage(const appraisal::v1::ScreenCaseResponse& screening,
                          const PageStyle& style) {
  if (screening.published_count() == 0) return "The methodology publishes no grounds.\n";
  std::string out = Title(absl::StrCat(screening.grounds_size(), " of ",
                                       screening.published_count(), " grounds for refusal"),
                          style);
  for (const appraisal::v1::GivenGround& given : screening.grounds()) {
    absl::StrAppend(&out, Bold(given.ground(), style), ": ", given.title(), "\n");
    for (const auto& finding : given.findings()) {
      absl::StrAppend(&out, Indented(absl::StrCat("- ", finding.field(), ": ", finding.message()),
                                     2, style.width));
    }
  }
  return out;
}

Shown ShowScreening(Invocation& invocation, const google::protobuf::Message& response) {
  return ScreeningPage(static_cast<const appraisal::v1::ScreenCaseResponse&>(response),
                       invocation.style);
}

// The exit code says whether there is a ground, so that a script may ask before it submits.
absl::StatusOr<int> CaseScreen(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  appraisal::v1::ScreenCaseResponse response;
  RETURN_IF_ERROR(invocation.Call(*request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  return response.grounds_size() == 0 ? kExitOk : kExitFindings;
}

}  // namespace cartera::cli
