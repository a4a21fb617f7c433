#include "tests/support/case_setup.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "cartera/review/v1/round.pb.h"
#include "google/protobuf/text_format.h"
#include "tests/support/registry_setup.h"

namespace cartera::testing {
namespace {

constexpr char kRows[] = R"pb(
  identification { start_fiscal_year: 2027 go_live_fiscal_year: 2028 horizon_years: 4 }
  options {
    options { id: "none" title: "Nothing" kind: OPTION_KIND_DO_NOTHING reason: "Costly" }
    options {
      id: "new"
      title: "On line"
      kind: OPTION_KIND_DO_SOMETHING
      preferred: true
      reason: "Most for the money"
    }
  }
  benefits {
    lines {
      id: "b-2028"
      option: "new"
      fiscal_year: 2028
      category: BENEFIT_CATEGORY_CASH_RELEASING
      description: "Less paper"
      beneficiary: "applicant"
      indicator: "hours"
      measured_baseline: "1000"
      benefit_owner: "Operations"
      amount { unit: "CAD" amount_minor: 90000000 basis: PRICE_BASIS_REAL price_year: 2026 }
    }
  }
  risks {
    risks {
      id: "r1"
      group: RISK_GROUP_TECHNOLOGY
      description: "Supplier fails"
      probability_bp: 2000
      impact: 3
      response: "Second source"
      owner: "PM"
    }
  }
)pb";

}  // namespace

appraisal::v1::CaseContent CompleteCase() {
  appraisal::v1::CaseContent content;
  const auto* sections = content.GetDescriptor();
  for (int i = 0; i < sections->field_count(); ++i) {
    auto* section = content.GetReflection()->MutableMessage(&content, sections->field(i));
    for (int j = 0; j < section->GetDescriptor()->field_count(); ++j) {
      const auto* field = section->GetDescriptor()->field(j);
      if (field->is_repeated() ||
          field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
        continue;
      }
      section->GetReflection()->SetString(section, field, "Some words about it.");
    }
  }
  appraisal::v1::CaseContent rows;
  if (!google::protobuf::TextFormat::ParseFromString(kRows, &rows)) std::abort();
  content.MergeFrom(rows);
  using namespace appraisal::v1;  // NOLINT: the categories
  const CostCategory categories[] = {COST_CATEGORY_DEVELOPMENT, COST_CATEGORY_OPERATION,
                                     COST_CATEGORY_SECURITY, COST_CATEGORY_TRAINING_AND_CHANGE,
                                     COST_CATEGORY_DECOMMISSIONING};
  for (int i = 0; i < 10; ++i) {
    CostLine& line = *content.mutable_costs()->add_lines();
    line.set_id(absl::StrCat("c", i));
    line.set_option("new");
    line.set_fiscal_year(2027 + i / 5);
    line.set_category(categories[i % 5]);
    line.set_description("Cost");
    line.set_budget_line("12");
    line.mutable_amount()->set_unit("CAD");
    line.mutable_amount()->set_amount_minor(1'000'000);
    line.mutable_amount()->set_basis(type::v1::PRICE_BASIS_REAL);
    line.mutable_amount()->set_price_year(2026);
  }
  return content;
}

std::string AddFrozenCase(Server& server, absl::string_view as, absl::string_view project,
                          absl::string_view id, absl::string_view methodology) {
  appraisal::v1::CreateCaseRequest create;
  create.set_parent(absl::StrCat("projects/", project));
  create.set_case_id(std::string(id));
  create.mutable_case_()->set_title(absl::StrCat("Case ", id));
  create.mutable_case_()->set_stage(appraisal::v1::CASE_STAGE_FULL);
  create.mutable_case_()->set_methodology_version(std::string(methodology));
  *create.mutable_content() = CompleteCase();
  const Caller writer = server.As(as);
  writer.Must<appraisal::v1::CreateCaseResponse>(create);
  appraisal::v1::CreateRevisionRequest freeze;
  freeze.set_parent(absl::StrCat("projects/", project, "/cases/", id));
  return writer.Must<appraisal::v1::CreateRevisionResponse>(freeze).revision().content_hash();
}

void OpenRound(Server& server, absl::string_view as, absl::string_view id) {
  review::v1::CreateRoundRequest create;
  create.set_round_id(std::string(id));
  review::v1::Round& round = *create.mutable_round();
  round.set_title(absl::StrCat("Round ", id));
  round.set_methodology_version(kMethodology);
  *round.mutable_valuation_date() = DayFromToday(server, 0);
  round.set_base_fiscal_year(2027);
  round.set_price_year(2026);
  *round.mutable_submission_until() = DayFromToday(server, 30);
  *round.mutable_decision_until() = DayFromToday(server, 60);
  const Caller officer = server.As(as);
  officer.Must<review::v1::CreateRoundResponse>(create);
  review::v1::OpenRoundRequest open;
  open.set_name(absl::StrCat("rounds/", id));
  officer.Must<review::v1::OpenRoundResponse>(open);
}

}  // namespace cartera::testing
