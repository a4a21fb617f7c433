#include "tests/matrix/objects.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_replace.h"
#include "services/all/modules.h"
#include "tests/support/contract.h"

namespace cartera::testing {
namespace {

struct Row {
  const char* method;
  Kind kind;
  // Text format. $CASE, $REVISION, $HASH, $EVALUATION, $SUBMISSION, $GRANT, $OPERATION, $DOCUMENT
  // stand for what the world made.
  const char* request;
};

constexpr Row kServer[] = {
    {"DeliverEvent", Kind::kNothing,
     "source: 'review' event_id: 1 target: 'registry' aggregate: 'projects/secret' type: 'x'"},
    {"ListParkedEvents", Kind::kRoot, ""},
    {"RetryEvent", Kind::kRoot, "service: 'review' event_id: 999999999"},
    {"IssueDevToken", Kind::kNothing, "subject: 'x'"},
    {"AdvanceClock", Kind::kNothing, "seconds: 1"},
    {"GetServerInfo", Kind::kNothing, ""},
};

constexpr Row kRegistry[] = {
    {"CreateAgency", Kind::kAgency,
     "agency_id: 'matrix' agency { display_name: 'M' type: AGENCY_TYPE_AGENCY"
     " parent: 'agencies/tax' }"},
    {"GetAgency", Kind::kNothing, "name: 'agencies/tax'"},
    {"ListAgencies", Kind::kNothing, ""},
    {"MoveAgency", Kind::kAgency,
     "name: 'agencies/tax-unit' parent: 'agencies/tax' from { year: 2199 month: 1 day: 1 }"},
    {"CreateProject", Kind::kAgency,
     "project_id: 'matrix' project { title: 'M' lead_agency: 'agencies/tax'"
     " kind: PROJECT_KIND_NEW classification: CLASSIFICATION_OPEN }"},
    {"GetProject", Kind::kProject, "name: 'projects/secret'"},
    {"ListProjects", Kind::kProjects, "page_size: 1000"},
    {"UpdateProject", Kind::kProject,
     "project { name: 'projects/secret' title: 'M' } update_mask { paths: 'title' }"},
    {"AddParticipant", Kind::kProject,
     "parent: 'projects/secret' participant_id: 'matrix' participant { agency: 'agencies/health'"
     " role: PARTICIPANT_ROLE_AFFECTED }"},
    {"EndParticipant", Kind::kProject,
     "name: 'projects/secret/participants/allied' until { year: 2199 month: 1 day: 1 }"},
    {"ListParticipants", Kind::kProject, "parent: 'projects/secret'"},
    {"ImportProjects", Kind::kAgency,
     "parent_agency: 'agencies/tax' csv: 'id,title,agency\\nmatrix,Matrix,tax\\n'"
     " mapping { external_id_column: 'id' title_column: 'title' agency_id_column: 'agency' }"},
    {"CreateDocument", Kind::kProject,
     "parent: 'projects/secret' document { file_name: 'matrix.txt' media_type: 'text/plain'"
     " size_bytes: 6 sha256: '0000000000000000000000000000000000000000000000000000000000000000' }"},
    {"AppendDocument", Kind::kProject, "name: 'projects/secret/documents/$DOCUMENT' content: 'm'"},
    {"GetDocument", Kind::kProject, "name: 'projects/secret/documents/$DOCUMENT'"},
    {"ListDocuments", Kind::kProject, "parent: 'projects/secret'"},
    {"DownloadDocument", Kind::kProject, "name: 'projects/secret/documents/$DOCUMENT'"},
    {"GetOperation", Kind::kOperation, "name: '$OPERATION'"},
    {"CancelOperation", Kind::kOperation, "name: '$OPERATION'"},
    {"WhoAmI", Kind::kNothing, ""},
    {"Bootstrap", Kind::kNothing,
     "code: '0000-0000-0000-0000-0000-0000-00' person_id: 'second' display_name: 'Second'"
     " root_agency_id: 'second' root_display_name: 'Second'"},
    {"CreatePerson", Kind::kAgency,
     "person_id: 'matrix' person { display_name: 'M' issuer: 'https://id.example'"
     " subject: 'matrix' affiliation: 'agencies/tax' }"},
    {"GetPerson", Kind::kNothing, "name: 'people/member'"},
    {"ListPeople", Kind::kPeople, "page_size: 1000"},
    {"CreateGrant", Kind::kAgency,
     "grant_id: 'matrix' grant { person: 'people/member' role: ROLE_PUBLIC"
     " agency: 'agencies/tax' }"},
    {"RevokeGrant", Kind::kGrant, "name: '$GRANT'"},
    {"ListGrants", Kind::kGrants, "page_size: 1000"},
};

constexpr Row kAppraisal[] = {
    {"ListMethodologyVersions", Kind::kNothing, ""},
    {"GetMethodologyVersion", Kind::kNothing, "name: 'methodologies/chile-ict/versions/1'"},
    {"CreateCase", Kind::kCase,
     "parent: 'projects/secret' case_id: 'matrix' case { title: 'M' stage: CASE_STAGE_FULL"
     " methodology_version: 'methodologies/chile-ict/versions/1' }"},
    {"GetCase", Kind::kCase, "name: '$CASE'"},
    {"ListCases", Kind::kCases, "parent: 'projects/-' page_size: 1000"},
    {"UpdateCase", Kind::kCase,
     "name: '$CASE' content { problem { problem: 'M' } } sections: 'problem'"},
    {"CheckCase", Kind::kCase, "name: '$CASE'"},
    {"CreateRevision", Kind::kCase, "parent: '$CASE'"},
    {"GetRevision", Kind::kCase, "name: '$REVISION'"},
    {"ListRevisions", Kind::kCase, "parent: '$CASE'"},
    {"DiffRevisions", Kind::kCase, "before: '$REVISION' after: '$REVISION'"},
    {"EvaluateRevision", Kind::kCase,
     "revision: '$REVISION' context { valuation_date { year: 2027 month: 1 day: 1 }"
     " base_fiscal_year: 2027 price_year: 2026 }"},
    {"GetEvaluation", Kind::kCase, "name: '$EVALUATION'"},
    {"ReplayEvaluation", Kind::kCase, "name: '$EVALUATION'"},
    {"SimulatePortfolio", Kind::kCases,
     "valuation_date { year: 2027 month: 1 day: 1 } base_fiscal_year: 2027"
     " price_year: 2026 unit: 'CAD'"},
    {"ScreenCase", Kind::kCase, "name: '$CASE'"},
    {"SaveMethodologyDraft", Kind::kRoot, "name: 'methodologyDrafts/matrix' definition: '{}'"},
    {"GetMethodologyDraft", Kind::kRoot, "name: 'methodologyDrafts/m1'"},
    {"ListMethodologyDrafts", Kind::kRoot, ""},
    {"DiscardMethodologyDraft", Kind::kRoot, "name: 'methodologyDrafts/m1'"},
    {"PublishMethodologyDraft", Kind::kRoot, "name: 'methodologyDrafts/m1' definition_hash: 'x'"},
    {"CompareMethodology", Kind::kRoot, "candidate: 'methodologies/chile-ict/versions/2'"},
};

constexpr Row kReview[] = {
    {"CreateRound", Kind::kRoot,
     "round_id: 'matrix' round { title: 'M' base_fiscal_year: 2027 price_year: 2026"
     " methodology_version: 'methodologies/chile-ict/versions/1'"
     " valuation_date { year: 2027 month: 1 day: 1 }"
     " submission_until { year: 2199 month: 1 day: 1 }"
     " decision_until { year: 2199 month: 1 day: 1 } }"},
    {"GetRound", Kind::kNothing, "name: 'rounds/r1'"},
    {"ListRounds", Kind::kNothing, ""},
    {"OpenRound", Kind::kRoot, "name: 'rounds/r1'"},
    {"CloseRound", Kind::kRoot, "name: 'rounds/r1'"},
    {"SetCeilings", Kind::kRoot, "name: 'rounds/r1' reason: 'M'"},
    {"ConfirmCeilings", Kind::kRoot, "name: 'rounds/r1' version: 1"},
    {"GetCeilings", Kind::kNothing, "name: 'rounds/r1'"},
    {"RankRound", Kind::kRoot, "name: 'rounds/r1'"},
    {"CreateSubmission", Kind::kSubmission,
     "parent: 'rounds/r1' submission_id: 'matrix' submission { case: '$CASE'"
     " kind: SUBMISSION_KIND_NEW }"},
    {"GetSubmission", Kind::kSubmission, "name: '$SUBMISSION'"},
    {"ListSubmissions", Kind::kSubmissions, "parent: 'rounds/-' page_size: 1000"},
    {"ClearSubmission", Kind::kSubmission, "name: '$SUBMISSION' revision_hash: '$HASH'"},
    {"EndorseSubmission", Kind::kSubmission, "name: '$SUBMISSION' rank: 1 reason: 'M'"},
    {"ReturnSubmission", Kind::kSubmission, "name: '$SUBMISSION' reason: 'M'"},
    {"SignSubmission", Kind::kSubmission, "name: '$SUBMISSION' revision_hash: '$HASH'"},
    {"SubmitSubmission", Kind::kSubmission, "name: '$SUBMISSION'"},
    {"WithdrawSubmission", Kind::kSubmission, "name: '$SUBMISSION' reason: 'M'"},
    {"AssignReviewer", Kind::kSubmission, "name: '$SUBMISSION' reviewer: 'people/reviewer'"},
    {"StartReview", Kind::kSubmission, "name: '$SUBMISSION'"},
    {"AssessSubmission", Kind::kSubmission,
     "name: '$SUBMISSION' assessments { criterion: 'x' score: 1 reason: 'M' }"},
    {"ListAssessments", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"ReviseSubmission", Kind::kSubmission, "name: '$SUBMISSION'"},
    {"CreateObservation", Kind::kSubmission,
     "parent: '$SUBMISSION' observation_id: 'matrix' observation { field: 'costs.method'"
     " severity: SEVERITY_NOTE text: 'M' due_date { year: 2199 month: 1 day: 1 } }"},
    {"ReplyObservation", Kind::kSubmission, "name: '$SUBMISSION/observations/o1' reply: 'M'"},
    {"CloseObservation", Kind::kSubmission, "name: '$SUBMISSION/observations/o1'"},
    {"ListObservations", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"GetObservation", Kind::kSubmission, "name: '$SUBMISSION/observations/o1'"},
    {"ReopenObservation", Kind::kSubmission, "name: '$SUBMISSION/observations/o1' reason: 'M'"},
    {"CompareSubmission", Kind::kSubmission, "name: '$SUBMISSION' before: 1"},
    {"AskClarification", Kind::kSubmission,
     "parent: '$SUBMISSION' clarification_id: 'matrix' clarification { question: 'M' }"},
    {"AnswerClarification", Kind::kSubmission, "name: '$SUBMISSION/clarifications/q1' answer: 'M'"},
    {"ListClarifications", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"DeclareInterest", Kind::kSubmission, "name: '$SUBMISSION' reason: 'M'"},
    {"ListDeclarations", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"ListReviewers", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"AddReviewer", Kind::kSubmission, "name: '$SUBMISSION' reviewer: 'people/second'"},
    {"RemoveReviewer", Kind::kSubmission,
     "name: '$SUBMISSION' reviewer: 'people/second' reason: 'M'"},
    {"ListBlindScores", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"AgreeAssessments", Kind::kSubmission,
     "name: '$SUBMISSION' assessments { criterion: 'x' score: 1 reason: 'M' }"},
    {"GiveOpinion", Kind::kSubmission,
     "name: '$SUBMISSION' opinion { finding: OPINION_FINDING_FAVOURABLE text: 'M' }"},
    {"ListOpinions", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"CastVote", Kind::kSubmission,
     "name: '$SUBMISSION' vote { choice: VOTE_CHOICE_APPROVE reason: 'M' }"},
    {"ListVotes", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"AppealSubmission", Kind::kSubmission, "name: '$SUBMISSION' grounds: 'M'"},
    {"ListAppeals", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"SetReviewerProfile", Kind::kRoot, "profile { person: 'people/reviewer' capacity: 5 }"},
    {"CreateDelegation", Kind::kRoot,
     "parent: 'people/reviewer' delegation_id: 'matrix' delegation { delegate: 'people/second'"
     " from_date { year: 2199 month: 1 day: 1 } until_date { year: 2199 month: 1 day: 2 }"
     " reason: 'M' }"},
    {"EndDelegation", Kind::kRoot, "name: 'people/reviewer/delegations/d1'"},
    {"ListDelegations", Kind::kRoot, "parent: 'people/reviewer'"},
    {"DecideSubmission", Kind::kSubmission,
     "name: '$SUBMISSION' revision_hash: '$HASH' decision { outcome: OUTCOME_REJECT"
     " reason: 'M' decided_by: 'The council' }"},
    {"GetDecision", Kind::kSubmission, "name: '$SUBMISSION/decisions/1'"},
    {"ListTasks", Kind::kNothing, "page_size: 1000"},
    {"GetDecisionLetter", Kind::kSubmission, "name: '$SUBMISSION/decisions/1'"},
    {"ListDecisions", Kind::kSubmission, "parent: '$SUBMISSION'"},
    {"GetAuthorisation", Kind::kSubmission, "name: '$AUTHORISATION'"},
    {"ListAuthorisations", Kind::kSubmission, "parent: 'projects/secret'"},
    {"CheckAuthorisation", Kind::kSubmission,
     "project: 'projects/secret' fiscal_year: 2027 budget_line: '12' amount { unit: 'CAD'"
     " amount_minor: 5 basis: PRICE_BASIS_REAL price_year: 2026 }"},
    {"SuspendAuthorisation", Kind::kSubmission, "name: '$AUTHORISATION' reason: 'M'"},
    {"ResumeAuthorisation", Kind::kSubmission, "name: '$AUTHORISATION' reason: 'M'"},
    {"RevokeAuthorisation", Kind::kSubmission, "name: '$AUTHORISATION' reason: 'M'"},
    {"CarryOverAuthorisation", Kind::kSubmission,
     "name: '$AUTHORISATION' reason: 'M' fiscal_year: 2027 budget_line: '12' amount {"
     " unit: 'CAD' amount_minor: 5 basis: PRICE_BASIS_REAL price_year: 2026 }"},
    {"ContinueAuthorisation", Kind::kSubmission,
     "name: '$AUTHORISATION' reason: 'M' fiscal_year: 2028"},
    {"ListAuthorisationActs", Kind::kSubmission, "parent: '$AUTHORISATION'"},
    {"GetCondition", Kind::kSubmission, "name: '$AUTHORISATION/conditions/c1'"},
    {"ListConditions", Kind::kSubmission, "parent: '$AUTHORISATION'"},
    {"MeetCondition", Kind::kSubmission, "name: '$AUTHORISATION/conditions/c1' evidence: 'M'"},
    {"AcceptCondition", Kind::kSubmission, "name: '$AUTHORISATION/conditions/c1'"},
    {"RefuseCondition", Kind::kSubmission, "name: '$AUTHORISATION/conditions/c1' judgement: 'M'"},
};

constexpr Row kOversight[] = {
    {"GetPortfolioReport", Kind::kProjects, "include_projects: true"},
    {"GetProjectHistory", Kind::kProject, "project: 'projects/secret'"},
    {"CheckInvariants", Kind::kRoot, ""},
    {"VerifyAudit", Kind::kProject, "subject: 'projects/secret'"},
    {"GetCheckpoint", Kind::kNothing, ""},
    {"GetConsistencyProof", Kind::kNothing, ""},
    {"GetInclusionProof", Kind::kProject, "subject: 'projects/secret'"},
    {"ExportRecord", Kind::kProject, "subject: 'projects/secret'"},
    {"WatchEvents", Kind::kProject, "project: 'projects/secret' until_now: true"},
};

std::map<std::string, Row> Table() {
  std::map<std::string, Row> table;
  const auto add = [&](const auto& rows) {
    for (const Row& row : rows) table.emplace(row.method, row);
  };
  add(kServer);
  add(kRegistry);
  add(kAppraisal);
  add(kReview);
  add(kOversight);
  return table;
}

}  // namespace

std::vector<Door> Doors(const World& world) {
  const DecidedCase& made = world.made();
  std::map<std::string, Row> table = Table();
  std::vector<Door> doors;
  for (const auto* method : AllMethods(all::Modules())) {
    const auto row = table.find(method->name());
    if (row == table.end()) {
      ADD_FAILURE() << method->full_name() << " is new: say in objects.cc what it is about";
      continue;
    }
    const std::string text =
        absl::StrReplaceAll(row->second.request, {{"$CASE", made.case_name},
                                                  {"$REVISION", made.revision},
                                                  {"$HASH", made.revision_hash},
                                                  {"$EVALUATION", made.evaluation},
                                                  {"$SUBMISSION", made.submission},
                                                  {"$AUTHORISATION", made.authorisation},
                                                  {"$GRANT", world.grant()},
                                                  {"$OPERATION", world.operation()},
                                                  {"$DOCUMENT", world.document()}});
    Door door{method, row->second.kind, ParseMessage(method->input_type(), text)};
    SetValidateOnly(door.request.get(), true);
    door.at_lead_only = method->name() == "ReplayEvaluation";
    doors.push_back(std::move(door));
    table.erase(row);
  }
  for (const auto& [name, row] : table) ADD_FAILURE() << name << " is no method any more";
  return doors;
}

}  // namespace cartera::testing
