#include "services/review/store_rounds.h"

#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cartera/review/v1/round.pb.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/rows.h"
#include "libs/platform/pg/errors.h"
#include "services/review/errors.h"

namespace cartera::review {
namespace {

#define ROUND_COLUMNS                                                                  \
  "r.id, r.title, r.state, r.methodology_version, r.clear_required, "                  \
  "r.endorse_required, r.person_criteria, r.valuation_day::text, r.base_fiscal_year, " \
  "r.price_year, r.submission_until::text, r.decision_until::text, r.valid_from_us, "  \
  "r.unscored_tiers, r.formulation_from::text, r.submission_from::text, "              \
  "r.iteration_until::text, r.follow_up_until::text, r.standing, "                     \
  "r.rest_weekdays::text[], r.holidays::text[], r.holiday_titles, r.level_steps, "     \
  "r.level_days::text[], r.contact, r.declarations_required, "                         \
  "r.tiers, r.tier_reviewers::text[], r.tier_opinions::text[], r.tier_quorums::text[]"

constexpr pg::Query kGetRound{"review.get_round",
                              "SELECT " ROUND_COLUMNS " FROM review.rounds r WHERE r.id = $1"};
constexpr pg::Query kShareRound{"review.share_round",
                                "SELECT " ROUND_COLUMNS
                                " FROM review.rounds r WHERE r.id = $1 FOR SHARE"};
constexpr pg::Query kLockRound{"review.lock_round",
                               "SELECT " ROUND_COLUMNS
                               " FROM review.rounds r WHERE r.id = $1 FOR UPDATE"};
constexpr pg::Query kGetRounds{
    "review.get_rounds", "SELECT " ROUND_COLUMNS " FROM review.rounds r WHERE r.id = ANY ($1)"};
constexpr pg::Query kInsertRound{"review.insert_round", R"sql(
  INSERT INTO review.rounds (id, title, state, methodology_version, clear_required,
      endorse_required, person_criteria, valuation_day, base_fiscal_year, price_year,
      submission_until, decision_until, unscored_tiers, formulation_from, submission_from,
      iteration_until, follow_up_until, standing, rest_weekdays, holidays, holiday_titles,
      level_steps, level_days, contact, declarations_required, tiers, tier_reviewers,
      tier_opinions, tier_quorums)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::date, $9, $10, $11::date, $12::date, $13, $14::date,
      $15::date, $16::date, $17::date, $18, $19::text[]::int[], $20::text[]::date[], $21, $22,
      $23::text[]::int[], $24, $25, $26, $27::text[]::int[], $28::text[]::boolean[],
      $29::text[]::int[])
  RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateRound{
    "review.update_round",
    "UPDATE review.rounds SET state = $2 WHERE id = $1 RETURNING valid_from_us"};

absl::StatusOr<int> ReadNumber(absl::string_view text) {
  int number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  return absl::InternalError(absl::StrCat("no number: ", text));
}

absl::Status ReadWorkingTime(const pg::Row& row, int at, Round* round) {
  for (const std::string& text : row.TextArray(at)) {
    ASSIGN_OR_RETURN(const int weekday, ReadNumber(text));
    round->calendar.rest_weekdays.insert(weekday);
  }
  const std::vector<std::string> days = row.TextArray(at + 1), titles = row.TextArray(at + 2);
  for (size_t i = 0; i < days.size() && i < titles.size(); ++i) {
    ASSIGN_OR_RETURN(const calendar::CivilDate day, calendar::ParseDate(days[i]));
    round->calendar.holidays.insert(day);
    round->holiday_titles[day] = titles[i];
  }
  const std::vector<std::string> steps = row.TextArray(at + 3), terms = row.TextArray(at + 4);
  for (size_t i = 0; i < steps.size() && i < terms.size(); ++i) {
    lifecycle::ServiceLevel level;
    ASSIGN_OR_RETURN(level.step, StateFromStored(steps[i]));
    ASSIGN_OR_RETURN(level.working_days, ReadNumber(terms[i]));
    round->service_levels.push_back(level);
  }
  return absl::OkStatus();
}

absl::Status ReadTierRules(const pg::Row& row, int at, Round* round) {
  const std::vector<std::string> tiers = row.TextArray(at), reviewers = row.TextArray(at + 1),
                                 opinions = row.TextArray(at + 2), quorums = row.TextArray(at + 3);
  for (size_t i = 0; i < tiers.size(); ++i) {
    TierRule rule{.tier = tiers[i], .technical_opinion = opinions.at(i) == "true"};
    ASSIGN_OR_RETURN(rule.reviewer_count, ReadNumber(reviewers.at(i)));
    ASSIGN_OR_RETURN(rule.panel_quorum, ReadNumber(quorums.at(i)));
    round->tier_rules.push_back(std::move(rule));
  }
  return absl::OkStatus();
}

void AddTierRules(const Round& round, pg::Params* params) {
  std::vector<std::string> tiers, reviewers, opinions, quorums;
  for (const TierRule& rule : round.tier_rules) {
    tiers.push_back(rule.tier);
    reviewers.push_back(absl::StrCat(rule.reviewer_count));
    opinions.emplace_back(rule.technical_opinion ? "true" : "false");
    quorums.push_back(absl::StrCat(rule.panel_quorum));
  }
  params->Add(tiers).Add(reviewers).Add(opinions).Add(quorums);
}

void AddWorkingTime(const Round& round, pg::Params* params) {
  std::vector<std::string> rest, days, titles, steps, terms;
  for (const int weekday : round.calendar.rest_weekdays) rest.push_back(absl::StrCat(weekday));
  for (const auto& [day, title] : round.holiday_titles) {
    days.push_back(calendar::FormatDate(day));
    titles.push_back(title);
  }
  for (const lifecycle::ServiceLevel& level : round.service_levels) {
    steps.push_back(StoredName(level.step));
    terms.push_back(absl::StrCat(level.working_days));
  }
  params->Add(rest).Add(days).Add(titles).Add(steps).Add(terms);
}

absl::StatusOr<Round> ReadRound(const pg::Row& row, int at) {
  Round round;
  round.id = row.Text(at);
  round.title = row.Text(at + 1);
  round.state = row.Text(at + 2);
  round.methodology_version = row.Text(at + 3);
  round.steps.clear_required = row.Bool(at + 4);
  round.steps.endorse_required = row.Bool(at + 5);
  round.person_criteria = row.TextArray(at + 6);
  ASSIGN_OR_RETURN(round.valuation_date, calendar::ParseDate(row.Text(at + 7)));
  round.base_fiscal_year = static_cast<int>(row.Int64(at + 8));
  round.price_year = static_cast<int>(row.Int64(at + 9));
  ASSIGN_OR_RETURN(round.windows.submission_until, calendar::ParseDate(row.Text(at + 10)));
  ASSIGN_OR_RETURN(round.windows.decision_until, calendar::ParseDate(row.Text(at + 11)));
  round.version_us = row.Int64(at + 12);
  round.unscored_tiers = row.TextArray(at + 13);
  ASSIGN_OR_RETURN(round.windows.formulation_from, convert::ReadDate(row, at + 14));
  ASSIGN_OR_RETURN(round.windows.submission_from, convert::ReadDate(row, at + 15));
  ASSIGN_OR_RETURN(round.windows.iteration_until, convert::ReadDate(row, at + 16));
  ASSIGN_OR_RETURN(round.windows.follow_up_until, convert::ReadDate(row, at + 17));
  round.is_standing = row.Bool(at + 18);
  RETURN_IF_ERROR(ReadWorkingTime(row, at + 19, &round));
  round.contact = row.Text(at + 24);
  round.declarations_required = row.Bool(at + 25);
  RETURN_IF_ERROR(ReadTierRules(row, at + 26, &round));
  return round;
}

}  // namespace

pg::Asked AskRound(pg::Tx& tx, absl::string_view id, Lock lock) {
  return tx.Ask(lock == Lock::kUpdate  ? kLockRound
                : lock == Lock::kShare ? kShareRound
                                       : kGetRound,
                pg::Bind(id));
}

absl::StatusOr<std::optional<Round>> FindRound(pg::Tx& tx, absl::string_view id, Lock lock) {
  return AnswerRound(tx, AskRound(tx, id, lock));
}

absl::StatusOr<std::optional<Round>> AnswerRound(pg::Tx& tx, pg::Asked asked) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Answer(asked));
  if (result.empty()) return std::nullopt;
  return ReadRound(result[0], 0);
}

