#include "libs/domain/reference_class/read.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/domain/csv/read.h"
#include "libs/domain/money/text.h"
#include "libs/domain/reference_class/limits.h"

namespace cartera::reference_class {
namespace {

// Reads rows one by one and keeps what is wrong with them.
class Reader {
 public:
  Reader(const csv::Table& table, const money::UnitTable& units) : table_(table), units_(units) {}

  void CheckHeader() {
    for (size_t i = 0; i < table_.header().cells.size(); ++i) {
      const std::string& name = table_.header().cells[i];
      const bool known = std::any_of(std::begin(kColumns), std::end(kColumns),
                                     [&name](const Column& column) { return column.name == name; });
      if (!known)
        AddFault(absl::StrCat("header, column ", csv::ColumnLetters(int(i) + 1), ": ",
                              Quote(name, kQuotedBytesMax), " is not one of ", ColumnNames()));
    }
    if (!table_.ColumnOf("title")) AddFault("header: there is no column title");
    for (const csv::Fault& fault : table_.faults()) AddFault(fault.message);
  }

  void ReadRow(const csv::Row& row) {
    if (row.has_fault) return;
    row_ = &row;
    FinishedProject project;
    for (const char* column : {"title", "kinds", "sector", "region"}) CheckText(At(column));
    project.title = Text("title");
    if (project.title.empty()) AddFault(At("title"), "must be given");
    for (absl::string_view kind : absl::StrSplit(Text("kinds"), ';', absl::SkipWhitespace())) {
      project.kinds.emplace_back(absl::StripAsciiWhitespace(kind));
    }
    project.sector = Text("sector");
    project.region = Text("region");
    project.year = static_cast<int>(Whole("year", kYearMin, kYearMax).value_or(0));
    ReadUnit();
    project.cost_minor = Amount("cost", 1);
    project.final_cost_minor = Amount("final_cost", 0);
    project.months = Whole("months", 1, kMonthsMax);
    project.final_months = Whole("final_months", 0, kMonthsMax);
    project.benefit_minor = Amount("benefit", 1);
    project.final_benefit_minor = Amount("final_benefit", 0);
    ReadOutcome(&project);
    CheckRatio("final_cost", project.cost_minor, project.final_cost_minor);
    CheckRatio("final_months", project.months, project.final_months);
    CheckRatio("final_benefit", project.benefit_minor, project.final_benefit_minor);
    class_.projects.push_back(std::move(project));
  }

  absl::StatusOr<ReferenceClass> Finish() {
    if (!faults_.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults_, "\n"));
    CollectLabels(&class_);
    return std::move(class_);
  }

 private:
  static std::string ColumnNames() {
    std::vector<absl::string_view> names;
    for (const Column& column : kColumns) names.push_back(column.name);
    return absl::StrJoin(names, ", ");
  }

  void AddFault(std::string fault) {
    if (faults_.size() < static_cast<size_t>(kFindingsMax)) faults_.push_back(std::move(fault));
  }
  void AddFault(const csv::Cell& cell, absl::string_view what) {
    AddFault(absl::StrCat(csv::Where(cell), ": ", what));
  }

  // An empty cell where the file has no such column.
  csv::Cell At(absl::string_view column) const {
    const std::optional<int> at = table_.ColumnOf(column);
    if (at.has_value()) return table_.At(*row_, *at);
    return {.row = row_->number, .column_name = column};
  }
  std::string Text(absl::string_view column) const {
    return std::string(absl::StripAsciiWhitespace(At(column).text));
  }

  void CheckText(const csv::Cell& cell) {
    const TextFault fault = FaultOfText(cell.text, /*one_line=*/true);
    if (fault != TextFault::kNone) AddFault(cell, Describe(fault));
  }

  std::optional<int64_t> Whole(absl::string_view column, int64_t min, int64_t max) {
    const std::string text = Text(column);
    if (text.empty()) return std::nullopt;
    int64_t value = 0;
    if (absl::SimpleAtoi(text, &value) && value >= min && value <= max) return value;
    AddFault(At(column), absl::StrCat(Quote(text, kQuotedBytesMax),
                                      " is not a whole number within ", min, " to ", max));
    return std::nullopt;
  }

  void ReadUnit() {
    const std::string text = Text("unit");
    if (text.empty()) return;
    const absl::StatusOr<money::Unit> unit = units_.Find(text);
    if (!unit.ok()) return AddFault(At("unit"), unit.status().message());
    if (class_.unit.has_value() && *class_.unit != *unit) {
      return AddFault(At("unit"), absl::StrCat(unit->code, ", but a row before has ",
                                               class_.unit->code, "; one class has one unit"));
    }
    class_.unit = *unit;
  }

  std::optional<int64_t> Amount(absl::string_view column, int64_t min) {
    const std::string text = Text(column);
    if (text.empty()) return std::nullopt;
    if (!class_.unit.has_value()) {
      AddFault(At(column), "an amount needs its unit, in the column unit");
      return std::nullopt;
    }
    const absl::StatusOr<int64_t> amount = money::ParseAmountMinor(text, class_.unit->decimals);
    if (!amount.ok()) {
      AddFault(At(column), amount.status().message());
    } else if (*amount < min) {
      AddFault(At(column), min == 0 ? "is below 0" : "is not above 0; leave it empty when unknown");
    } else {
      return *amount;
    }
    return std::nullopt;
  }

  void ReadOutcome(FinishedProject* project) {
    const std::string text = Text("outcome");
    project->outcome = ParseOutcome(text);
    if (!text.empty() && !project->outcome.has_value()) {
      AddFault(At("outcome"),
               absl::StrCat(Quote(text, kQuotedBytesMax), " is not one of HU, U, MU, MS, S, HS"));
    }
  }

  void CheckRatio(absl::string_view column, std::optional<int64_t> planned,
                  std::optional<int64_t> actual) {
    if (!planned.has_value() || !actual.has_value()) return;
    const absl::StatusOr<int64_t> ratio = RatioBp(*planned, *actual);
    if (!ratio.ok()) AddFault(At(column), ratio.status().message());
  }

  const csv::Table& table_;
  const money::UnitTable& units_;
  const csv::Row* row_ = nullptr;
  std::vector<std::string> faults_;
  ReferenceClass class_;
};

}  // namespace

absl::StatusOr<ReferenceClass> Read(absl::string_view text, const money::UnitTable& units) {
  ASSIGN_OR_RETURN(const csv::Table table,
                   csv::Parse(text, {.rows_max = static_cast<int>(kProjectsMax)}));
  if (table.rows().empty()) return absl::InvalidArgumentError("there are no rows below the header");
  Reader reader(table, units);
  reader.CheckHeader();
  for (const csv::Row& row : table.rows()) reader.ReadRow(row);
  return reader.Finish();
}

}  // namespace cartera::reference_class
