#include "tools/cartera/output.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "libs/domain/csv/write.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr csv::WriteOptions kCsv = {.delimiter = ',', .line_end = "\n"};

bool IsValue(const FieldDescriptor* field) {
  return !field->is_map() && field->type() != FieldDescriptor::TYPE_BYTES &&
         (!IsMessage(field) || IsMoney(field) || IsDate(field) || IsTimestamp(field));
}

void AppendCsvNames(const FieldDescriptor* field, absl::string_view path,
                    std::vector<std::string>* names) {
  if (!IsMoney(field) || field->is_repeated()) return names->emplace_back(path), void();
  for (const char* part : {"amount", "unit", "basis", "price_year"}) {
    names->push_back(absl::StrCat(path, ".", part));
  }
}

void AppendCsvCells(const Message& item, const std::vector<const FieldDescriptor*>& path,
                    std::vector<std::string>* cells) {
  const Message* holder = Holder(item, path);
  const FieldDescriptor* field = path.back();
  const bool absent = holder == nullptr || (IsMessage(field) && !field->is_repeated() &&
                                            !holder->GetReflection()->HasField(*holder, field));
  if (!IsMoney(field) || field->is_repeated()) {
    return cells->push_back(absent ? "" : FieldForPage(*holder, field).value_or("")), void();
  }
  if (absent) return cells->insert(cells->end(), 4, ""), void();
  const auto& money =
      static_cast<const type::v1::Money&>(holder->GetReflection()->GetMessage(*holder, field));
  std::string amount = AmountText(money);
  amount.erase(std::remove(amount.begin(), amount.end(), ','), amount.end());
  const bool real = money.basis() == type::v1::PRICE_BASIS_REAL;
  cells->push_back(amount);
  cells->push_back(money.unit());
  cells->push_back(real ? "real" : "nominal");
  cells->push_back(real ? absl::StrCat(money.price_year()) : "");
}

bool AbsentMeansUnknown(const FieldDescriptor* field) {
  const std::string comment = absl::AsciiStrToLower(CommentOf(field));
  return absl::StrContains(comment, "absent means unknown") ||
         absl::StrContains(comment, "empty means unknown");
}

using Fields = std::vector<std::pair<std::string, std::string>>;

void AppendNested(const std::string& name, const Message& message, const FieldDescriptor* field,
                  const PageStyle& style, std::string* below) {
  const auto* reflection = message.GetReflection();
  const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  for (int i = 0; i < size; ++i) {
    const Message& nested = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                 : reflection->GetMessage(message, field);
    PageStyle narrower = style;
    narrower.width -= 2;
    absl::StrAppend(below, "\n", Bold(name, style), "\n");
    for (absl::string_view line : absl::StrSplit(RenderMessage(nested, narrower), '\n')) {
      if (!line.empty()) absl::StrAppend(below, "  ", line, "\n");
    }
  }
}

}  // namespace

std::string ToJson(const Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = false;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}\n";
  if (!absl::EndsWith(json, "\n")) json += "\n";
  return json;
}

const Message& OnlyResource(const Message& response) {
  const Descriptor* type = response.GetDescriptor();
  if (type->field_count() != 1 || IsValue(type->field(0)) || type->field(0)->is_repeated() ||
      !response.GetReflection()->HasField(response, type->field(0))) {
    return response;
  }
  return response.GetReflection()->GetMessage(response, type->field(0));
}

std::string RenderMessage(const Message& message, const PageStyle& style) {
  const Message& shown = OnlyResource(message);
  const Descriptor* type = shown.GetDescriptor();
  Fields fields;
  std::string below;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->type() == FieldDescriptor::TYPE_BYTES) continue;
    const std::string name = Words(field->name());
    if (const auto text = FieldForPage(shown, field)) {
      if (IsValue(field)) {
        fields.emplace_back(name, *text);
      } else {
        AppendNested(name, shown, field, style, &below);
      }
    } else if (AbsentMeansUnknown(field)) {
      fields.emplace_back(name, "unknown");
    }
  }
  return absl::StrCat(RenderFields(fields, style), below);
}

