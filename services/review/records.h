#ifndef CARTERA_SERVICES_REVIEW_RECORDS_H_
#define CARTERA_SERVICES_REVIEW_RECORDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/authorisation/authorisation.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/calendar/working_days.h"
#include "libs/domain/lifecycle/submission.h"
#include "libs/domain/lifecycle/windows.h"
#include "libs/domain/money/money.h"
#include "libs/domain/ranking/ranking.h"

// What review stores, as plain values. Enumerations stand as their stored text ("open"); ids
// without their collection, unless the comment says name.
namespace cartera::review {

// What a tier of the round's methodology asks of those who judge.
struct TierRule {
  std::string tier;
  int reviewer_count = 1;
  bool technical_opinion = false;
  int panel_quorum = 0;  // 0: no panel
};

struct Round {
  std::string id;
  std::string title;
  std::string state;                // planned, open, closed
  std::string methodology_version;  // name
  lifecycle::StepPolicy steps;      // pinned from the methodology
  std::vector<std::string> person_criteria;
  std::vector<std::string> unscored_tiers;  // whose cases people decide without a score
  std::vector<TierRule> tier_rules;         // pinned as well
  calendar::CivilDate valuation_date;
  int base_fiscal_year = 0;
  int price_year = 0;
  lifecycle::Windows windows;
  bool is_standing = false;  // for cases out of round, and for no others
  calendar::WorkingCalendar calendar;
  std::map<calendar::CivilDate, std::string> holiday_titles;  // of the calendar's holidays
  std::vector<lifecycle::ServiceLevel> service_levels;
  std::string contact;
  bool declarations_required = false;
  int64_t version_us = 0;
};

struct Submission {
  std::string round;
  std::string id;
  std::string project;
  std::string case_id;
  std::string kind;
  lifecycle::State state = lifecycle::State::kDraft;
  int revision = 0;  // 0: none pinned
  std::string revision_hash;
  std::vector<std::string> authors;  // names; of every revision up to the pinned one
  int iteration = 1;
  std::string evaluation;    // name
  std::string tier;          // of that evaluation; empty where the methodology has none
  std::string earlier_tier;  // of the iteration before; once submitted, only when it was another
  std::string urgency;
  std::string reviewer;
  std::vector<std::string> co_reviewers;  // who score beside the reviewer, each for themselves
  std::string lead_agency;
  std::optional<int> ministry_rank;
  int64_t created_us = 0;
  int64_t version_us = 0;
  int64_t state_since_us = 0;
  std::optional<calendar::CivilDate> step_due_date;
  int open_observations = 0;  // not closed
  int effects_pending = 0;
  bool is_clock_stopped = false;           // a clarification is open
  std::vector<std::string> conflicted;     // people who declared a conflict
  std::vector<std::string> disinterested;  // people who declared that they have none
  std::vector<std::string> judged_before;  // people who judged what was appealed
  int appealed_decision = 0;               // number of the decision appealed; 0: none
};

struct Assessment {
  std::string criterion;
  std::string revision_hash;
  int score = 0;
  std::string reason;
  std::string assessor;
  int64_t version_us = 0;
  friend bool operator==(const Assessment&, const Assessment&) = default;
};

struct Observation {
  std::string round;
  std::string submission;
  std::string id;
  std::string field;
  std::string severity;
  std::string text;
  calendar::CivilDate due_date;
  std::string state;  // open, replied, closed
  std::string author;
  int revision = 0;
  std::string reply;
  std::string replied_by;
  std::string closed_by;
  std::string evidence;
  std::string document_hash;
  std::vector<std::string> answered_fields;
  int reopened_count = 0;
  int64_t version_us = 0;
};

// One reviewer's own score of a criterion, where several score.
struct BlindScore {
  std::string criterion;
  std::string seat;    // the reviewer whose score it is
  std::string person;  // who gave it: the reviewer, or who stood in
  std::string revision_hash;
  int score = 0;
  std::string reason;
  int64_t version_us = 0;
};

// What a technical reviewer says of a revision, apart from the budget's decision.
struct Opinion {
  int number = 0;
  int iteration = 1;
  std::string revision_hash;
  std::string finding;  // favourable, with_reservations, unfavourable
  std::string text;
  std::string person;
  int64_t at_us = 0;
};

struct Vote {
  std::string person;
  std::string revision_hash;
  std::string choice;  // approve, reject, abstain
  std::string reason;
  int64_t version_us = 0;
};

struct Appeal {
  int number = 0;
  int decision = 0;  // the rejection
  std::string grounds;
  std::string person;
  std::vector<std::string> judges;  // who reviewed and decided what is appealed
  int64_t at_us = 0;
};

// Money for one fiscal year and budget line.
using YearAmount = authorisation::Line;

// A condition as a decision sets it.
struct ConditionTerms {
  std::string id;
  std::string kind;  // precedent, subsequent
  std::string text;
  std::string owner;  // as given
  calendar::CivilDate due_date;
};

struct Condition {
  std::string project;
  std::string authorisation;
  ConditionTerms terms;
  std::string state;  // open, met, accepted, refused
  std::string evidence;
  std::string document_hash;
  std::string met_by;
  std::string judged_by;
  std::string judgement;
  int64_t version_us = 0;
};

// The formal act behind a decision.
struct Instrument {
  std::string kind;
  std::string number;
  calendar::CivilDate date;
  std::string document_hash;
};

struct Decision {
  std::string round;
  std::string submission;
  int id = 0;
  std::string outcome;  // approve, approve_with_observations, reject, request_iteration
  std::string reason;
  std::string decided_by;   // as given
  std::string recorded_by;  // person
  std::string revision;     // name
  std::string revision_hash;
  std::string methodology_version;  // name
  std::string engine_version;
  uint64_t seed = 0;
  std::string evaluation;  // name
  std::string tier;        // of that evaluation; empty where the methodology has none
  std::string evaluation_hash;
  std::string suggestion;
  std::vector<YearAmount> authorised;
  std::optional<calendar::CivilDate> authorised_until;
  std::vector<std::string> open_observations;  // ids
  std::string project;
  std::string authorisation;  // empty unless approved
  int64_t created_us = 0;
  std::vector<std::string> reasons;
  std::string against_suggestion;
  std::vector<ConditionTerms> conditions;
  std::optional<Instrument> instrument;
  std::optional<calendar::CivilDate> authorised_from;
  bool yearly_continuation = false;
  int supersedes = 0;                // 0: none
  std::vector<std::string> grounds;  // ids of published grounds for refusal
  std::vector<std::string> ground_titles;
};

// What was done to an authorisation after its decision.
struct AuthorisationAct {
  int number = 0;
  std::string kind;  // authorisation::Name(Act), or take_effect
  std::string reason;
  std::string person;
  int64_t at_us = 0;
  std::string state_before;
  std::string state_after;
  int fiscal_year = 0;  // 0: the act is about none
  std::string budget_line;
  std::optional<money::Money> amount;  // what a carry-over moved
};

struct Authorisation {
  std::string project;
  std::string id;
  std::string decision;                                             // name
  authorisation::State state = authorisation::State::kProvisional;  // as left by people
  std::vector<YearAmount> amounts;                                  // as decided
  std::vector<YearAmount> asked;
  calendar::CivilDate valid_from;
  calendar::CivilDate valid_until;
  std::optional<int> continued_until;
  std::vector<AuthorisationAct> acts;
  std::vector<std::string> open_conditions;  // ids of those precedent
  int64_t created_us = 0;
  int64_t version_us = 0;
};

// What a revision asks for, as it is kept when the revision is signed.
struct AskedAmount {
  YearAmount amount;
  bool is_new_money = true;
};

// Figures of the preferred option, as they are kept when the case is handed in; absent where the
// evaluation has none. Amounts are like `like`.
struct CaseFigures {
  money::Money like;
  std::optional<int64_t> total_cost_minor;
  std::optional<int64_t> costs_pv_minor;
  std::optional<int64_t> npv_minor;
  std::optional<int64_t> bcr_bp;
  std::optional<int> score_bp;
  std::string suggestion;
};

struct CeilingSet {
  std::string round;
  int version = 0;
  std::vector<ranking::Ceiling> ceilings;
  std::string reason;
  std::string proposed_by;   // person
  std::string confirmed_by;  // person; empty while it waits, or when it had not to
  bool in_force = false;     // or was, until a later one was
  int64_t created_us = 0;
  int64_t version_us = 0;
};

// What the round asks of those who judge a case of this tier.
TierRule RuleFor(const Round& round, absl::string_view tier);

// Resource names.
std::string NameOf(const Round& round);
std::string NameOf(const Submission& submission);
std::string NameOf(const Observation& observation);
std::string NameOf(const Decision& decision);
std::string NameOf(const Authorisation& authorisation);
std::string NameOf(const Condition& condition);
std::string CaseNameOf(const Submission& submission);
std::string ProjectNameOf(const Submission& submission);
// Empty when no revision is pinned.
std::string RevisionNameOf(const Submission& submission);

// "in_review" and back, as stored. Errors: INVALID_ARGUMENT.
std::string StoredName(lifecycle::State state);
absl::StatusOr<lifecycle::State> StateFromStored(absl::string_view stored);

// SHA-256 of the record in canonical form 1: what audit entries commit to.
std::string Digest(const Round& round);
std::string Digest(const Submission& submission);
std::string Digest(const CeilingSet& set);
std::string Digest(const std::vector<Assessment>& assessments);
std::string Digest(const Observation& observation);
std::string Digest(const std::vector<BlindScore>& scores);
std::string Digest(const Opinion& opinion);
std::string Digest(const Vote& vote);
std::string Digest(const Appeal& appeal);
std::string Digest(const Decision& decision);
std::string Digest(const Authorisation& authorisation);
std::string Digest(const Condition& condition);

// The amounts with what was carried over. Errors: INTERNAL when the acts do not fit the amounts.
absl::StatusOr<std::vector<YearAmount>> StandingAmounts(const Authorisation& authorisation);
// What the domain judges. Errors: those of StandingAmounts.
absl::StatusOr<authorisation::Authorisation> ToDomain(const Authorisation& authorisation);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_RECORDS_H_
