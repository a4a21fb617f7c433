#include "services/registry/import_sheet.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/calendar/long_date.h"
#include "libs/domain/csv/read.h"
#include "libs/domain/money/text.h"
#include "libs/platform/rpc/error.h"
#include "libs/platform/rpc/validate.h"
#include "services/registry/convert.h"

namespace cartera::registry {
namespace {

// The columns of the mapping, by what they hold; 0 where the mapping names none.
struct Columns {
  int external_id = 0, title = 0, description = 0, agency_id = 0, agency_name = 0, budget = 0,
      planned_end = 0;
};

absl::StatusOr<Columns> FindColumns(const csv::Table& table, const v1::ImportMapping& mapping) {
  Columns columns;
  rpc::Violations violations;
  const auto find = [&](const char* field, const std::string& name, int* column) {
    if (name.empty()) return;
    const std::optional<int> found = table.ColumnOf(name);
    if (found.has_value()) {
      *column = *found;
    } else {
      violations.Add(absl::StrCat("mapping.", field), "NO_SUCH_COLUMN",
                     absl::StrCat("the sheet has no column ", name));
    }
  };
  find("external_id_column", mapping.external_id_column(), &columns.external_id);
  find("title_column", mapping.title_column(), &columns.title);
  find("description_column", mapping.description_column(), &columns.description);
  find("agency_id_column", mapping.agency_id_column(), &columns.agency_id);
  find("agency_name_column", mapping.agency_name_column(), &columns.agency_name);
  find("budget_column", mapping.budget_column(), &columns.budget);
  find("planned_end_column", mapping.planned_end_column(), &columns.planned_end);
  if (columns.budget > 0 && !convert::Units().Find(mapping.budget_unit()).ok()) {
    violations.Add("mapping.budget_unit", "UNKNOWN_UNIT", "must name the budgets' unit, as CAD");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return columns;
}

// Reads one row at a time, collecting findings.
class RowReader {
 public:
  RowReader(const csv::Table& table, const Columns& columns, const v1::ImportMapping& mapping,
            Sheet* sheet)
      : table_(table), columns_(columns), mapping_(mapping), sheet_(sheet) {}

  void Read(const csv::Row& row) {
    row_ = &row;
    rejected_ = false;
    v1::CreateProjectRequest request;
    request.set_project_id(absl::AsciiStrToLower(Text(columns_.external_id)));
    v1::Project& project = *request.mutable_project();
    project.set_external_id(Text(columns_.external_id));
    project.set_title(Whole(columns_.title));
    project.set_description(Whole(columns_.description));
    project.set_lead_agency(
        absl::StrCat("agencies/", absl::AsciiStrToLower(Text(columns_.agency_id))));
    project.set_kind(v1::PROJECT_KIND_UNKNOWN);
    project.set_classification(v1::CLASSIFICATION_OPEN);
    ReadBudget(&project);
    ReadPlannedEnd(&project);
    // The same validator as CreateProject's: a sheet is only another door.
    rpc::Violations violations;
    rpc::Validate(request, "", convert::SharedTypeChecks(), &violations);
    for (const auto& fault : violations.faults()) {
      Note(ColumnOf(fault.field), fault.field, fault.reason, fault.description, true);
    }
    if (seen_.contains(request.project_id())) {
      Note(columns_.external_id, "project_id", "REPEATED",
           absl::StrCat("stands already in row ", seen_[request.project_id()]), true);
    }
    auto read = FromProto(request.project_id(), project);
    if (rejected_ || !read.ok()) {
      ++sheet_->rejected_count;
      return;
    }
    seen_[request.project_id()] = row.number;
    read->stage = "unknown";
    sheet_->rows.push_back({row.number, *std::move(read), Text(columns_.agency_name)});
  }

 private:
  // The cell as it stands: titles and descriptions are kept byte for byte.
  std::string Whole(int column) const {
    return column == 0 ? std::string() : std::string(table_.At(*row_, column).text);
  }

  // For what is read as an id, an amount or a date.
  std::string Text(int column) const {
    return std::string(absl::StripAsciiWhitespace(Whole(column)));
  }

  void Note(int column, absl::string_view field, absl::string_view code, absl::string_view message,
            bool rejected) {
    rejected_ = rejected_ || rejected;
    v1::ImportFinding& finding = sheet_->findings.emplace_back();
    finding.set_row(row_->number);
    if (column > 0) finding.set_column(std::string(table_.At(*row_, column).column_name));
    finding.set_field(std::string(field));
    finding.set_code(std::string(code));
    finding.set_message(std::string(message));
    finding.set_rejected(rejected);
  }

  void ReadBudget(v1::Project* project) {
    if (columns_.budget == 0) return;
    const std::string text = Text(columns_.budget);
    if (text.empty()) {
      Note(columns_.budget, "project.total_budget", "UNKNOWN", "is blank: kept as unknown", false);
      return;
    }
    const auto money = money::Parse(
        absl::StrCat(absl::StrReplaceAll(text, {{"$", ""}}), " ", mapping_.budget_unit()),
        convert::Units());
    if (!money.ok()) {
      Note(columns_.budget, "project.total_budget", "NOT_AN_AMOUNT", money.status().message(),
           true);
    } else if (money->amount_minor < 0) {
      Note(columns_.budget, "project.total_budget", "NEGATIVE", "a budget is not negative", true);
    } else {
      *project->mutable_total_budget() = convert::ToProto(*money);
    }
  }

  void ReadPlannedEnd(v1::Project* project) {
    if (columns_.planned_end == 0) return;
    const std::string text = Text(columns_.planned_end);
    if (text.empty()) {
      Note(columns_.planned_end, "project.planned_end_date", "UNKNOWN", "is blank: kept as unknown",
           false);
      return;
    }
    auto date = calendar::ParseLongDate(text);
    if (!date.ok()) date = calendar::ParseDate(text);
    if (!date.ok()) {
      Note(columns_.planned_end, "project.planned_end_date", "NOT_A_DATE", date.status().message(),
           true);
    } else {
      *project->mutable_planned_end_date() = convert::ToProto(*date);
    }
  }

  int ColumnOf(absl::string_view field) const {
    if (field == "project_id" || field == "project.external_id") return columns_.external_id;
    if (field == "project.title") return columns_.title;
    if (field == "project.description") return columns_.description;
    if (field == "project.lead_agency") return columns_.agency_id;
    return field == "project.total_budget.amount_minor" ? columns_.budget : 0;
  }

  const csv::Table& table_;
  const Columns& columns_;
  const v1::ImportMapping& mapping_;
  Sheet* const sheet_;
  const csv::Row* row_ = nullptr;
  bool rejected_ = false;
  std::map<std::string, int> seen_;
};

void AddTableFaults(const csv::Table& table, Sheet* sheet) {
  for (const csv::Fault& fault : table.faults()) {
    v1::ImportFinding& finding = sheet->findings.emplace_back();
    finding.set_row(fault.row);
    const auto index = static_cast<size_t>(fault.column) - 1;
    const bool named = fault.row > 1 && index < table.header().cells.size();
    if (fault.column > 0) {
      finding.set_column(named ? table.header().cells[index] : csv::ColumnLetters(fault.column));
    }
    finding.set_code(std::string(csv::FaultReasonName(fault.reason)));
    finding.set_message(fault.message);
    finding.set_rejected(fault.row > 1);
  }
}

}  // namespace

absl::StatusOr<Sheet> ReadSheet(const std::string& csv, const v1::ImportMapping& mapping) {
  const auto table = csv::Parse(csv);
  if (!table.ok()) {
    rpc::Violations violations;
    violations.Add("csv", "NOT_A_SHEET", table.status().message());
    return violations.ToStatus();
  }
  ASSIGN_OR_RETURN(const Columns columns, FindColumns(*table, mapping));
  Sheet sheet;
  sheet.rows_total = static_cast<int>(table->rows().size());
  sheet.has_description = columns.description > 0;
  sheet.has_budget = columns.budget > 0;
  sheet.has_planned_end = columns.planned_end > 0;
  sheet.agency_column = mapping.agency_id_column();
  AddTableFaults(*table, &sheet);
  RowReader reader(*table, columns, mapping, &sheet);
  for (const csv::Row& row : table->rows()) {
    if (row.has_fault) {
      ++sheet.rejected_count;
    } else {
      reader.Read(row);
    }
  }
  return sheet;
}

}  // namespace cartera::registry
