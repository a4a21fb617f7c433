#include "tools/cartera/commands.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

// clang-format off
std::vector<Verb> AccessVerbs() {
  return {
      {.noun = "login", .verb = "",
       .help = "Get a token from a server run with --dev, or store one you have.",
       .example = "cartera login --as ana",
       .extras = {{"as", "NAME", "The subject to get a token for; --dev servers only."},
                  {"token-file", "FILE", "Store the token in this file."},
                  {"lifetime-s", "NUMBER", "Seconds the token holds; with --as."}},
       .run = Login},
      {.noun = "logout", .verb = "", .help = "Forget the stored token.",
       .example = "cartera logout", .run = Logout},
      {.noun = "whoami", .verb = "", .request = "registry.v1.WhoAmI",
       .help = "Who you are to the server, and what you may do where.",
       .example = "cartera whoami", .page = ShowWhoAmI},
      {.noun = "person", .verb = "create", .request = "registry.v1.CreatePerson",
       .positional = "person_id", .help = "Register a person.",
       .example = "cartera person create ana --display-name \"Ana Silva\" "
                  "--issuer https://cartera.invalid/dev --subject ana --affiliation pspc"},
      {.noun = "person", .verb = "show", .request = "registry.v1.GetPerson", .positional = "name",
       .help = "One person.", .example = "cartera person show ana"},
      {.noun = "person", .verb = "list", .request = "registry.v1.ListPeople",
       .columns = "name,display_name,affiliation,subject", .help = "People.",
       .example = "cartera person list --filter 'affiliation = \"agencies/pspc\"'"},
      {.noun = "grant", .verb = "create", .request = "registry.v1.CreateGrant",
       .positional = "grant_id", .help = "Give a person a role at an agency and all below it.",
       .example = "cartera grant create ana-formulator --person ana --role formulator "
                  "--agency pspc"},
      {.noun = "grant", .verb = "list", .request = "registry.v1.ListGrants",
       .columns = "name,person,role,agency,from,until", .help = "Grants.",
       .example = "cartera grant list --filter 'person = \"people/ana\"'"},
      {.noun = "grant", .verb = "revoke", .request = "registry.v1.RevokeGrant",
       .positional = "name", .help = "End a role today.",
       .example = "cartera grant revoke ana-formulator"},
  };
}

std::vector<Verb> AgencyVerbs() {
  return {
      {.noun = "agency", .verb = "create", .request = "registry.v1.CreateAgency",
       .positional = "agency_id", .help = "Register an agency below another.",
       .example = "cartera agency create pspc --parent canada --type ministry "
                  "--display-name \"Public Services and Procurement Canada\""},
      {.noun = "agency", .verb = "show", .request = "registry.v1.GetAgency", .positional = "name",
       .help = "One agency.", .example = "cartera agency show pspc"},
      {.noun = "agency", .verb = "list", .request = "registry.v1.ListAgencies",
       .columns = "name,display_name,type,parent", .help = "Agencies.",
       .example = "cartera agency list --order-by display_name --all"},
      {.noun = "agency", .verb = "move", .request = "registry.v1.MoveAgency",
       .positional = "name", .help = "Move an agency, with all below it, from a day on.",
       .example = "cartera agency move ssc --parent pspc --from 2027-04-01"},
  };
}

