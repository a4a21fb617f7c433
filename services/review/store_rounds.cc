#include "services/review/store_rounds.h"

#include <array>
#include <utility>

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
  "r.unscored_tiers"

constexpr pg::Query kGetRound{"review.get_round",
                              "SELECT " ROUND_COLUMNS " FROM review.rounds r WHERE r.id = $1"};
constexpr pg::Query kShareRound{"review.share_round",
                                "SELECT " ROUND_COLUMNS
                                " FROM review.rounds r WHERE r.id = $1 FOR SHARE"};
constexpr pg::Query kLockRound{"review.lock_round",
                               "SELECT " ROUND_COLUMNS
                               " FROM review.rounds r WHERE r.id = $1 FOR UPDATE"};
constexpr pg::Query kInsertRound{"review.insert_round", R"sql(
  INSERT INTO review.rounds (id, title, state, methodology_version, clear_required,
      endorse_required, person_criteria, valuation_day, base_fiscal_year, price_year,
      submission_until, decision_until, unscored_tiers)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::date, $9, $10, $11::date, $12::date, $13)
  RETURNING valid_from_us)sql"};
constexpr pg::Query kUpdateRound{
    "review.update_round",
    "UPDATE review.rounds SET state = $2 WHERE id = $1 RETURNING valid_from_us"};

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
  ASSIGN_OR_RETURN(round.submission_until, calendar::ParseDate(row.Text(at + 10)));
  ASSIGN_OR_RETURN(round.decision_until, calendar::ParseDate(row.Text(at + 11)));
  round.version_us = row.Int64(at + 12);
  round.unscored_tiers = row.TextArray(at + 13);
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

absl::Status InsertRound(pg::WriteTx& tx, Round* round) {
  pg::Params params;
  params.Add(round->id).Add(round->title).Add(round->state).Add(round->methodology_version);
  params.Add(round->steps.clear_required).Add(round->steps.endorse_required);
  params.Add(round->person_criteria).Add(calendar::FormatDate(round->valuation_date));
  params.Add(round->base_fiscal_year).Add(round->price_year);
  params.Add(calendar::FormatDate(round->submission_until));
  params.Add(calendar::FormatDate(round->decision_until)).Add(round->unscored_tiers);
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
