#include "libs/domain/authorisation/check.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "libs/base/status_macros.h"

namespace cartera::authorisation {
namespace {

// What one authorisation holds for the year and line.
struct Held {
  money::Money amount;  // like the question's
  bool any_line = false;
  bool like_line = false;
};

absl::StatusOr<Held> HeldBy(const Authorisation& one, const Question& question) {
  Held held{.amount = question.amount};
  held.amount.amount_minor = 0;
  for (const Line& line : one.lines) {
    if (line.fiscal_year != question.fiscal_year) continue;
    if (!line.budget_line.empty() && line.budget_line != question.budget_line) continue;
    held.any_line = true;
    if (!money::IsLike(line.amount, question.amount)) continue;
    held.like_line = true;
    ASSIGN_OR_RETURN(held.amount, money::Add(held.amount, line.amount));
  }
  return held;
}

// Why it may not be spent on the day, if so.
std::optional<Ground> Blocked(const Authorisation& one, const Question& question) {
  switch (StateOn(one, question.day)) {
    case State::kProvisional:
      return Ground::kProvisional;
    case State::kSuspended:
      return Ground::kSuspended;
    case State::kLapsed:
      return Ground::kLapsed;
    case State::kRevoked:
      return Ground::kRevoked;
    case State::kEffective:
      break;
  }
  if (question.day < one.valid_from) return Ground::kNotYetValid;
  if (one.continued_until.has_value() && question.fiscal_year > *one.continued_until) {
    return Ground::kNotContinued;
  }
  return std::nullopt;
}

Reason MakeReason(Ground ground, const Authorisation& one, const money::Money& amount) {
  Reason reason{.ground = ground, .authorisation = one.name, .amount = amount};
  if (ground == Ground::kProvisional) reason.conditions = one.open_conditions;
  return reason;
}

}  // namespace

absl::StatusOr<Answer> Check(absl::Span<const Authorisation> authorisations,
                             const Question& question) {
  if (question.amount.amount_minor <= 0) {
    return absl::InvalidArgumentError("the amount must be above zero");
  }
  Answer answer{.open = question.amount};
  answer.open.amount_minor = 0;
  for (const Authorisation& one : authorisations) {
    ASSIGN_OR_RETURN(const Held held, HeldBy(one, question));
    if (!held.any_line) continue;
    if (!held.like_line) {
      answer.reasons.push_back(MakeReason(Ground::kMoneyDiffers, one, held.amount));
    } else if (const auto ground = Blocked(one, question); ground.has_value()) {
      answer.reasons.push_back(MakeReason(*ground, one, held.amount));
    } else {
      ASSIGN_OR_RETURN(answer.open, money::Add(answer.open, held.amount));
    }
  }
  if (answer.open.amount_minor >= question.amount.amount_minor) {
    answer.verdict = Verdict::kYes;
    answer.reasons.clear();
    return answer;
  }
  if (answer.open.amount_minor > 0) {
    answer.verdict = Verdict::kPartly;
    ASSIGN_OR_RETURN(money::Money excess, money::Subtract(question.amount, answer.open));
    answer.reasons.push_back({.ground = Ground::kExceeds, .amount = std::move(excess)});
  } else if (answer.reasons.empty()) {
    answer.reasons.push_back({.ground = Ground::kNotAuthorised, .amount = answer.open});
  }
  return answer;
}

}  // namespace cartera::authorisation
