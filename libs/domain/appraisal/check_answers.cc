// What a case answers to its methodology: requirements, risk profile, causes of optimism bias.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/v2/requirements.h"
#include "libs/domain/appraisal/v2/risk_profile.h"

namespace cartera::appraisal::checker {
namespace {

class AnswerChecker {
 public:
  AnswerChecker(const Input& input, Sink& sink) : input_(input), sink_(sink) {}

  void Run() {
    CheckRequirements();
    CheckProfile();
    CheckMitigations();
  }

 private:
  void Add(Severity severity, Section section, int row, std::string path, absl::string_view code,
           std::string message, absl::string_view consequence) {
    sink_.Add(row, {.severity = severity,
                    .section = section,
                    .field_path = std::move(path),
                    .code = std::string(code),
                    .message = std::move(message),
                    .consequence = std::string(consequence)});
  }

  void CheckRequirements() {
    const std::vector<RequirementAnswer>& answers = input_.content.alignment.requirements;
    for (const methodology::Requirement& requirement : input_.methodology.requirements) {
      if (!input_.Needs(Section::kAlignment)) break;
      if (input_.IsShort() && !requirement.mandatory) continue;
      if (v2::FindAnswer(answers, requirement.id) != nullptr) continue;
      Add(requirement.mandatory ? Severity::kMust : Severity::kNote, Section::kAlignment, -1,
          absl::StrCat("alignment.requirements[requirement=", requirement.id, "]"),
          "REQUIREMENT_UNANSWERED",
          absl::StrCat("Say whether the case complies with \"",
                       methodology::InLanguage(requirement.title, "en"), "\" (", requirement.id,
                       "), by when it will, or why not."),
          requirement.mandatory ? "The case cannot be submitted." : "");
    }
    std::set<std::string> seen;
    int row = 0;
    for (const RequirementAnswer& answer : answers) CheckRequirement(answer, row++, seen);
  }

  void CheckRequirement(const RequirementAnswer& answer, int row, std::set<std::string>& seen) {
    const std::string path =
        absl::StrCat("alignment.requirements[requirement=", answer.requirement, "]");
    const auto must = [&](absl::string_view code, std::string message) {
      Add(Severity::kMust, Section::kAlignment, row, path, code, std::move(message),
          "The answer does not count.");
    };
    const auto is_known = [&answer](const methodology::Requirement& requirement) {
      return requirement.id == answer.requirement;
    };
    const auto& requirements = input_.methodology.requirements;
    if (std::none_of(requirements.begin(), requirements.end(), is_known)) {
      must("REQUIREMENT_UNKNOWN",
           absl::StrCat("The method has no requirement \"", answer.requirement, "\"."));
    }
    if (!seen.insert(answer.requirement).second) {
      must("REQUIREMENT_TWICE",
           absl::StrCat("Requirement \"", answer.requirement, "\" is answered twice."));
    }
    if (answer.compliance == Compliance::kUnspecified) return;
    const absl::string_view fault = v2::FaultOf(answer, input_.context.valuation_date);
    if (fault.empty()) return;
    must("REQUIREMENT_INVALID", absl::StrCat("The answer to requirement \"", answer.requirement,
                                             "\" is incomplete: ", fault, "."));
  }

  void CheckProfile() {
    if (!input_.methodology.risk_profile.has_value()) {
      if (input_.content.risks.profile.empty()) return;
      Add(Severity::kNote, Section::kRisks, -1, "risks.profile", "PROFILE_NOT_ASKED",
          "The method asks no questions about risk.", "The answers are not read.");
      return;
    }
    const methodology::RiskProfile& profile = *input_.methodology.risk_profile;
    const v2::RiskProfileResult result = v2::RateProfile(profile, input_.content.risks.profile);
    if (!result.unanswered.empty() && input_.Needs(Section::kRisks) && !input_.IsShort()) {
      Add(Severity::kMust, Section::kRisks, -1, "risks.profile", "PROFILE_UNANSWERED",
          absl::StrCat(result.unanswered.size(), " of ", profile.questions.size(),
                       " questions of the risk profile are not answered: ",
                       absl::StrJoin(result.unanswered, ", "), "."),
          "The case has no risk profile.");
    }
    std::set<std::string> seen;
    int row = 0;
    for (const ProfileAnswer& answer : input_.content.risks.profile) {
      CheckProfileAnswer(profile, answer, row++, seen);
    }
  }

