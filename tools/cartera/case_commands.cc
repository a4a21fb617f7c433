#include <algorithm>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/output.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/values.h"
#include "tools/cartera/yaml_writer.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;

absl::Status Missing(absl::string_view flag) {
  return absl::InvalidArgumentError(absl::StrCat(flag, " must be given"));
}

std::string NameGiven(const Invocation& invocation) { return CaseName(invocation.Get("CASE")); }

// A section's name, or the names there are.
absl::Status CheckSections(const std::vector<std::string>& sections) {
  for (const std::string& section : sections) {
    if (CaseContent::descriptor()->FindFieldByName(section) != nullptr) continue;
    std::vector<std::string> names;
    for (int i = 0; i < CaseContent::descriptor()->field_count(); ++i) {
      names.push_back(CaseContent::descriptor()->field(i)->name());
    }
    return absl::InvalidArgumentError(
        absl::StrCat("--section: \"", section, "\" is not one of ", absl::StrJoin(names, ", ")));
  }
  return absl::OkStatus();
}

absl::Status SaveSections(Invocation& invocation, const std::string& name,
                          const CaseContent& content, std::vector<std::string> only) {
  RETURN_IF_ERROR(CheckSections(only));
  ASSIGN_OR_RETURN(const appraisal::v1::Case stored, GetCase(invocation, name));
  const std::vector<std::string> present = SectionsOf(content);
  std::vector<std::string> sections;
  for (const std::string& section : ChangedSections(stored.content(), content)) {
    const auto& wanted = only.empty() ? present : only;
    if (std::find(wanted.begin(), wanted.end(), section) != wanted.end()) {
      sections.push_back(section);
    }
  }
  if (sections.empty()) {
    *invocation.err << "Nothing to save: the draft of " << name << " says the same.\n";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const appraisal::v1::Case saved,
                   UpdateSections(invocation, stored, content, sections));
  if (!invocation.IsTable()) {
    appraisal::v1::UpdateCaseResponse response;
    *response.mutable_case_() = saved;
    return PrintAnswer(invocation, response);
  }
  *invocation.out << (invocation.globals.dry_run ? "Checked, not stored: " : "Saved: ")
                  << absl::StrJoin(sections, ", ") << " of " << name << "\n";
  return absl::OkStatus();
}

absl::StatusOr<CaseContent> ContentFrom(const Invocation& invocation, const std::string& from) {
  if (from == "-" || std::filesystem::exists(from)) return ReadCaseFile(from);
  if (absl::StrContains(from, "/revisions/")) {
    appraisal::v1::GetRevisionRequest request;
    appraisal::v1::GetRevisionResponse response;
    request.set_name(from);
    RETURN_IF_ERROR(invocation.Call(request, &response));
    return response.revision().content();
  }
  ASSIGN_OR_RETURN(const appraisal::v1::Case stored, GetCase(invocation, CaseName(from)));
  return stored.content();
}

absl::StatusOr<appraisal::v1::Revision> Freeze(const Invocation& invocation,
                                               const std::string& name) {
  appraisal::v1::CreateRevisionRequest request;
  appraisal::v1::CreateRevisionResponse response;
  request.set_parent(name);
  request.set_validate_only(invocation.globals.dry_run);
  if (!invocation.globals.request_id.empty()) {
    request.set_request_id(invocation.globals.request_id);
  }
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.revision();
}

}  // namespace

absl::StatusOr<int> CaseCreate(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto message, invocation.Request());
  auto& request = static_cast<appraisal::v1::CreateCaseRequest&>(*message);
  if (invocation.Has("methodology")) {
    request.mutable_case_()->set_methodology_version(CompleteName(
        "methodologies/{methodology}/versions/{version}", invocation.Get("methodology")));
  }
  if (invocation.Has("file")) {
    ASSIGN_OR_RETURN(*request.mutable_content(), ReadCaseFile(invocation.Get("file")));
  }
  appraisal::v1::CreateCaseResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  if (invocation.globals.dry_run) *invocation.err << "Dry run: nothing was stored.\n";
  return 0;
}

