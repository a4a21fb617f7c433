#include "tools/cartera/commands.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

// clang-format off
std::vector<Verb> DraftVerbs() {
  const Extra file = {"file", "FILE", "The case as YAML or JSON; - is standard input."};
  return {
      {.noun = "case", .verb = "template",
       .help = "Print an empty case to fill in, with what each field means.",
       .example = "cartera case template --tier short > case.yaml",
       .extras = {{"methodology", "NAME", "One that ships, such as norway-cofinancing; chile-ict "
                                          "unless given."},
                  {"tier", "WORD", "Only what a case of this size says: line (the header of a "
                                   "yearly list, see case lines file), short, full."},
                  {"stage", "WORD", "Only what this stage needs: exploration, strategic, outline, "
                                    "full, continuation, closure."},
                  {"minimal", "", "Only what the methodology asks for, without explanations."}},
       .run = CaseTemplate},
      {.noun = "case", .verb = "schema", .help = "Print the JSON Schema of a case file.",
       .example = "cartera case schema > case.schema.json", .run = CaseSchema},
      {.noun = "case", .verb = "create", .request = "appraisal.v1.CreateCase",
       .positional = "parent,case_id", .help = "Open a case for a project.",
       .example = "cartera case create pspc-eps full --title \"eProcurement Solution\" "
                  "--stage full --methodology-version chile-ict/1 --file case.yaml",
       .extras = {file, {"methodology", "NAME", "The same as --methodology-version."}},
       .run = CaseCreate},
      {.noun = "case", .verb = "show", .request = "appraisal.v1.GetCase", .positional = "name",
       .help = "A case: its state, its sections, its draft.",
       .example = "cartera case show pspc-eps/full", .page = ShowCase},
      {.noun = "case", .verb = "list", .request = "appraisal.v1.ListCases",
       .positional = "parent", .columns = "name,title,stage|locked,latest_revision,update_time",
       .help = "Cases of a project, or of all (-).", .example = "cartera case list projects/-"},
      {.noun = "case", .verb = "save", .request = "appraisal.v1.GetCase", .positional = "name",
       .help = "Write the sections of a file that changed into the draft.",
       .example = "cartera case save pspc-eps/full --file case.yaml --section costs",
       .extras = {file, {"section", "WORD", "Only this section; emptied when the file has none.",
                         true}},
       .run = CaseSave},
      {.noun = "case", .verb = "copy", .request = "", .positional = "",
       .help = "Print a case, or a file, as a case file; or write it into another draft.",
       .example = "cartera case copy --from pspc-eps/full > case.yaml",
       .extras = {{"from", "CASE|FILE", "A case, a revision or a file."},
                  {"to", "CASE", "Write it into this draft instead of printing it."}},
       .run = CaseCopy},
      {.noun = "case", .verb = "check", .request = "appraisal.v1.CheckCase",
       .positional = "[name]",
       .help = "What stands in the way of submission; exit code 1 when something does.",
       .example = "cartera case check pspc-eps/full --file case.yaml",
       .extras = {file,
                  {"sheet", "FILE", "Check with the lines of this CSV file, and name its cells."},
                  {"kind", "WORD", "What the sheet's lines are: cost or benefit."}},
       .run = CaseCheck},
      {.noun = "case", .verb = "screen", .request = "appraisal.v1.ScreenCase",
       .positional = "name",
       .help = "The published grounds for refusal that a case gives; exit code 1 when any.",
       .example = "cartera case screen pspc-eps/full --revision 2",
       .run = CaseScreen, .page = ShowScreening},
      {.noun = "case", .verb = "submit", .request = "appraisal.v1.GetCase", .positional = "name",
       .help = "Freeze the draft as a revision and enter it into a round.",
       .example = "cartera case submit pspc-eps/full --round budget-2027 --id pspc-eps",
       .extras = {{"round", "NAME", "The round."}, {"id", "ID", "Id of the new submission."},
                  {"kind", "WORD", "new, continuing, change, stage or out_of_round; "
                                   "new unless given."}},
       .run = CaseSubmit},
      {.noun = "case", .verb = "diff", .request = "appraisal.v1.GetCase", .positional = "name",
       .columns = "field,before,after", .help = "What changed between two revisions of a case.",
       .example = "cartera case diff pspc-eps/full --from 1 --to 2",
       .extras = {{"from", "NUMBER", "The earlier revision."},
                  {"to", "NUMBER", "The later revision."}},
       .run = CaseDiff},
  };
}

