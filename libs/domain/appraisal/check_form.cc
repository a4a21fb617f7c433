// Required sections and fields, the options, and the years of the project.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::checker {
namespace {

void CheckRequired(const Input& input, Sink& sink) {
  for (const methodology::SectionRequirement& required : input.methodology.sections) {
    const absl::string_view name = methodology::Name(required.section);
    if (required.required_fields.empty() && IsEmpty(input.content, required.section)) {
      sink.Add(-1, {.severity = Severity::kMust,
                    .section = required.section,
                    .field_path = std::string(name),
                    .code = "SECTION_EMPTY",
                    .message = absl::StrCat("The section \"", name, "\" is empty."),
                    .consequence = "The case cannot be submitted."});
    }
    for (const std::string& path : required.required_fields) {
      const Field* field = FindField(path);
      if (field == nullptr || field->is_filled(input.content)) continue;
      sink.Add(-1, {.severity = Severity::kMust,
                    .section = required.section,
                    .field_path = path,
                    .code = "FIELD_MISSING",
                    .message = absl::StrCat("\"", path, "\" is required and not filled in."),
                    .consequence = "The case cannot be submitted."});
    }
  }
}

void CheckYears(const Input& input, Sink& sink) {
  const Identification& identification = input.content.identification;
  const int go_live = identification.go_live_fiscal_year;
  const auto add = [&sink](Severity severity, absl::string_view field, absl::string_view code,
                           std::string message, std::string consequence) {
    sink.Add(-1, {.severity = severity,
                  .section = Section::kIdentification,
                  .field_path = absl::StrCat("identification.", field),
                  .code = std::string(code),
                  .message = std::move(message),
                  .consequence = std::move(consequence)});
  };
  if (go_live != 0 && go_live < identification.start_fiscal_year) {
    add(Severity::kMust, "go_live_fiscal_year", "GO_LIVE_BEFORE_START",
        absl::StrCat("It goes live in ", go_live, ", before spending starts in ",
                     identification.start_fiscal_year, "."),
        "Costs and benefits are out of step.");
  }
  if (go_live > input.horizon.last_fiscal_year()) {
    add(Severity::kMust, "go_live_fiscal_year", "GO_LIVE_AFTER_HORIZON",
        absl::StrCat("It goes live in ", go_live, ", after the last year counted, ",
                     input.horizon.last_fiscal_year(), "."),
        "No benefit can be counted.");
  }
  if (identification.horizon_years > input.methodology.horizon_years) {
    add(Severity::kShould, "horizon_years", "HORIZON_LONGER_THAN_METHOD",
        absl::StrCat("The horizon of ", identification.horizon_years,
                     " years is longer than the method's ", input.methodology.horizon_years,
                     "; say why the asset lasts that long."),
        "Late benefits may be questioned.");
  }
}

class OptionChecker {
 public:
  OptionChecker(const Input& input, Sink& sink) : input_(input), sink_(sink) {}

  void Run() {
    int row = 0;
    for (const Option& option : input_.content.options.options) {
      do_nothing_count_ += option.kind == OptionKind::kDoNothing;
      preferred_count_ += option.preferred;
      CheckOption(option, row++);
    }
    CheckCounts();
  }

 private:
  void Add(Severity severity, int row, std::string path, absl::string_view code,
           std::string message, std::string consequence) {
    sink_.Add(row, {.severity = severity,
                    .section = Section::kOptions,
                    .field_path = std::move(path),
                    .code = std::string(code),
                    .message = std::move(message),
                    .consequence = std::move(consequence)});
  }

  void CheckOption(const Option& option, int row) {
    if (option.kind == OptionKind::kUnspecified) {
      Add(Severity::kMust, row, OptionPath(option, "kind"), "OPTION_KIND_MISSING",
          absl::StrCat("Say whether option \"", option.id,
                       "\" is doing nothing, the minimum, or something."),
          "Figures against doing nothing may lack their reference.");
    }
    if (!IsFilled(option.reason)) {
      Add(Severity::kShould, row, OptionPath(option, "reason"), "OPTION_REASON_MISSING",
          absl::StrCat("Say why option \"", option.id, "\" was ",
                       option.preferred ? "chosen." : "not chosen."),
          "The choice cannot be followed.");
    }
    if (option.kind != OptionKind::kDoNothing && !HasCosts(option)) {
      Add(Severity::kShould, row, OptionPath(option, ""), "OPTION_WITHOUT_COSTS",
          absl::StrCat("Option \"", option.id, "\" has no cost line."),
          "It counts as free, so it cannot be compared.");
    }
  }

  bool HasCosts(const Option& option) const {
    for (const CostLine& line : input_.content.costs.lines) {
      if (line.option == option.id) return true;
    }
    return false;
  }

  void CheckCounts() {
    if (do_nothing_count_ != 1) {
      Add(Severity::kMust, -1, "options.options",
          do_nothing_count_ == 0 ? "DO_NOTHING_MISSING" : "DO_NOTHING_TWICE",
          absl::StrCat("Exactly one option must be doing nothing; there are ", do_nothing_count_,
                       "."),
          "Doing nothing is what all gains are counted against.");
    }
    if (preferred_count_ != 1) {
      Add(Severity::kMust, -1, "options.options",
          preferred_count_ == 0 ? "PREFERRED_MISSING" : "PREFERRED_TWICE",
          absl::StrCat("Exactly one option must be preferred; there are ", preferred_count_, "."),
          "The score reads the preferred option.");
    }
  }

  const Input& input_;
  Sink& sink_;
  int do_nothing_count_ = 0;
  int preferred_count_ = 0;
};

}  // namespace

void CheckForm(const Input& input, Sink& sink) {
  CheckRequired(input, sink);
  CheckYears(input, sink);
  OptionChecker(input, sink).Run();
}

}  // namespace cartera::appraisal::checker