absl::StatusOr<int> CaseSave(Invocation& invocation) {
  if (!invocation.Has("file")) return Missing("--file");
  ASSIGN_OR_RETURN(const CaseContent content, ReadCaseFile(invocation.Get("file")));
  std::vector<std::string> only;
  if (invocation.Has("section")) only = invocation.values.at("section");
  RETURN_IF_ERROR(SaveSections(invocation, NameGiven(invocation), content, std::move(only)));
  return 0;
}

absl::StatusOr<int> CaseCopy(Invocation& invocation) {
  if (!invocation.Has("from")) return Missing("--from");
  ASSIGN_OR_RETURN(const CaseContent content, ContentFrom(invocation, invocation.Get("from")));
  if (invocation.Has("to")) {
    RETURN_IF_ERROR(SaveSections(invocation, CaseName(invocation.Get("to")), content, {}));
  } else if (invocation.IsTable()) {
    *invocation.out << WriteYaml(content);
  } else {
    *invocation.out << ToJson(content, invocation.globals.output == Output::kJson);
  }
  return 0;
}

absl::StatusOr<EnteredCase> EnterCase(const Invocation& invocation, const std::string& name,
                                      const std::string& round, const std::string& submission_id,
                                      const std::string& kind) {
  review::v1::CreateSubmissionRequest request;
  request.set_parent(RoundName(round));
  request.set_submission_id(submission_id);
  auto* submission = request.mutable_submission();
  submission->set_case_(name);
  const auto* field = review::v1::Submission::descriptor()->FindFieldByName("kind");
  if (const absl::Status set = SetFromText(submission, field, kind); !set.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--kind: ", set.message()));
  }
  EnteredCase entered;
  ASSIGN_OR_RETURN(entered.revision, Freeze(invocation, name));
  request.set_request_id(invocation.globals.request_id);
  request.set_validate_only(invocation.globals.dry_run);
  RETURN_IF_ERROR(invocation.Call(request, &entered.response));
  return entered;
}

absl::StatusOr<int> CaseSubmit(Invocation& invocation) {
  if (!invocation.Has("round") || !invocation.Has("id")) return Missing("--round and --id");
  const std::string kind = invocation.Has("kind") ? invocation.Get("kind") : "new";
  ASSIGN_OR_RETURN(const EnteredCase entered,
                   EnterCase(invocation, NameGiven(invocation), invocation.Get("round"),
                             invocation.Get("id"), kind));
  const auto& [revision, response] = entered;
  if (!invocation.IsTable()) {
    RETURN_IF_ERROR(PrintAnswer(invocation, response));
    return 0;
  }
  *invocation.out << "Frozen as " << revision.name() << "\n  hash " << revision.content_hash()
                  << "\nEntered as " << response.submission().name() << ", kind " << kind << "\n";
  if (invocation.globals.dry_run) {
    *invocation.err << "Dry run: everything was checked, nothing was stored.\n";
    return 0;
  }
  *invocation.out << "Next: the signatory reads it (cartera revision show " << revision.name()
                  << ") and signs:\n  cartera submission sign " << response.submission().name()
                  << " --revision-hash " << revision.content_hash()
                  << "\nand hands it in:\n  cartera submission submit "
                  << response.submission().name() << "\n";
  return 0;
}

absl::StatusOr<int> CaseDiff(Invocation& invocation) {
  if (!invocation.Has("from") || !invocation.Has("to")) return Missing("--from and --to");
  appraisal::v1::DiffRevisionsRequest request;
  appraisal::v1::DiffRevisionsResponse response;
  request.set_before(absl::StrCat(NameGiven(invocation), "/revisions/", invocation.Get("from")));
  request.set_after(absl::StrCat(NameGiven(invocation), "/revisions/", invocation.Get("to")));
  RETURN_IF_ERROR(invocation.Call(request, &response));
  ListPrinter printer(invocation.globals.output, invocation.verb->columns,
                      appraisal::v1::FieldChange::descriptor(), invocation.style, invocation.out);
  for (const auto& change : response.changes()) printer.Add(change);
  printer.Finish();
  return 0;
}

}  // namespace cartera::cli
