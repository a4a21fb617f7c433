// Required sections and fields, the options, the years of the project, systems and exploration.
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"

namespace cartera::appraisal::checker {
namespace {

void CheckRequired(const Input& input, Sink& sink) {
  for (const methodology::SectionRequirement& required : input.required) {
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

// What is bought does not serve longer than it lasts, unless it is renewed.
void CheckAssetLife(const Input& input, Sink& sink) {
  const Identification& identification = input.content.identification;
  const int64_t go_live = identification.go_live_fiscal_year;
  if (identification.asset_life_years <= 0 || go_live == 0) return;
  const int64_t end_year = go_live + identification.asset_life_years;
  if (end_year > input.horizon.last_fiscal_year()) return;
  const std::string preferred = PreferredId(input);
  for (const CostLine& line : input.content.costs.lines) {
    if (line.option == preferred && line.category == CostCategory::kRefresh) return;
  }
  Reporter(Section::kIdentification, sink)
      .Add(Severity::kShould, -1, "identification.asset_life_years", "HORIZON_BEYOND_ASSET_LIFE",
           absl::StrCat("What is built serves to ", end_year - 1, ", but the case counts to ",
                        input.horizon.last_fiscal_year(), ": enter its renewal as refresh, or ",
                        "shorten the horizon."),
           "Benefits are counted that nothing brings about.");
}

void CheckSystems(const Input& input, Sink& sink) {
  Reporter report(Section::kExistingAssets, sink);
  std::set<std::string> ids;
  int row = 0;
  for (const LegacySystem& system : input.content.existing_assets.systems) {
    const std::string path = absl::StrCat("existing_assets.systems[id=", system.id, "]");
    if (!ids.insert(system.id).second) {
      report.Add(Severity::kMust, row, path + ".id", "ID_TWICE",
                 absl::StrCat("Two systems have the id \"", system.id, "\"."),
                 "Savings cannot refer to it.");
    }
    ++row;
  }
}

void CheckExploration(const Input& input, Sink& sink) {
  const Exploration& exploration = input.content.exploration;
  Reporter report(Section::kExploration, sink);
  if (input.is_scoped && input.Needs(Section::kExploration) && !exploration.stop_by.has_value()) {
    report.Add(Severity::kMust, -1, "exploration.stop_by", "STOP_DATE_MISSING",
               "Say when the exploration ends at the latest.",
               "It could go on without anything being found.");
  }
  if (exploration.cost_limit.has_value() && exploration.cost_limit->amount_minor < 0) {
    report.Add(Severity::kMust, -1, "exploration.cost_limit", "AMOUNT_NEGATIVE",
               "The most that it may cost is negative.", "Nothing can be authorised.");
  }
  if (exploration.learnt_by.has_value() && exploration.stop_by.has_value() &&
      *exploration.stop_by < *exploration.learnt_by) {
    report.Add(Severity::kMust, -1, "exploration.stop_by", "STOPS_BEFORE_LEARNING",
               "It stops before it is known what it is to find out.",
               "The money would be spent for nothing.");
  }
}

class OptionChecker {
 public:
  OptionChecker(const Input& input, Sink& sink) : input_(input), report_(Section::kOptions, sink) {}

  void Run() {
    int row = 0;
    for (const Option& option : input_.content.options.options) {
      ++count_by_kind_[option.kind];
      preferred_count_ += option.preferred;
      CheckOption(option, row++);
    }
    CheckDoNothing();
    CheckPreferred();
    CheckTier();
  }

 private:
  void CheckOption(const Option& option, int row) {
    if (option.kind == OptionKind::kUnspecified) {
      report_.Add(Severity::kMust, row, OptionPath(option, "kind"), "OPTION_KIND_MISSING",
                  absl::StrCat("Say whether option \"", option.id,
                               "\" is doing nothing, the minimum, or something."),
                  "Figures against doing nothing may lack their reference.");
    }
    if (!IsFilled(option.reason)) {
      report_.Add(Severity::kShould, row, OptionPath(option, "reason"), "OPTION_REASON_MISSING",
                  absl::StrCat("Say why option \"", option.id, "\" was ",
                               option.preferred ? "chosen." : "not chosen."),
                  "The choice cannot be followed.");
    }
    if (option.kind != OptionKind::kDoNothing && !HasCosts(option)) {
      report_.Add(Severity::kShould, row, OptionPath(option, ""), "OPTION_WITHOUT_COSTS",
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

  // Where options are not asked for, nothing is counted against doing nothing.
  void CheckDoNothing() {
    const int count = count_by_kind_[OptionKind::kDoNothing];
    if (count == 1 || (count == 0 && !input_.Needs(Section::kOptions))) return;
    report_.Add(Severity::kMust, -1, "options.options",
                count == 0 ? "DO_NOTHING_MISSING" : "DO_NOTHING_TWICE",
                absl::StrCat("Exactly one option must be doing nothing; there are ", count, "."),
                "Doing nothing is what all gains are counted against.");
  }

  void CheckPreferred() {
    // A case without lines has nothing to prefer, where nothing is asked for.
    const bool may_lack = !input_.Needs(Section::kOptions) && !input_.Needs(Section::kCosts);
    if (preferred_count_ == 1 || (preferred_count_ == 0 && may_lack)) return;
    report_.Add(
        Severity::kMust, -1, "options.options",
        preferred_count_ == 0 ? "PREFERRED_MISSING" : "PREFERRED_TWICE",
        absl::StrCat("Exactly one option must be preferred; there are ", preferred_count_, "."),
        "The score reads the preferred option.");
  }

  void CheckTier() {
    if (input_.tier == nullptr || !input_.Needs(Section::kOptions)) return;
    const int min = input_.tier->option_count_min;
    const int count = static_cast<int>(input_.content.options.options.size());
    if (count < min) {
      report_.Add(Severity::kMust, -1, "options.options", "OPTIONS_TOO_FEW",
                  absl::StrCat("A case of this size compares ", min, " options or more; there ",
                               count == 1 ? "is 1." : absl::StrCat("are ", count, ".")),
                  "Nobody can say that a better one was not passed over.");
    }
    if (min >= kFullComparison && count_by_kind_[OptionKind::kDoMinimum] == 0) {
      report_.Add(Severity::kMust, -1, "options.options", "DO_MINIMUM_MISSING",
                  "A case of this size shows what the least that must be done would cost.",
                  "Nobody can say what the extra money buys.");
    }
  }

  // Doing nothing, the minimum and one more.
  static constexpr int kFullComparison = 3;

  const Input& input_;
  Reporter report_;
  std::map<OptionKind, int> count_by_kind_;
  int preferred_count_ = 0;
};

}  // namespace

void CheckForm(const Input& input, Sink& sink) {
  CheckRequired(input, sink);
  CheckYears(input, sink);
  CheckAssetLife(input, sink);
  CheckSystems(input, sink);
  CheckExploration(input, sink);
  OptionChecker(input, sink).Run();
}

}  // namespace cartera::appraisal::checker
