#include "tools/cartera/verbs.h"

#include "tools/cartera/verb_tables.h"

namespace cartera::cli {

const std::vector<Verb>& Verbs() {
  static const auto* const kVerbs = [] {
    auto* verbs = new std::vector<Verb>();
    for (auto* table :
         {&RegistryVerbs, &CaseVerbs, &ReviewVerbs, &AuthorisationVerbs, &DialogueVerbs,
          &AssignmentVerbs, &ScoringVerbs, &OversightVerbs, &AuditVerbs, &AdminVerbs, &CalcVerbs,
          &ReferenceVerbs, &MethodologyFileVerbs, &MethodologyDraftVerbs}) {
      std::vector<Verb> rows = (*table)();
      verbs->insert(verbs->end(), rows.begin(), rows.end());
    }
    return verbs;
  }();
  return *kVerbs;
}

const std::vector<std::pair<std::string, std::string>>& Nouns() {
  static const auto* const kNouns = new std::vector<std::pair<std::string, std::string>>{
      {"login", "get or store a token"},
      {"logout", "forget the token"},
      {"whoami", "who you are, and what you may do"},
      {"agency", "public bodies and their tree"},
      {"person", "people"},
      {"grant", "what people may do, where"},
      {"project", "ICT projects"},
      {"participant", "other agencies in a project"},
      {"document", "files of a project, cited as evidence by their hash"},
      {"case", "business cases: draft, check, submit"},
      {"revision", "frozen states of a case"},
      {"methodology", "how cases are judged"},
      {"evaluation", "figures and scorecard of a revision"},
      {"round", "yearly rounds, such as Budget 2027"},
      {"submission", "cases under review in a round"},
      {"reviewer", "who may look at a case, and who does"},
      {"interest", "what people of the centre declare of their own interest"},
      {"delegation", "who acts for whom, from a day to a day"},
      {"assessment", "reviewers' scores"},
      {"opinion", "technical opinions, apart from the decision"},
      {"vote", "a panel's votes"},
      {"observation", "what a reviewer asks to be answered"},
      {"clarification", "questions that stop the clock"},
      {"decision", "what was decided, and why"},
      {"appeal", "second looks at rejections"},
      {"authorisation", "what may be spent, by year, and whether it may flow"},
      {"condition", "what has to be met before or after money flows"},
      {"task", "what waits for you"},
      {"report", "the portfolio"},
      {"portfolio", "many cases drawn together"},
      {"audit", "the record and its proof"},
      {"event", "what happens, as it happens"},
      {"operation", "long work under way"},
      {"reference-class", "finished projects to hold a case against, without a server"},
      {"calc", "the formulas of appraisal, without a server"},
      {"admin", "setting up and running a server"},
      {"server", "what runs at the other end"},
      {"completion", "words completed by the shell"},
  };
  return *kNouns;
}

}  // namespace cartera::cli
