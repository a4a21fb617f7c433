#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/methodology/methodology.h"
#include "services/review/amounts.h"
#include "services/review/appraisal_calls.h"
#include "services/review/convert.h"
#include "services/review/errors.h"
#include "services/review/handlers.h"
#include "services/review/judgement.h"
#include "services/review/opened.h"
#include "services/review/opened_authorisation.h"
#include "services/review/promised_conditions.h"
#include "services/review/store_decisions.h"
#include "services/review/store_judgement.h"
#include "services/review/store_observations.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

using lifecycle::Guard;
using lifecycle::Role;
using lifecycle::State;
using lifecycle::Verb;

// One decision on its way: what was asked for, what the database holds, what appraisal answered.
struct Deciding {
  const v1::DecideSubmissionRequest& request;
  Verb verb = Verb::kReject;
  std::vector<YearAmount> authorised;
  std::optional<calendar::CivilDate> authorised_from, authorised_until;
  std::vector<ConditionTerms> conditions;
  std::optional<Instrument> instrument;

  Opened opened;
  std::vector<Assessment> assessments;
  std::vector<Observation> observations;
  bool is_opinion_given = false;
  bool panel_agrees = false;

  std::vector<YearAmount> asked;
  std::vector<ConditionTerms> promised;
  std::vector<std::string> ground_titles;
  bool two_people_decide = false;
  appraisal::v1::Evaluation evaluation;
};

bool IsApproval(Verb verb) {
  return verb == Verb::kApprove || verb == Verb::kApproveWithObservations;
}

absl::StatusOr<Deciding> ReadRequest(const v1::DecideSubmissionRequest& request) {
  Deciding deciding{.request = request};
  // Outcomes are the table's verbs.
  ASSIGN_OR_RETURN(deciding.verb, lifecycle::ParseVerb(convert::EnumToText(
                                      v1::Outcome_descriptor(), request.decision().outcome())));
  ASSIGN_OR_RETURN(deciding.authorised, FromProto(request.decision().authorised()));
  if (request.decision().has_authorised_until()) {
    ASSIGN_OR_RETURN(deciding.authorised_until,
                     convert::FromProto(request.decision().authorised_until()));
  }
  if (request.decision().has_authorised_from()) {
    ASSIGN_OR_RETURN(deciding.authorised_from,
                     convert::FromProto(request.decision().authorised_from()));
  }
  ASSIGN_OR_RETURN(deciding.conditions, FromProto(request.decision().conditions()));
  if (request.decision().has_instrument()) {
    ASSIGN_OR_RETURN(deciding.instrument, FromProto(request.decision().instrument()));
  }
  return deciding;
}

// What only an approval has, and what it must have.
void CheckMoneyFits(const Deciding& deciding, const calendar::CivilDate& today,
                    rpc::Violations* violations) {
  const v1::Decision& given = deciding.request.decision();
  if (IsApproval(deciding.verb)) {
    if (deciding.authorised.empty()) {
      violations->Add("decision.authorised", "REQUIRED",
                      "an approval says what may be spent: give at least one fiscal year");
    }
    const calendar::CivilDate from = deciding.authorised_from.value_or(today);
    if (from < today) {
      violations->Add("decision.authorised_from", "PAST", "must not be before today");
    }
    if (deciding.authorised_until.has_value() && *deciding.authorised_until < from) {
      violations->Add("decision.authorised_until", "PAST",
                      "must not be before today or the first day authorised");
    }
    return;
  }
  const std::pair<bool, const char*> only_approved[] = {
      {!deciding.authorised.empty(), "decision.authorised"},
      {deciding.authorised_from.has_value(), "decision.authorised_from"},
      {deciding.authorised_until.has_value(), "decision.authorised_until"},
      {!deciding.conditions.empty(), "decision.conditions"},
      {given.yearly_continuation(), "decision.yearly_continuation"},
  };
  for (const auto& [is_given, field] : only_approved) {
    if (is_given) violations->Add(field, "NOT_APPROVED", "only an approval authorises money");
  }
}

