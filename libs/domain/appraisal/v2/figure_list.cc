#include "libs/domain/appraisal/v2/figure_list.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cartera::appraisal::v2 {

Figure& FigureList::Add(const FigureText& text, const std::string& suffix,
                        std::optional<int64_t> value, std::string unit) {
  Figure figure{.id = absl::StrCat(Name(account_), ".", text.name), .account = account_};
  figure.explanation = {.label = absl::StrCat(text.label, " (", suffix, ")"),
                        .formula = std::string(text.formula),
                        .value = value,
                        .unit = std::move(unit)};
  figures_.push_back(std::move(figure));
  return figures_.back();
}

Figure& FigureList::Money(const FigureText& text, std::optional<int64_t> minor) {
  return Add(text, AccountText(ledger_, account_), minor, ledger_.UnitText());
}

Figure& FigureList::Present(const FigureText& text, std::optional<int64_t> minor) {
  return Add(text, PresentText(ledger_, account_), minor, ledger_.UnitText());
}

Figure& FigureList::Plain(const FigureText& text, std::optional<int64_t> value,
                          absl::string_view unit) {
  return Add(text, absl::StrCat(Name(account_), " account"), value, std::string(unit));
}

Explanation FigureList::See(absl::string_view name) const {
  const std::string id = absl::StrCat(Name(account_), ".", name);
  for (const Figure& figure : figures_) {
    if (figure.id != id) continue;
    return {.label = figure.explanation.label,
            .formula = absl::StrCat("see ", id),
            .value = figure.explanation.value,
            .unit = figure.explanation.unit};
  }
  return {.label = std::string(name)};
}

std::string FigureList::SeeText(absl::string_view name) const {
  return absl::StrCat("see ", Name(account_), ".", name);
}

std::string FigureList::SeeLines(bool is_cost) const {
  if (account_ == Account::kEconomic) {
    return SeeText(is_cost ? "present_value_costs" : "present_value_benefits");
  }
  return SeeText(is_cost ? "total_cost" : "total_benefits");
}

std::optional<int64_t> FigureList::ValueOf(absl::string_view name) const { return See(name).value; }

std::vector<Figure> FigureList::Take() {
  std::sort(figures_.begin(), figures_.end(),
            [](const Figure& a, const Figure& b) { return a.id < b.id; });
  return {std::make_move_iterator(figures_.begin()), std::make_move_iterator(figures_.end())};
}

Explanation Amount(std::string label, int64_t value, std::string unit) {
  return {.label = std::move(label), .value = value, .unit = std::move(unit)};
}

}  // namespace cartera::appraisal::v2
