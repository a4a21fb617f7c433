// Ceilings from a sheet, and the order of a round.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/review/v1/ranking.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/lines_sheet.h"
#include "tools/cartera/output.h"
#include "tools/cartera/page_ranking.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using review::v1::RankRoundRequest;
using review::v1::RankRoundResponse;

// "beds=1", of the round `round`.
absl::Status AddMove(absl::string_view text, const std::string& round, RankRoundRequest* request) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  auto& move = *request->add_moves();
  int place = 0;
  if (parts.first.empty() || !absl::SimpleAtoi(parts.second, &place)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--move: \"", text, "\" is not a submission and a place, like beds=1"));
  }
  const bool is_short = !absl::StrContains(parts.first, '/');
  move.set_submission(
      CompleteName("rounds/{round}/submissions/{submission}",
                   is_short ? absl::StrCat(ShortName("rounds/{round}", round), "/", parts.first)
                            : std::string(parts.first)));
  move.set_place(place);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RoundSetCeilings(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto& request = static_cast<review::v1::SetCeilingsRequest&>(*filled);
  if (invocation.Has("sheet")) {
    std::string text;
    RETURN_IF_ERROR(ReadFile(invocation.Get("sheet"), &text));
    std::vector<SheetFault> faults;
    ASSIGN_OR_RETURN(const auto rows,
                     ReadSheet(text, review::v1::Ceiling::descriptor(), &faults,
                               {.needed = {"agency", "fiscal_year", "amount"}, .besides = {}}));
    if (!faults.empty()) return PrintSheetFaults(invocation, faults, "Nothing was set.\n");
    for (const auto& row : rows) request.add_ceilings()->CopyFrom(*row);
  }
  review::v1::SetCeilingsResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  if (!invocation.IsTable()) {
    *invocation.out << ToJson(response, invocation.globals.output == Output::kJson);
    return kExitOk;
  }
  review::v1::GetCeilingsResponse shown;
  *(response.ceiling_set().in_force() ? shown.mutable_in_force() : shown.mutable_proposed()) =
      response.ceiling_set();
  *invocation.out << CeilingsPage(shown, invocation.style);
  return kExitOk;
}

absl::StatusOr<int> RoundRank(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto& request = static_cast<RankRoundRequest&>(*filled);
  if (invocation.Has("move")) {
    for (const std::string& text : invocation.values.at("move")) {
      RETURN_IF_ERROR(AddMove(text, request.name(), &request));
    }
  }
  const bool as_table = invocation.IsTable();
  ListPrinter printer(invocation.globals.output, invocation.verb->columns,
                      review::v1::RankedSubmission::descriptor(), invocation.style, invocation.out);
  RankRoundResponse page;
  review::v1::RankSummary summary;
  std::vector<review::v1::RankedSubmission> cases;
  RETURN_IF_ERROR(invocation.transport.stream(request, &page, [&] {
    if (page.has_summary()) summary = page.summary();
    for (const auto& one : page.submissions()) {
      if (as_table) {
        cases.push_back(one);
      } else {
        printer.Add(one);
      }
    }
    return absl::OkStatus();
  }));
  if (as_table) {
    *invocation.out << RankingPage(summary, cases, invocation.style);
  } else {
    printer.Finish();
  }
  return kExitOk;
}

}  // namespace cartera::cli