void CheckGroundsFit(const Deciding& deciding, rpc::Violations* violations) {
  std::set<std::string> seen;
  const auto& grounds = deciding.request.decision().grounds();
  for (int i = 0; i < grounds.size(); ++i) {
    const std::string field = absl::StrCat("decision.grounds[", i, "]");
    if (deciding.verb != Verb::kReject) {
      violations->Add(field, "NOT_REJECTED", "only a rejection rests on a ground for refusal");
    } else if (!seen.insert(grounds[i]).second) {
      violations->Add(field, "TWICE", "stands twice");
    }
  }
}

void CheckConditions(const Deciding& deciding, const calendar::CivilDate& today,
                     rpc::Violations* violations) {
  std::set<std::string> ids;
  for (size_t i = 0; i < deciding.conditions.size(); ++i) {
    const ConditionTerms& terms = deciding.conditions[i];
    const std::string field = absl::StrCat("decision.conditions[", i, "]");
    if (!ids.insert(terms.id).second) {
      violations->Add(field + ".condition_id", "TWICE", "another condition has this id");
    }
    if (terms.due_date < today) {
      violations->Add(field + ".due_date", "PAST", "must not be before today");
    }
  }
}

// Everything that the request alone tells.
absl::Status CheckRequest(const Deciding& deciding, absl::Time now) {
  rpc::Violations violations;
  CheckMoneyFits(deciding, convert::DayOf(now), &violations);
  CheckConditions(deciding, convert::DayOf(now), &violations);
  CheckGroundsFit(deciding, &violations);
  if (deciding.instrument.has_value() && !IsDocumentHash(deciding.instrument->document_hash)) {
    violations.Add("decision.instrument.document_hash", "NOT_SHA256",
                   "must be 64 lower-case hexadecimal digits");
  }
  return violations.ToStatus();
}

// The people who are to see to conditions exist.
absl::Status CheckOwners(pg::Tx& tx, const Deciding& deciding, absl::Time now) {
  for (size_t i = 0; i < deciding.conditions.size(); ++i) {
    const std::string& owner = deciding.conditions[i].owner;
    if (!absl::StartsWith(owner, "people/")) continue;
    ASSIGN_OR_RETURN(const auto person, FindPerson(tx, IdOf(owner), now));
    if (!person.has_value()) {
      return NoSuchReference(absl::StrCat("decision.conditions[", i, "].owner"), owner);
    }
  }
  return absl::OkStatus();
}

// Errors: FAILED_PRECONDITION ROUND_NOT_OPEN or WINDOW_PASSED.
absl::Status RequireDecisionWindow(const Round& round, absl::Time now) {
  if (round.state != "open") return RoundNotOpen(NameOf(round), round.state);
  if (convert::DayOf(now) <= round.windows.decision_until) return absl::OkStatus();
  return WindowPassed(NameOf(round), calendar::FormatDate(round.windows.decision_until));
}

bool IsAssessed(const Deciding& deciding) {
  const Round& round = deciding.opened.round;
  const auto& unscored = round.unscored_tiers;
  if (std::find(unscored.begin(), unscored.end(), deciding.opened.submission.tier) !=
      unscored.end()) {
    return true;
  }
  const auto& criteria = round.person_criteria;
  return std::all_of(criteria.begin(), criteria.end(), [&](const std::string& criterion) {
    return std::any_of(deciding.assessments.begin(), deciding.assessments.end(),
                       [&](const Assessment& one) { return one.criterion == criterion; });
  });
}

// decided_by is free text (a council, a minister); a person is named as people/{person}. Above the
// threshold the decider must be another than the one who records.
absl::StatusOr<bool> SecondPersonStandsBehind(pg::Tx& tx, const Deciding& deciding,
                                              absl::Time now) {
  const Opened& opened = deciding.opened;
  const std::string& decided_by = deciding.request.decision().decided_by();
  if (decided_by == opened.caller.actor) return false;
  if (!absl::StartsWith(decided_by, "people/")) return true;
  ASSIGN_OR_RETURN(const auto person, FindPerson(tx, IdOf(decided_by), now));
  if (!person.has_value()) return NoSuchReference("decision.decided_by", decided_by);
  const auto conflict =
      ConflictOf(IdOf(decided_by), person->affiliation, opened.submission, opened.places);
  if (conflict.has_value()) return ConflictOfInterestFound(decided_by, conflict->reason);
  return true;
}

