#ifndef CARTERA_TESTS_TIDY_SOURCE_TEXT_H_
#define CARTERA_TESTS_TIDY_SOURCE_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::tidy {

// One C++ file seen in three ways. All three have the same length and the same line breaks, so that
// a position in one is the same position in the others.
struct SourceText {
  std::string path;  // from the repository's root
  std::string raw;
  std::string uncommented;  // comments blanked out
  std::string code;         // comments, string and character literals, and directives blanked out
};

SourceText ParseSource(absl::string_view path, absl::string_view text);

// The 1-based line of a position.
int LineOf(absl::string_view text, size_t position);

// An #include, with its line and whether it is written with quotes.
struct Include {
  std::string path;
  int line = 0;
  bool quoted = false;
};
std::vector<Include> IncludesOf(const SourceText& source);

// A function's first line (of its signature) and its number of lines. A heuristic over braces: a
// block outside of functions whose head has closed parentheses and is no type.
struct FunctionSpan {
  int line = 0;
  int line_count = 0;
};
std::vector<FunctionSpan> FunctionsOf(const SourceText& source);

}  // namespace cartera::tidy

#endif  // CARTERA_TESTS_TIDY_SOURCE_TEXT_H_
