#include "tests/hostile/texts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/platform/rpc/error.h"

namespace cartera::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::ListValue;
using google::protobuf::Message;
using google::protobuf::Struct;

ListValue ReadJson(const std::string& name) {
  std::ifstream file(absl::StrCat(CARTERA_TEST_DATA, "/", name));
  std::stringstream text;
  text << file.rdbuf();
  ListValue list;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &list);
  EXPECT_TRUE(status.ok()) << name << ": " << status.ToString();
  return list;
}

// The code points of well-formed text.
std::u32string CodePoints(const std::string& text) {
  std::u32string points;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) {
      points.back() = (points.back() << 6) | (byte & 0x3F);
    } else {
      points += byte < 0x80 ? byte : byte & (byte < 0xE0 ? 0x1F : byte < 0xF0 ? 0x0F : 0x07);
    }
  }
  return points;
}

bool IsId(const std::string& text) {
  if (text.size() > 63 || !absl::ascii_isalnum(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') return false;
  }
  return true;
}

}  // namespace

const std::vector<std::string>& HostileTexts() {
  static const auto* const kTexts = [] {
    auto* texts = new std::vector<std::string>;
    const ListValue list = ReadJson("blns/blns.json");
    for (const auto& value : list.values()) {
      texts->push_back(value.string_value());
    }
    EXPECT_EQ(texts->size(), 515u);
    texts->push_back(std::string("nul\0nul", 7));
    texts->push_back("e\u0301 and \u00e9");     // unnormalised and normalised
    texts->push_back("\u1112\u1161\u11ab 한");  // jamo and syllable
    texts->push_back("\ufeffmark \ufffe \uffff \U0010ffff");
    texts->push_back("line\nline\r\nline\ttab");
    texts->push_back(" blank at both ends ");
    texts->push_back("\u202egnp.exe");
    return texts;
  }();
  return *kTexts;
}

const std::vector<DateText>& HostileDates() {
  static const auto* const kDates = [] {
    auto* dates = new std::vector<DateText>;
    const ListValue groups = ReadJson("dates-rfc3339/draft4-date-time.json");
    const auto& group = groups.values(0).struct_value().fields().at("tests");
    for (const auto& value : group.list_value().values()) {
      const auto& fields = value.struct_value().fields();
      if (fields.at("data").kind_case() != google::protobuf::Value::kStringValue) continue;
      dates->push_back({fields.at("data").string_value(), fields.at("valid").bool_value()});
    }
    for (const char* text :
         {"infinite-future", "infinite-past", " 2027-03-31T12:00:00Z", "2027-03-31T12:00:00Z ",
          "2027-03-31 12:00:00Z", "+2027-03-31T00:00:00Z", "12027-03-31T00:00:00Z",
          "-0001-03-31T00:00:00Z", "", "0", "2027-3-31"}) {
      dates->push_back({text, false});
    }
    return dates;
  }();
  return *kDates;
}

const type::v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(type::v1::rules);
}

std::string RefusalOf(const FieldDescriptor* field, const std::string& text) {
  const type::v1::FieldRules& rules = RulesOf(field);
  if (absl::StripAsciiWhitespace(text).empty() && rules.required()) return "REQUIRED";
  if (text.empty()) return "";
  const std::u32string points = CodePoints(text);
  if (points.size() > static_cast<size_t>(rules.max_chars() > 0 ? rules.max_chars() : 2000)) {
    return "TOO_LONG";
  }
  for (const char32_t point : points) {
    const bool space = point == U'\t' || point == U'\n' || point == U'\r';
    const bool separator = point == 0x2028 || point == 0x2029;
    if ((point < 0x20 && (rules.one_line() || !space)) || (point >= 0x7F && point <= 0x9F) ||
        (separator && rules.one_line())) {
      return "CONTROL_CHARACTER";
    }
    if ((point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069)) {
      return "BIDI_CONTROL";
    }
  }
  if (rules.resource_id()) return IsId(text) ? "" : "NOT_AN_ID";
  if (!rules.resource().empty()) return "NOT_A_NAME";
  if (field->full_name() == "cartera.type.v1.Money.unit") return "UNKNOWN_UNIT";
  return "";
}

void SetTexts(Message* message, const std::string& path, const TextAt& each) {
  const auto* r = message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    if (RulesOf(field).output_only() || field->is_map()) continue;
    const bool many = field->is_repeated();
    const std::string at =
        absl::StrCat(path, path.empty() ? "" : ".", field->name(), many ? "[0]" : "");
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (many && r->FieldSize(*message, field) == 0) r->AddMessage(message, field);
      SetTexts(
          many ? r->MutableRepeatedMessage(message, field, 0) : r->MutableMessage(message, field),
          at, each);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      if (many && r->FieldSize(*message, field) == 0) r->AddString(message, field, "");
      const std::string present =
          many ? r->GetRepeatedString(*message, field, 0) : r->GetString(*message, field);
      const std::string text = each(field, at, present);
      many ? r->SetRepeatedString(message, field, 0, text) : r->SetString(message, field, text);
    }
  }
}

std::map<std::string, std::string> FaultsByField(const absl::Status& status) {
  std::map<std::string, std::string> faults;
  for (const auto& fault : rpc::FaultsOf(status)) faults.emplace(fault.field, fault.reason);
  return faults;
}

}  // namespace cartera::testing
