#ifndef CARTERA_SERVICES_REVIEW_STORE_ROUNDS_H_
#define CARTERA_SERVICES_REVIEW_STORE_ROUNDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/convert/list_page.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

namespace cartera::review {

// How a row is held until the transaction ends. A replay reads only: kNone.
enum class Lock { kNone, kShare, kUpdate };

// nullopt when there is none.
absl::StatusOr<std::optional<Round>> FindRound(pg::Tx& tx, absl::string_view id, Lock lock);
// The same in two steps: the question travels with the next statement.
pg::Asked AskRound(pg::Tx& tx, absl::string_view id, Lock lock);
absl::StatusOr<std::optional<Round>> AnswerRound(pg::Tx& tx, pg::Asked asked);
// Those of the ids that exist.
absl::StatusOr<std::vector<Round>> FindRounds(pg::Tx& tx, const std::vector<std::string>& ids);
// Sets version_us. Errors: ALREADY_EXISTS NAME_TAKEN.
absl::Status InsertRound(pg::WriteTx& tx, Round* round);
// Stores the state; sets version_us.
absl::Status UpdateRoundState(pg::WriteTx& tx, Round* round);

struct RoundPage {
  std::vector<Round> rounds;
  std::string next_token;
};
absl::Span<const list::Field> RoundFields();
const list::Field& RoundKey();
constexpr int kListRoundsParameters = 0;
absl::StatusOr<RoundPage> ListRounds(pg::Tx& tx, const convert::ListPage& page);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_ROUNDS_H_
