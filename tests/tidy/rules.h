#ifndef CARTERA_TESTS_TIDY_RULES_H_
#define CARTERA_TESTS_TIDY_RULES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/tidy/source_text.h"

namespace cartera::tidy {

inline constexpr int kFileLinesMax = 600;
inline constexpr int kFunctionLinesMax = 70;
inline constexpr int kColumnsMax = 100;

// A broken rule. `line` is 0 when the whole file is meant.
struct Finding {
  std::string path;
  int line = 0;
  std::string message;
};

// Checks one file against all rules that apply to its path. `tracked` names all files of the
// repository (to tell a generated header from one of ours).
std::vector<Finding> CheckFile(absl::string_view path, absl::string_view text,
                               const std::set<std::string>& tracked);

// The groups of rules, each over one C++ file; findings are appended.
void CheckIncludes(const SourceText& source, const std::set<std::string>& tracked,
                   std::vector<Finding>* findings);
void CheckPurity(const SourceText& source, std::vector<Finding>* findings);
void CheckSizes(const SourceText& source, std::vector<Finding>* findings);
void CheckNames(const SourceText& source, std::vector<Finding>* findings);
void CheckSecondWall(const SourceText& source, std::vector<Finding>* findings);
void CheckMutexes(const SourceText& source, std::vector<Finding>* findings);
void CheckServices(const SourceText& source, std::vector<Finding>* findings);

}  // namespace cartera::tidy

#endif  // CARTERA_TESTS_TIDY_RULES_H_
