#include "tools/cartera/commands.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

std::vector<Verb> ScoringVerbs() {
  // clang-format off
  return {
      {.noun = "reviewer", .verb = "add", .request = "review.v1.AddReviewer",
       .positional = "name,reviewer",
       .help = "Add a reviewer who scores beside the assigned one, each for themselves.",
       .example = "cartera reviewer add budget-2027/pspc-eps paul", .page = ShowSubmission},
      {.noun = "reviewer", .verb = "remove", .request = "review.v1.RemoveReviewer",
       .positional = "name,reviewer", .help = "Take a co-reviewer off a case.",
       .example = "cartera reviewer remove budget-2027/pspc-eps paul --reason \"Left\"",
       .page = ShowSubmission},
      {.noun = "assessment", .verb = "spread", .request = "review.v1.ListBlindScores",
       .positional = "parent", .columns = "criterion,reviewer,score,reason",
       .help = "The reviewers' own scores: yours, and all of them once everybody has scored.",
       .example = "cartera assessment spread budget-2027/pspc-eps"},
      {.noun = "assessment", .verb = "agree", .request = "review.v1.AgreeAssessments",
       .positional = "name", .columns = "criterion,score,assessor,reason",
       .help = "Give the scores that the reviewers agreed on.",
       .example = "cartera assessment agree budget-2027/pspc-eps "
                  "--assessments \"user-needs=3: as both of us see it\""},
      {.noun = "opinion", .verb = "give", .request = "review.v1.GiveOpinion",
       .positional = "name", .help = "Give the technical opinion on a case under review.",
       .example = "cartera opinion give budget-2027/pspc-eps --finding with_reservations "
                  "--text \"The interfaces are not described.\""},
      {.noun = "opinion", .verb = "list", .request = "review.v1.ListOpinions",
       .positional = "parent", .columns = "number,finding,given_by,text|iteration,create_time",
       .help = "Technical opinions on a case.",
       .example = "cartera opinion list budget-2027/pspc-eps"},
      {.noun = "vote", .verb = "cast", .request = "review.v1.CastVote",
       .positional = "name", .help = "Vote as a member of the panel; the last vote counts.",
       .example = "cartera vote cast budget-2027/pspc-eps --choice approve "
                  "--reason \"The need is shown.\""},
      {.noun = "vote", .verb = "list", .request = "review.v1.ListVotes",
       .positional = "parent", .columns = "person,choice,reason,update_time",
       .help = "The panel's votes on a case.",
       .example = "cartera vote list budget-2027/pspc-eps"},
      {.noun = "submission", .verb = "appeal", .request = "review.v1.AppealSubmission",
       .positional = "name",
       .help = "Ask for a second look at a rejection, by other people; once.",
       .example = "cartera submission appeal budget-2027/pspc-eps "
                  "--grounds \"The savings of line b3 were overlooked.\"",
       .page = ShowSubmission},
      {.noun = "decision", .verb = "batch", .request = "review.v1.DecideSubmission",
       .positional = "ROUND,SHEET",
       .help = "Decide cases of the line and short tiers from a sheet; the same sheet again "
               "decides nothing twice.",
       .example = "cartera decision batch budget-2027 decisions.csv --dry-run",
       .extras = {{"ROUND", "ROUND", "The round whose submissions the sheet names."},
                  {"SHEET", "SHEET",
                   "CSV with submission, outcome, reason, decided_by; of an approval amounts "
                   "(\"2027=40,000,000 CAD; 2028=1,000 CAD\"); against_suggestion where needed."}},
       .only_extras = true, .run = DecisionBatch},
      {.noun = "appeal", .verb = "list", .request = "review.v1.ListAppeals",
       .positional = "parent", .columns = "number,decision,appealed_by,grounds|judges,create_time",
       .help = "Appeals of a case, and who may not judge it again.",
       .example = "cartera appeal list budget-2027/pspc-eps"},
  };
  // clang-format on
}

}  // namespace cartera::cli
