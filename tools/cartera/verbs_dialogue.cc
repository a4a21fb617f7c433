#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

std::vector<Verb> DialogueVerbs() {
  // clang-format off
  return {
      {.noun = "observation", .verb = "show", .request = "review.v1.GetObservation",
       .positional = "name", .help = "An observation with all that was said about it.",
       .example = "cartera observation show budget-2027/pspc-eps/o1", .page = ShowObservation},
      {.noun = "observation", .verb = "reopen", .request = "review.v1.ReopenObservation",
       .positional = "name", .help = "Open a closed observation again, and say why.",
       .example = "cartera observation reopen budget-2027/pspc-eps/o1 "
                  "--reason \"The line has no source.\""},
      {.noun = "submission", .verb = "diff", .request = "review.v1.CompareSubmission",
       .positional = "name",
       .help = "What changed since it was sent back, and which observations that answers.",
       .example = "cartera submission diff budget-2027/pspc-eps", .page = ShowComparison},
      {.noun = "clarification", .verb = "ask", .request = "review.v1.AskClarification",
       .positional = "parent,clarification_id",
       .help = "Ask something that needs no change; the clock stands still until the answer.",
       .example = "cartera clarification ask budget-2027/pspc-eps q1 "
                  "--question \"Which office runs the service today?\""},
      {.noun = "clarification", .verb = "answer", .request = "review.v1.AnswerClarification",
       .positional = "name", .help = "Answer a clarification.",
       .example = "cartera clarification answer budget-2027/pspc-eps/q1 "
                  "--answer \"The surplus directorate.\""},
      {.noun = "clarification", .verb = "list", .request = "review.v1.ListClarifications",
       .positional = "parent", .columns = "name,state,question,answer|field,ask_time,answer_time",
       .help = "Clarifications of a submission.",
       .example = "cartera clarification list budget-2027/pspc-eps"},
      {.noun = "decision", .verb = "letter", .request = "review.v1.GetDecisionLetter",
       .positional = "name", .help = "The decision as a letter to the agency, in md, html or pdf.",
       .example = "cartera decision letter budget-2027/pspc-eps/1 --format pdf --out letter.pdf",
       .extras = {{"out", "FILE", "Where to save it; unstated, it is printed (not a PDF)."}},
       .page = ShowLetter},
      {.noun = "task", .verb = "list", .request = "review.v1.ListTasks",
       .columns = "due_date,days_late,kind,name,what|project,project_title,agency,owner",
       .help = "All that waits for you, the most urgent first.",
       .example = "cartera task list --filter \"due_date < 2026-12-24\""},
  };
  // clang-format on
}

}  // namespace cartera::cli
