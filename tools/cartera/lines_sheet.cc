#include "tools/cartera/lines_sheet.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cartera/appraisal/v1/case_line.pb.h"
#include "libs/base/status_macros.h"
#include "libs/domain/csv/read.h"
#include "libs/domain/csv/write.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Path = std::vector<const FieldDescriptor*>;

// The columns of a line's own money, beside one another. A column of another field stands for its
// path; other money is one cell ("12.50 CAD@2027"), a list is its elements with spaces between.
constexpr char kAmount[] = "amount";
constexpr char kUnit[] = "unit";
constexpr char kPriceYear[] = "price_year";

void AppendColumns(const Descriptor* type, absl::string_view above,
                   std::vector<std::string>* columns) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string path = absl::StrCat(above, above.empty() ? "" : ".", field->name());
    if (IsMoney(field) && path == kAmount) {
      columns->insert(columns->end(), {kAmount, kUnit, kPriceYear});
    } else if (IsMessage(field) && !IsMoney(field) && !field->is_repeated()) {
      AppendColumns(field->message_type(), path, columns);
    } else {
      columns->push_back(path);
    }
  }
}

std::vector<std::string> ColumnsOf(const Descriptor* line) {
  std::vector<std::string> columns;
  AppendColumns(line, "", &columns);
  return columns;
}

bool IsMoneyColumn(absl::string_view column) {
  return column == kAmount || column == kUnit || column == kPriceYear;
}

std::string MoneyCell(const Message& line, absl::string_view column) {
  const FieldDescriptor* field = line.GetDescriptor()->FindFieldByName(kAmount);
  if (!line.GetReflection()->HasField(line, field)) return "";
  const auto& money =
      static_cast<const type::v1::Money&>(line.GetReflection()->GetMessage(line, field));
  if (column == kUnit) return money.unit();
  if (column == kAmount) return absl::StrReplaceAll(AmountText(money), {{",", ""}});
  return money.basis() == type::v1::PRICE_BASIS_REAL ? absl::StrCat(money.price_year()) : "";
}

// "2500 5000" and "2029=1250000 2031=900000".
std::string ListCell(const Message& holder, const FieldDescriptor* list) {
  const auto& reflection = *holder.GetReflection();
  std::vector<std::string> elements;
  for (int i = 0; i < reflection.FieldSize(holder, list); ++i) {
    if (list->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      elements.push_back(absl::StrCat(reflection.GetRepeatedInt32(holder, list, i)));
      continue;
    }
    const auto& step =
        static_cast<const appraisal::v1::Step&>(reflection.GetRepeatedMessage(holder, list, i));
    elements.push_back(absl::StrCat(step.from_fiscal_year(), "=", step.amount_minor()));
  }
  return absl::StrJoin(elements, " ");
}

std::string CellOf(const Message& line, const std::string& column) {
  if (IsMoneyColumn(column)) return MoneyCell(line, column);
  const Path path = ResolvePath(line.GetDescriptor(), column);
  const Message* holder = Holder(line, path);
  if (holder == nullptr) return "";
  if (path.back()->is_repeated()) return ListCell(*holder, path.back());
  if (IsMoney(path.back())) {
    if (!holder->GetReflection()->HasField(*holder, path.back())) return "";
    return MoneyToText(static_cast<const type::v1::Money&>(
        holder->GetReflection()->GetMessage(*holder, path.back())));
  }
  const auto kind = path.back()->cpp_type();
  if (kind == FieldDescriptor::CPPTYPE_BOOL) {
    return holder->GetReflection()->GetBool(*holder, path.back()) ? "true" : "";
  }
  std::string text = FieldForPage(*holder, path.back()).value_or("");
  const bool is_number =
      kind == FieldDescriptor::CPPTYPE_INT32 || kind == FieldDescriptor::CPPTYPE_INT64;
  if (is_number && text == "0") text.clear();
  return text;
}

class SheetReader {
 public:
  SheetReader(const csv::Table& table, const Descriptor* type, const SheetForm& form,
              std::vector<SheetFault>* faults)
      : table_(table), type_(type), form_(form), faults_(faults) {}

  void CheckHeader() {
    std::vector<std::string> known = form_.besides;
    const std::vector<std::string> of_line = ColumnsOf(type_);
    known.insert(known.end(), of_line.begin(), of_line.end());
    const std::set<std::string> names(known.begin(), known.end());
    for (const std::string& column : table_.header().cells) {
      if (names.contains(column)) continue;
      faults_->push_back(
          {1, column, absl::StrCat("is no column here; columns are ", absl::StrJoin(known, ", "))});
    }
    for (const std::string& needed : form_.needed) {
      if (!table_.ColumnOf(needed).has_value()) faults_->push_back({1, needed, "is missing"});
    }
    for (const csv::Fault& fault : table_.faults()) {
      faults_->push_back({fault.row, "", fault.message});
    }
  }

