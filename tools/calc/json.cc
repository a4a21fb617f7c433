#include "tools/calc/json.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace cartera::calc {

std::string Json(double value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return {text, end};
}

std::string Json(const std::optional<double>& value) {
  return value.has_value() ? Json(*value) : "null";
}

std::string Json(absl::Span<const double> values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(Json(value));
  return JsonList(texts);
}

std::string JsonText(absl::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppend(&out, "\\u00", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string JsonList(const std::vector<std::string>& values) {
  return absl::StrCat("[", absl::StrJoin(values, ","), "]");
}

std::string JsonObject(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : members) {
    texts.push_back(absl::StrCat(JsonText(name), ":", value));
  }
  return absl::StrCat("{", absl::StrJoin(texts, ","), "}");
}

}  // namespace cartera::calc
