#include "tools/cartera/commands.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

// clang-format off
std::vector<Verb> OversightVerbs() {
  return {
      {.noun = "report", .verb = "portfolio", .request = "oversight.v1.GetPortfolioReport",
       .columns = "project,title,stage,total_budget|lead_agency,kind,submission_state",
       .help = "Counts and money of the portfolio, and every project when asked.",
       .example = "cartera report portfolio --agency canada --projects --output csv",
       .extras = {{"projects", "", "Every project after the totals (the same as "
                                   "--include-projects)."}},
       .run = PortfolioReport},
      {.noun = "portfolio", .verb = "simulate", .request = "appraisal.v1.SimulatePortfolio",
       .columns = "case,budget,cost.mean,npv.mean|revision,methodology_version,"
                  "within_budget.value_bp,npv_positive.value_bp,cost_share_bp,npv_share_bp",
       .help = "Draw many cases together: cost and net present value of each and of all.",
       .example = "cartera portfolio simulate --round budget-2027 --submitted --unit CAD "
                  "--driver wages:costs/internal_staff:0.5 --draws 100000 --timeout 120",
       .extras = {{"round", "NAME", "Take date, year and prices from this round.", false, "",
                   {"valuation-date", "base-fiscal-year", "price-year"}},
                  {"submitted", "", "The revisions that the round's submissions name."},
                  {"driver", "ID:SIDE:WEIGHT",
                   "What lines of several cases follow, such as wages:costs/internal_staff:0.5; "
                   "gains/societal is another side.",
                   true, "drivers"}},
       .run = PortfolioSimulate},
      {.noun = "invariants", .verb = "check", .request = "oversight.v1.CheckInvariants",
       .columns = "name,holds,checked_count,differing_count,examples",
       .help = "Prove totals, chains and derived rows from the facts; exit code 1 when one fails.",
       .example = "cartera invariants check", .run = CheckInvariants},
      {.noun = "admin", .verb = "bootstrap", .request = "registry.v1.Bootstrap",
       .help = "Make the root agency and the first administrator, once.",
       .example = "cartera admin bootstrap --code-file data/bootstrap-code --person-id admin "
                  "--name \"First Administrator\" --root-id canada "
                  "--root-name \"Government of Canada\"",
       .extras = {{"code-file", "FILE", "The file bootstrap-code in the server's data directory."},
                  {"code", "TEXT", "The code itself, instead of its file."},
                  {"person-id", "ID", "Id of the first administrator: you, by your token."},
                  {"name", "TEXT", "The administrator's name."},
                  {"root-id", "ID", "Id of the root of the tree, such as canada."},
                  {"root-name", "TEXT", "Name of the root, such as \"Government of Canada\"."}},
       .only_extras = true,
       .run = Bootstrap},
      {.noun = "admin", .verb = "outbox list", .request = "server.v1.ListParkedEvents",
       .columns = "service,event_id,aggregate,type,attempts,last_error",
       .help = "Effects that failed and wait for help.",
       .example = "cartera admin outbox list"},
      {.noun = "admin", .verb = "outbox retry", .request = "server.v1.RetryEvent",
       .positional = "service,event_id", .help = "Try a parked effect again.",
       .example = "cartera admin outbox retry review 17"},
      {.noun = "admin", .verb = "clock advance", .request = "server.v1.AdvanceClock",
       .help = "Move the clock of a --dev server forward.",
       .example = "cartera admin clock advance --days 30",
       .extras = {{"days", "NUMBER", "Days to move it."},
                  {"seconds", "NUMBER", "Seconds to move it."}},
       .only_extras = true, .run = AdvanceClock},
      {.noun = "server", .verb = "info", .request = "server.v1.GetServerInfo",
       .help = "Version, services and clock of the server.", .example = "cartera server info"},
      {.noun = "completion", .verb = "bash",
       .help = "Print a script that lets bash complete nouns, verbs, flags and words.",
       .example = "source <(cartera completion bash)", .run = CompletionBash},
  };
}
// clang-format on

}  // namespace cartera::cli