absl::Status CheckDecisionGuards(const Deciding& deciding, const lifecycle::Transition& row,
                                 bool second_person, absl::Time now) {
  GuardFacts facts = FactsOf(deciding.opened, now);
  facts.person_is_no_author = true;  // conflicts were refused by name before
  facts.person_is_of_no_party = true;
  facts.all_criteria_assessed = IsAssessed(deciding);
  // Against the suggestion or with it: there is no decision without reasons.
  facts.reasons_given = IsReason(deciding.request.decision().reason());
  facts.second_decider = second_person || !deciding.two_people_decide;
  // Those cited were compared with what appraisal finds.
  facts.refusal_ground_given = !deciding.request.decision().grounds().empty();
  facts.technical_opinion_given = deciding.is_opinion_given;
  facts.panel_agrees = deciding.panel_agrees;
  facts.blocking_observations_closed = true;
  for (const Observation& one : deciding.observations) {
    if (one.state == "closed") continue;
    facts.observation_open = true;
    if (one.severity == "blocking") facts.blocking_observations_closed = false;
  }
  const std::vector<Guard> failed = FailedGuards(row, facts);
  return failed.empty() ? absl::OkStatus() : GuardFailed(deciding.request.name(), row.verb, failed);
}

// What the tier asks for besides scores.
absl::Status LoadJudgement(pg::Tx& tx, Deciding* deciding) {
  const Opened& opened = deciding->opened;
  const TierRule rule = RuleFor(opened.round, opened.submission.tier);
  std::vector<Opinion> opinions;
  std::vector<Vote> votes;
  if (rule.technical_opinion) {
    ASSIGN_OR_RETURN(opinions, ListOpinions(tx, opened.submission));
  }
  if (rule.panel_quorum > 0) {
    ASSIGN_OR_RETURN(votes, ListVotes(tx, opened.submission));
  }
  const std::vector<std::string> deciders = {opened.caller.person,
                                             IdOf(deciding->request.decision().decided_by())};
  deciding->is_opinion_given = IsOpinionGiven(rule, opened.submission, opinions, deciders);
  deciding->panel_agrees =
      DoesPanelAgree(rule, CountVotes(opened.submission, votes), deciding->verb);
  return absl::OkStatus();
}

// Loads the submission for the decision and checks all that the database can tell. The row of the
// table; nullopt on a replay.
absl::StatusOr<std::optional<lifecycle::Transition>> OpenForDecision(pg::WriteTx& tx,
                                                                     const rpc::Call& call,
                                                                     Deciding* deciding) {
  const v1::DecideSubmissionRequest& request = deciding->request;
  ASSIGN_OR_RETURN(deciding->opened, OpenForChange(tx, call, request.name()));
  if (tx.Replayed()) return std::nullopt;
  const Opened& opened = deciding->opened;
  RETURN_IF_ERROR(RefuseConflict(opened));
  RETURN_IF_ERROR(RequireDeclaration(opened));
  RETURN_IF_ERROR(CheckEtag(request.etag(), opened.submission.version_us, request.name()));
  // An approver decides on what is IN_REVIEW, and in SCREENING refuses on published grounds; the
  // screeners' own iteration has no method yet.
  const bool refuses = opened.submission.state == State::kScreening &&
                       deciding->verb == Verb::kReject && !request.decision().grounds().empty();
  if (opened.submission.state != State::kInReview && !refuses) {
    return StateRefused(request.name(), opened.submission.state, lifecycle::Name(deciding->verb),
                        opened.round.steps);
  }
  if (opened.submission.revision_hash != request.revision_hash()) {
    return RevisionChanged(request.name(), opened.submission.revision_hash);
  }
  RETURN_IF_ERROR(RequireDecisionWindow(opened.round, tx.Now()));
  RETURN_IF_ERROR(CheckRequest(*deciding, tx.Now()));
  RETURN_IF_ERROR(CheckOwners(tx, *deciding, call.now()));
  ASSIGN_OR_RETURN(const lifecycle::Transition row, StepOf(opened, deciding->verb));
  ASSIGN_OR_RETURN(deciding->assessments, ListAssessments(tx, opened.submission));
  ASSIGN_OR_RETURN(deciding->observations, ListObservations(tx, opened.submission));
  RETURN_IF_ERROR(LoadJudgement(tx, deciding));
  ASSIGN_OR_RETURN(const bool second, SecondPersonStandsBehind(tx, *deciding, call.now()));
  RETURN_IF_ERROR(CheckDecisionGuards(*deciding, row, second, tx.Now()));
  return row;
}

