#include "libs/domain/letter/decision_letter.h"

#include <algorithm>
#include <iterator>
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

// "CAD (2026 prices)" when every amount is of that kind.
std::optional<std::string> OnlyKind(const std::vector<Line>& asked,
                                    const std::vector<Line>& authorised) {
  const money::Money& first = asked[0].amount;
  const auto is_like = [&first](const Line& line) {
    return money::Add({0, first.unit, first.basis, first.price_year},
                      {0, line.amount.unit, line.amount.basis, line.amount.price_year})
        .ok();
  };
  if (!std::all_of(asked.begin(), asked.end(), is_like) ||
      !std::all_of(authorised.begin(), authorised.end(), is_like)) {
    return std::nullopt;
  }
  const std::string zero = money::Format({0, first.unit, first.basis, first.price_year});
  return zero.substr(zero.find(' ') + 1);
}

using Cells = std::map<std::pair<int, std::string>, std::pair<std::string, std::string>>;

// What was asked and what is authorised, for each fiscal year and budget line.
Cells AmountCells(const DecisionFacts& facts, bool with_unit) {
  Cells cells;
  const auto text = [with_unit](const money::Money& amount) {
    return with_unit ? money::Format(amount)
                     : money::FormatAmountMinor(amount.amount_minor, amount.unit.decimals);
  };
  const auto put = [&text](std::string* cell, const money::Money& amount) {
    absl::StrAppend(cell, cell->empty() ? "" : " + ", text(amount));
  };
  for (const Line& line : facts.asked) {
    put(&cells[{line.fiscal_year, line.budget_line}].first, line.amount);
  }
  for (const Line& line : facts.authorised) {
    put(&cells[{line.fiscal_year, line.budget_line}].second, line.amount);
  }
  return cells;
}

std::vector<Line> OfYear(const std::vector<Line>& lines, int year) {
  std::vector<Line> out;
  for (const Line& line : lines) {
    if (line.fiscal_year == year) out.push_back(line);
  }
  return out;
}

std::string OrNothing(const std::string& text) { return text.empty() ? "nothing" : text; }

std::string SumText(const std::vector<Line>& lines) {
  if (lines.empty()) return "nothing";
  const auto sum = Total(lines);
  return sum.has_value() ? money::FormatAmountMinor(sum->amount_minor, sum->unit.decimals)
                         : "beyond what can be written";
}

void AddTotal(std::string label, const std::vector<Line>& asked,
              const std::vector<Line>& authorised, Table* table) {
  table->total_rows.push_back(table->rows.size());
  table->rows.push_back({std::move(label), "", SumText(asked), SumText(authorised)});
}

