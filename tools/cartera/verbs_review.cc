#include "tools/cartera/commands.h"
#include "tools/cartera/page_ranking.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

// clang-format off
std::vector<Verb> RoundVerbs() {
  return {
      {.noun = "round", .verb = "create", .request = "review.v1.CreateRound",
       .positional = "round_id", .help = "Set up a round.",
       .example = "cartera round create budget-2027 --title \"Budget 2027\" "
                  "--methodology-version chile-ict/1 --valuation-date 2026-06-01 "
                  "--base-fiscal-year 2027 --price-year 2026 --submission-until 2026-09-30 "
                  "--decision-until 2026-12-15 --contact \"ICT desk, ict@treasury.example\" "
                  "--service-levels \"{step: screening, working_days: 5}\""},
      {.noun = "round", .verb = "show", .request = "review.v1.GetRound", .positional = "name",
       .help = "One round.", .example = "cartera round show budget-2027"},
      {.noun = "round", .verb = "list", .request = "review.v1.ListRounds",
       .columns = "name,title,state,submission_until,decision_until|base_fiscal_year",
       .help = "Rounds.", .example = "cartera round list --filter 'state = open'"},
      {.noun = "round", .verb = "open", .request = "review.v1.OpenRound", .positional = "name",
       .help = "Open a round for submissions.", .example = "cartera round open budget-2027"},
      {.noun = "round", .verb = "close", .request = "review.v1.CloseRound", .positional = "name",
       .help = "Close a round; what is still open is deferred.",
       .example = "cartera round close budget-2027"},
      {.noun = "round", .verb = "ceilings", .request = "review.v1.GetCeilings",
       .positional = "name", .help = "What ministries may take of each fiscal year.",
       .example = "cartera round ceilings budget-2027", .page = ShowCeilings},
      {.noun = "round", .verb = "set-ceilings", .request = "review.v1.SetCeilings",
       .positional = "name",
       .help = "Set all ceilings at once; in an open round somebody else confirms them.",
       .example = "cartera round set-ceilings budget-2027 --reason \"Cabinet of 4 March\" "
                  "--ceilings \"health/2027=50,000,000 CAD@2026\"",
       .extras = {{"sheet", "FILE", "CSV with agency, fiscal_year and amount "
                                    "(\"50,000,000 CAD@2026\")."}},
       .run = RoundSetCeilings},
      {.noun = "round", .verb = "confirm-ceilings", .request = "review.v1.ConfirmCeilings",
       .positional = "name", .help = "Put proposed ceilings in force, as a second person.",
       .example = "cartera round confirm-ceilings budget-2027 --version 2"},
      {.noun = "round", .verb = "rank", .request = "review.v1.RankRound", .positional = "name",
       .columns = "place,submission,lead_agency,ministry_rank,standing,would_fit|kind,state,"
                  "case,figures.net_present_value,figures.total_cost,figures.score_bp,asked,"
                  "cumulative,cut_by_agency,cut_by_fiscal_year,place_before,standing_before",
       .help = "The cases in an order, and where the money ends.",
       .example = "cartera round rank budget-2027 --order net_present_value --move pspc-eps=1",
       .extras = {{"move", "SUBMISSION=PLACE", "Put this case to that place, and see what changes.",
                   true, "moves"}},
       .run = RoundRank},
  };
}

