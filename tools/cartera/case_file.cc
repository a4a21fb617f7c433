#include "tools/cartera/case_file.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/values.h"
#include "tools/cartera/yaml_reader.h"

namespace cartera::cli {

using appraisal::v1::CaseContent;
using google::protobuf::FieldDescriptor;

absl::StatusOr<CaseContent> ReadCaseFile(const std::string& path) {
  std::string text;
  RETURN_IF_ERROR(ReadFile(path, &text));
  CaseContent content;
  RETURN_IF_ERROR(ReadYaml(text, path, &content));
  return content;
}

std::vector<std::string> ChangedSections(const CaseContent& before, const CaseContent& after) {
  std::vector<std::string> changed;
  for (int i = 0; i < CaseContent::descriptor()->field_count(); ++i) {
    const FieldDescriptor* section = CaseContent::descriptor()->field(i);
    if (!google::protobuf::util::MessageDifferencer::Equals(
            before.GetReflection()->GetMessage(before, section),
            after.GetReflection()->GetMessage(after, section))) {
      changed.push_back(section->name());
    }
  }
  return changed;
}

std::vector<std::string> SectionsOf(const CaseContent& content) {
  return ChangedSections(CaseContent::default_instance(), content);
}

std::string CaseName(absl::string_view text) {
  return CompleteName("projects/{project}/cases/{case}", text);
}

std::string RoundName(absl::string_view text) { return CompleteName("rounds/{round}", text); }

absl::StatusOr<appraisal::v1::Case> GetCase(const Invocation& invocation, const std::string& name) {
  appraisal::v1::GetCaseRequest request;
  appraisal::v1::GetCaseResponse response;
  request.set_name(name);
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.case_();
}

absl::StatusOr<appraisal::v1::Case> UpdateSections(const Invocation& invocation,
                                                   const appraisal::v1::Case& stored,
                                                   const CaseContent& content,
                                                   const std::vector<std::string>& sections) {
  appraisal::v1::UpdateCaseRequest request;
  request.set_name(stored.name());
  request.mutable_content();
  for (const std::string& section : sections) {
    request.add_sections(section);
    const FieldDescriptor* field = CaseContent::descriptor()->FindFieldByName(section);
    if (content.GetReflection()->HasField(content, field)) {
      CaseContent* sent = request.mutable_content();
      sent->GetReflection()
          ->MutableMessage(sent, field)
          ->CopyFrom(content.GetReflection()->GetMessage(content, field));
    }
    for (const auto& state : stored.sections()) {
      if (state.section() == section) {
        (*request.mutable_section_etags())[section] =
            invocation.globals.etag.empty() ? state.etag() : invocation.globals.etag;
      }
    }
  }
  request.set_request_id(invocation.globals.request_id);
  request.set_validate_only(invocation.globals.dry_run);
  appraisal::v1::UpdateCaseResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.case_();
}

}  // namespace cartera::cli
