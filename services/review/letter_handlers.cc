#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/access/access.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/letter/decision_letter.h"
#include "libs/letter_pdf/letter_pdf.h"
#include "services/review/convert.h"
#include "services/review/handlers.h"
#include "services/review/opened.h"
#include "services/review/oversight_calls.h"
#include "services/review/store_decisions.h"
#include "services/review/store_letters.h"
#include "services/review/store_observations.h"

namespace cartera::review {
namespace {

// "benefits_shown" as "Benefits shown".
std::string Sentence(std::string stored) {
  stored = absl::StrReplaceAll(stored, {{"_", " "}});
  if (!stored.empty()) stored[0] = absl::ascii_toupper(stored[0]);
  return stored;
}

void AddPins(const Decision& decision, letter::DecisionFacts* facts) {
  facts->revision = decision.revision;
  facts->revision_hash = decision.revision_hash;
  facts->evaluation = decision.evaluation;
  facts->evaluation_hash = decision.evaluation_hash;
  facts->methodology_version = decision.methodology_version;
  facts->engine_version = decision.engine_version;
  facts->seed = decision.seed;
}

void AddMoney(const Decision& decision, letter::DecisionFacts* facts) {
  facts->authorised = decision.authorised;
  facts->authorised_from = decision.authorised_from;
  facts->authorised_until = decision.authorised_until;
  facts->yearly_continuation = decision.yearly_continuation;
  if (!decision.authorisation.empty()) {
    facts->authorisation =
        absl::StrCat("projects/", decision.project, "/authorisations/", decision.authorisation);
  }
  for (const ConditionTerms& terms : decision.conditions) {
    facts->conditions.push_back({terms.kind, terms.owner, "", terms.text, terms.due_date});
  }
}

void AddGrounds(const Decision& decision, letter::DecisionFacts* facts) {
  facts->outcome = decision.outcome;
  facts->decided_by = decision.decided_by;
  facts->recorded_by = PersonName(decision.recorded_by);
  for (const std::string& reason : decision.reasons) facts->reasons.push_back(Sentence(reason));
  facts->grounds = decision.ground_titles;
  facts->reason = decision.reason;
  facts->suggestion = decision.suggestion;
  facts->against_suggestion = decision.against_suggestion;
  if (decision.instrument.has_value()) {
    facts->formal_act = letter::FormalAct{decision.instrument->kind, decision.instrument->number,
                                          decision.instrument->date};
  }
}

// Those open at the decision, as they were made: field, severity, text and day never change.
void AddObservations(const Decision& decision, const std::vector<Observation>& observations,
                     letter::DecisionFacts* facts) {
  const auto& open = decision.open_observations;
  for (const Observation& one : observations) {
    if (std::find(open.begin(), open.end(), one.id) == open.end()) continue;
    facts->observations.push_back({one.severity, "", one.field, one.text, one.due_date});
  }
}

absl::StatusOr<letter::DecisionFacts> FactsOf(pg::Tx& tx, const Opened& opened,
                                              const Decision& decision) {
  letter::DecisionFacts facts;
  ASSIGN_OR_RETURN(LetterNames names, FindLetterNames(tx, opened.submission, decision));
  facts.decision = NameOf(decision);
  facts.sender = std::move(names.sender);
  facts.addressee = std::move(names.agency);
  facts.project = std::move(names.project);
  facts.round = opened.round.title;
  facts.decided_on = convert::DayOf(absl::FromUnixMicros(decision.created_us));
  facts.appeal_until = opened.round.windows.decision_until;
  if (decision.supersedes > 0) {
    facts.supersedes = absl::StrCat(NameOf(opened.submission), "/decisions/", decision.supersedes);
  }
  int revision = 0;
  if (!absl::SimpleAtoi(IdOf(decision.revision), &revision)) revision = 0;
  ASSIGN_OR_RETURN(facts.asked, ListAsks(tx, opened.submission, revision));
  ASSIGN_OR_RETURN(const auto observations, ListObservations(tx, opened.submission));
  AddGrounds(decision, &facts);
  AddMoney(decision, &facts);
  AddObservations(decision, observations, &facts);
  AddPins(decision, &facts);
  return facts;
}

absl::StatusOr<letter::DecisionFacts> ReadFacts(Deps& deps, const rpc::Call& call,
                                                const std::string& name) {
  letter::DecisionFacts facts;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Opened opened, OpenForReading(tx, call, name));
    int id = 0;
    if (!absl::SimpleAtoi(IdOf(name), &id)) return access::NotFound(name);
    ASSIGN_OR_RETURN(const auto decision, FindDecision(tx, opened.submission, id));
    if (!decision.has_value()) return access::NotFound(name);
    ASSIGN_OR_RETURN(facts, FactsOf(tx, opened, *decision));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(facts.record, LatestCheckpoint(deps, call));
  return facts;
}

}  // namespace

absl::Status GetDecisionLetter(Deps& deps, rpc::Call& call,
                               const v1::GetDecisionLetterRequest& request,
                               v1::GetDecisionLetterResponse* response) {
  ASSIGN_OR_RETURN(const letter::DecisionFacts facts, ReadFacts(deps, call, request.name()));
  const letter::Letter written = letter::DecisionLetter(facts);
  switch (request.format()) {
    case v1::LETTER_FORMAT_PDF: {
      ASSIGN_OR_RETURN(std::string pdf, letter_pdf::ToPdf(written, facts.decided_on));
      response->set_content(std::move(pdf));
      response->set_media_type("application/pdf");
      break;
    }
    case v1::LETTER_FORMAT_HTML:
      response->set_text(letter::ToHtml(written));
      response->set_media_type("text/html");
      break;
    default:
      response->set_text(letter::ToMarkdown(written));
      response->set_media_type("text/markdown");
  }
  return absl::OkStatus();
}

}  // namespace cartera::review
