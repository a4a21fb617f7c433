#ifndef CARTERA_TOOLS_CARTERA_VERB_TABLES_H_
#define CARTERA_TOOLS_CARTERA_VERB_TABLES_H_

#include <vector>

#include "tools/cartera/invocation.h"

// The table of verbs, in the files that keep each readable. Use Verbs().
namespace cartera::cli {

std::vector<Verb> RegistryVerbs();
std::vector<Verb> CaseVerbs();
std::vector<Verb> ReviewVerbs();
std::vector<Verb> AssignmentVerbs();
std::vector<Verb> AuthorisationVerbs();
std::vector<Verb> DialogueVerbs();
std::vector<Verb> ScoringVerbs();
std::vector<Verb> OversightVerbs();
std::vector<Verb> AuditVerbs();
std::vector<Verb> AdminVerbs();
std::vector<Verb> CalcVerbs();
std::vector<Verb> ReferenceVerbs();
std::vector<Verb> MethodologyFileVerbs();
std::vector<Verb> MethodologyDraftVerbs();

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_VERB_TABLES_H_
