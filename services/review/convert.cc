#include "services/review/convert.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "services/review/terms.h"

namespace cartera::review {
namespace {

void Put(const std::vector<YearAmount>& lines,
         google::protobuf::RepeatedPtrField<v1::YearAmount>* out) {
  for (const YearAmount& line : lines) *out->Add() = ToProto(line);
}

template <typename Proto>
void PutActions(const std::vector<std::string>& actions, Proto* proto) {
  for (const std::string& action : actions) proto->add_allowed_actions(action);
}

v1::AuthorisationState StateToProto(absl::string_view state) {
  return static_cast<v1::AuthorisationState>(
      convert::EnumFromText(v1::AuthorisationState_descriptor(), state));
}

// Reasons, conditions and the formal act.
void PutGrounds(const Decision& decision, v1::Decision* proto) {
  proto->mutable_grounds()->Assign(decision.grounds.begin(), decision.grounds.end());
  proto->mutable_ground_titles()->Assign(decision.ground_titles.begin(),
                                         decision.ground_titles.end());
  for (const std::string& reason : decision.reasons) {
    proto->add_reasons(static_cast<v1::DecisionReason>(
        convert::EnumFromText(v1::DecisionReason_descriptor(), reason)));
  }
  proto->set_against_suggestion(decision.against_suggestion);
  for (const ConditionTerms& terms : decision.conditions) {
    v1::ConditionTerms& out = *proto->add_conditions();
    out.set_condition_id(terms.id);
    out.set_kind(static_cast<v1::ConditionKind>(
        convert::EnumFromText(v1::ConditionKind_descriptor(), terms.kind)));
    out.set_text(terms.text);
    out.set_owner(terms.owner);
    *out.mutable_due_date() = convert::ToProto(terms.due_date);
  }
  if (decision.instrument.has_value()) {
    v1::Instrument& out = *proto->mutable_instrument();
    out.set_kind(decision.instrument->kind);
    out.set_number(decision.instrument->number);
    *out.mutable_date() = convert::ToProto(decision.instrument->date);
    out.set_document_hash(decision.instrument->document_hash);
  }
}

absl::Status ReadDay(bool given, const google::type::Date& proto,
                     std::optional<calendar::CivilDate>* day) {
  if (!given) return absl::OkStatus();
  ASSIGN_OR_RETURN(*day, convert::FromProto(proto));
  return absl::OkStatus();
}

absl::Status WindowsFromProto(const v1::Round& proto, lifecycle::Windows* windows) {
  ASSIGN_OR_RETURN(windows->submission_until, convert::FromProto(proto.submission_until()));
  ASSIGN_OR_RETURN(windows->decision_until, convert::FromProto(proto.decision_until()));
  RETURN_IF_ERROR(
      ReadDay(proto.has_formulation_from(), proto.formulation_from(), &windows->formulation_from));
  RETURN_IF_ERROR(
      ReadDay(proto.has_submission_from(), proto.submission_from(), &windows->submission_from));
  RETURN_IF_ERROR(
      ReadDay(proto.has_iteration_until(), proto.iteration_until(), &windows->iteration_until));
  return ReadDay(proto.has_follow_up_until(), proto.follow_up_until(), &windows->follow_up_until);
}

absl::Status WorkingTimeFromProto(const v1::Round& proto, Round* round) {
  // Who names holidays alone means the usual week.
  const bool names_week = proto.working_calendar().rest_weekdays_size() > 0 ||
                          proto.working_calendar().holidays_size() == 0;
  if (proto.has_working_calendar() && names_week) {
    round->calendar.rest_weekdays.insert(proto.working_calendar().rest_weekdays().begin(),
                                         proto.working_calendar().rest_weekdays().end());
  } else {
    round->calendar.rest_weekdays = {6, 7};
  }
  for (const v1::Holiday& holiday : proto.working_calendar().holidays()) {
    ASSIGN_OR_RETURN(const calendar::CivilDate day, convert::FromProto(holiday.date()));
    round->calendar.holidays.insert(day);
    round->holiday_titles[day] = holiday.title();
  }
  for (const v1::ServiceLevel& level : proto.service_levels()) {
    ASSIGN_OR_RETURN(
        const lifecycle::State step,
        StateFromStored(convert::EnumToText(v1::SubmissionState_descriptor(), level.step())));
    round->service_levels.push_back({step, level.working_days()});
  }
  return absl::OkStatus();
}

v1::SubmissionState StateToProto(lifecycle::State state) {
  return static_cast<v1::SubmissionState>(
      convert::EnumFromText(v1::SubmissionState_descriptor(), StoredName(state)));
}

void PutWindows(const Round& round, v1::Round* proto) {
  *proto->mutable_submission_until() = convert::ToProto(round.windows.submission_until);
  *proto->mutable_decision_until() = convert::ToProto(round.windows.decision_until);
  const auto put = [](const std::optional<calendar::CivilDate>& day, const auto& field) {
    if (day.has_value()) *field() = convert::ToProto(*day);
  };
  put(round.windows.formulation_from, [&] { return proto->mutable_formulation_from(); });
  put(round.windows.submission_from, [&] { return proto->mutable_submission_from(); });
  put(round.windows.iteration_until, [&] { return proto->mutable_iteration_until(); });
  put(round.windows.follow_up_until, [&] { return proto->mutable_follow_up_until(); });
}

void PutWorkingTime(const Round& round, v1::Round* proto) {
  v1::WorkingCalendar& working = *proto->mutable_working_calendar();
  for (const int weekday : round.calendar.rest_weekdays) working.add_rest_weekdays(weekday);
  for (const auto& [day, title] : round.holiday_titles) {
    v1::Holiday& holiday = *working.add_holidays();
    *holiday.mutable_date() = convert::ToProto(day);
    holiday.set_title(title);
  }
  for (const lifecycle::ServiceLevel& level : round.service_levels) {
    v1::ServiceLevel& out = *proto->add_service_levels();
    out.set_step(StateToProto(level.step));
    out.set_working_days(level.working_days);
  }
}

}  // namespace

std::string PersonName(const std::string& id) {
  return id.empty() ? std::string() : absl::StrCat("people/", id);
}

absl::StatusOr<Round> FromProto(absl::string_view id, const v1::Round& proto) {
  Round round;
  round.id = std::string(id);
  round.title = proto.title();
  round.state = "planned";
  round.methodology_version = proto.methodology_version();
  ASSIGN_OR_RETURN(round.valuation_date, convert::FromProto(proto.valuation_date()));
  round.base_fiscal_year = proto.base_fiscal_year();
  round.price_year = proto.price_year();
  RETURN_IF_ERROR(WindowsFromProto(proto, &round.windows));
  round.is_standing = proto.standing();
  RETURN_IF_ERROR(WorkingTimeFromProto(proto, &round));
  round.contact = proto.contact();
  round.declarations_required = proto.declarations_required();
  return round;
}

absl::StatusOr<std::vector<YearAmount>> FromProto(
    const google::protobuf::RepeatedPtrField<v1::YearAmount>& proto) {
  std::vector<YearAmount> lines;
  for (const v1::YearAmount& one : proto) {
    YearAmount line;
    line.fiscal_year = one.fiscal_year();
    line.budget_line = one.budget_line();
    ASSIGN_OR_RETURN(line.amount, convert::FromProto(one.amount()));
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<std::vector<ConditionTerms>> FromProto(
    const google::protobuf::RepeatedPtrField<v1::ConditionTerms>& proto) {
  std::vector<ConditionTerms> conditions;
  for (const v1::ConditionTerms& one : proto) {
    ConditionTerms terms;
    terms.id = one.condition_id();
    terms.kind = convert::EnumToText(v1::ConditionKind_descriptor(), one.kind());
    terms.text = one.text();
    terms.owner = one.owner();
    ASSIGN_OR_RETURN(terms.due_date, convert::FromProto(one.due_date()));
    conditions.push_back(std::move(terms));
  }
  return conditions;
}

absl::StatusOr<Instrument> FromProto(const v1::Instrument& proto) {
  Instrument instrument{.kind = proto.kind(), .number = proto.number()};
  ASSIGN_OR_RETURN(instrument.date, convert::FromProto(proto.date()));
  instrument.document_hash = proto.document_hash();
  return instrument;
}

std::vector<std::string> ReasonsFromProto(const v1::Decision& proto) {
  std::vector<std::string> reasons;
  reasons.reserve(static_cast<size_t>(proto.reasons_size()));
  for (const int reason : proto.reasons()) {
    reasons.push_back(convert::EnumToText(v1::DecisionReason_descriptor(), reason));
  }
  return reasons;
}

v1::Round ToProto(const Round& round, const std::vector<std::string>& allowed_actions) {
  v1::Round proto;
  proto.set_name(NameOf(round));
  proto.set_title(round.title);
  proto.set_state(
      static_cast<v1::RoundState>(convert::EnumFromText(v1::RoundState_descriptor(), round.state)));
  proto.set_methodology_version(round.methodology_version);
  *proto.mutable_valuation_date() = convert::ToProto(round.valuation_date);
  proto.set_base_fiscal_year(round.base_fiscal_year);
  proto.set_price_year(round.price_year);
  PutWindows(round, &proto);
  proto.set_standing(round.is_standing);
  PutWorkingTime(round, &proto);
  proto.set_contact(round.contact);
  proto.set_declarations_required(round.declarations_required);
  proto.set_etag(convert::EtagOf(round.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(round.version_us);
  PutActions(allowed_actions, &proto);
  return proto;
}

v1::Submission ToProto(const Submission& submission,
                       const std::vector<std::string>& allowed_actions) {
  v1::Submission proto;
  proto.set_name(NameOf(submission));
  proto.set_case_(CaseNameOf(submission));
  proto.set_kind(static_cast<v1::SubmissionKind>(
      convert::EnumFromText(v1::SubmissionKind_descriptor(), submission.kind)));
  proto.set_state(StateToProto(submission.state));
  proto.set_revision(RevisionNameOf(submission));
  proto.set_revision_hash(submission.revision_hash);
  proto.set_iteration(submission.iteration);
  proto.set_evaluation(submission.evaluation);
  proto.set_reviewer(PersonName(submission.reviewer));
  proto.set_lead_agency(absl::StrCat("agencies/", submission.lead_agency));
  proto.set_open_observations_count(submission.open_observations);
  proto.set_etag(convert::EtagOf(submission.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(submission.version_us);
  proto.set_effects_pending(submission.effects_pending);
  if (submission.ministry_rank.has_value()) proto.set_ministry_rank(*submission.ministry_rank);
  *proto.mutable_state_time() = convert::TimestampFromUs(submission.state_since_us);
  if (submission.step_due_date.has_value()) {
    *proto.mutable_step_due_date() = convert::ToProto(*submission.step_due_date);
  }
  proto.set_clock_stopped(submission.is_clock_stopped && lifecycle::IsOpen(submission.state));
  proto.set_tier(submission.tier);
  proto.set_earlier_tier(submission.earlier_tier);
  proto.set_urgency(submission.urgency);
  for (const std::string& person : submission.co_reviewers) {
    proto.add_co_reviewers(PersonName(person));
  }
  PutActions(allowed_actions, &proto);
  return proto;
}

v1::Submission ToProto(const Submission& submission, const Round& round,
                       const calendar::CivilDate& today,
                       const std::vector<std::string>& allowed_actions) {
  v1::Submission proto = ToProto(submission, allowed_actions);
  const Terms terms = TermsOf(round, submission, today);
  if (terms.next_date.has_value()) {
    *proto.mutable_next_date() = convert::ToProto(*terms.next_date);
  }
  proto.set_overdue(terms.overdue);
  proto.set_waiting_working_days(terms.waiting_working_days);
  proto.set_contact(terms.contact);
  return proto;
}

v1::YearAmount ToProto(const YearAmount& line) {
  v1::YearAmount proto;
  proto.set_fiscal_year(line.fiscal_year);
  proto.set_budget_line(line.budget_line);
  *proto.mutable_amount() = convert::ToProto(line.amount);
  return proto;
}

v1::Ceiling ToProto(const ranking::Ceiling& ceiling) {
  v1::Ceiling proto;
  proto.set_agency(absl::StrCat("agencies/", ceiling.agency));
  proto.set_fiscal_year(ceiling.fiscal_year);
  *proto.mutable_amount() = convert::ToProto(ceiling.amount);
  return proto;
}

v1::CeilingSet ToProto(const CeilingSet& set) {
  v1::CeilingSet proto;
  proto.set_version(set.version);
  for (const ranking::Ceiling& ceiling : set.ceilings) *proto.add_ceilings() = ToProto(ceiling);
  proto.set_reason(set.reason);
  proto.set_proposed_by(PersonName(set.proposed_by));
  proto.set_confirmed_by(PersonName(set.confirmed_by));
  *proto.mutable_create_time() = convert::TimestampFromUs(set.created_us);
  proto.set_in_force(set.in_force);
  return proto;
}

v1::Assessment ToProto(const Assessment& assessment) {
  v1::Assessment proto;
  proto.set_criterion(assessment.criterion);
  proto.set_score(assessment.score);
  proto.set_reason(assessment.reason);
  proto.set_assessor(PersonName(assessment.assessor));
  *proto.mutable_update_time() = convert::TimestampFromUs(assessment.version_us);
  proto.set_revision_hash(assessment.revision_hash);
  return proto;
}

v1::Observation ToProto(const Observation& observation, const Submission& submission) {
  v1::Observation proto;
  proto.set_name(NameOf(observation));
  proto.set_field(observation.field);
  proto.set_severity(static_cast<type::v1::Severity>(
      convert::EnumFromText(type::v1::Severity_descriptor(), observation.severity)));
  proto.set_text(observation.text);
  *proto.mutable_due_date() = convert::ToProto(observation.due_date);
  proto.set_state(static_cast<v1::ObservationState>(
      convert::EnumFromText(v1::ObservationState_descriptor(), observation.state)));
  proto.set_author(PersonName(observation.author));
  proto.set_revision(absl::StrCat(CaseNameOf(submission), "/revisions/", observation.revision));
  proto.set_reply(observation.reply);
  proto.set_replied_by(PersonName(observation.replied_by));
  proto.set_closed_by(PersonName(observation.closed_by));
  proto.set_evidence(observation.evidence);
  proto.set_document_hash(observation.document_hash);
  proto.mutable_answered_fields()->Assign(observation.answered_fields.begin(),
                                          observation.answered_fields.end());
  proto.set_reopened_count(observation.reopened_count);
  proto.set_etag(convert::EtagOf(observation.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(observation.version_us);
  return proto;
}

v1::Decision ToProto(const Decision& decision) {
  v1::Decision proto;
  proto.set_name(NameOf(decision));
  proto.set_outcome(
      static_cast<v1::Outcome>(convert::EnumFromText(v1::Outcome_descriptor(), decision.outcome)));
  proto.set_reason(decision.reason);
  proto.set_decided_by(decision.decided_by);
  proto.set_recorded_by(PersonName(decision.recorded_by));
  proto.set_revision(decision.revision);
  proto.set_revision_hash(decision.revision_hash);
  proto.set_methodology_version(decision.methodology_version);
  proto.set_engine_version(decision.engine_version);
  proto.set_seed(decision.seed);
  proto.set_evaluation(decision.evaluation);
  proto.set_evaluation_hash(decision.evaluation_hash);
  proto.set_suggestion(decision.suggestion);
  Put(decision.authorised, proto.mutable_authorised());
  if (decision.authorised_until.has_value()) {
    *proto.mutable_authorised_until() = convert::ToProto(*decision.authorised_until);
  }
  for (const std::string& id : decision.open_observations) {
    proto.add_open_observations(absl::StrCat("rounds/", decision.round, "/submissions/",
                                             decision.submission, "/observations/", id));
  }
  if (!decision.authorisation.empty()) {
    proto.set_authorisation(
        absl::StrCat("projects/", decision.project, "/authorisations/", decision.authorisation));
  }
  *proto.mutable_create_time() = convert::TimestampFromUs(decision.created_us);
  PutGrounds(decision, &proto);
  if (decision.authorised_from.has_value()) {
    *proto.mutable_authorised_from() = convert::ToProto(*decision.authorised_from);
  }
  proto.set_yearly_continuation(decision.yearly_continuation);
  if (decision.supersedes > 0) {
    proto.set_supersedes(absl::StrCat("rounds/", decision.round, "/submissions/",
                                      decision.submission, "/decisions/", decision.supersedes));
  }
  return proto;
}

absl::StatusOr<v1::Authorisation> ToProto(const Authorisation& authorisation,
                                          const calendar::CivilDate& day) {
  ASSIGN_OR_RETURN(const authorisation::Authorisation domain, ToDomain(authorisation));
  v1::Authorisation proto;
  proto.set_name(domain.name);
  proto.set_decision(authorisation.decision);
  proto.set_state(StateToProto(authorisation::Name(authorisation::StateOn(domain, day))));
  Put(domain.lines, proto.mutable_amounts());
  *proto.mutable_valid_from() = convert::ToProto(authorisation.valid_from);
  *proto.mutable_valid_until() = convert::ToProto(authorisation.valid_until);
  Put(authorisation.asked, proto.mutable_asked());
  *proto.mutable_create_time() = convert::TimestampFromUs(authorisation.created_us);
  proto.set_continued_until(authorisation.continued_until.value_or(0));
  proto.set_open_conditions_count(static_cast<int>(domain.open_conditions.size()));
  proto.set_etag(convert::EtagOf(authorisation.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(authorisation.version_us);
  return proto;
}

v1::AuthorisationAct ToProto(const AuthorisationAct& act) {
  v1::AuthorisationAct proto;
  proto.set_number(act.number);
  proto.set_kind(static_cast<v1::AuthorisationActKind>(
      convert::EnumFromText(v1::AuthorisationActKind_descriptor(), act.kind)));
  proto.set_reason(act.reason);
  proto.set_acted_by(PersonName(act.person));
  *proto.mutable_create_time() = convert::TimestampFromUs(act.at_us);
  proto.set_state_before(StateToProto(act.state_before));
  proto.set_state_after(StateToProto(act.state_after));
  proto.set_fiscal_year(act.fiscal_year);
  proto.set_budget_line(act.budget_line);
  if (act.amount.has_value()) *proto.mutable_amount() = convert::ToProto(*act.amount);
  return proto;
}

v1::Condition ToProto(const Condition& condition, const calendar::CivilDate& day) {
  v1::Condition proto;
  proto.set_name(NameOf(condition));
  proto.set_kind(static_cast<v1::ConditionKind>(
      convert::EnumFromText(v1::ConditionKind_descriptor(), condition.terms.kind)));
  proto.set_state(static_cast<v1::ConditionState>(
      convert::EnumFromText(v1::ConditionState_descriptor(), condition.state)));
  proto.set_text(condition.terms.text);
  proto.set_owner(condition.terms.owner);
  *proto.mutable_due_date() = convert::ToProto(condition.terms.due_date);
  proto.set_overdue(condition.state != "accepted" && condition.terms.due_date < day);
  proto.set_evidence(condition.evidence);
  proto.set_document_hash(condition.document_hash);
  proto.set_met_by(PersonName(condition.met_by));
  proto.set_judged_by(PersonName(condition.judged_by));
  proto.set_judgement(condition.judgement);
  proto.set_etag(convert::EtagOf(condition.version_us));
  *proto.mutable_update_time() = convert::TimestampFromUs(condition.version_us);
  return proto;
}

}  // namespace cartera::review