std::vector<Verb> ProjectVerbs() {
  return {
      {.noun = "project", .verb = "create", .request = "registry.v1.CreateProject",
       .positional = "project_id", .help = "Register a project.",
       .example = "cartera project create pspc-eps --title \"eProcurement Solution\" "
                  "--lead-agency pspc --kind new --classification open "
                  "--total-budget \"214,474,730.00 CAD\" --planned-end-date 2027-03-31"},
      {.noun = "project", .verb = "show", .request = "registry.v1.GetProject",
       .positional = "name", .help = "One project, now or as of an instant.",
       .example = "cartera project show pspc-eps"},
      {.noun = "project", .verb = "list", .request = "registry.v1.ListProjects",
       .columns = "name,title,lead_agency,stage,total_budget|kind,planned_end_date",
       .help = "Projects.",
       .example = "cartera project list --filter 'lead_agency = \"agencies/pspc\"' "
                  "--order-by 'total_budget.amount_minor desc'"},
      {.noun = "project", .verb = "update", .request = "registry.v1.UpdateProject",
       .positional = "project.name",
       .help = "Change the fields given; --clear makes one unknown.",
       .example = "cartera project update pspc-eps --planned-end-date 2028-03-31 "
                  "--clear start-date"},
      {.noun = "project", .verb = "import", .request = "registry.v1.ImportProjects",
       .positional = "FILE", .help = "Read a list of projects from a CSV file.",
       .example = "cartera project import gc-it-projects-2019.csv --mapping canada "
                  "--parent canada",
       .extras = {{"FILE", "", "The sheet: CSV, UTF-8, with a header row."},
                  {"mapping", "NAME", "Which column holds what: canada, or a YAML file with the "
                                      "fields of ImportMapping."},
                  {"parent", "NAME", "Agencies not yet known are created below this one."},
                  {"all-findings", "", "Print every finding, not the first 20."}},
       .only_extras = true,
       .run = ProjectImport},
      {.noun = "project", .verb = "history", .request = "oversight.v1.GetProjectHistory",
       .positional = "project", .columns = "at_us,service,actor,action,resource,detail",
       .help = "Everything that was done to a project, oldest first.",
       .example = "cartera project history pspc-eps", .run = ProjectHistory},
      {.noun = "participant", .verb = "add", .request = "registry.v1.AddParticipant",
       .positional = "parent,participant_id", .help = "Add an agency to a project.",
       .example = "cartera participant add pspc-eps ssc --agency ssc --role co_deliverer"},
      {.noun = "participant", .verb = "end", .request = "registry.v1.EndParticipant",
       .positional = "name", .help = "End an agency's part from a day on.",
       .example = "cartera participant end pspc-eps/ssc --until 2028-01-01"},
      {.noun = "participant", .verb = "list", .request = "registry.v1.ListParticipants",
       .positional = "parent", .columns = "name,agency,role,from,until",
       .help = "Agencies that take part in a project.",
       .example = "cartera participant list pspc-eps"},
      {.noun = "operation", .verb = "show", .request = "registry.v1.GetOperation",
       .positional = "name", .help = "How far long work is.",
       .example = "cartera operation show operations/import-1", .page = ShowOperation},
      {.noun = "operation", .verb = "cancel", .request = "registry.v1.CancelOperation",
       .positional = "name", .help = "Stop long work; nothing of it is kept.",
       .example = "cartera operation cancel operations/import-1", .page = ShowOperation},
  };
}

std::vector<Verb> DocumentVerbs() {
  return {
      {.noun = "document", .verb = "upload", .request = "registry.v1.CreateDocument",
       .positional = "FILE", .help = "Add a file to a project; goes on where it was cut off.",
       .example = "cartera document upload offer.pdf --parent pspc-eps",
       .extras = {{"FILE", "", "The file."},
                  {"parent", "NAME", "The project."},
                  {"as", "NAME", "Its name there, when it is another."},
                  {"media-type", "TYPE", "Such as text/csv, when the name does not say it."}},
       .only_extras = true,
       .run = DocumentUpload},
      {.noun = "document", .verb = "download", .request = "registry.v1.GetDocument",
       .positional = "NAME", .help = "Save a document; goes on where it was cut off.",
       .example = "cartera document download pspc-eps/DOCUMENT --out offer.pdf",
       .extras = {{"NAME", "", "The document, as `document list` shows it."},
                  {"out", "FILE", "Where to save it; unstated, its own name, here."}},
       .only_extras = true,
       .run = DocumentDownload},
      {.noun = "document", .verb = "show", .request = "registry.v1.GetDocument",
       .positional = "name", .help = "What is known of a document.",
       .example = "cartera document show pspc-eps/DOCUMENT"},
      {.noun = "document", .verb = "list", .request = "registry.v1.ListDocuments",
       .positional = "parent",
       .columns = "name,file_name,size_bytes|media_type,sha256,person,create_time",
       .help = "Documents of a project.", .example = "cartera document list pspc-eps"},
  };
}
// clang-format on

}  // namespace

std::vector<Verb> RegistryVerbs() {
  std::vector<Verb> all = AccessVerbs();
  for (const auto& table : {AgencyVerbs(), ProjectVerbs(), DocumentVerbs()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  return all;
}

}  // namespace cartera::cli