// One row for each fiscal year and budget line, with what was asked beside what is authorised; the
// sum of a year of several lines below it, and of all. Money of several kinds is never added up.
void AddMoney(const DecisionFacts& facts, Letter* letter) {
  const auto kind = OnlyKind(facts.asked, facts.authorised);
  Table table{{"Fiscal year", "Budget line", "Asked", "Authorised"}, {}, 2, {}};
  const Cells cells = AmountCells(facts, !kind.has_value());
  int lines_of_year = 0;
  for (auto cell = cells.begin(); cell != cells.end(); ++cell) {
    const int year = cell->first.first;
    table.rows.push_back({absl::StrCat(year), cell->first.second, OrNothing(cell->second.first),
                          OrNothing(cell->second.second)});
    ++lines_of_year;
    const auto next = std::next(cell);
    if (next != cells.end() && next->first.first == year) continue;
    if (kind.has_value() && lines_of_year > 1 && static_cast<int>(cells.size()) > lines_of_year) {
      AddTotal(absl::StrCat("Sum of ", year), OfYear(facts.asked, year),
               OfYear(facts.authorised, year), &table);
    }
    lines_of_year = 0;
  }
  if (kind.has_value() && cells.size() > 1) {
    AddTotal("Total", facts.asked, facts.authorised, &table);
  }
  if (kind.has_value()) {
    letter->blocks.push_back(Paragraph{absl::StrCat("All amounts are in ", *kind, ".")});
  }
  letter->blocks.push_back(std::move(table));
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

std::string SeenToBy(const Duty& duty, const std::string& addressee) {
  return duty.owner.empty() ? addressee : duty.owner;
}

void AddConditions(const DecisionFacts& facts, Letter* letter) {
  if (facts.conditions.empty()) return;
  letter->blocks.push_back(Heading{"Conditions"});
  Table table{{"No.", "Condition", "Kind", "Seen to by", "Due"}, {}, 5, {}};
  for (const Duty& duty : facts.conditions) {
    table.rows.push_back({absl::StrCat(table.rows.size() + 1), duty.text, duty.kind,
                          SeenToBy(duty, facts.addressee), Written(duty.due_date)});
  }
  letter->blocks.push_back(std::move(table));
}

void AddObservations(const DecisionFacts& facts, Letter* letter) {
  if (facts.observations.empty()) return;
  letter->blocks.push_back(Heading{"Observations to be answered"});
  Items items;
  for (const Duty& duty : facts.observations) {
    items.items.push_back(absl::StrCat("On ", duty.field, " (", duty.kind, "): ", duty.text,
                                       "\nTo be answered by ", SeenToBy(duty, facts.addressee),
                                       ", by ", Written(duty.due_date), "."));
  }
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
  Particulars pins{{{"Decision", facts.decision},
                    {"Revision", facts.revision},
                    {"SHA-256 of the revision", facts.revision_hash},
                    {"Evaluation", facts.evaluation},
                    {"SHA-256 of the evaluation", facts.evaluation_hash},
                    {"Methodology", facts.methodology_version},
                    {"Engine", facts.engine_version},
                    {"Seed", absl::StrCat(facts.seed)}}};
  if (facts.record.has_value()) {
    pins.rows.emplace_back("Record", facts.record->origin);
    pins.rows.emplace_back("Latest checkpoint", absl::StrCat(facts.record->size, " heads, signed ",
                                                             facts.record->signed_at));
    pins.rows.emplace_back("Root hash of it", facts.record->root);
  }
  return pins;
}

Signature SignatureOf(const DecisionFacts& facts) {
  Signature signature{absl::StrCat("For ", facts.decided_by), {}};
  signature.lines.push_back(absl::StrCat("Decided on ", Written(facts.decided_on)));
  if (facts.formal_act.has_value()) {
    signature.lines.push_back(absl::StrCat(facts.formal_act->kind, " ", facts.formal_act->number,
                                           " of ", Written(facts.formal_act->date)));
  }
  if (!facts.recorded_by.empty()) {
    signature.lines.push_back(absl::StrCat("Recorded by ", facts.recorded_by));
  }
  return signature;
}

std::vector<std::string> Imprint(const DecisionFacts& facts) {
  if (!facts.record.has_value()) {
    return {facts.decision, "The record has no signed checkpoint yet."};
  }
  return {facts.decision,
          absl::StrCat("Record ", facts.record->origin, ", checkpoint of ", facts.record->size,
                       " heads, ", facts.record->signed_at),
          absl::StrCat("SHA-256 ", facts.record->root)};
}

}  // namespace

Letter DecisionLetter(const DecisionFacts& facts) {
  Letter letter{absl::StrCat("Decision on “", facts.project, "”"),
                {},
                {facts.sender, facts.addressee, Written(facts.decided_on), facts.decision},
                Imprint(facts)};
  letter.blocks.push_back(Paragraph{Opening(facts)});
  letter.blocks.push_back(Heading{"What is decided"});
  letter.blocks.push_back(Decided(facts));
  if (!facts.asked.empty() && facts.outcome != "request_iteration") {
    letter.blocks.push_back(Heading{"Money"});
    AddMoney(facts, &letter);
    if (IsApproval(facts)) letter.blocks.push_back(Paragraph{Validity(facts)});
  }
  AddConditions(facts, &letter);
  AddObservations(facts, &letter);
  AddReasons(facts, &letter);
  letter.blocks.push_back(Heading{"How to appeal"});
  letter.blocks.push_back(Appeal(facts));
  letter.blocks.push_back(SignatureOf(facts));
  letter.blocks.push_back(Heading{"What it was decided on"});
  letter.blocks.push_back(Pins(facts));
  return letter;
}

}  // namespace cartera::letter
