#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/letter.pb.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

// What agency and centre say to one another about a submission.
namespace cartera::cli {
namespace {

using review::v1::AnsweringChange;
using review::v1::CompareSubmissionResponse;
using review::v1::ObservationAct;

std::string Last(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string ChangeText(const AnsweringChange& change) {
  if (!change.has_before()) return absl::StrCat("added: ", change.after());
  if (!change.has_after()) return absl::StrCat("removed: ", change.before());
  return absl::StrCat(change.before(), " → ", change.after());
}

std::string WordOf(const google::protobuf::EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  return value == nullptr ? "" : EnumWord(value);
}

}  // namespace

std::string ComparisonPage(const CompareSubmissionResponse& comparison, const PageStyle& style) {
  std::string out = Title(absl::StrCat("Revision ", Last(comparison.before()), " → revision ",
                                       Last(comparison.after())),
                          style);
  for (const AnsweringChange& change : comparison.changes()) {
    std::vector<std::string> ids;
    for (const std::string& name : change.observations()) ids.push_back(Last(name));
    absl::StrAppend(&out, Bold(change.field(), style),
                    ids.empty() ? "" : absl::StrCat("  answers ", absl::StrJoin(ids, ", ")), "\n",
                    Indented(ChangeText(change), 2, style.width));
  }
  if (comparison.changes().empty()) absl::StrAppend(&out, "Nothing was changed.\n");
  for (const std::string& name : comparison.unchanged_observations()) {
    absl::StrAppend(&out, "No change answers ", Last(name), ".\n");
  }
  return out;
}

std::string ObservationPage(const review::v1::GetObservationResponse& shown,
                            const PageStyle& style) {
  const review::v1::Observation& one = shown.observation();
  std::string out = Title(absl::StrCat("Observation ", Last(one.name())), style);
  absl::StrAppend(&out, Indented(one.text(), 0, style.width));
  absl::StrAppend(
      &out, RenderFields({{"field", one.field()},
                          {"severity", WordOf(type::v1::Severity_descriptor(), one.severity())},
                          {"state", WordOf(review::v1::ObservationState_descriptor(), one.state())},
                          {"due", DateToText(one.due_date())},
                          {"made by", one.author()},
                          {"made on", one.revision()},
                          {"closed by", one.closed_by()}},
                         style));
  for (const ObservationAct& act : shown.acts()) {
    absl::StrAppend(&out, act.number(), ". ",
                    WordOf(review::v1::ObservationActKind_descriptor(), act.kind()), " by ",
                    act.acted_by(), "\n");
    for (const std::string& said : {act.text(), act.evidence(), act.document_hash(),
                                    absl::StrJoin(act.answered_fields(), ", ")}) {
      if (!said.empty()) absl::StrAppend(&out, Indented(said, 3, style.width));
    }
  }
  return out;
}

Shown ShowLetter(Invocation& invocation, const google::protobuf::Message& response) {
  const auto& letter = static_cast<const review::v1::GetDecisionLetterResponse&>(response);
  const std::string& bytes = letter.content().empty() ? letter.text() : letter.content();
  if (!invocation.Has("out")) {
    if (letter.content().empty()) return bytes;
    return absl::InvalidArgumentError("a PDF is no text for a terminal: give --out FILE");
  }
  const std::string path = invocation.Get("out");
  if (std::filesystem::exists(path)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " exists already"));
  }
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot write ", path));
  *invocation.err << "Saved as " << path << ", " << bytes.size() << " bytes.\n";
  return "";
}

Shown ShowComparison(Invocation& invocation, const google::protobuf::Message& response) {
  return ComparisonPage(static_cast<const CompareSubmissionResponse&>(response), invocation.style);
}

Shown ShowObservation(Invocation& invocation, const google::protobuf::Message& response) {
  return ObservationPage(static_cast<const review::v1::GetObservationResponse&>(response),
                         invocation.style);
}

}  // namespace cartera::cli