std::string MessageAsCsv(const Message& message) {
  std::vector<std::string> names;
  std::vector<std::string> cells;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (!IsValue(field)) continue;
    AppendCsvNames(field, field->name(), &names);
    AppendCsvCells(message, {field}, &cells);
  }
  std::string out;
  csv::AppendRow(names, kCsv, &out);
  csv::AppendRow(cells, kCsv, &out);
  return out;
}

Column ColumnFor(const Descriptor* item, absl::string_view path) {
  static const auto* const kLong = new std::set<std::string>{
      "text", "reply", "message", "why", "reason", "before", "after", "detail", "last_error"};
  const FieldDescriptor* field = ResolvePath(item, path).back();
  Column column;
  column.title = absl::AsciiStrToUpper(Words(field->name()));
  column.right =
      IsMoney(field) || (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
                         field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM &&
                         field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL && !IsMessage(field));
  column.whole = field->name() == "name" || IsDate(field) ||
                 field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  column.wrap = kLong->contains(field->name());
  return column;
}

std::string CellFor(const Message& item, absl::string_view path) {
  const auto fields = ResolvePath(item.GetDescriptor(), path);
  const Message* holder = Holder(item, fields);
  if (holder == nullptr) return "";
  const auto text = FieldForPage(*holder, fields.back());
  if (text.has_value()) {
    // The name of the thing itself stays whole; what it refers to is short, as it may be typed.
    const std::string& pattern = RulesOf(fields.back()).resource();
    const bool own = fields.back()->name() == "name";
    return own || pattern.empty() ? *text : ShortName(pattern, *text);
  }
  return AbsentMeansUnknown(fields.back()) ? "unknown" : "";
}

ListPrinter::ListPrinter(Output output, absl::string_view columns, const Descriptor* item,
                         const PageStyle& style, std::ostream* out)
    : output_(output), item_(item), style_(style), out_(out) {
  if (output_ == Output::kTable) columns = columns.substr(0, columns.find('|'));
  for (absl::string_view path : absl::StrSplit(columns, absl::ByAnyChar(",|"))) {
    paths_.emplace_back(path);
  }
  if (output_ != Output::kCsv) return;
  std::vector<std::string> names;
  for (const std::string& path : paths_) {
    AppendCsvNames(ResolvePath(item_, path).back(), path, &names);
  }
  std::string row;
  csv::AppendRow(names, kCsv, &row);
  *out_ << row;
}

void ListPrinter::Add(const Message& item) {
  ++count_;
  if (output_ == Output::kNdjson) {
    *out_ << ToJson(item, false);
  } else if (output_ == Output::kJson) {
    std::string json = ToJson(item, true);
    absl::StripTrailingAsciiWhitespace(&json);
    *out_ << (count_ == 1 ? "[\n" : ",\n") << json;
  } else if (output_ == Output::kCsv) {
    std::vector<std::string> cells;
    for (const std::string& path : paths_) {
      AppendCsvCells(item, ResolvePath(item_, path), &cells);
    }
    std::string row;
    csv::AppendRow(cells, kCsv, &row);
    *out_ << row;
  } else {
    std::vector<std::string> cells;
    for (const std::string& path : paths_) cells.push_back(CellFor(item, path));
    rows_.push_back(std::move(cells));
  }
}

void ListPrinter::Finish() {
  if (output_ == Output::kJson) *out_ << (count_ == 0 ? "[]\n" : "\n]\n");
  if (output_ != Output::kTable) return;
  if (rows_.empty()) {
    *out_ << "None.\n";
    return;
  }
  std::vector<Column> columns;
  for (const std::string& path : paths_) columns.push_back(ColumnFor(item_, path));
  *out_ << RenderTable(columns, rows_, style_);
}

}  // namespace cartera::cli