// What the case asks for in all, in each kind of money.
bool TwoPeopleDecide(const methodology::Methodology& methodology,
                     const std::vector<YearAmount>& asked) {
  return std::any_of(asked.begin(), asked.end(), [&](const YearAmount& line) {
    money::Money total = line.amount;
    total.amount_minor = 0;
    for (const YearAmount& other : asked) {
      if (!money::IsLike(total, other.amount)) continue;
      const auto sum = money::Add(total, other.amount);
      if (!sum.ok()) return true;  // beyond the range: above any threshold
      total = *sum;
    }
    return methodology::TwoPeopleDecide(methodology, total);
  });
}

// What the case itself promises stands beside what the decision sets.
void CheckNamesAreFree(const Deciding& deciding, rpc::Violations* violations) {
  for (size_t i = 0; i < deciding.conditions.size(); ++i) {
    for (const ConditionTerms& promise : deciding.promised) {
      if (promise.id != deciding.conditions[i].id) continue;
      violations->Add(absl::StrCat("decision.conditions[", i, "].condition_id"), "TWICE",
                      "the case's own promise becomes a condition with this id");
    }
  }
}

// The grounds cited are among those that the revision gives.
absl::Status AskForGrounds(Deps& deps, const rpc::Call& call, Deciding* deciding) {
  const auto& cited = deciding->request.decision().grounds();
  deciding->ground_titles.clear();
  if (cited.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto given, GivenGrounds(deps, call, deciding->opened.submission));
  rpc::Violations violations;
  for (int i = 0; i < cited.size(); ++i) {
    const auto at = std::find_if(given.begin(), given.end(),
                                 [&](const auto& one) { return one.ground() == cited[i]; });
    if (at != given.end()) {
      deciding->ground_titles.push_back(at->title());
      continue;
    }
    violations.Add(absl::StrCat("decision.grounds[", i, "]"), "NOT_GIVEN",
                   "the revision under review does not give this ground: run case screen");
  }
  return violations.ToStatus();
}

