#include "tools/cartera/line_list.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "libs/base/status_macros.h"
#include "libs/domain/csv/read.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CostLine;

constexpr char kGoOn[] = "go-on";

std::string TextAt(const csv::Table& table, const csv::Row& row, absl::string_view column) {
  const auto at = table.ColumnOf(column);
  return at.has_value() ? std::string(table.At(row, *at).text) : "";
}

void Append(std::string* text, const std::string& more) {
  if (more.empty() || *text == more) return;
  absl::StrAppend(text, text->empty() ? "" : "; ", more);
}

ListedCase NewCase(const std::string& project, int row) {
  ListedCase listed{.project = project, .row = row};
  auto* option = listed.content.mutable_options()->add_options();
  option->set_id(kGoOn);
  option->set_title("Go on");
  option->set_kind(appraisal::v1::OPTION_KIND_DO_SOMETHING);
  option->set_preferred(true);
  option->set_reason("It is in use.");
  return listed;
}

void AddRow(const std::string& title, const std::string& system, const CostLine& line,
            ListedCase* listed) {
  auto* identification = listed->content.mutable_identification();
  Append(identification->mutable_summary(), title);
  Append(listed->content.mutable_existing_assets()->mutable_existing_systems(), system);
  if (listed->title.empty()) listed->title = title;
  const int year = line.fiscal_year();
  if (listed->fiscal_year == 0 || year < listed->fiscal_year) {
    listed->fiscal_year = year;
    identification->set_start_fiscal_year(year);
    identification->set_go_live_fiscal_year(year);
  }
  CostLine* added = listed->content.mutable_costs()->add_lines();
  *added = line;
  added->set_option(kGoOn);
  if (added->id().empty()) {
    added->set_id(absl::StrCat("line-", listed->content.costs().lines_size()));
  }
  if (added->description().empty()) added->set_description(title);
}

// The years that are counted are those that are asked for.
void SetHorizon(ListedCase* listed) {
  int last_year = listed->fiscal_year;
  for (const CostLine& line : listed->content.costs().lines()) {
    last_year = std::max({last_year, line.fiscal_year(), line.course().last_fiscal_year()});
  }
  listed->content.mutable_identification()->set_horizon_years(last_year - listed->fiscal_year + 1);
}

}  // namespace

std::string LineListHeader() {
  return "project,title,system,category,fiscal_year,amount,unit,price_year,description,"
         "budget_line,funding_source,evidence.source,evidence.assumption,evidence.note\n";
}

absl::StatusOr<std::vector<ListedCase>> ReadLineList(absl::string_view text,
                                                     std::vector<SheetFault>* faults) {
  ASSIGN_OR_RETURN(const csv::Table table, csv::Parse(text));
  const SheetForm form{
      .needed = {"project", "title", "system", "category", "fiscal_year", "amount", "unit"},
      .besides = {"project", "title", "system"}};
  ASSIGN_OR_RETURN(const auto lines, ReadSheet(text, CostLine::descriptor(), faults, form));
  std::vector<ListedCase> cases;
  std::map<std::string, size_t> case_of_project;
  for (size_t i = 0; i < lines.size(); ++i) {
    const csv::Row& row = table.rows()[i];
    const std::string project(absl::StripPrefix(TextAt(table, row, "project"), "projects/"));
    const auto [found, is_new] = case_of_project.emplace(project, cases.size());
    if (is_new) cases.push_back(NewCase(project, row.number));
    AddRow(TextAt(table, row, "title"), TextAt(table, row, "system"),
           static_cast<const CostLine&>(*lines[i]), &cases[found->second]);
  }
  for (ListedCase& listed : cases) SetHorizon(&listed);
  return cases;
}

}  // namespace cartera::cli
