// `portfolio simulate`: many cases drawn together.
#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/page_portfolio.h"

namespace cartera::cli {
namespace {

using appraisal::v1::DriverLoading;
using appraisal::v1::SharedDriver;
using appraisal::v1::SimulatedCase;
using appraisal::v1::SimulatePortfolioRequest;
using appraisal::v1::SimulatePortfolioResponse;
using appraisal::v1::SimulationProgress;

constexpr double kWholeBp = 10'000;

absl::Status FromRound(const Invocation& invocation, SimulatePortfolioRequest* request) {
  review::v1::GetRoundRequest get;
  review::v1::GetRoundResponse response;
  get.set_name(RoundName(invocation.Get("round")));
  RETURN_IF_ERROR(invocation.Call(get, &response));
  const auto& round = response.round();
  if (!request->has_valuation_date()) *request->mutable_valuation_date() = round.valuation_date();
  if (request->base_fiscal_year() == 0) request->set_base_fiscal_year(round.base_fiscal_year());
  if (request->price_year() == 0) request->set_price_year(round.price_year());
  return absl::OkStatus();
}

// The revisions that the round's submissions name; how many name none yet.
absl::StatusOr<int> Submitted(const Invocation& invocation, SimulatePortfolioRequest* request) {
  review::v1::ListSubmissionsRequest list;
  review::v1::ListSubmissionsResponse page;
  list.set_parent(RoundName(invocation.Get("round")));
  list.set_page_size(500);
  int without = 0;
  do {
    RETURN_IF_ERROR(invocation.Call(list, &page));
    for (const auto& submission : page.submissions()) {
      if (submission.revision().empty()) {
        ++without;
      } else {
        request->add_revisions(submission.revision());
      }
    }
    list.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  return without;
}

// "wages:costs/internal_staff:0.5". Errors: INVALID_ARGUMENT.
absl::Status AddDriver(const std::string& text, SimulatePortfolioRequest* request) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  double weight = 0;
  if (parts.size() != 3 || !absl::SimpleAtod(parts[2], &weight) || !(std::abs(weight) <= 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--driver: \"", text,
                     "\" is not ID:SIDE:WEIGHT, such as wages:costs/internal_staff:0.5 with a "
                     "weight from -1 to 1"));
  }
  const std::vector<std::string> which = absl::StrSplit(parts[1], absl::MaxSplits('/', 1));
  DriverLoading loading;
  loading.set_weight_bp(static_cast<int>(std::lround(weight * kWholeBp)));
  loading.set_side(which[0] == "costs"   ? DriverLoading::SIDE_COSTS
                   : which[0] == "gains" ? DriverLoading::SIDE_GAINS
                                         : DriverLoading::SIDE_UNSPECIFIED);
  if (which.size() == 2 && loading.side() == DriverLoading::SIDE_COSTS) {
    loading.set_cost_category(static_cast<appraisal::v1::CostCategory>(
        convert::EnumFromText(appraisal::v1::CostCategory_descriptor(), which[1])));
  } else if (which.size() == 2) {
    loading.set_benefit_category(static_cast<appraisal::v1::BenefitCategory>(
        convert::EnumFromText(appraisal::v1::BenefitCategory_descriptor(), which[1])));
  }
  const bool unknown =
      which.size() == 2 && loading.cost_category() == 0 && loading.benefit_category() == 0;
  if (loading.side() == DriverLoading::SIDE_UNSPECIFIED || unknown) {
    return absl::InvalidArgumentError(
        absl::StrCat("--driver: \"", parts[1],
                     "\" is neither costs nor gains, nor a category of them, such as "
                     "costs/development or gains/societal"));
  }
  // Several flags of one driver are its loadings.
  for (SharedDriver& driver : *request->mutable_drivers()) {
    if (driver.id() != parts[0]) continue;
    *driver.add_loadings() = loading;
    return absl::OkStatus();
  }
  SharedDriver* driver = request->add_drivers();
  driver->set_id(parts[0]);
  *driver->add_loadings() = loading;
  return absl::OkStatus();
}

void ShowProgress(const Invocation& invocation, const SimulationProgress& progress) {
  if (!invocation.err_is_terminal) return;
  const bool reading = progress.phase() == SimulationProgress::PHASE_READING;
  const int64_t all = std::max<int64_t>(1, progress.all_count());
  *invocation.err << "\r"
                  << PadRight(reading ? absl::StrCat("reading case ", progress.done_count(), " of ",
                                                     progress.all_count())
                                      : absl::StrCat("drawing, ", progress.done_count() * 100 / all,
                                                     " %"),
                              40)
                  << std::flush;
}

std::string AsJson(const SimulatedPortfolioAnswer& answer) {
  std::string cases;
  for (const SimulatedCase& one : answer.cases) {
    absl::StrAppend(&cases, cases.empty() ? "" : ",", ToJson(one, false));
  }
  return absl::StrCat("{\"start\":", ToJson(answer.start, false), ",\"cases\":[", cases,
                      "],\"portfolio\":", ToJson(answer.portfolio, false), "}\n");
}

void Print(const Invocation& invocation, const SimulatedPortfolioAnswer& answer) {
  switch (invocation.globals.output) {
    case Output::kTable:
      *invocation.out << SimulatedPortfolioPage(answer, invocation.style);
      return;
    case Output::kJson:
      *invocation.out << AsJson(answer);
      return;
    case Output::kNdjson:
    case Output::kCsv:
      ListPrinter printer(invocation.globals.output, invocation.verb->columns,
                          SimulatedCase::descriptor(), invocation.style, invocation.out);
      for (const SimulatedCase& one : answer.cases) printer.Add(one);
      printer.Finish();
  }
}

}  // namespace

absl::StatusOr<int> PortfolioSimulate(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto message, invocation.Request());
  auto request = static_cast<const SimulatePortfolioRequest&>(*message);
  if (invocation.Has("round")) RETURN_IF_ERROR(FromRound(invocation, &request));
  if (invocation.Has("submitted")) {
    if (!invocation.Has("round")) {
      return absl::InvalidArgumentError("--submitted: needs --round, whose submissions it takes");
    }
    ASSIGN_OR_RETURN(const int without, Submitted(invocation, &request));
    if (without > 0) *invocation.err << without << " submissions have no revision yet.\n";
    if (request.revisions().empty()) {
      return absl::InvalidArgumentError("--submitted: no submission of the round has a revision");
    }
  }
  const auto drivers = invocation.values.find("driver");
  if (drivers != invocation.values.end()) {
    for (const std::string& text : drivers->second) RETURN_IF_ERROR(AddDriver(text, &request));
  }
  SimulatedPortfolioAnswer answer;
  SimulatePortfolioResponse response;
  const absl::Status streamed = invocation.transport.stream(request, &response, [&] {
    if (response.has_progress()) ShowProgress(invocation, response.progress());
    if (response.has_start()) answer.start = response.start();
    for (const SimulatedCase& one : response.cases().cases()) answer.cases.push_back(one);
    if (response.has_portfolio()) answer.portfolio = response.portfolio();
    return absl::OkStatus();
  });
  if (invocation.err_is_terminal) *invocation.err << "\r" << std::string(40, ' ') << "\r";
  RETURN_IF_ERROR(streamed);
  Print(invocation, answer);
  return kExitOk;
}

}  // namespace cartera::cli
