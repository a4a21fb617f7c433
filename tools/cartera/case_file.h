#ifndef CARTERA_TOOLS_CARTERA_CASE_FILE_H_
#define CARTERA_TOOLS_CARTERA_CASE_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "tools/cartera/invocation.h"
#include "tools/cartera/lines_sheet.h"

namespace cartera::cli {

// A case file is the message CaseContent of the contract as YAML (see yaml_reader.h).
// Errors: INVALID_ARGUMENT with file, line and column of every fault.
absl::StatusOr<appraisal::v1::CaseContent> ReadCaseFile(const std::string& path);

// The sections that differ between two drafts, by field name. A section that is empty equals one
// that is absent.
std::vector<std::string> ChangedSections(const appraisal::v1::CaseContent& before,
                                         const appraisal::v1::CaseContent& after);
std::vector<std::string> SectionsOf(const appraisal::v1::CaseContent& content);

// Full names from what was typed.
std::string CaseName(absl::string_view text);
std::string RoundName(absl::string_view text);

absl::StatusOr<appraisal::v1::Case> GetCase(const Invocation& invocation, const std::string& name);

// Writes `sections` of `content` into the draft of `stored`, with the etags that were read.
absl::StatusOr<appraisal::v1::Case> UpdateSections(const Invocation& invocation,
                                                   const appraisal::v1::Case& stored,
                                                   const appraisal::v1::CaseContent& content,
                                                   const std::vector<std::string>& sections);

// A case frozen and entered into a round, as `kind` ("new", "continuing").
struct EnteredCase {
  appraisal::v1::Revision revision;
  review::v1::CreateSubmissionResponse response;
};
absl::StatusOr<EnteredCase> EnterCase(const Invocation& invocation, const std::string& name,
                                      const std::string& round, const std::string& submission_id,
                                      const std::string& kind);

// A sheet of lines read for --kind. Errors: INVALID_ARGUMENT for another kind, or what is no CSV.
struct ReadLines {
  std::string section;  // "costs"
  std::vector<std::unique_ptr<google::protobuf::Message>> lines;
  std::vector<SheetFault> faults;
};
absl::StatusOr<ReadLines> ReadLinesOfKind(const Invocation& invocation, absl::string_view text);
// Lines with a known id replace it where it stands, new ones come last; `replace`: they are all.
void MergeLines(const ReadLines& read, bool replace, appraisal::v1::CaseContent* content);

// What is wrong with a sheet as a table, then `end`. Returns the exit code.
int PrintSheetFaults(Invocation& invocation, const std::vector<SheetFault>& faults,
                     absl::string_view end);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_CASE_FILE_H_
