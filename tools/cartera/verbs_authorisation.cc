#include "cartera/review/v1/authorisation.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

// The verdict is the exit code, so that a script may ask before it pays.
absl::StatusOr<int> Check(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  review::v1::CheckAuthorisationResponse response;
  RETURN_IF_ERROR(invocation.Call(*request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  switch (response.verdict()) {
    case review::v1::CHECK_VERDICT_YES:
      return kExitOk;
    case review::v1::CHECK_VERDICT_PARTLY:
      return kExitPartly;
    default:
      return kExitFindings;
  }
}

std::string CheckDetails() {
  return "Exit code: 0 all of it may flow, 3 less than asked for may flow, 1 none of it.\n"
         "The amount is all that flows in the year on the line, with what flowed before.\n";
}

// clang-format off
std::vector<Verb> ActVerbs() {
  return {
      {.noun = "authorisation", .verb = "check", .request = "review.v1.CheckAuthorisation",
       .positional = "project",
       .help = "May this money flow? Ask before it is committed or paid.",
       .example = "cartera authorisation check pspc-eps --fiscal-year 2027 "
                  "--amount \"1,250,000 CAD\"",
       .run = Check, .page = ShowCheck, .details = CheckDetails},
      {.noun = "authorisation", .verb = "history", .request = "review.v1.ListAuthorisationActs",
       .positional = "parent",
       .columns = "number,kind,acted_by,create_time,state_after,reason|"
                  "state_before,fiscal_year,budget_line,amount",
       .help = "What was done to an authorisation, by whom and why.",
       .example = "cartera authorisation history pspc-eps/1"},
      {.noun = "authorisation", .verb = "suspend", .request = "review.v1.SuspendAuthorisation",
       .positional = "name", .help = "Let no money flow until it is resumed.",
       .example = "cartera authorisation suspend pspc-eps/1 --reason \"Under audit.\"",
       .page = ShowAuthorisation},
      {.noun = "authorisation", .verb = "resume", .request = "review.v1.ResumeAuthorisation",
       .positional = "name", .help = "End a suspension.",
       .example = "cartera authorisation resume pspc-eps/1 --reason \"Audit closed.\"",
       .page = ShowAuthorisation},
      {.noun = "authorisation", .verb = "revoke", .request = "review.v1.RevokeAuthorisation",
       .positional = "name", .help = "End an authorisation for good.",
       .example = "cartera authorisation revoke pspc-eps/1 --reason \"The project was stopped.\"",
       .page = ShowAuthorisation},
      {.noun = "authorisation", .verb = "carry-over", .request = "review.v1.CarryOverAuthorisation",
       .positional = "name", .help = "Move money that was not spent to the next fiscal year.",
       .example = "cartera authorisation carry-over pspc-eps/1 --fiscal-year 2027 "
                  "--amount \"1,250,000 CAD\" --reason \"Delivery slipped by a quarter.\"",
       .page = ShowAuthorisation},
      {.noun = "authorisation", .verb = "continue", .request = "review.v1.ContinueAuthorisation",
       .positional = "name", .help = "Confirm the next fiscal year.",
       .example = "cartera authorisation continue pspc-eps/1 --fiscal-year 2028 "
                  "--reason \"On course.\"",
       .page = ShowAuthorisation},
  };
}

std::vector<Verb> ConditionVerbs() {
  return {
      {.noun = "condition", .verb = "show", .request = "review.v1.GetCondition",
       .positional = "name", .help = "One condition, and how it stands.",
       .example = "cartera condition show pspc-eps/1/plan"},
      {.noun = "condition", .verb = "list", .request = "review.v1.ListConditions",
       .positional = "parent",
       .columns = "name,kind,state,due_date,overdue,owner,text|"
                  "evidence,document_hash,met_by,judged_by,judgement",
       .help = "Conditions of an authorisation.",
       .example = "cartera condition list pspc-eps/1"},
      {.noun = "condition", .verb = "meet", .request = "review.v1.MeetCondition",
       .positional = "name", .help = "Say that a condition is met, and show how.",
       .example = "cartera condition meet pspc-eps/1/plan --evidence \"Signed on 3 March.\" "
                  "--document-hash HASH"},
      {.noun = "condition", .verb = "accept", .request = "review.v1.AcceptCondition",
       .positional = "name",
       .help = "Accept what was shown; with the last precedent one money may flow.",
       .example = "cartera condition accept pspc-eps/1/plan"},
      {.noun = "condition", .verb = "refuse", .request = "review.v1.RefuseCondition",
       .positional = "name", .help = "Refuse what was shown, and say why.",
       .example = "cartera condition refuse pspc-eps/1/plan "
                  "--judgement \"One signature is missing.\""},
  };
}
// clang-format on

}  // namespace

std::vector<Verb> AuthorisationVerbs() {
  // clang-format off
  std::vector<Verb> all = {
      {.noun = "authorisation", .verb = "show", .request = "review.v1.GetAuthorisation",
       .positional = "name", .help = "What may be spent, beside what was asked for.",
       .example = "cartera authorisation show pspc-eps/1", .page = ShowAuthorisation},
      {.noun = "authorisation", .verb = "list", .request = "review.v1.ListAuthorisations",
       .positional = "parent", .columns = "name,state,decision,valid_from,valid_until",
       .help = "Authorisations of a project.",
       .example = "cartera authorisation list pspc-eps"},
  };
  // clang-format on
  for (const auto& table : {ActVerbs(), ConditionVerbs()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  return all;
}

}  // namespace cartera::cli
