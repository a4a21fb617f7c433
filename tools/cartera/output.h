#ifndef CARTERA_TOOLS_CARTERA_OUTPUT_H_
#define CARTERA_TOOLS_CARTERA_OUTPUT_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tools/cartera/invocation.h"
#include "tools/cartera/table.h"

namespace cartera::cli {

// A message as JSON with the contract's field names, ended by a line break.
std::string ToJson(const google::protobuf::Message& message, bool pretty);

// The resource in an answer that holds nothing else; else the answer itself.
const google::protobuf::Message& OnlyResource(const google::protobuf::Message& response);

// The fields in order, one a line. Absent ones are left out, except where the contract's comment
// says that absent means unknown: they read "unknown".
std::string RenderMessage(const google::protobuf::Message& message, const PageStyle& style);

// A header row and one row: every field that is a value, money as amount, unit, basis and price
// year.
std::string MessageAsCsv(const google::protobuf::Message& message);

// A table's column for a field path.
Column ColumnFor(const google::protobuf::Descriptor* item, absl::string_view path);
// A cell of a page; "" when absent.
std::string CellFor(const google::protobuf::Message& item, absl::string_view path);

// Prints the elements of a list as they come: JSON lines and CSV at once, tables and JSON at the
// end.
class ListPrinter {
 public:
  // `columns` are field paths of `item`, separated by commas; those after "|" are for CSV alone.
  ListPrinter(Output output, absl::string_view columns, const google::protobuf::Descriptor* item,
              const PageStyle& style, std::ostream* out);
  void Add(const google::protobuf::Message& item);
  void Finish();

 private:
  Output output_;
  std::vector<std::string> paths_;
  const google::protobuf::Descriptor* item_;
  PageStyle style_;
  std::ostream* out_;
  std::vector<std::vector<std::string>> rows_;
  int64_t count_ = 0;
};

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_OUTPUT_H_
