#include "services/oversight/portfolio.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/oversight/errors.h"

namespace cartera::oversight {
namespace {

using Dimension = Cell::Dimension;

std::map<std::string, int64_t> CountsByUnit(absl::Span<const money::TotalRow> rows) {
  std::map<std::string, int64_t> counts;
  for (const money::TotalRow& row : rows) counts[row.total.unit.code] += row.count;
  return counts;
}

// The unit that most amounts stand in.
std::string LeadingUnit(absl::Span<const money::TotalRow> rows) {
  std::string unit;
  int64_t most = 0;
  for (const auto& [code, count] : CountsByUnit(rows)) {
    if (count > most) {
      unit = code;
      most = count;
    }
  }
  return unit;
}

absl::Status AddTo(Group& group, const Cell& cell) {
  group.projects_count += cell.count;
  if (!cell.unit.has_value()) {
    group.unknown_count += cell.count;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(money::TotalRow row, TotalOf(cell));
  group.budgets.push_back(std::move(row));
  return absl::OkStatus();
}

std::vector<Group> Sorted(std::map<std::string, Group> groups) {
  std::vector<Group> out;
  for (auto& [key, group] : groups) {
    SortTotals(&group.budgets);
    out.push_back(std::move(group));
  }
  return out;
}

}  // namespace

absl::StatusOr<money::TotalRow> TotalOf(const Cell& cell) {
  money::TotalRow row;
  const auto unit = convert::Units().Find(cell.unit.value_or(""));
  if (!unit.ok()) return absl::InternalError(unit.status().message());
  row.total.unit = *unit;
  ASSIGN_OR_RETURN(row.total.basis, money::ParsePriceBasis(cell.basis));
  row.total.price_year = cell.price_year;
  row.count = cell.count;
  if (!absl::SimpleAtoi(cell.sum_minor, &row.total.amount_minor)) {
    return TotalTooLarge(row.total.unit.code);
  }
  return row;
}

void SortTotals(std::vector<money::TotalRow>* rows) {
  const std::string leading = LeadingUnit(*rows);
  const auto key = [&](const money::TotalRow& row) {
    return std::make_tuple(row.total.unit.code != leading, row.total.unit.code,
                           row.total.basis == money::PriceBasis::kReal, row.total.price_year);
  };
  std::sort(rows->begin(), rows->end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

int64_t UnconvertedCount(absl::Span<const money::TotalRow> rows) {
  int64_t count = 0;
  for (const money::TotalRow& row : rows) {
    if (row.total.unit.code != rows[0].total.unit.code) count += row.count;
  }
  return count;
}

std::string HiddenCountText(int64_t count) {
  return count > 0 && count < 5 ? "1-4" : absl::StrCat(count);
}

absl::StatusOr<Portfolio> MakePortfolio(absl::Span<const Cell> cells) {
  Portfolio portfolio;
  std::map<Dimension, std::map<std::string, Group>> groups;
  for (const Cell& cell : cells) {
    if (cell.dimension == Dimension::kHidden) {
      portfolio.hidden_count += cell.count;
    } else if (cell.dimension == Dimension::kAuthorised) {
      ASSIGN_OR_RETURN(money::TotalRow row, TotalOf(cell));
      portfolio.authorised.push_back(std::move(row));
    } else {
      Group& group =
          cell.dimension == Dimension::kAll ? portfolio.all : groups[cell.dimension][cell.key];
      group.key = cell.key;
      group.label = cell.label;
      RETURN_IF_ERROR(AddTo(group, cell));
    }
  }
  SortTotals(&portfolio.all.budgets);
  SortTotals(&portfolio.authorised);
  portfolio.unconverted_count = UnconvertedCount(portfolio.all.budgets);
  portfolio.by_stage = Sorted(std::move(groups[Dimension::kStage]));
  portfolio.by_agency = Sorted(std::move(groups[Dimension::kAgency]));
  portfolio.by_kind = Sorted(std::move(groups[Dimension::kKind]));
  portfolio.by_submission = Sorted(std::move(groups[Dimension::kSubmission]));
  return portfolio;
}

}  // namespace cartera::oversight
