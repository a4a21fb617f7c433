#include "tools/cartera/pages.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tools/cartera/golden.h"

namespace cartera::cli {
namespace {

template <typename T>
T Parse(const char* text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(Pages, EvaluationReadsFromTopToBottom) {
  const auto evaluation = Parse<appraisal::v1::Evaluation>(R"pb(
    name: "projects/eps/cases/full/revisions/1/evaluations/1"
    pins {
      revision: "projects/eps/cases/full/revisions/1"
      revision_hash: "ab12"
      methodology_version: "methodologies/chile-ict/versions/1"
      engine_version: "v1"
      context {
        valuation_date { year: 2026 month: 6 day: 1 }
        base_fiscal_year: 2027
        price_year: 2026
      }
    }
    figures {
      option: "solution"
      title: "eProcurement"
      preferred: true
      total_cost_of_ownership { unit: "CAD" amount_minor: 21447473000 basis: PRICE_BASIS_NOMINAL }
      net_present_value {
        unit: "CAD"
        amount_minor: -500050
        basis: PRICE_BASIS_REAL
        price_year: 2026
      }
      benefit_cost_ratio_bp: 15432
      explanations {
        label: "Total cost of ownership"
        value: "214,474,730.00 CAD"
        formula: "sum of amounts"
        inputs { label: "dev-2027" value: "4.00 CAD" field: "costs.lines[id=dev-2027].amount" }
        inputs { label: "rate" value: "6 %" source: "pack" standing: STANDING_ILLUSTRATIVE }
      }
    }
    figures { option: "do-nothing" }
    scorecard {
      dimensions {
        dimension: "public_value"
        title: "Public value"
        weight_bp: 4000
        score_bp: 6250
        criteria {
          criterion: "user-needs"
          title: "User needs"
          weight_bp: 5050
          score: 3
          why: "Interviews with 40 buyers and suppliers are cited, and what they asked "
               "for is in the scope."
          facts: "problem.user_needs_evidence"
          standing: STANDING_ILLUSTRATIVE
        }
        criteria { criterion: "reach" title: "Reach" weight_bp: 4950 by_person: true }
      }
      dimensions { dimension: "risk" title: "Risk" weight_bp: 6000 }
      overall_bp: 6250
      unscored_criteria_count: 1
      suggestion: "request_iteration"
      suggestion_reason: "One criterion is not scored."
    }
    findings { severity: SEVERITY_SHOULD field: "risks.risks" message: "Only one risk." }
  )pb");
  ExpectGolden("evaluation.txt", EvaluationPage(evaluation, {.explain = false}, {}) + "\n" +
                                     EvaluationPage(evaluation, {.explain = true}, {}));
}

TEST(Pages, DecisionPutsTheAuthorisedBesideTheAsked) {
  const auto decision = Parse<review::v1::Decision>(R"pb(
    name: "rounds/budget-2027/submissions/eps/decisions/1"
    outcome: OUTCOME_APPROVE_WITH_OBSERVATIONS
    reason: "Worth it, but the later years wait for the pilot."
    decided_by: "Treasury Board"
    recorded_by: "people/paul"
    revision: "projects/eps/cases/full/revisions/2"
    revision_hash: "cd34"
    methodology_version: "methodologies/chile-ict/versions/1"
    engine_version: "v1"
    suggestion: "approve"
    authorised {
      fiscal_year: 2027
      amount { unit: "CAD" amount_minor: 100000000 basis: 1 }
    }
    authorisation: "projects/eps/authorisations/1"
  )pb");
  const auto authorisation = Parse<review::v1::Authorisation>(R"pb(
    name: "projects/eps/authorisations/1"
    state: AUTHORISATION_STATE_EFFECTIVE
    valid_from { year: 2027 month: 4 day: 1 }
    amounts {
      fiscal_year: 2027
      amount { unit: "CAD" amount_minor: 100000000 basis: 1 }
    }
    asked {
      fiscal_year: 2027
      amount { unit: "CAD" amount_minor: 150000000 basis: 1 }
    }
    asked {
      fiscal_year: 2028
      amount { unit: "CAD" amount_minor: 50000000 basis: 1 }
    }
  )pb");
  ExpectGolden("decision.txt", DecisionPage(decision, authorisation, {}) + "\n" +
                                   AuthorisationPage(authorisation, {}));
}

TEST(Pages, PortfolioKeepsUnlikeMoneyApart) {
  const auto totals = Parse<oversight::v1::PortfolioTotals>(R"pb(
    as_of { seconds: 1795000000 }
    projects_count: 229
    hidden_count: "1-4"
    unknown_count: 12
    budgets {
      total { unit: "CAD" amount_minor: 721447473000 basis: 1 }
      count: 217
    }
    budgets {
      total { unit: "CLP" amount_minor: 12 basis: 2 price_year: 2027 }
      count: 1
    }
    by_stage {
      key: "delivery"
      projects_count: 200
      unknown_count: 12
      budgets {
        total { unit: "CAD" amount_minor: 721447473000 basis: 1 }
        count: 187
      }
      budgets {
        total { unit: "CLP" amount_minor: 12 basis: 2 price_year: 2027 }
        count: 1
      }
    }
    by_stage { key: "idea" projects_count: 29 }
    by_agency { key: "agencies/pspc" label: "Public Services" projects_count: 229 }
  )pb");
  ExpectGolden("portfolio.txt", PortfolioPage(totals, {}));
}

TEST(Pages, SubmissionSaysWhatComesNext) {
  const auto submission = Parse<review::v1::Submission>(R"pb(
    name: "rounds/budget-2027/submissions/eps"
    case: "projects/eps/cases/full"
    kind: SUBMISSION_KIND_NEW
    state: SUBMISSION_STATE_ITERATION_REQUESTED
    lead_agency: "agencies/pspc"
    iteration: 1
    open_observations_count: 1
    allowed_actions: "revise"
    etag: "17"
  )pb");
  ExpectGolden("submission.txt", SubmissionPage(submission, {}));
}

TEST(Pages, OperationShowsTheFirstFindings) {
  const auto operation = Parse<registry::v1::Operation>(R"pb(
    name: "operations/i1"
    done: true
    rows_total: 9
    rows_done: 9
    created_count: 7
    rejected_count: 2
    agencies_created_count: 3
    findings {
      row: 4
      column: "totalBudget"
      code: "NOT_MONEY"
      message: "\"abc\" is no amount"
      rejected: true
    }
    findings { row: 8 column: "totalBudget" code: "UNKNOWN" message: "is blank: unknown" }
    findings_count: 2
  )pb");
  ExpectGolden("operation.txt", OperationPage(operation, 1, {}));
}

TEST(Pages, WhoAmINamesRolesAndPlaces) {
  const auto who = Parse<registry::v1::WhoAmIResponse>(R"pb(
    person { name: "people/ana" display_name: "Ana Silva" affiliation: "agencies/pspc" }
    grants {
      role: ROLE_TECHNOLOGY_OFFICER
      agency: "agencies/pspc"
      from { year: 2026 month: 1 day: 1 }
    }
    issuer: "cartera-dev"
    subject: "ana"
  )pb");
  ExpectGolden("whoami.txt", WhoAmIPage(who, {}));
}

}  // namespace
}  // namespace cartera::cli