std::vector<Verb> SubmissionVerbs() {
  return {
      {.noun = "submission", .verb = "create", .request = "review.v1.CreateSubmission",
       .positional = "parent,submission_id", .help = "Enter a case into a round.",
       .example = "cartera submission create budget-2027 pspc-eps --case pspc-eps/full "
                  "--kind new", .page = ShowSubmission},
      {.noun = "submission", .verb = "show", .request = "review.v1.GetSubmission",
       .positional = "name", .help = "Where a submission stands, and what you may do with it.",
       .example = "cartera submission show budget-2027/pspc-eps", .page = ShowSubmission},
      {.noun = "submission", .verb = "list", .request = "review.v1.ListSubmissions",
       .positional = "parent",
       .columns = "name,case,state,reviewer|kind,iteration,open_observations_count,lead_agency,"
                  "tier,step_due_date,overdue,waiting_working_days",
       .help = "Submissions of a round, or of all (-).",
       .example = "cartera submission list budget-2027 --filter 'state = in_review'"},
      {.noun = "submission", .verb = "queue", .request = "review.v1.ListSubmissions",
       .positional = "parent",
       .columns = "name,state,reviewer,step_due_date,overdue|waiting_working_days,case,"
                  "clock_stopped,lead_agency,tier",
       .help = "What waits for the centre, the most urgent first; --filter narrows it.",
       .example = "cartera submission queue budget-2027 --filter 'reviewer = people/rita'",
       .run = SubmissionQueue},
      {.noun = "submission", .verb = "clear", .request = "review.v1.ClearSubmission",
       .positional = "name", .help = "Clear the revision you read for your office, by its hash.",
       .example = "cartera submission clear budget-2027/pspc-eps --revision-hash HASH"},
      {.noun = "submission", .verb = "endorse", .request = "review.v1.EndorseSubmission",
       .positional = "name", .help = "Stand behind a signed case, and say where it comes.",
       .example = "cartera submission endorse budget-2027/pspc-eps --rank 1 "
                  "--reason \"The others need it.\"",
       .page = ShowSubmission},
      {.noun = "submission", .verb = "return", .request = "review.v1.ReturnSubmission",
       .positional = "name", .help = "Give a case back before it is submitted.",
       .example = "cartera submission return budget-2027/pspc-eps --reason \"No owner named\"",
       .page = ShowSubmission},
      {.noun = "submission", .verb = "sign", .request = "review.v1.SignSubmission",
       .positional = "name", .help = "Sign the revision you read, by its hash.",
       .example = "cartera submission sign budget-2027/pspc-eps --revision-hash HASH",
       .page = ShowSubmission},
      {.noun = "submission", .verb = "submit", .request = "review.v1.SubmitSubmission",
       .positional = "name", .help = "Hand the signed case in.",
       .example = "cartera submission submit budget-2027/pspc-eps", .page = ShowSubmission},
      {.noun = "submission", .verb = "withdraw", .request = "review.v1.WithdrawSubmission",
       .positional = "name", .help = "Take a submission back.",
       .example = "cartera submission withdraw budget-2027/pspc-eps --reason \"Merged\"",
       .page = ShowSubmission},
      {.noun = "submission", .verb = "assign", .request = "review.v1.AssignReviewer",
       .positional = "name",
       .help = "Assign a reviewer; without one, the best of `reviewer list`. Under review another "
               "one takes over, for a reason.",
       .example = "cartera submission assign budget-2027/pspc-eps --reviewer rita",
       .page = ShowSubmission},
      {.noun = "submission", .verb = "start", .request = "review.v1.StartReview",
       .positional = "name", .help = "Accept the case for review.",
       .example = "cartera submission start budget-2027/pspc-eps", .page = ShowSubmission},
      {.noun = "submission", .verb = "revise", .request = "review.v1.ReviseSubmission",
       .positional = "name", .help = "After an iteration: take the case's newest revision.",
       .example = "cartera submission revise budget-2027/pspc-eps", .page = ShowSubmission},
      {.noun = "assessment", .verb = "add", .request = "review.v1.AssessSubmission",
       .positional = "name", .columns = "criterion,score,assessor,reason",
       .help = "Give scores from 0 to 4, each with its reason.",
       .example = "cartera assessment add budget-2027/pspc-eps "
                  "--assessments \"user-needs=3: interviews with 40 buyers\""},
      {.noun = "assessment", .verb = "list", .request = "review.v1.ListAssessments",
       .positional = "parent", .columns = "criterion,score,assessor,reason",
       .help = "Scores given so far.",
       .example = "cartera assessment list budget-2027/pspc-eps"},
  };
}

std::vector<Verb> DecisionVerbs() {
  return {
      {.noun = "observation", .verb = "create", .request = "review.v1.CreateObservation",
       .positional = "parent,observation_id",
       .help = "Ask the agency to answer something, at a field of the case.",
       .example = "cartera observation create budget-2027/pspc-eps o1 "
                  "--field costs.lines --severity must --due-date 2026-10-15 "
                  "--text \"Migration costs are missing.\""},
      {.noun = "observation", .verb = "reply", .request = "review.v1.ReplyObservation",
       .positional = "name", .help = "Answer an observation.",
       .example = "cartera observation reply budget-2027/pspc-eps/o1 "
                  "--reply \"Added as line mig-2027.\""},
      {.noun = "observation", .verb = "close", .request = "review.v1.CloseObservation",
       .positional = "name", .help = "Close an observation that was answered.",
       .example = "cartera observation close budget-2027/pspc-eps/o1"},
      {.noun = "observation", .verb = "list", .request = "review.v1.ListObservations",
       .positional = "parent", .columns = "name,severity,state,text,reply|field,due_date,author",
       .help = "Observations of a submission.",
       .example = "cartera observation list budget-2027/pspc-eps"},
      {.noun = "decision", .verb = "create", .request = "review.v1.DecideSubmission",
       .positional = "name",
       .help = "Decide a submission in review, and say what may be spent.",
       .example = "cartera decision create budget-2027/pspc-eps --outcome approve "
                  "--reason \"Worth it.\" --decided-by \"Treasury Board\" --revision-hash HASH "
                  "--authorised \"2027=40,000,000 CAD\" --authorised \"2028=35,000,000 CAD\" "
                  "--conditions \"{condition_id: plan, kind: precedent, owner: agencies/pspc, "
                  "text: A signed benefits plan, due_date: 2027-03-31}\"",
       .page = ShowDecision},
      {.noun = "decision", .verb = "show", .request = "review.v1.GetDecision",
       .positional = "name", .help = "What was decided, why, on what, and for how much.",
       .example = "cartera decision show budget-2027/pspc-eps/1", .page = ShowDecision},
      {.noun = "decision", .verb = "replay", .request = "review.v1.GetDecision",
       .positional = "name",
       .help = "Make every figure that was decided upon again, from what the decision is pinned "
               "to. Exit code 1 when something differs.",
       .example = "cartera decision replay budget-2027/pspc-eps/1", .run = DecisionReplay},
      {.noun = "decision", .verb = "list", .request = "review.v1.ListDecisions",
       .positional = "parent", .columns = "name,outcome,decided_by,reason,create_time",
       .help = "Decisions on a submission.",
       .example = "cartera decision list budget-2027/pspc-eps"},
  };
}
// clang-format on

}  // namespace

std::vector<Verb> ReviewVerbs() {
  std::vector<Verb> all = RoundVerbs();
  for (const auto& table : {SubmissionVerbs(), DecisionVerbs()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  return all;
}

}  // namespace cartera::cli
