#include "tools/story/story.h"

#include <yaml-cpp/yaml.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace cartera::story {
namespace {

std::string TextAt(const YAML::Node& node, const char* key) {
  return node[key] ? node[key].as<std::string>() : std::string();
}

Step ReadStep(const YAML::Node& node) {
  Step step;
  step.title = TextAt(node, "title");
  step.say = TextAt(node, "say");
  step.as = TextAt(node, "as");
  step.token = TextAt(node, "token");
  step.run = TextAt(node, "run");
  if (node["exit"]) step.exit_code = node["exit"].as<int>();
  for (const auto& text : node["expect"]) step.expect.push_back(text.as<std::string>());
  for (const auto& entry : node["capture"]) {
    step.capture[entry.first.as<std::string>()] = entry.second.as<std::string>();
  }
  if (node["patience"]) step.patience = node["patience"].as<int>();
  if (node["lines"]) step.lines = node["lines"].as<int>();
  step.quiet = node["quiet"] && node["quiet"].as<bool>();
  step.again = node["again"] && node["again"].as<bool>();
  return step;
}

}  // namespace

absl::StatusOr<Story> ReadStory(const std::string& path) {
  try {
    Story story;
    for (const auto& node : YAML::LoadFile(path)) {
      if (node["hints"]) {
        story.hints = node["hints"].as<std::vector<std::string>>();
      } else {
        story.steps.push_back(ReadStep(node));
      }
    }
    return story;
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", error.what()));
  }
}

absl::StatusOr<std::string> Fill(absl::string_view text, const Variables& variables) {
  std::string filled;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.substr(at, 2) == "${" ? text.find('}', at) : absl::string_view::npos;
    if (end == absl::string_view::npos) {
      filled += text[at++];
      continue;
    }
    const std::string name(text.substr(at + 2, end - at - 2));
    const auto found = variables.find(name);
    if (found == variables.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the story uses ${", name, "} before it is set"));
    }
    filled += found->second;
    at = end + 1;
  }
  return filled;
}

absl::StatusOr<std::vector<std::string>> SplitWords(absl::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;
  char quote = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && (c == ' ' || c == '\n')) {
      if (inside) words.push_back(std::exchange(word, std::string()));
      inside = false;
      continue;
    }
    inside = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      word += line[++i];
    } else {
      word += c;
    }
  }
  if (quote != 0) return absl::InvalidArgumentError(absl::StrCat("a quote is left open: ", line));
  if (inside) words.push_back(word);
  return words;
}

}  // namespace cartera::story