absl::StatusOr<std::vector<Round>> FindRounds(pg::Tx& tx, const std::vector<std::string>& ids) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kGetRounds, ids));
  std::vector<Round> rounds;
  for (const pg::Row row : result) {
    ASSIGN_OR_RETURN(Round round, ReadRound(row, 0));
    rounds.push_back(std::move(round));
  }
  return rounds;
}

absl::Status InsertRound(pg::WriteTx& tx, Round* round) {
  pg::Params params;
  params.Add(round->id).Add(round->title).Add(round->state).Add(round->methodology_version);
  params.Add(round->steps.clear_required).Add(round->steps.endorse_required);
  params.Add(round->person_criteria).Add(calendar::FormatDate(round->valuation_date));
  params.Add(round->base_fiscal_year).Add(round->price_year);
  params.Add(calendar::FormatDate(round->windows.submission_until));
  params.Add(calendar::FormatDate(round->windows.decision_until)).Add(round->unscored_tiers);
  convert::AddDate(round->windows.formulation_from, &params);
  convert::AddDate(round->windows.submission_from, &params);
  convert::AddDate(round->windows.iteration_until, &params);
  convert::AddDate(round->windows.follow_up_until, &params);
  params.Add(round->is_standing);
  AddWorkingTime(*round, &params);
  params.Add(round->contact).Add(round->declarations_required);
  AddTierRules(*round, &params);
  const auto result = tx.Exec(kInsertRound, params);
  if (!result.ok()) {
    return pg::ConstraintOf(result.status()) == "rounds_pkey" ? NameTaken(NameOf(*round))
                                                              : result.status();
  }
  round->version_us = (*result)[0].Int64(0);
  return absl::OkStatus();
}

