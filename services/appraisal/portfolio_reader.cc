#include "services/appraisal/portfolio_reader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/convert/list_page.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/store_revisions.h"

namespace cartera::appraisal {
namespace {

// Read in one transaction, so that none is open for long.
constexpr size_t kReadTogether = 20;
constexpr int kCasesOfAPage = 1'000;
// Told by name of each reason.
constexpr int kLeftOutTold = 100;

v1::LeftOut::Reason ReasonOf(v2::LeftOut reason) {
  switch (reason) {
    case v2::LeftOut::kMethodologyDoesNotSimulate:
      return v1::LeftOut::REASON_METHODOLOGY_DOES_NOT_SIMULATE;
    case v2::LeftOut::kStageWithoutFigures:
      return v1::LeftOut::REASON_STAGE_WITHOUT_FIGURES;
    case v2::LeftOut::kNothingToSimulate:
      return v1::LeftOut::REASON_NOTHING_TO_SIMULATE;
    case v2::LeftOut::kNotComputable:
      return v1::LeftOut::REASON_NOT_COMPUTABLE;
    case v2::LeftOut::kOtherUnit:
      return v1::LeftOut::REASON_OTHER_UNIT;
    case v2::LeftOut::kOtherPrices:
      return v1::LeftOut::REASON_OTHER_PRICES;
  }
  return v1::LeftOut::REASON_UNSPECIFIED;
}

}  // namespace

absl::Status PortfolioReader::List() {
  if (request_.revisions().empty()) RETURN_IF_ERROR(ListByFilter());
  for (const std::string& name : request_.revisions()) {
    const absl::StatusOr<CaseIds> ids = ParseName(name);
    if (ids.ok()) {
      wanted_.push_back({name, *ids});
    } else {
      LeaveOut(v1::LeftOut::REASON_NOT_FOUND, "", "");
    }
  }
  std::sort(wanted_.begin(), wanted_.end(),
            [](const Wanted& a, const Wanted& b) { return a.name < b.name; });
  return absl::OkStatus();
}

absl::Status PortfolioReader::ListByFilter() {
  const absl::string_view parent =
      request_.parent().empty() ? absl::string_view("projects/-") : request_.parent();
  const absl::string_view project = absl::StripPrefix(parent, "projects/");
  std::string token;
  do {
    ASSIGN_OR_RETURN(
        const convert::ListPage page,
        convert::ListPage::Make({call_.context.method, parent, request_.filter(), "", token,
                                 kCasesOfAPage, call_.context.principal},
                                CaseFields(), CaseKey(), deps_.tokens, kListCasesParameters + 1));
    CasePage found;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call_));
      ASSIGN_OR_RETURN(found, ListCases(tx, project, SeenBy(caller), call_.now(), page));
      return absl::OkStatus();
    }));
    for (const StoredCase& stored : found.cases) {
      wanted_.push_back({NameOf(stored), {.project = stored.project, .case_id = stored.id}});
    }
    if (wanted_.size() > kPortfolioCasesMax) return TooManyCases("filter", kPortfolioCasesMax);
    token = found.next_token;
  } while (!token.empty());
  return absl::OkStatus();
}

absl::StatusOr<bool> PortfolioReader::ReadSome() {
  const size_t end = std::min(wanted_.size(), next_ + kReadTogether);
  RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call_));
    for (size_t at = next_; at < end; ++at) {
      if (call_.cancelled()) return CallerGone();
      RETURN_IF_ERROR(ReadOne(tx, caller, wanted_[at]));
    }
    return absl::OkStatus();
  }));
  next_ = end;
  return next_ < wanted_.size();
}

absl::Status PortfolioReader::ReadOne(pg::Tx& tx, const access::Caller& caller,
                                      const Wanted& wanted) {
  absl::StatusOr<PlacedCase> placed = OpenToRead(tx, call_, caller, wanted.ids, wanted.name);
  if (absl::IsNotFound(placed.status())) {
    LeaveOut(v1::LeftOut::REASON_NOT_FOUND, "", "");
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(placed.status());
  const bool newest = wanted.ids.number == 0;
  const int number = newest ? placed->stored.latest_revision : wanted.ids.number;
  std::optional<StoredRevision> revision;
  if (number > 0) {
    ASSIGN_OR_RETURN(revision, FindRevision(tx, placed->stored, number));
  }
  if (revision.has_value()) return Take(tx, *placed, *revision);
  LeaveOut(newest ? v1::LeftOut::REASON_NO_REVISION : v1::LeftOut::REASON_NOT_FOUND,
           newest ? wanted.name : "", "");
  return absl::OkStatus();
}

absl::Status PortfolioReader::Take(pg::Tx& tx, const PlacedCase& placed,
                                   const StoredRevision& revision) {
  const std::string name = NameOf(placed.stored);
  ASSIGN_OR_RETURN(const Methodology* methodology,
                   FindMethodology(tx, deps_.methodologies, revision.methodology));
  if (methodology == nullptr) {
    LeaveOut(v1::LeftOut::REASON_METHODOLOGY_DOES_NOT_SIMULATE, name,
             absl::StrCat(NameOf(revision.methodology), " is not known to this server"));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Revision proto, ToProtoWithContent(revision, false));
  ASSIGN_OR_RETURN(const CaseContent content, FromProto(proto.content()));
  auto described =
      v2::DescribeForPortfolio(content, methodology->rules, placed.stored.stage, basis_);
  if (const auto* left_out = std::get_if<v2::LeftOutCase>(&described)) {
    LeaveOut(ReasonOf(left_out->reason), name, left_out->why);
    return absl::OkStatus();
  }
  members_.push_back({.revision = NameOf(revision),
                      .revision_hash = revision.content_hash,
                      .methodology = methodology,
                      .described = {name, std::get<v2::UncertainCase>(std::move(described))}});
  return absl::OkStatus();
}

void PortfolioReader::LeaveOut(v1::LeftOut::Reason reason, absl::string_view name,
                               absl::string_view why) {
  v1::LeftOut& left_out = left_out_[reason];
  left_out.set_reason(reason);
  left_out.set_count(left_out.count() + 1);
  if (name.empty() || left_out.cases_size() == kLeftOutTold) return;
  v1::LeftOutCase* one = left_out.add_cases();
  one->set_case_(std::string(name));
  one->set_why(std::string(why));
}

std::vector<v1::LeftOut> PortfolioReader::left_out() const {
  std::vector<v1::LeftOut> all;
  all.reserve(left_out_.size());
  for (const auto& [reason, left_out] : left_out_) all.push_back(left_out);
  return all;
}

}  // namespace cartera::appraisal
