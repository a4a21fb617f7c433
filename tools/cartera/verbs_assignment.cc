#include "tools/cartera/commands.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

std::vector<Verb> AssignmentVerbs() {
  // clang-format off
  return {
      {.noun = "reviewer", .verb = "list", .request = "review.v1.ListReviewers",
       .positional = "parent",
       .columns = "reviewer,conflict,skilled,open_cases_count,capacity|skills",
       .help = "Who may review a case, best first: no conflict, room, skill, fewest cases.",
       .example = "cartera reviewer list budget-2027/pspc-eps"},
      {.noun = "reviewer", .verb = "set", .request = "review.v1.SetReviewerProfile",
       .positional = "profile.person",
       .help = "Say which kinds of projects a reviewer knows, and how many cases at once.",
       .example = "cartera reviewer set rita --skills legacy_replacement --capacity 8"},
      {.noun = "interest", .verb = "declare", .request = "review.v1.DeclareInterest",
       .positional = "name",
       .help = "Declare whether you have an interest in a case; a conflict stands.",
       .example = "cartera interest declare budget-2027/pspc-eps --conflict "
                  "--reason \"My sister runs the supplier.\""},
      {.noun = "interest", .verb = "list", .request = "review.v1.ListDeclarations",
       .positional = "parent", .columns = "person,conflict,reason,update_time",
       .help = "What people of the centre declared about a case.",
       .example = "cartera interest list budget-2027/pspc-eps"},
      {.noun = "delegation", .verb = "create", .request = "review.v1.CreateDelegation",
       .positional = "parent,delegation_id",
       .help = "Let somebody review in a person's place, from a day to a day.",
       .example = "cartera delegation create rita summer --delegate paul --from-date 2026-07-01 "
                  "--until-date 2026-07-31 --reason \"Leave\""},
      {.noun = "delegation", .verb = "end", .request = "review.v1.EndDelegation",
       .positional = "name", .help = "End it: from today on it does not hold.",
       .example = "cartera delegation end rita/summer"},
      {.noun = "delegation", .verb = "list", .request = "review.v1.ListDelegations",
       .positional = "parent", .columns = "name,delegate,from_date,until_date,reason",
       .help = "Who acts for a person, latest first.",
       .example = "cartera delegation list rita"},
  };
  // clang-format on
}

}  // namespace cartera::cli
