#include "tools/cartera/case_cost.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/appraisal/flows.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;

absl::StatusOr<std::string> PreferredOption(const CaseContent& content) {
  std::string preferred;
  for (const auto& option : content.options().options()) {
    if (!option.preferred()) continue;
    if (!preferred.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("options.options: both ", preferred, " and ",
                                                     option.id(), " are preferred"));
    }
    preferred = option.id();
  }
  if (preferred.empty()) {
    return absl::InvalidArgumentError("options.options: none is preferred; --cost says it instead");
  }
  return preferred;
}

// What makes the line's amounts; all else is left out.
absl::StatusOr<appraisal::CostLine> LineOf(const appraisal::v1::CostLine& proto) {
  appraisal::CostLine line;
  line.id = proto.id();
  line.fiscal_year = proto.fiscal_year();
  if (proto.has_amount()) {
    ASSIGN_OR_RETURN(line.amount, convert::FromProto(proto.amount()));
  }
  if (proto.has_quantity()) {
    line.quantity.emplace();
    line.quantity->quantity_milli = proto.quantity().quantity_milli();
    line.quantity->unit_value = proto.quantity().unit_value();
    line.quantity->overhead_bp = proto.quantity().overhead_bp();
    line.quantity->growth_bp = proto.quantity().growth_bp();
    if (proto.quantity().has_unit_price()) {
      ASSIGN_OR_RETURN(line.quantity->unit_price,
                       convert::FromProto(proto.quantity().unit_price()));
    }
  }
  line.course.last_fiscal_year = proto.course().last_fiscal_year();
  line.course.growth_bp = proto.course().growth_bp();
  line.course.ramp_bp.assign(proto.course().ramp_bp().begin(), proto.course().ramp_bp().end());
  for (const auto& step : proto.course().steps()) {
    line.course.steps.push_back({step.from_fiscal_year(), step.amount_minor()});
  }
  return line;
}

absl::StatusOr<money::Money> AmountOf(const appraisal::v1::CostLine& proto) {
  ASSIGN_OR_RETURN(const appraisal::CostLine line, LineOf(proto));
  ASSIGN_OR_RETURN(const appraisal::LineFlow flow, FlowOf(line, methodology::Methodology()));
  money::Money amount = flow.like;
  for (const auto& [year, minor] : flow.minor_by_year) {
    money::Money of_year = flow.like;
    of_year.amount_minor = minor;
    ASSIGN_OR_RETURN(amount, money::Add(amount, of_year));
  }
  return amount;
}

absl::Status Named(const std::string& id, const absl::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrCat("costs.lines[id=", id, "]: ", status.message(), "; --cost says it instead"));
}

}  // namespace

absl::StatusOr<CostToBuild> CostToBuildOf(const CaseContent& content) {
  CostToBuild built;
  ASSIGN_OR_RETURN(built.option, PreferredOption(content));
  for (const auto& line : content.costs().lines()) {
    if (line.option() != built.option || line.recurring() || line.sunk()) continue;
    absl::StatusOr<money::Money> amount = AmountOf(line);
    if (amount.ok() && built.lines_count > 0) amount = money::Add(built.cost, *amount);
    if (!amount.ok()) return Named(line.id(), amount.status());
    built.cost = *amount;
    ++built.lines_count;
  }
  if (built.lines_count == 0) {
    return absl::InvalidArgumentError(absl::StrCat("costs.lines: option ", built.option,
                                                   " has none that does not recur; --cost says it "
                                                   "instead"));
  }
  const auto& identification = content.identification();
  if (identification.start_fiscal_year() > 0 && identification.go_live_fiscal_year() > 0) {
    const int years = identification.go_live_fiscal_year() - identification.start_fiscal_year();
    built.months = 12 * std::max(years, 0);
  }
  return built;
}

}  // namespace cartera::cli