std::vector<Verb> LineVerbs() {
  return {
      {.noun = "case", .verb = "lines import", .request = "appraisal.v1.GetCase",
       .positional = "name",
       .help = "Read cost or benefit lines from a CSV file; nothing is stored when a row is bad.",
       .example = "cartera case lines import pspc-eps/full --file costs.csv --kind cost",
       .extras = {{"file", "FILE", "The sheet: CSV with a header row, as lines export writes it."},
                  {"kind", "WORD", "cost or benefit."},
                  {"replace", "", "Lines that are not in the file go; else they stay."}},
       .run = LinesImport},
      {.noun = "case", .verb = "lines file", .request = "", .positional = "",
       .help = "File an agency's yearly list of what must go on: a case for each project in it.",
       .example = "cartera case lines file --file continuity-2027.csv "
                  "--methodology norway-cofinancing/1 --round budget-2027",
       .extras = {{"file", "FILE", "CSV with a header row, as case template --tier line prints."},
                  {"methodology", "NAME", "Methodology version of the cases."},
                  {"round", "NAME", "Freeze the cases and enter them into this round."}},
       .run = LinesFile},
      {.noun = "case", .verb = "lines export", .request = "appraisal.v1.GetCase",
       .positional = "name", .help = "Print cost or benefit lines as CSV.",
       .example = "cartera case lines export pspc-eps/full --kind cost > costs.csv",
       .extras = {{"kind", "WORD", "cost or benefit."}}, .run = LinesExport},
  };
}

std::vector<Verb> JudgementVerbs() {
  const Extra explain = {"explain", "", "How every figure came about, down to the case's fields."};
  const Extra round = {"round", "NAME", "Take date, year and prices from this round.",
                       false, "", {"valuation-date", "base-fiscal-year", "price-year"}};
  const Extra methodology = {"methodology", "NAME",
                             "Judge by this one instead of the revision's own.",
                             false, "methodology_version"};
  return {
      {.noun = "case", .verb = "evaluate", .request = "appraisal.v1.EvaluateRevision",
       .positional = "revision", .help = "Judge a revision by its methodology.",
       .example = "cartera case evaluate pspc-eps/full/1 --round budget-2027",
       .extras = {round, methodology, explain}, .run = CaseEvaluate},
      {.noun = "case", .verb = "explain", .request = "appraisal.v1.EvaluateRevision",
       .positional = "revision", .help = "How a figure of a revision comes about, to its cells.",
       .example = "cartera case explain pspc-eps/full/1 --round budget-2027 --depth 3",
       .extras = {round, methodology,
                  {"figure", "ID", "Such as fiscal.total_cost; economic.net_present_value else."},
                  {"option", "ID", "Of the case's options (default: the preferred one)."},
                  {"depth", "NUMBER", "Levels of the tree to show (default: all)."},
                  {"trace", "", "Every step in order, numbered, instead of the tree."}},
       .run = CaseExplain},
      {.noun = "case", .verb = "compare", .request = "appraisal.v1.EvaluateRevision",
       .positional = "revision", .help = "A revision under several methodologies, side by side.",
       .example = "cartera case compare pspc-eps/full/1 --round budget-2027 "
                  "--methodology chile-ict --methodology norway-cofinancing",
       .extras = {round,
                  {"methodology", "NAME", "To compare, such as uk-green-book-2022.", true,
                   "methodology_version"}},
       .run = CaseCompare},
      {.noun = "revision", .verb = "create", .request = "appraisal.v1.CreateRevision",
       .positional = "parent", .help = "Freeze a case's draft.",
       .example = "cartera revision create pspc-eps/full", .page = ShowRevision},
      {.noun = "revision", .verb = "show", .request = "appraisal.v1.GetRevision",
       .positional = "name", .help = "A revision: its hash, its authors, its content.",
       .example = "cartera revision show pspc-eps/full/1", .page = ShowRevision},
      {.noun = "revision", .verb = "list", .request = "appraisal.v1.ListRevisions",
       .positional = "parent", .columns = "name,content_hash,authors,create_time",
       .help = "Revisions of a case, oldest first.",
       .example = "cartera revision list pspc-eps/full"},
      {.noun = "revision", .verb = "diff", .request = "appraisal.v1.DiffRevisions",
       .positional = "before,after", .columns = "field,before,after",
       .help = "What changed between two revisions.",
       .example = "cartera revision diff pspc-eps/full/1 pspc-eps/full/2"},
      {.noun = "methodology", .verb = "list", .request = "appraisal.v1.ListMethodologyVersions",
       .columns = "name,title,definition_hash", .help = "Methodologies.",
       .example = "cartera methodology list"},
      {.noun = "methodology", .verb = "show", .request = "appraisal.v1.GetMethodologyVersion",
       .positional = "name", .help = "Dimensions, criteria, weights, and where they come from.",
       .example = "cartera methodology show chile-ict/1", .page = ShowMethodology},
      {.noun = "evaluation", .verb = "show", .request = "appraisal.v1.GetEvaluation",
       .positional = "name", .help = "Figures and scorecard of a revision, as a page.",
       .example = "cartera evaluation show pspc-eps/full/1/1 --explain",
       .extras = {explain}, .page = ShowEvaluation},
      {.noun = "evaluation", .verb = "replay", .request = "appraisal.v1.ReplayEvaluation",
       .positional = "name", .help = "Make an evaluation again from its pins, and compare.",
       .example = "cartera evaluation replay pspc-eps/full/1/1", .page = ShowReplay},
  };
}
// clang-format on

}  // namespace

std::vector<Verb> CaseVerbs() {
  std::vector<Verb> all = DraftVerbs();
  for (const auto& more : {LineVerbs(), JudgementVerbs()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace cartera::cli
