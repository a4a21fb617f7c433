#include "tests/bench/table.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace cartera::bench {
namespace {

std::string Number(double value) {
  return absl::StrFormat(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
}

std::string Aim(const Measure& measure) {
  if (measure.bound == Bound::kNone) return "";
  const std::string sign = measure.bound == Bound::kAtLeast ? ">= " : "<= ";
  if (!measure.ceiling.has_value()) return absl::StrCat(sign, Number(measure.aim));
  return measure.bound == Bound::kAtLeast ? absl::StrFormat("%s%.0f %%", sign, measure.aim * 100)
                                          : absl::StrFormat("%s%.1f x", sign, measure.aim);
}

std::string Ratio(const Measure& measure) {
  if (!measure.ceiling.has_value()) return "";
  return measure.bound == Bound::kAtMost ? absl::StrFormat("%.2f x", measure.Compared())
                                         : absl::StrFormat("%.0f %%", measure.Compared() * 100);
}

std::string JsonNumber(std::optional<double> value) {
  return value.has_value() ? absl::StrFormat("%.6g", *value) : "null";
}

// The words of a text on lines of at most 100 columns, those after the first further in.
std::string Wrapped(const std::string& text) {
  constexpr size_t kColumnsMax = 100;
  std::string out, line = " ";
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (line.size() + 1 + word.size() > kColumnsMax) {
      absl::StrAppend(&out, line, "\n");
      line = "   ";
    }
    absl::StrAppend(&line, " ", word);
  }
  return absl::StrCat(out, line, "\n");
}

}  // namespace

std::optional<bool> Measure::Holds() const {
  if (bound == Bound::kNone) return std::nullopt;
  return bound == Bound::kAtLeast ? Compared() >= aim : Compared() <= aim;
}

std::string AsTable(const std::vector<Measure>& measures) {
  std::string out = absl::StrFormat("%8s %9s %5s  %-48s %10s %10s\n", "ratio", "aim", "holds",
                                    "what", "value", "ceiling");
  std::string notes;
  for (const Measure& measure : measures) {
    const std::optional<bool> holds = measure.Holds();
    absl::StrAppendFormat(&out, "%8s %9s %5s  %-48s %10s %10s\n", Ratio(measure), Aim(measure),
                          !holds.has_value() ? ""
                          : *holds           ? "yes"
                                             : "NO",
                          absl::StrCat(measure.name, ", ", measure.unit), Number(measure.value),
                          measure.ceiling.has_value() ? Number(*measure.ceiling) : "");
    if (!measure.ceiling_name.empty() || !measure.note.empty()) {
      absl::StrAppend(&notes, Wrapped(absl::StrCat(
                                  measure.name, ": ", measure.ceiling_name.empty() ? "" : "beside ",
                                  measure.ceiling_name,
                                  measure.ceiling_name.empty() || measure.note.empty() ? "" : "; ",
                                  measure.note)));
    }
  }
  return notes.empty() ? out : absl::StrCat(out, "\n", notes);
}

std::string AsJson(const std::vector<Measure>& measures) {
  std::string out = "[";
  for (const Measure& measure : measures) {
    const std::optional<bool> holds = measure.Holds();
    const bool aimed = measure.bound != Bound::kNone;
    absl::StrAppend(
        &out, out.size() > 1 ? "," : "", "\n  {\"name\": \"", measure.name, ", ", measure.unit,
        "\", \"value\": ", JsonNumber(measure.value),
        ", \"ceiling\": ", JsonNumber(measure.ceiling), ", \"ratio\": ",
        JsonNumber(measure.ceiling.has_value() ? std::optional<double>(measure.Compared())
                                               : std::nullopt),
        ", \"aim\": ", JsonNumber(aimed ? std::optional<double>(measure.aim) : std::nullopt),
        ", \"holds\": ",
        !holds.has_value() ? "null"
        : *holds           ? "true"
                           : "false",
        "}");
  }
  return absl::StrCat(out, "\n]\n");
}

}  // namespace cartera::bench
