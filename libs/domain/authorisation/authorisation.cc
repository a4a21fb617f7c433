#include "libs/domain/authorisation/authorisation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"

namespace cartera::authorisation {
namespace {

constexpr std::array<absl::string_view, 5> kStates = {"provisional", "effective", "lapsed",
                                                      "suspended", "revoked"};
constexpr std::array<absl::string_view, 5> kActs = {"suspend", "resume", "revoke", "carry_over",
                                                    "continue"};

constexpr uint8_t Bit(State state) { return static_cast<uint8_t>(1U << static_cast<int>(state)); }

// THE table: what each act asks for, by the position of the act.
constexpr std::array<uint8_t, kActs.size()> kFrom = {
    Bit(State::kProvisional) | Bit(State::kEffective),
    Bit(State::kSuspended),
    Bit(State::kProvisional) | Bit(State::kEffective) | Bit(State::kSuspended),
    Bit(State::kEffective),
    Bit(State::kEffective),
};

}  // namespace

absl::string_view Name(State state) { return kStates[static_cast<size_t>(state)]; }
absl::string_view Name(Act act) { return kActs[static_cast<size_t>(act)]; }

absl::StatusOr<State> ParseState(absl::string_view name) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<State>(i);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(name, 40), " is no state of an authorisation"));
}

State StateOn(const Authorisation& authorisation, const calendar::CivilDate& day) {
  if (authorisation.state == State::kRevoked) return State::kRevoked;
  return day > authorisation.valid_until ? State::kLapsed : authorisation.state;
}

State Standing(bool conditions_open) {
  return conditions_open ? State::kProvisional : State::kEffective;
}

absl::StatusOr<State> Next(State state, Act act, bool conditions_open) {
  const uint8_t from = kFrom[static_cast<size_t>(act)];
  if ((from & Bit(state)) == 0) {
    std::vector<absl::string_view> wanted;
    for (size_t i = 0; i < kStates.size(); ++i) {
      if ((from & Bit(static_cast<State>(i))) != 0) wanted.push_back(kStates[i]);
    }
    return absl::FailedPreconditionError(absl::StrCat(
        Name(act), " asks for ", absl::StrJoin(wanted, " or "), "; it is ", Name(state)));
  }
  if (act == Act::kSuspend) return State::kSuspended;
  if (act == Act::kRevoke) return State::kRevoked;
  return act == Act::kResume ? Standing(conditions_open) : state;
}

absl::StatusOr<std::vector<Line>> CarryOver(const std::vector<Line>& lines, int from_year,
                                            absl::string_view budget_line,
                                            const money::Money& amount) {
  if (amount.amount_minor <= 0) {
    return absl::InvalidArgumentError("what is carried over must be above zero");
  }
  std::vector<Line> after = lines;
  const auto find = [&](int year) {
    return std::find_if(after.begin(), after.end(), [&](const Line& line) {
      return line.fiscal_year == year && line.budget_line == budget_line &&
             money::IsLike(line.amount, amount);
    });
  };
  const auto from = find(from_year);
  if (from == after.end()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no such money is authorised for ", from_year));
  }
  if (from->amount.amount_minor < amount.amount_minor) {
    return absl::OutOfRangeError(absl::StrCat(from->amount.amount_minor, " minor units of ",
                                              amount.unit.code, " are authorised for ", from_year));
  }
  from->amount.amount_minor -= amount.amount_minor;
  if (const auto to = find(from_year + 1); to != after.end()) {
    ASSIGN_OR_RETURN(to->amount, money::Add(to->amount, amount));
  } else {
    after.push_back({from_year + 1, std::string(budget_line), amount});
  }
  std::erase_if(after, [](const Line& line) { return line.amount.amount_minor == 0; });
  return after;
}

Years YearsOf(const std::vector<Line>& lines) {
  if (lines.empty()) return {};
  const auto [first, last] = std::minmax_element(
      lines.begin(), lines.end(),
      [](const Line& a, const Line& b) { return a.fiscal_year < b.fiscal_year; });
  return {first->fiscal_year, last->fiscal_year};
}

}  // namespace cartera::authorisation
