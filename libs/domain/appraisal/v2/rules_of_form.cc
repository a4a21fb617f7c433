// Rules that read the case as a form.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/requirements.h"
#include "libs/domain/appraisal/v2/rule_functions.h"
#include "libs/domain/calendar/civil_date.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kScoreMax;

// What the systems that exist say of their end.
struct SwitchOff {
  std::string without_milestone;  // ids of those that end
  std::string staying;            // ids of those that do not
};

SwitchOff SwitchOffOf(const CaseContent& content) {
  SwitchOff answer;
  for (const LegacySystem& system : content.existing_assets.systems) {
    std::string* list = nullptr;
    if (system.switch_off_fiscal_year == 0) {
      list = &answer.staying;
    } else if (!IsFilled(system.switch_off_milestone)) {
      list = &answer.without_milestone;
    }
    if (list != nullptr) absl::StrAppend(list, list->empty() ? "" : ", ", system.id);
  }
  return answer;
}

}  // namespace

RuleResult OptionsWithMinimum(const RuleInput& input) {
  const std::vector<Option>& options = input.content.options.options;
  const auto count = [&options](OptionKind kind) {
    return std::count_if(options.begin(), options.end(),
                         [kind](const Option& option) { return option.kind == kind; });
  };
  const auto preferred = std::count_if(options.begin(), options.end(),
                                       [](const Option& option) { return option.preferred; });
  const std::string all = absl::StrCat(options.size(), " options");
  if (options.size() < 2) return {0, absl::StrCat(all, "; two are the least.")};
  if (count(OptionKind::kDoNothing) == 0) {
    return {1, absl::StrCat(all, ", but doing nothing is not one of them.")};
  }
  if (preferred != 1) {
    return {1, absl::StrCat(all, ", of which ", preferred, " are preferred; it must be one.")};
  }
  if (count(OptionKind::kDoMinimum) == 0) {
    return {2, absl::StrCat(all, ", but the minimum is not one of them.")};
  }
  if (options.size() < 3) {
    return {3, absl::StrCat(all, ": doing nothing and the minimum, and none besides.")};
  }
  for (const Option& option : options) {
    if (IsFilled(option.reason)) continue;
    return {3, absl::StrCat(all, ", but \"", option.id, "\" lacks the reason why it was or was ",
                            "not chosen.")};
  }
  if (!IsFilled(input.content.options.comparison)) {
    return {3, absl::StrCat(all, ", but it is not said how they were compared.")};
  }
  return {kScoreMax,
          absl::StrCat(all, ", doing nothing and the minimum included, each with its reason.")};
}

RuleResult UserNeed(const RuleInput& input) {
  const bool has_users = IsFilled(input.content.problem.affected_users);
  const bool has_evidence = IsFilled(input.content.problem.user_needs_evidence);
  const bool has_testing = IsFilled(input.content.iteration.user_testing);
  if (has_users && has_evidence && has_testing) {
    return {kScoreMax, "Users are named, their need has evidence, and they will test."};
  }
  if (has_users && has_evidence) {
    return {3, "Users are named and their need has evidence, but no testing with them is planned."};
  }
  if (has_evidence) return {2, "The need has evidence, but it is not said whose it is."};
  if (has_users && has_testing) {
    return {2, "Users are named and will test, but their need has no evidence."};
  }
  if (has_users || has_testing) return {1, "Users are spoken of, but their need has no evidence."};
  return {0, "Neither users nor their need are named."};
}

RuleResult Reuse(const RuleInput& input) {
  const bool has_systems = IsFilled(input.content.existing_assets.existing_systems) ||
                           !input.content.existing_assets.systems.empty();
  const bool has_reuse = IsFilled(input.content.existing_assets.reuse_considered);
  const bool has_interfaces = IsFilled(input.content.technology.interoperability);
  if (!has_systems && !has_reuse) {
    return {has_interfaces ? 1 : 0, "It is not said what exists and whether it can be used."};
  }
  if (!has_reuse) return {1, "What exists is named, but not whether it can be used again."};
  if (!has_systems) return {2, "Reuse was looked at, but what exists is not named."};
  if (!has_interfaces) {
    return {3, "Reuse of what exists was looked at, but nothing is said of interfaces."};
  }
  return {kScoreMax, "Reuse of what exists was looked at, and interfaces are described."};
}

RuleResult ExitAndSwitchOff(const RuleInput& input) {
  const bool has_exit = IsFilled(input.content.technology.exit_plan);
  const bool has_switch_off = IsFilled(input.content.existing_assets.switch_off);
  if (!has_exit && !has_switch_off) {
    return {0, "There is no way out of the solution, and no end of what it replaces."};
  }
  if (!has_exit)
    return {1, "What it replaces has an end, but there is no way out of the solution."};
  if (!has_switch_off) return {1, "There is a way out, but no end of what it replaces."};
  const SwitchOff systems = SwitchOffOf(input.content);
  if (!systems.without_milestone.empty()) {
    return {2, absl::StrCat("There is a way out, but the switch-off of ", systems.without_milestone,
                            " has no milestone.")};
  }
  if (!systems.staying.empty()) {
    return {3, absl::StrCat("There is a way out, but no year for the switch-off of ",
                            systems.staying, ".")};
  }
  return {kScoreMax, absl::StrCat("There is a way out, and every one of ",
                                  input.content.existing_assets.systems.size(),
                                  " systems listed has its switch-off and a milestone.")};
}

RuleResult SecurityAndSovereignty(const RuleInput& input) {
  const Security& security = input.content.security;
  std::string missing;
  int filled = 0;
  for (const auto& [text, what] :
       {std::pair(&security.security, "security"), std::pair(&security.privacy, "privacy"),
        std::pair(&security.sovereignty, "sovereignty")}) {
    if (IsFilled(*text)) {
      ++filled;
    } else {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", what);
    }
  }
  if (filled == 3) return {kScoreMax, "Security, privacy and sovereignty are all answered."};
  // Two of three are not three quarters of the way: one gap can stop a service.
  return {filled, absl::StrCat(filled, " of 3 are answered; missing: ", missing, ".")};
}

RuleResult RequirementsMet(const RuleInput& input) {
  const RegisterState state =
      RegisterStateOf(input.content.alignment.requirements, input.methodology.requirements,
                      input.context.basis.valuation_date);
  const std::string answered =
      absl::StrCat(state.answered, " of ", state.mandatory, " mandatory requirements are answered");
  if (state.answered * 2 < state.mandatory) return {0, answered + "."};
  if (state.answered < state.mandatory) {
    return {1, absl::StrCat(answered, "; missing: ", state.unanswered, ".")};
  }
  if (!state.invalid.empty()) {
    return {2, absl::StrCat(answered, ", but not validly (a date that is missing or past, or no ",
                            "reason): ", state.invalid, ".")};
  }
  if (!state.open.empty()) {
    return {3, absl::StrCat(answered, "; promised or exempt for a time: ", state.open, ".")};
  }
  return {kScoreMax, absl::StrCat(answered, " and met.")};
}

}  // namespace cartera::appraisal::v2
