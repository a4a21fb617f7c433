#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"
#include "tools/cartera/yaml_writer.h"

namespace cartera::cli {
namespace {

std::string EnumText(const google::protobuf::EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  return value == nullptr || number == 0 ? "" : EnumWord(value);
}

}  // namespace

std::string CasePage(const appraisal::v1::Case& shown, const PageStyle& style) {
  std::string out = Title(shown.title(), style);
  absl::StrAppend(
      &out, RenderFields({{"name", shown.name()},
                          {"stage", EnumText(appraisal::v1::CaseStage_descriptor(), shown.stage())},
                          {"methodology", shown.methodology_version()},
                          {"latest revision",
                           shown.latest_revision().empty() ? "none yet" : shown.latest_revision()},
                          {"draft", shown.locked() ? "locked: a submission of it is under review"
                                                   : "may be edited"},
                          {"you may", absl::StrJoin(shown.allowed_actions(), ", ")},
                          {"etag", shown.etag()}},
                         style));
  std::vector<std::vector<std::string>> rows;
  for (const auto& section : shown.sections()) {
    rows.push_back({section.section(), section.author(), TimestampToText(section.update_time()),
                    section.etag()});
  }
  if (!rows.empty()) {
    absl::StrAppend(&out, "\n",
                    RenderTable({{.title = "SECTION", .whole = true},
                                 {.title = "AUTHOR"},
                                 {.title = "WRITTEN"},
                                 {.title = "ETAG"}},
                                rows, style));
  }
  if (!shown.has_content()) return out;
  return absl::StrCat(out, "\n", Bold("Draft", style), "\n", WriteYaml(shown.content()));
}

std::string RevisionPage(const appraisal::v1::Revision& revision, const PageStyle& style) {
  return absl::StrCat(Title(absl::StrCat("Revision ", revision.name()), style),
                      RenderFields({{"hash", revision.content_hash()},
                                    {"methodology", revision.methodology_version()},
                                    {"written by", absl::StrJoin(revision.authors(), ", ")},
                                    {"frozen", TimestampToText(revision.create_time())}},
                                   style),
                      "It never changes. Sign or decide it by its hash.\n\n",
                      revision.has_content() ? WriteYaml(revision.content()) : "");
}

Shown ShowCase(Invocation& invocation, const google::protobuf::Message& response) {
  return CasePage(static_cast<const appraisal::v1::GetCaseResponse&>(response).case_(),
                  invocation.style);
}

Shown ShowRevision(Invocation& invocation, const google::protobuf::Message& response) {
  const auto* type = response.GetDescriptor();
  return RevisionPage(
      static_cast<const appraisal::v1::Revision&>(
          response.GetReflection()->GetMessage(response, type->FindFieldByName("revision"))),
      invocation.style);
}

}  // namespace cartera::cli