absl::Status UpdateRoundState(pg::WriteTx& tx, Round* round) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(kUpdateRound, round->id, round->state));
  round->version_us = result[0].Int64(0);
  return absl::OkStatus();
}

absl::Span<const list::Field> RoundFields() {
  static const std::vector<list::EnumName>* const kStates =
      new std::vector<list::EnumName>(convert::EnumNames(v1::RoundState_descriptor()));
  using list::FieldType;
  static const auto* const kFields = new std::array<list::Field, 4>{{
      {.name = "id", .column = "r.id", .sortable = true},
      {.name = "title", .column = "r.title"},
      {.name = "state", .column = "r.state", .type = FieldType::kEnum, .enum_names = *kStates},
      {.name = "base_fiscal_year",
       .column = "r.base_fiscal_year",
       .type = FieldType::kInt,
       .sortable = true},
  }};
  return *kFields;
}

const list::Field& RoundKey() { return RoundFields()[0]; }

absl::StatusOr<RoundPage> ListRounds(pg::Tx& tx, const convert::ListPage& page) {
  ASSIGN_OR_RETURN(const pg::Result rows, page.Run(tx, "review.list_rounds", ROUND_COLUMNS,
                                                   "FROM review.rounds r WHERE TRUE", {}));
  RoundPage out;
  for (int i = 0; i < page.Count(rows); ++i) {
    ASSIGN_OR_RETURN(Round round, ReadRound(rows[i], page.key_columns()));
    out.rounds.push_back(std::move(round));
  }
  ASSIGN_OR_RETURN(out.next_token, page.NextToken(rows));
  return out;
}

}  // namespace cartera::review
