#include "libs/domain/letter/decision_letter.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "libs/domain/money/text.h"

namespace cartera::letter {
namespace {

using authorisation::Line;
using calendar::CivilDate;

constexpr absl::string_view kMonths[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};

// "23 November 2026".
std::string Written(const CivilDate& date) {
  return absl::StrCat(date.day(), " ", kMonths[date.month() - 1], " ", date.year());
}

bool IsApproval(const DecisionFacts& facts) {
  return facts.outcome == "approve" || facts.outcome == "approve_with_observations";
}

std::string Verdict(const DecisionFacts& facts) {
  if (facts.outcome == "approve") return "The request is approved.";
  if (facts.outcome == "approve_with_observations") {
    return "The request is approved, with the observations below.";
  }
  if (facts.outcome == "reject") return "The request is rejected. No money is authorised.";
  return "The case is returned to you for another revision. Nothing is decided about the money "
         "yet; what to answer stands below.";
}

// The sum of lines of one kind of money; nullopt when there are several kinds or none.
std::optional<money::Money> Total(const std::vector<Line>& lines) {
  if (lines.empty()) return std::nullopt;
  money::Money total = lines[0].amount;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto sum = money::Add(total, lines[i].amount);
    if (!sum.ok()) return std::nullopt;
    total = *sum;
  }
  return total;
}

std::string Opening(const DecisionFacts& facts) {
  const auto total = Total(facts.asked);
  std::string years;
  if (!facts.asked.empty()) {
    const auto [first, last] = std::minmax_element(
        facts.asked.begin(), facts.asked.end(),
        [](const Line& a, const Line& b) { return a.fiscal_year < b.fiscal_year; });
    years =
        first->fiscal_year == last->fiscal_year
            ? absl::StrCat(" for the fiscal year ", first->fiscal_year)
            : absl::StrCat(" for the fiscal years ", first->fiscal_year, " to ", last->fiscal_year);
  }
  return absl::StrCat("In the round “", facts.round, "” you asked for ",
                      total.has_value()     ? money::Format(*total)
                      : facts.asked.empty() ? "no money"
                                            : "the amounts below",
                      years, " for the project “", facts.project,
                      "”. This letter says what was decided, why, and what is expected of you.");
}

Paragraph Decided(const DecisionFacts& facts) {
  std::string text = absl::StrCat(Verdict(facts), " It was decided by ", facts.decided_by, " on ",
                                  Written(facts.decided_on));
  if (facts.formal_act.has_value()) {
    absl::StrAppend(&text, ", by ", facts.formal_act->kind, " ", facts.formal_act->number, " of ",
                    Written(facts.formal_act->date));
  }
  text += ".";
  if (!facts.supersedes.empty()) {
    absl::StrAppend(&text, " It takes the place of ", facts.supersedes, ", which is kept.");
  }
  return {std::move(text)};
}

// One row for each fiscal year and budget line, with what was asked beside what is authorised.
Table Money(const DecisionFacts& facts) {
  std::map<std::pair<int, std::string>, std::pair<std::string, std::string>> cells;
  const auto put = [](std::string* cell, const money::Money& amount) {
    absl::StrAppend(cell, cell->empty() ? "" : " + ", money::Format(amount));
  };
  for (const Line& line : facts.asked) {
    put(&cells[{line.fiscal_year, line.budget_line}].first, line.amount);
  }
  for (const Line& line : facts.authorised) {
    put(&cells[{line.fiscal_year, line.budget_line}].second, line.amount);
  }
  Table table{{"Fiscal year", "Budget line", "Asked", "Authorised"}, {}, 2, false};
  for (const auto& [key, amounts] : cells) {
    const auto or_nothing = [](const std::string& text) { return text.empty() ? "nothing" : text; };
    table.rows.push_back({absl::StrCat(key.first), key.second, or_nothing(amounts.first),
                          or_nothing(amounts.second)});
  }
  const auto asked = Total(facts.asked);
  const auto authorised = Total(facts.authorised);
  if (asked.has_value() && authorised.has_value() && table.rows.size() > 1) {
    table.rows.push_back({"Total", "", money::Format(*asked), money::Format(*authorised)});
    table.last_row_is_total = true;
  }
  return table;
}

std::string Validity(const DecisionFacts& facts) {
  std::string text;
  if (facts.authorised_from.has_value() && facts.authorised_until.has_value()) {
    text = absl::StrCat("Money may be committed from ", Written(*facts.authorised_from), " to ",
                        Written(*facts.authorised_until), ", both days included.");
  }
  const bool waits =
      std::any_of(facts.conditions.begin(), facts.conditions.end(),
                  [](const Duty& condition) { return condition.kind == "precedent"; });
  if (waits) {
    text +=
        " The authorisation is provisional: no money flows before every condition precedent "
        "is accepted.";
  }
  if (facts.yearly_continuation) {
    text += " Every fiscal year after the first has to be confirmed before its money flows.";
  }
  if (!facts.authorisation.empty()) {
    absl::StrAppend(&text, " It is kept as ", facts.authorisation, ".");
  }
  return text;
}

std::string DutyText(const Duty& duty, absl::string_view addressee) {
  return absl::StrCat(
      duty.field.empty() ? "" : absl::StrCat("On ", duty.field, " (", duty.kind, "): "), duty.text,
      "\n",
      duty.field.empty() ? absl::StrCat("Condition ", duty.kind, "; seen to by ")
                         : std::string("To be answered by "),
      duty.owner.empty() ? addressee : absl::string_view(duty.owner), ", by ",
      Written(duty.due_date), ".");
}

void AddDuties(absl::string_view heading, const std::vector<Duty>& duties,
               absl::string_view addressee, Letter* letter) {
  if (duties.empty()) return;
  letter->blocks.push_back(Heading{std::string(heading)});
  Items items;
  for (const Duty& duty : duties) items.items.push_back(DutyText(duty, addressee));
  letter->blocks.push_back(std::move(items));
}

void AddReasons(const DecisionFacts& facts, Letter* letter) {
  letter->blocks.push_back(Heading{"Why"});
  if (!facts.grounds.empty()) {
    letter->blocks.push_back(Paragraph{
        "The case was refused at screening, on grounds that are published and that you can "
        "check before you hand it in again:"});
    letter->blocks.push_back(Items{facts.grounds});
  }
  if (!facts.reasons.empty()) letter->blocks.push_back(Items{facts.reasons});
  letter->blocks.push_back(Paragraph{facts.reason});
  if (facts.against_suggestion.empty()) return;
  letter->blocks.push_back(Paragraph{absl::StrCat(
      "The methodology suggested to ", absl::StrReplaceAll(facts.suggestion, {{"_", " "}}),
      ". It was not followed: ", facts.against_suggestion)});
}

Paragraph Appeal(const DecisionFacts& facts) {
  return {absl::StrCat("Whoever signs for ", facts.addressee, " may ask for a second look until ",
                       Written(facts.appeal_until), ", in writing, naming ", facts.decision,
                       " and what was not considered. A second decision does not erase this one: "
                       "both are kept.")};
}

Particulars Pins(const DecisionFacts& facts) {
  return {{{"Decision", facts.decision},
           {"Revision", facts.revision},
           {"SHA-256 of the revision", facts.revision_hash},
           {"Evaluation", facts.evaluation},
           {"SHA-256 of the evaluation", facts.evaluation_hash},
           {"Methodology", facts.methodology_version},
           {"Engine", facts.engine_version},
           {"Seed", absl::StrCat(facts.seed)}}};
}

}  // namespace

Letter DecisionLetter(const DecisionFacts& facts) {
  Letter letter{absl::StrCat("Decision on “", facts.project, "”"), {}};
  letter.blocks.push_back(Particulars{{{"To", facts.addressee},
                                       {"Date", Written(facts.decided_on)},
                                       {"Reference", facts.decision}}});
  letter.blocks.push_back(Paragraph{Opening(facts)});
  letter.blocks.push_back(Heading{"What is decided"});
  letter.blocks.push_back(Decided(facts));
  if (!facts.asked.empty() && facts.outcome != "request_iteration") {
    letter.blocks.push_back(Heading{"Money"});
    letter.blocks.push_back(Money(facts));
    if (IsApproval(facts)) letter.blocks.push_back(Paragraph{Validity(facts)});
  }
  AddDuties("Conditions", facts.conditions, facts.addressee, &letter);
  AddDuties("Observations to be answered", facts.observations, facts.addressee, &letter);
  AddReasons(facts, &letter);
  letter.blocks.push_back(Heading{"How to appeal"});
  letter.blocks.push_back(Appeal(facts));
  letter.blocks.push_back(Heading{"What it was decided on"});
  letter.blocks.push_back(Pins(facts));
  return letter;
}

}  // namespace cartera::letter
