#include "services/review/records.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/canonical/value.h"

namespace cartera::review {
namespace {

using canonical::Value;

void SetText(Value& value, const char* key, const std::string& text) {
  if (!text.empty()) value.Set(key, text);
}

Value Texts(const std::vector<std::string>& texts) {
  Value array = Value::Array();
  for (const std::string& text : texts) array.Append(text);
  return array;
}

Value Amounts(const std::vector<YearAmount>& amounts) {
  Value array = Value::Array();
  for (const YearAmount& line : amounts) {
    Value value;
    value.Set("fiscal_year", line.fiscal_year).Set("budget_line", line.budget_line);
    value.Set("unit", line.amount.unit.code).Set("amount_minor", line.amount.amount_minor);
    value.Set("basis", money::Name(line.amount.basis)).Set("price_year", line.amount.price_year);
    array.Append(std::move(value));
  }
  return array;
}

Value TermsOf(const ConditionTerms& terms) {
  Value value;
  value.Set("id", terms.id).Set("kind", terms.kind).Set("text", terms.text);
  value.Set("owner", terms.owner).Set("due_date", calendar::FormatDate(terms.due_date));
  return value;
}

Value ActOf(const AuthorisationAct& act) {
  Value value;
  value.Set("number", act.number).Set("kind", act.kind).Set("person", act.person);
  value.Set("state_after", act.state_after);
  SetText(value, "reason", act.reason);
  if (act.fiscal_year > 0) value.Set("fiscal_year", act.fiscal_year);
  if (act.amount.has_value()) {
    value.Set("moved", Amounts({{act.fiscal_year, act.budget_line, *act.amount}}));
  }
  return value;
}

std::string DigestOf(const Value& value) { return Sha256(canonical::Write(value)); }

void SetDate(Value& value, const char* key, const std::optional<calendar::CivilDate>& date) {
  if (date.has_value()) value.Set(key, calendar::FormatDate(*date));
}

void SetWindows(const lifecycle::Windows& windows, Value* value) {
  SetDate(*value, "formulation_from", windows.formulation_from);
  SetDate(*value, "submission_from", windows.submission_from);
  SetDate(*value, "submission_until", windows.submission_until);
  SetDate(*value, "iteration_until", windows.iteration_until);
  SetDate(*value, "decision_until", windows.decision_until);
  SetDate(*value, "follow_up_until", windows.follow_up_until);
}

void SetWorkingTime(const Round& round, Value* value) {
  Value rest = Value::Array();
  for (const int weekday : round.calendar.rest_weekdays) rest.Append(weekday);
  value->Set("rest_weekdays", std::move(rest));
  Value holidays = Value::Array();
  for (const auto& [day, title] : round.holiday_titles) {
    Value holiday;
    holiday.Set("date", calendar::FormatDate(day)).Set("title", title);
    holidays.Append(std::move(holiday));
  }
  value->Set("holidays", std::move(holidays));
  Value levels = Value::Array();
  for (const lifecycle::ServiceLevel& level : round.service_levels) {
    Value one;
    one.Set("step", StoredName(level.step)).Set("working_days", level.working_days);
    levels.Append(std::move(one));
  }
  value->Set("service_levels", std::move(levels));
}

}  // namespace

TierRule RuleFor(const Round& round, absl::string_view tier) {
  for (const TierRule& rule : round.tier_rules) {
    if (rule.tier == tier) return rule;
  }
  return {.tier = std::string(tier)};
}

std::string NameOf(const Round& round) { return absl::StrCat("rounds/", round.id); }

std::string NameOf(const Submission& submission) {
  return absl::StrCat("rounds/", submission.round, "/submissions/", submission.id);
}

std::string NameOf(const Observation& observation) {
  return absl::StrCat("rounds/", observation.round, "/submissions/", observation.submission,
                      "/observations/", observation.id);
}

std::string NameOf(const Decision& decision) {
  return absl::StrCat("rounds/", decision.round, "/submissions/", decision.submission,
                      "/decisions/", decision.id);
}

std::string NameOf(const Authorisation& authorisation) {
  return absl::StrCat("projects/", authorisation.project, "/authorisations/", authorisation.id);
}

std::string NameOf(const Condition& condition) {
  return absl::StrCat("projects/", condition.project, "/authorisations/", condition.authorisation,
                      "/conditions/", condition.terms.id);
}

std::string CaseNameOf(const Submission& submission) {
  return absl::StrCat("projects/", submission.project, "/cases/", submission.case_id);
}

std::string ProjectNameOf(const Submission& submission) {
  return absl::StrCat("projects/", submission.project);
}

std::string RevisionNameOf(const Submission& submission) {
  if (submission.revision == 0) return "";
  return absl::StrCat(CaseNameOf(submission), "/revisions/", submission.revision);
}

std::string StoredName(lifecycle::State state) {
  return absl::AsciiStrToLower(lifecycle::Name(state));
}

absl::StatusOr<lifecycle::State> StateFromStored(absl::string_view stored) {
  return lifecycle::ParseState(absl::AsciiStrToUpper(stored));
}

std::string Digest(const Round& round) {
  Value value;
  value.Set("id", round.id).Set("title", round.title).Set("state", round.state);
  value.Set("methodology_version", round.methodology_version);
  value.Set("valuation_date", calendar::FormatDate(round.valuation_date));
  value.Set("base_fiscal_year", round.base_fiscal_year).Set("price_year", round.price_year);
  SetWindows(round.windows, &value);
  SetWorkingTime(round, &value);
  if (round.is_standing) value.Set("standing", 1);
  SetText(value, "contact", round.contact);
  if (round.declarations_required) value.Set("declarations_required", 1);
  return DigestOf(value);
}

std::string Digest(const Submission& submission) {
  Value value;
  value.Set("name", NameOf(submission)).Set("case", CaseNameOf(submission));
  value.Set("kind", submission.kind).Set("state", StoredName(submission.state));
  value.Set("iteration", submission.iteration).Set("lead_agency", submission.lead_agency);
  SetText(value, "revision", RevisionNameOf(submission));
  SetText(value, "revision_hash", submission.revision_hash);
  SetText(value, "evaluation", submission.evaluation);
  SetText(value, "reviewer", submission.reviewer);
  if (!submission.co_reviewers.empty()) value.Set("co_reviewers", Texts(submission.co_reviewers));
  if (submission.ministry_rank.has_value()) value.Set("ministry_rank", *submission.ministry_rank);
  SetText(value, "tier", submission.tier);
  SetText(value, "earlier_tier", submission.earlier_tier);
  SetText(value, "urgency", submission.urgency);
  SetDate(value, "step_due_date", submission.step_due_date);
  return DigestOf(value);
}

std::string Digest(const CeilingSet& set) {
  Value value;
  value.Set("round", set.round).Set("version", set.version).Set("reason", set.reason);
  value.Set("proposed_by", set.proposed_by).Set("in_force", set.in_force);
  SetText(value, "confirmed_by", set.confirmed_by);
  std::vector<YearAmount> amounts;
  Value agencies = Value::Array();
  for (const ranking::Ceiling& ceiling : set.ceilings) {
    amounts.push_back({ceiling.fiscal_year, "", ceiling.amount});
    agencies.Append(ceiling.agency);
  }
  value.Set("agencies", std::move(agencies)).Set("amounts", Amounts(amounts));
  return DigestOf(value);
}

std::string Digest(const std::vector<Assessment>& assessments) {
  Value array = Value::Array();
  for (const Assessment& assessment : assessments) {
    Value value;
    value.Set("criterion", assessment.criterion).Set("score", assessment.score);
    value.Set("reason", assessment.reason).Set("assessor", assessment.assessor);
    value.Set("revision_hash", assessment.revision_hash);
    array.Append(std::move(value));
  }
  return DigestOf(array);
}

std::string Digest(const std::vector<BlindScore>& scores) {
  Value array = Value::Array();
  for (const BlindScore& score : scores) {
    Value value;
    value.Set("criterion", score.criterion).Set("seat", score.seat).Set("person", score.person);
    value.Set("score", score.score).Set("reason", score.reason);
    value.Set("revision_hash", score.revision_hash);
    array.Append(std::move(value));
  }
  return DigestOf(array);
}

std::string Digest(const Opinion& opinion) {
  Value value;
  value.Set("number", opinion.number).Set("iteration", opinion.iteration);
  value.Set("revision_hash", opinion.revision_hash).Set("finding", opinion.finding);
  value.Set("text", opinion.text).Set("person", opinion.person);
  return DigestOf(value);
}

std::string Digest(const Vote& vote) {
  Value value;
  value.Set("person", vote.person).Set("revision_hash", vote.revision_hash);
  value.Set("choice", vote.choice).Set("reason", vote.reason);
  return DigestOf(value);
}

std::string Digest(const Appeal& appeal) {
  Value value;
  value.Set("number", appeal.number).Set("decision", appeal.decision);
  value.Set("grounds", appeal.grounds).Set("person", appeal.person);
  value.Set("judges", Texts(appeal.judges));
  return DigestOf(value);
}

std::string Digest(const Observation& observation) {
  Value value;
  value.Set("name", NameOf(observation)).Set("field", observation.field);
  value.Set("severity", observation.severity).Set("text", observation.text);
  value.Set("due_date", calendar::FormatDate(observation.due_date));
  value.Set("state", observation.state).Set("author", observation.author);
  value.Set("revision", observation.revision);
  SetText(value, "reply", observation.reply);
  SetText(value, "replied_by", observation.replied_by);
  SetText(value, "closed_by", observation.closed_by);
  SetText(value, "evidence", observation.evidence);
  SetText(value, "document_hash", observation.document_hash);
  Value fields = Value::Array();
  for (const std::string& field : observation.answered_fields) fields.Append(field);
  value.Set("answered_fields", std::move(fields));
  value.Set("reopened_count", observation.reopened_count);
  return DigestOf(value);
}

std::string Digest(const Decision& decision) {
  Value value;
  value.Set("name", NameOf(decision)).Set("outcome", decision.outcome);
  value.Set("reason", decision.reason).Set("decided_by", decision.decided_by);
  value.Set("recorded_by", decision.recorded_by).Set("revision", decision.revision);
  value.Set("revision_hash", decision.revision_hash);
  value.Set("methodology_version", decision.methodology_version);
  value.Set("engine_version", decision.engine_version);
  value.Set("seed", static_cast<int64_t>(decision.seed));
  value.Set("evaluation", decision.evaluation).Set("evaluation_hash", decision.evaluation_hash);
  value.Set("suggestion", decision.suggestion);
  value.Set("authorised", Amounts(decision.authorised));
  value.Set("open_observations", Texts(decision.open_observations));
  if (decision.authorised_until.has_value()) {
    value.Set("authorised_until", calendar::FormatDate(*decision.authorised_until));
  }
  SetText(value, "authorisation", decision.authorisation);
  if (!decision.reasons.empty()) value.Set("reasons", Texts(decision.reasons));
  SetText(value, "against_suggestion", decision.against_suggestion);
  if (!decision.conditions.empty()) {
    Value conditions = Value::Array();
    for (const ConditionTerms& terms : decision.conditions) conditions.Append(TermsOf(terms));
    value.Set("conditions", std::move(conditions));
  }
  if (decision.instrument.has_value()) {
    Value instrument;
    instrument.Set("kind", decision.instrument->kind).Set("number", decision.instrument->number);
    instrument.Set("date", calendar::FormatDate(decision.instrument->date));
    SetText(instrument, "document_hash", decision.instrument->document_hash);
    value.Set("instrument", std::move(instrument));
  }
  if (decision.authorised_from.has_value()) {
    value.Set("authorised_from", calendar::FormatDate(*decision.authorised_from));
  }
  if (decision.yearly_continuation) value.Set("yearly_continuation", 1);
  if (decision.supersedes > 0) value.Set("supersedes", decision.supersedes);
  if (!decision.grounds.empty()) {
    value.Set("grounds", Texts(decision.grounds))
        .Set("ground_titles", Texts(decision.ground_titles));
  }
  return DigestOf(value);
}

std::string Digest(const Authorisation& authorisation) {
  Value value;
  value.Set("name", NameOf(authorisation)).Set("decision", authorisation.decision);
  value.Set("state", authorisation::Name(authorisation.state));
  value.Set("amounts", Amounts(authorisation.amounts));
  value.Set("asked", Amounts(authorisation.asked));
  value.Set("valid_from", calendar::FormatDate(authorisation.valid_from));
  value.Set("valid_until", calendar::FormatDate(authorisation.valid_until));
  if (authorisation.continued_until.has_value()) {
    value.Set("continued_until", *authorisation.continued_until);
  }
  if (!authorisation.acts.empty()) {
    Value acts = Value::Array();
    for (const AuthorisationAct& act : authorisation.acts) acts.Append(ActOf(act));
    value.Set("acts", std::move(acts));
  }
  return DigestOf(value);
}

std::string Digest(const Condition& condition) {
  Value value = TermsOf(condition.terms);
  value.Set("name", NameOf(condition)).Set("state", condition.state);
  SetText(value, "evidence", condition.evidence);
  SetText(value, "document_hash", condition.document_hash);
  SetText(value, "met_by", condition.met_by);
  SetText(value, "judged_by", condition.judged_by);
  SetText(value, "judgement", condition.judgement);
  return DigestOf(value);
}

absl::StatusOr<std::vector<YearAmount>> StandingAmounts(const Authorisation& authorisation) {
  std::vector<YearAmount> amounts = authorisation.amounts;
  for (const AuthorisationAct& act : authorisation.acts) {
    if (!act.amount.has_value()) continue;
    auto after = authorisation::CarryOver(amounts, act.fiscal_year, act.budget_line, *act.amount);
    if (!after.ok()) return absl::InternalError(after.status().message());
    amounts = *std::move(after);
  }
  return amounts;
}

absl::StatusOr<authorisation::Authorisation> ToDomain(const Authorisation& authorisation) {
  authorisation::Authorisation domain;
  domain.name = NameOf(authorisation);
  domain.state = authorisation.state;
  domain.valid_from = authorisation.valid_from;
  domain.valid_until = authorisation.valid_until;
  ASSIGN_OR_RETURN(domain.lines, StandingAmounts(authorisation));
  domain.continued_until = authorisation.continued_until;
  for (const std::string& id : authorisation.open_conditions) {
    domain.open_conditions.push_back(absl::StrCat(domain.name, "/conditions/", id));
  }
  return domain;
}

}  // namespace cartera::review
