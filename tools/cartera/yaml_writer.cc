#include "tools/cartera/yaml_writer.h"

#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/text.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kLineWidth = 96;

// True for text that no reader of YAML takes for anything else.
bool IsPlain(absl::string_view text) {
  static const auto* const kWords =
      new std::set<std::string>{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  if (text.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(text[0])) ||
      kWords->contains(absl::AsciiStrToLower(text)) || text.back() == ' ') {
    return false;
  }
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && !absl::ascii_isalnum(byte) && !absl::StrContains(" _./()-+,;'%@", letter)) {
      return false;
    }
    if (byte == 0xC2 || byte == 0xE2 || byte == 0xEF) return false;  // line separators, marks
  }
  return true;
}

std::string Quoted(absl::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      absl::StrAppend(&out, "\\", absl::string_view(&letter, 1));
    } else if (letter == '\n') {
      out += "\\n";
    } else if (letter == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      absl::StrAppendFormat(&out, "\\x%02x", byte);
    } else {
      out += letter;
    }
  }
  return out + "\"";
}

bool HasControls(absl::string_view text) {
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte < 0x20 && letter != '\n') || byte == 0x7F || byte == 0xC2 || byte == 0xEF)
      return true;
  }
  return false;
}

// A literal block keeps every line as it is; only text whose lines neither begin nor end with a
// space may stand in one.
bool FitsLiteralBlock(absl::string_view text) {
  if (!absl::StrContains(text, '\n') || HasControls(text) || text.front() == '\n' ||
      absl::EndsWith(text, "\n\n")) {
    return false;
  }
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!line.empty() && (line.front() == ' ' || line.back() == ' ')) return false;
  }
  return true;
}

// A folded block joins its lines by single spaces.
bool FitsFoldedBlock(absl::string_view text) {
  return DisplayWidth(text) > kLineWidth - 20 && !absl::StrContains(text, '\n') &&
         !HasControls(text) && !absl::StrContains(text, "  ") && text.front() != ' ' &&
         text.back() != ' ';
}

std::string Block(absl::string_view sign, const std::vector<std::string>& lines, int indent) {
  std::string out = absl::StrCat(" ", sign, "\n");
  for (const std::string& line : lines) {
    absl::StrAppend(&out, line.empty() ? "" : std::string(indent, ' '), line, "\n");
  }
  return out;
}

// Words of `text` in lines; a word longer than a line keeps a line of its own, uncut.
std::vector<std::string> FoldedLines(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    if (!lines.back().empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) > width) {
      lines.emplace_back();
    }
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  return lines;
}

void AppendMessage(const Message& message, int indent, bool first_inline, std::string* out);

void AppendValue(const Message& message, const FieldDescriptor* field, int index, int indent,
                 std::string* out) {
  const auto& r = *message.GetReflection();
  if (IsMoney(field)) {
    const auto& money = static_cast<const type::v1::Money&>(
        index < 0 ? r.GetMessage(message, field) : r.GetRepeatedMessage(message, field, index));
    absl::StrAppend(out, " ", MoneyToText(money), "\n");
  } else if (IsMessage(field) && !IsDate(field) && !IsTimestamp(field)) {
    const Message& nested =
        index < 0 ? r.GetMessage(message, field) : r.GetRepeatedMessage(message, field, index);
    std::string body;
    AppendMessage(nested, indent, index >= 0, &body);
    absl::StrAppend(out, body.empty() ? " {}\n" : index < 0 ? "\n" : " ", body);
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const std::string text =
        index < 0 ? r.GetString(message, field) : r.GetRepeatedString(message, field, index);
    absl::StrAppend(out, YamlText(text, indent));
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    absl::StrAppend(out, r.GetBool(message, field) ? " true\n" : " false\n");
  } else {
    absl::StrAppend(out, " ", ValueForPage(message, field, index), "\n");
  }
}

void AppendMessage(const Message& message, int indent, bool first_inline, std::string* out) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    absl::StrAppend(out, first_inline ? "" : std::string(indent, ' '), field->name(), ":");
    first_inline = false;
    if (!field->is_repeated()) {
      AppendValue(message, field, -1, indent + 2, out);
      continue;
    }
    *out += "\n";
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      absl::StrAppend(out, std::string(indent + 2, ' '), "-");
      AppendValue(message, field, i, indent + 4, out);
    }
  }
}

}  // namespace

std::string YamlText(absl::string_view text, int indent) {
  if (IsPlain(text) && DisplayWidth(text) <= kLineWidth - 20) return absl::StrCat(" ", text, "\n");
  if (text.empty()) return " \"\"\n";
  if (FitsLiteralBlock(text)) {
    const bool ended = absl::ConsumeSuffix(&text, "\n");
    return Block(ended ? "|" : "|-", absl::StrSplit(text, '\n'), indent);
  }
  if (FitsFoldedBlock(text)) return Block(">-", FoldedLines(text, kLineWidth - indent), indent);
  return absl::StrCat(" ", Quoted(text), "\n");
}

std::string WriteYaml(const Message& message) {
  std::string out;
  AppendMessage(message, 0, false, &out);
  return out.empty() ? "{}\n" : out;
}

}  // namespace cartera::cli