  void CheckProfileAnswer(const methodology::RiskProfile& profile, const ProfileAnswer& answer,
                          int row, std::set<std::string>& seen) {
    const std::string path = absl::StrCat("risks.profile[question=", answer.question, "]");
    const auto is_known = [&answer](const methodology::ProfileQuestion& question) {
      return question.id == answer.question;
    };
    if (std::none_of(profile.questions.begin(), profile.questions.end(), is_known)) {
      Add(Severity::kMust, Section::kRisks, row, path, "PROFILE_QUESTION_UNKNOWN",
          absl::StrCat("The method has no question \"", answer.question, "\"."),
          "The answer is not read.");
    }
    if (!seen.insert(answer.question).second) {
      Add(Severity::kMust, Section::kRisks, row, path, "PROFILE_QUESTION_TWICE",
          absl::StrCat("Question \"", answer.question, "\" is answered twice."),
          "The higher rating counts.");
    }
    if (answer.rating < 0 || answer.rating > v2::kRatingMax) {
      Add(Severity::kMust, Section::kRisks, row, path + ".rating", "RATING_OUT_OF_RANGE",
          absl::StrCat("The rating of \"", answer.question, "\" must be 1 to 5."),
          "The answer is not read.");
    }
    if (answer.rating != 0 && !IsFilled(answer.justification)) {
      Add(Severity::kShould, Section::kRisks, row, path + ".justification", "RATING_NOT_JUSTIFIED",
          absl::StrCat("Say why \"", answer.question, "\" is rated ", answer.rating, "."),
          "The rating cannot be followed.");
    }
  }

  // The optimism bias of the case's project type; nullptr when there is none.
  const methodology::OptimismBias* BiasOfCase() const {
    for (const methodology::OptimismBias& bias : input_.methodology.optimism_biases) {
      if (bias.project_type == input_.content.identification.project_type) return &bias;
    }
    return nullptr;
  }

  void CheckMitigations() {
    const std::string& type = input_.content.identification.project_type;
    const methodology::OptimismBias* bias = BiasOfCase();
    const bool is_asked = input_.Needs(Section::kRisks) || !type.empty();
    if (bias == nullptr && is_asked && !input_.methodology.optimism_biases.empty()) {
      Add(Severity::kMust, Section::kIdentification, -1, "identification.project_type",
          type.empty() ? "PROJECT_TYPE_MISSING" : "PROJECT_TYPE_UNKNOWN",
          absl::StrCat(type.empty() ? "Say of which type the project is"
                                    : absl::StrCat("The method has no project type \"", type, "\""),
                       "; it has: ", TypeNames(), "."),
          "Its costs are not raised by what such projects overrun.");
    }
    std::set<std::string> seen;
    int row = 0;
    for (const Mitigation& mitigation : input_.content.risks.mitigations) {
      CheckMitigation(bias, mitigation, row++, seen);
    }
  }

  std::string TypeNames() const {
    return absl::StrJoin(input_.methodology.optimism_biases, ", ",
                         [](std::string* out, const methodology::OptimismBias& bias) {
                           absl::StrAppend(out, bias.project_type);
                         });
  }

  void CheckMitigation(const methodology::OptimismBias* bias, const Mitigation& mitigation, int row,
                       std::set<std::string>& seen) {
    const std::string path = absl::StrCat("risks.mitigations[cause=", mitigation.cause, "]");
    bool is_known = false;
    if (bias != nullptr) {
      for (const methodology::BiasCause& cause : bias->causes) {
        is_known = is_known || cause.id == mitigation.cause;
      }
    }
    const auto must = [&](absl::string_view code, std::string message) {
      Add(Severity::kMust, Section::kRisks, row, path, code, std::move(message),
          "It lowers no uplift.");
    };
    if (!is_known) {
      must("MITIGATION_UNKNOWN", absl::StrCat("The method has no cause \"", mitigation.cause,
                                              "\" of optimism bias for this type of project."));
    }
    if (!seen.insert(mitigation.cause).second) {
      must("MITIGATION_TWICE", absl::StrCat("Cause \"", mitigation.cause, "\" stands twice."));
    }
    if (mitigation.mitigated_bp < 0 || mitigation.mitigated_bp > methodology::kWholeBp) {
      must("MITIGATION_OUT_OF_RANGE", absl::StrCat("The part of \"", mitigation.cause,
                                                   "\" that is mitigated must be 0 to 100 %."));
    }
    if (mitigation.mitigated_bp > 0 && !IsFilled(mitigation.evidence.source)) {
      Add(Severity::kShould, Section::kRisks, row, path + ".evidence", "MITIGATION_NO_EVIDENCE",
          absl::StrCat("Name the evidence that \"", mitigation.cause, "\" is under control."),
          "A lower uplift may be questioned.");
    }
  }

  const Input& input_;
  Sink& sink_;
};

}  // namespace

void CheckAnswers(const Input& input, Sink& sink) { AnswerChecker(input, sink).Run(); }

}  // namespace cartera::appraisal::checker