  std::unique_ptr<Message> ReadRow(const csv::Row& row) {
    std::unique_ptr<Message> line = NewMessage(type_);
    for (const std::string& column : ColumnsOf(type_)) {
      const std::string text = TextAt(row, column);
      if (text.empty() || IsMoneyColumn(column)) continue;
      const Path path = ResolvePath(type_, column);
      std::vector<std::string> elements = {text};
      if (path.back()->is_repeated()) elements = absl::StrSplit(text, ' ', absl::SkipWhitespace());
      for (const std::string& element : elements) {
        const absl::Status set = SetFromText(MutableHolder(line.get(), path), path.back(), element);
        if (!set.ok()) faults_->push_back({row.number, column, std::string(set.message())});
      }
    }
    ReadMoney(row, line.get());
    CheckRow(row);
    return line;
  }

 private:
  std::string TextAt(const csv::Row& row, absl::string_view column) const {
    const auto at = table_.ColumnOf(column);
    return at.has_value() ? std::string(table_.At(row, *at).text) : "";
  }

  void ReadMoney(const csv::Row& row, Message* line) {
    const std::string amount = TextAt(row, kAmount);
    const std::string unit = TextAt(row, kUnit);
    const std::string year = TextAt(row, kPriceYear);
    if (amount.empty()) {
      if (!year.empty()) faults_->push_back({row.number, kAmount, "is missing"});
      return;
    }
    if (unit.empty()) return faults_->push_back({row.number, kUnit, "is missing"});
    const FieldDescriptor* field = type_->FindFieldByName(kAmount);
    const absl::Status set = SetFromText(
        line, field, absl::StrCat(amount, " ", unit, year.empty() ? "" : absl::StrCat("@", year)));
    if (!set.ok()) faults_->push_back({row.number, kAmount, std::string(set.message())});
  }

  void CheckRow(const csv::Row& row) {
    for (const std::string& needed : form_.needed) {
      if (table_.ColumnOf(needed).has_value() && TextAt(row, needed).empty()) {
        faults_->push_back({row.number, needed, "must be given"});
      }
    }
    const std::string id = TextAt(row, "id");
    const auto [first, added] = rows_by_id_.emplace(id, row.number);
    if (!added && !id.empty()) {
      faults_->push_back(
          {row.number, "id", absl::StrCat("\"", id, "\" stands in row ", first->second, " too")});
    }
  }

  const csv::Table& table_;
  const Descriptor* type_;
  const SheetForm& form_;
  std::vector<SheetFault>* faults_;
  std::map<std::string, int> rows_by_id_;
};

}  // namespace

std::string WriteSheet(const Message& section, const FieldDescriptor* lines) {
  const std::vector<std::string> columns = ColumnsOf(lines->message_type());
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < section.GetReflection()->FieldSize(section, lines); ++i) {
    const Message& line = section.GetReflection()->GetRepeatedMessage(section, lines, i);
    rows.emplace_back();
    for (const std::string& column : columns) rows.back().push_back(CellOf(line, column));
  }
  return csv::Write(columns, rows);
}

absl::StatusOr<std::vector<std::unique_ptr<Message>>> ReadSheet(absl::string_view text,
                                                                const Descriptor* line,
                                                                std::vector<SheetFault>* faults,
                                                                const SheetForm& form) {
  ASSIGN_OR_RETURN(const csv::Table table, csv::Parse(text));
  SheetReader reader(table, line, form, faults);
  reader.CheckHeader();
  std::vector<std::unique_ptr<Message>> lines;
  if (!faults->empty()) return lines;
  for (const csv::Row& row : table.rows()) lines.push_back(reader.ReadRow(row));
  return lines;
}

std::string CellOfField(absl::string_view text, absl::string_view section,
                        absl::string_view field) {
  const size_t end = field.find(']');
  const auto table = csv::Parse(text);
  if (!table.ok() || end == absl::string_view::npos ||
      !absl::ConsumePrefix(&field, absl::StrCat(section, ".lines[id="))) {
    return "";
  }
  const absl::string_view id = field.substr(0, field.find(']'));
  absl::string_view column = field.substr(field.find(']') + 1);
  absl::ConsumePrefix(&column, ".");
  const auto ids = table->ColumnOf("id");
  if (!ids.has_value()) return "";
  for (const csv::Row& row : table->rows()) {
    if (table->At(row, *ids).text != id) continue;
    const bool has_column = !column.empty() && table->ColumnOf(column).has_value();
    return absl::StrCat("row ", row.number, has_column ? ", column " : "",
                        has_column ? column : "");
  }
  return "";
}

}  // namespace cartera::cli