// Everything appraisal is asked for: the money, the methodology's threshold, the final evaluation.
absl::Status AskAppraisal(Deps& deps, const rpc::Call& call, bool names_another,
                          Deciding* deciding) {
  const Opened& opened = deciding->opened;
  ASSIGN_OR_RETURN(const auto revision, GetRevision(deps, call, RevisionNameOf(opened.submission)));
  ASSIGN_OR_RETURN(deciding->asked, AskedAmounts(revision));
  rpc::Violations violations;
  CheckAuthorised(deciding->authorised, deciding->asked, &violations);
  if (IsApproval(deciding->verb)) {
    ASSIGN_OR_RETURN(deciding->promised,
                     PromisedConditions(revision, opened.submission.lead_agency));
    CheckNamesAreFree(*deciding, &violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(AskForGrounds(deps, call, deciding));
  ASSIGN_OR_RETURN(
      const methodology::Methodology methodology,
      GetMethodology(deps, call, opened.round.methodology_version, "round.methodology_version"));
  deciding->two_people_decide =
      deciding->verb != Verb::kRequestIteration && TwoPeopleDecide(methodology, deciding->asked);
  // The guard will refuse it: no evaluation is left behind for nothing.
  if (deciding->two_people_decide && !names_another) return absl::OkStatus();
  ASSIGN_OR_RETURN(deciding->evaluation,
                   Evaluate(deps, call, opened.round, opened.submission, deciding->assessments));
  return absl::OkStatus();
}

Decision MakeDecision(const Deciding& deciding) {
  const Submission& submission = deciding.opened.submission;
  const v1::Decision& given = deciding.request.decision();
  Decision decision;
  decision.round = submission.round;
  decision.submission = submission.id;
  decision.outcome = std::string(lifecycle::Name(deciding.verb));
  decision.reason = given.reason();
  decision.decided_by = given.decided_by();
  decision.recorded_by = deciding.opened.caller.person;
  decision.revision = RevisionNameOf(submission);
  decision.revision_hash = submission.revision_hash;
  decision.methodology_version = deciding.evaluation.pins().methodology_version();
  decision.engine_version = deciding.evaluation.pins().engine_version();
  decision.seed = deciding.evaluation.pins().seed();
  decision.evaluation = deciding.evaluation.name();
  decision.evaluation_hash = deciding.evaluation.result_hash();
  decision.suggestion = deciding.evaluation.scorecard().suggestion();
  decision.project = submission.project;
  decision.reasons = ReasonsFromProto(given);
  decision.against_suggestion = given.against_suggestion();
  decision.instrument = deciding.instrument;
  decision.grounds.assign(given.grounds().begin(), given.grounds().end());
  decision.ground_titles = deciding.ground_titles;
  decision.supersedes = submission.appealed_decision;
  for (const Observation& one : deciding.observations) {
    if (one.state != "closed") decision.open_observations.push_back(one.id);
  }
  if (!IsApproval(deciding.verb)) return decision;
  decision.conditions = deciding.conditions;
  decision.conditions.insert(decision.conditions.end(), deciding.promised.begin(),
                             deciding.promised.end());
  decision.yearly_continuation = given.yearly_continuation();
  decision.authorised = deciding.authorised;
  decision.authorised_until = deciding.authorised_until;
  return decision;
}

// Stores what the decision permits. While conditions precedent are open it is provisional; else
// registry is told.
absl::Status Authorise(pg::WriteTx& tx, const Deciding& deciding, Decision* decision) {
  Authorisation authorisation;
  authorisation.project = decision->project;
  authorisation.decision = NameOf(*decision);
  for (const ConditionTerms& terms : decision->conditions) {
    if (terms.kind == "precedent") authorisation.open_conditions.push_back(terms.id);
  }
  const bool conditions_open = !authorisation.open_conditions.empty();
  authorisation.state = authorisation::Standing(conditions_open);
  authorisation.amounts = decision->authorised;
  authorisation.asked = deciding.asked;
  authorisation.valid_from = deciding.authorised_from.value_or(convert::DayOf(tx.Now()));
  decision->authorised_from = authorisation.valid_from;
  if (!decision->authorised_until.has_value()) {
    ASSIGN_OR_RETURN(decision->authorised_until, EndOfLastYear(decision->authorised));
  }
  // Money for years gone by may still be authorised; it is then committed today at the latest.
  authorisation.valid_until = std::max(*decision->authorised_until, authorisation.valid_from);
  decision->authorised_until = authorisation.valid_until;
  if (decision->yearly_continuation) {
    authorisation.continued_until = authorisation::YearsOf(decision->authorised).first;
  }
  RETURN_IF_ERROR(InsertAuthorisation(tx, decision->conditions, &authorisation));
  decision->authorisation = authorisation.id;
  if (!conditions_open) RETURN_IF_ERROR(EmitAuthorised(tx, authorisation));
  return tx.Audit({absl::StrCat("projects/", authorisation.project), "authorisation.create",
                   NameOf(authorisation), Digest(authorisation),
                   absl::StrCat(authorisation.amounts.size(), " amounts, ",
                                authorisation::Name(authorisation.state))});
}

// Approving with and without observations is one direction; an iteration decides nothing yet.
absl::Status RequireReasonAgainstSuggestion(const Deciding& deciding) {
  const std::string& suggestion = deciding.evaluation.scorecard().suggestion();
  const auto suggested = lifecycle::ParseVerb(suggestion);
  if (deciding.verb == Verb::kRequestIteration || !suggested.ok()) return absl::OkStatus();
  // A refusal rests on its grounds: nobody has assessed what the suggestion is made of.
  if (!deciding.request.decision().grounds().empty()) return absl::OkStatus();
  const bool follows =
      *suggested == deciding.verb || (IsApproval(*suggested) && IsApproval(deciding.verb));
  if (follows || IsReason(deciding.request.decision().against_suggestion())) {
    return absl::OkStatus();
  }
  return AgainstSuggestion(deciding.request.name(), suggestion);
}

absl::Status WriteDecision(pg::WriteTx& tx, const lifecycle::Transition& row, Deciding* deciding,
                           v1::DecideSubmissionResponse* response) {
  RETURN_IF_ERROR(RequireReasonAgainstSuggestion(*deciding));
  Submission& submission = deciding->opened.submission;
  Decision decision = MakeDecision(*deciding);
  RETURN_IF_ERROR(NumberDecision(tx, &decision));
  if (IsApproval(deciding->verb)) {
    RETURN_IF_ERROR(Authorise(tx, *deciding, &decision));
    const bool takes_effect =
        std::none_of(decision.conditions.begin(), decision.conditions.end(),
                     [](const ConditionTerms& terms) { return terms.kind == "precedent"; });
    if (takes_effect) ++submission.effects_pending;
  }
  RETURN_IF_ERROR(InsertDecision(tx, decision));
  EnterState(deciding->opened.round, row.to, tx.Now(), &submission);
  RETURN_IF_ERROR(UpdateSubmission(tx, &submission));
  RETURN_IF_ERROR(EmitCaseEvent(
      tx, row.verb == Verb::kRequestIteration ? "review.iteration_requested" : "review.decided",
      &submission));
  *response->mutable_decision() = ToProto(decision);
  *response->mutable_submission() = Shown(deciding->opened, tx.Now());
  RETURN_IF_ERROR(Record(tx, submission,
                         absl::StrCat("submission.", lifecycle::Name(deciding->verb)),
                         decision.outcome));
  tx.NameResource(NameOf(decision));
  return tx.Audit({ProjectNameOf(submission), "decision.create", NameOf(decision), Digest(decision),
                   decision.outcome});
}

}  // namespace

absl::Status DecideSubmission(Deps& deps, rpc::Call& call,
                              const v1::DecideSubmissionRequest& request,
                              v1::DecideSubmissionResponse* response) {
  ASSIGN_OR_RETURN(Deciding deciding, ReadRequest(request));
  int64_t version_seen_us = 0;
  std::vector<Assessment> evaluated;
  const auto ask = [&]() -> absl::Status {
    version_seen_us = deciding.opened.submission.version_us;
    evaluated = deciding.assessments;
    const bool names_another = request.decision().decided_by() != deciding.opened.caller.actor;
    return AskAppraisal(deps, call, names_another, &deciding);
  };
  const auto change = [&](pg::WriteTx& tx, bool asked) -> absl::Status {
    ASSIGN_OR_RETURN(const auto row, OpenForDecision(tx, call, &deciding));
    if (!row.has_value() || !asked) return absl::OkStatus();
    if (deciding.opened.submission.version_us != version_seen_us) return EtagStale(request.name());
    if (deciding.assessments != evaluated) return AssessmentsChanged(request.name());
    return WriteDecision(tx, *row, &deciding, response);
  };
  return MutateAfterAsking(deps, call, response, change, ask);
}

}  // namespace cartera::review
