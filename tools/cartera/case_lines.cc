#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/domain/csv/read.h"
#include "libs/domain/csv/write.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/lines_sheet.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Kind {
  const FieldDescriptor* section = nullptr;  // costs or benefits
  const FieldDescriptor* lines = nullptr;
};

absl::StatusOr<Kind> KindGiven(const Invocation& invocation) {
  const std::string kind = invocation.Get("kind");
  if (kind != "cost" && kind != "benefit") {
    return absl::InvalidArgumentError(
        absl::StrCat("--kind: \"", kind, "\" is not cost or benefit"));
  }
  Kind out;
  out.section = CaseContent::descriptor()->FindFieldByName(absl::StrCat(kind, "s"));
  out.lines = out.section->message_type()->FindFieldByName("lines");
  return out;
}

std::string IdOf(const Message& line) {
  return line.GetReflection()->GetString(line, line.GetDescriptor()->FindFieldByName("id"));
}

}  // namespace

int PrintSheetFaults(Invocation& invocation, const std::vector<SheetFault>& faults,
                     absl::string_view end) {
  std::vector<std::vector<std::string>> rows;
  for (const SheetFault& fault : faults) {
    rows.push_back({absl::StrCat(fault.row), fault.column, fault.message});
  }
  *invocation.err << RenderTable({{.title = "ROW", .right = true},
                                  {.title = "COLUMN", .whole = true},
                                  {.title = "WHAT IS WRONG", .wrap = true}},
                                 rows, invocation.style)
                  << end;
  return kExitFindings;
}

absl::StatusOr<ReadLines> ReadLinesOfKind(const Invocation& invocation, absl::string_view text) {
  ASSIGN_OR_RETURN(const Kind kind, KindGiven(invocation));
  ReadLines read{.section = kind.section->name()};
  ASSIGN_OR_RETURN(read.lines, ReadSheet(text, kind.lines->message_type(), &read.faults));
  return read;
}

void MergeLines(const ReadLines& read, bool replace, CaseContent* content) {
  const FieldDescriptor* of_content = CaseContent::descriptor()->FindFieldByName(read.section);
  const FieldDescriptor* lines = of_content->message_type()->FindFieldByName("lines");
  Message* section = content->GetReflection()->MutableMessage(content, of_content);
  const auto* reflection = section->GetReflection();
  if (replace) reflection->ClearField(section, lines);
  std::map<std::string, Message*> by_id;
  for (int i = 0; i < reflection->FieldSize(*section, lines); ++i) {
    Message* line = reflection->MutableRepeatedMessage(section, lines, i);
    by_id[IdOf(*line)] = line;
  }
  for (const auto& line : read.lines) {
    const auto found = by_id.find(IdOf(*line));
    Message* into = found != by_id.end() ? found->second : reflection->AddMessage(section, lines);
    into->CopyFrom(*line);
  }
}

absl::StatusOr<int> LinesExport(Invocation& invocation) {
  ASSIGN_OR_RETURN(const Kind kind, KindGiven(invocation));
  ASSIGN_OR_RETURN(const appraisal::v1::Case stored,
                   GetCase(invocation, CaseName(invocation.Get("CASE"))));
  const CaseContent& content = stored.content();
  *invocation.out << WriteSheet(content.GetReflection()->GetMessage(content, kind.section),
                                kind.lines);
  return kExitOk;
}

absl::StatusOr<int> LinesImport(Invocation& invocation) {
  if (!invocation.Has("file")) return absl::InvalidArgumentError("--file must be given");
  std::string text;
  RETURN_IF_ERROR(ReadFile(invocation.Get("file"), &text));
  ASSIGN_OR_RETURN(const ReadLines read, ReadLinesOfKind(invocation, text));
  if (!read.faults.empty()) {
    return PrintSheetFaults(invocation, read.faults, "Nothing was stored.\n");
  }
  ASSIGN_OR_RETURN(const appraisal::v1::Case stored,
                   GetCase(invocation, CaseName(invocation.Get("CASE"))));
  CaseContent content = stored.content();
  MergeLines(read, invocation.Has("replace"), &content);
  const bool changed = !ChangedSections(stored.content(), content).empty();
  if (changed) {
    RETURN_IF_ERROR(UpdateSections(invocation, stored, content, {read.section}).status());
  }
  *invocation.out << read.lines.size() << " lines read; "
                  << (!changed                     ? "the draft has them already.\n"
                      : invocation.globals.dry_run ? "dry run: nothing was stored.\n"
                                                   : "stored.\n");
  return kExitOk;
}

}  // namespace cartera::cli
