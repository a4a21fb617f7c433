#include "tools/cartera/commands.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

// clang-format off
std::vector<Verb> AuditVerbs() {
  const Extra witness = {"witness", "DIRECTORY",
                         "What audit witness kept: compare with all of it."};
  return {
      {.noun = "audit", .verb = "verify", .request = "oversight.v1.VerifyAudit",
       .positional = "[FILE]",
       .help = "Recompute the record's hash chains: those of the server, or, without any server, "
               "those of an exported file or a proof. Exit code 1 when something does not fit.",
       .example = "cartera audit verify record.jsonl --witness /srv/witness",
       .extras = {{"FILE", "", "What audit export or audit proof wrote; nothing is asked of "
                                    "a server then."},
                  witness,
                  {"checkpoint", "FILE", "A checkpoint that somebody kept; may be repeated.", true},
                  {"key", "KEY", "The key of the record that is believed, as the one who runs the "
                                 "server publishes it."}},
       .run = VerifyAudit},
      {.noun = "audit", .verb = "export", .request = "oversight.v1.ExportRecord",
       .positional = "FILE",
       .help = "Write the record, or one project's, into a file that can be checked without the "
               "server.",
       .example = "cartera audit export record.jsonl --subject projects/pspc-eps "
                  "--witness /srv/witness",
       .extras = {{"FILE", "", "JSON lines; complete or not there at all."}, witness,
                  {"checkpoint", "FILE", "A checkpoint that somebody kept; may be repeated.", true,
                   "earlier_sizes"}},
       .run = ExportRecord},
      {.noun = "audit", .verb = "proof", .request = "oversight.v1.GetInclusionProof",
       .positional = "subject",
       .help = "Prove that entries are in the record: their place in their chain and the chain's "
               "in a signed checkpoint, small enough to go with a letter.",
       .example = "cartera audit proof projects/pspc-eps --service review --sequence 4 "
                  "--file approval.proof",
       .extras = {{"file", "FILE", "Write the proof here; cartera audit verify FILE checks it on "
                                   "any machine."},
                  witness,
                  {"checkpoint", "FILE", "A checkpoint that somebody kept; may be repeated.", true,
                   "earlier_sizes"}},
       .run = ProveEntries},
      {.noun = "audit", .verb = "witness",
       .help = "Fetch the latest checkpoint, check that the record continues the one kept last, "
               "and countersign and keep it. Exit code 1 when the record was written anew.",
       .example = "cartera audit witness --dir /srv/witness --every 60",
       .extras = {{"dir", "DIRECTORY", "Where the witness keeps checkpoints and keys; made when "
                                       "missing."},
                  {"every", "SECONDS", "Go on until stopped."}},
       .run = WitnessRecord},
      {.noun = "event", .verb = "watch", .request = "oversight.v1.WatchEvents",
       .help = "Print what happens as it happens, until stopped; nothing is lost while the server "
               "is away.",
       .example = "cartera event watch --project pspc-eps --cursor-file ~/.cartera-events",
       .extras = {{"cursor-file", "FILE", "Where to go on is kept here, and read from here at the "
                                          "start; it need not exist yet."}},
       .run = EventWatch},
  };
}
// clang-format on

}  // namespace cartera::cli
