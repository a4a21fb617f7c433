#include "tests/tidy/source_text.h"

#include <algorithm>
#include <regex>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cartera::tidy {
namespace {

bool IsWordChar(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

void Blank(std::string* text, size_t from, size_t to) {
  for (size_t i = from; i < to && i < text->size(); ++i) {
    if ((*text)[i] != '\n') {
      (*text)[i] = ' ';
    }
  }
}

size_t EndOf(absl::string_view text, absl::string_view mark, size_t from) {
  const size_t at = text.find(mark, from);
  return at == absl::string_view::npos ? text.size() : at + mark.size();
}

// The position after the literal that opens with a quote at `from`.
size_t EndOfLiteral(absl::string_view text, size_t from) {
  if (text[from] == '"' && from > 0 && text[from - 1] == 'R') {
    const size_t open = text.find('(', from);
    if (open == absl::string_view::npos) {
      return text.size();
    }
    return EndOf(text, absl::StrCat(")", text.substr(from + 1, open - from - 1), "\""), open);
  }
  size_t at = from + 1;
  while (at < text.size() && text[at] != text[from] && text[at] != '\n') {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

void BlankCommentsAndLiterals(SourceText* source) {
  const absl::string_view text = source->raw;
  size_t at = 0;
  while (at < text.size()) {
    size_t end = at + 1;
    if (absl::StartsWith(text.substr(at), "//")) {
      end = std::min(text.find('\n', at), text.size());
      Blank(&source->uncommented, at, end);
      Blank(&source->code, at, end);
    } else if (absl::StartsWith(text.substr(at), "/*")) {
      end = EndOf(text, "*/", at + 2);
      Blank(&source->uncommented, at, end);
      Blank(&source->code, at, end);
    } else if (text[at] == '"' || (text[at] == '\'' && (at == 0 || !IsWordChar(text[at - 1])))) {
      end = EndOfLiteral(text, at);
      Blank(&source->code, at + 1, end - 1);
    }
    at = end;
  }
}

void BlankDirectives(std::string* code) {
  size_t at = 0;
  while (at < code->size()) {
    const size_t first = code->find_first_not_of(" \t", at);
    size_t end = std::min(code->find('\n', at), code->size());
    if (first != std::string::npos && (*code)[first] == '#') {
      while (end < code->size() && (*code)[end - 1] == '\\') {
        end = std::min(code->find('\n', end + 1), code->size());
      }
      Blank(code, at, end);
    }
    at = end + 1;
  }
}

bool IsFunctionHead(const std::string& head) {
  static const std::regex kType(
      R"(^\s*(template\s*<[^()]*>\s*)?(inline\s+)?(class|struct|enum|union|namespace|extern)\b)");
  const auto opened = std::count(head.begin(), head.end(), '(');
  return opened == std::count(head.begin(), head.end(), ')') && absl::StrContains(head, ')') &&
         !absl::EndsWith(absl::StripTrailingAsciiWhitespace(head), "=") &&
         !std::regex_search(head, kType);
}

}  // namespace

SourceText ParseSource(absl::string_view path, absl::string_view text) {
  SourceText source{std::string(path), std::string(text), std::string(text), std::string(text)};
  BlankCommentsAndLiterals(&source);
  BlankDirectives(&source.code);
  return source;
}

int LineOf(absl::string_view text, size_t position) {
  const absl::string_view before = text.substr(0, position);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::vector<Include> IncludesOf(const SourceText& source) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::vector<Include> includes;
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(source.uncommented, '\n')) {
    ++line;
    std::cmatch match;
    if (std::regex_search(text.data(), text.data() + text.size(), match, kInclude)) {
      includes.push_back({match[2].str(), line, match[1].str() == "\""});
    }
  }
  return includes;
}

std::vector<FunctionSpan> FunctionsOf(const SourceText& source) {
  std::vector<FunctionSpan> functions;
  const std::string& code = source.code;
  int depth = 0;           // of all braces
  int function_depth = 0;  // the depth at which the current function's block opened, 0 = in none
  size_t head = 0;         // where the text before the next block begins
  for (size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '{') {
      ++depth;
      if (function_depth == 0 && IsFunctionHead(code.substr(head, at - head))) {
        function_depth = depth;
        const size_t start = std::min(code.find_first_not_of(" \n\t", head), at);
        functions.push_back({LineOf(code, start), 0});
      }
    } else if (c == '}') {
      if (function_depth == depth && function_depth > 0) {
        functions.back().line_count = LineOf(code, at) - functions.back().line + 1;
        function_depth = 0;
      }
      --depth;
    }
    if (function_depth == 0 && (c == '{' || c == '}' || c == ';')) {
      head = at + 1;
    }
  }
  return functions;
}

}  // namespace cartera::tidy
