// Checks the rules of CONTRIBUTING.md over the repository in the current directory.
// Prints one line per broken rule, file:line: message; exit code 1 if there is any.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "absl/strings/str_split.h"
#include "tests/tidy/rules.h"

namespace {

// What git tracks or would track, or every file outside of build/ when this is no clone.
std::set<std::string> ListFiles() {
  std::string names;
  FILE* const git = popen(
      "git -c safe.directory='*' ls-files -z --cached --others --exclude-standard 2>/dev/null",
      "r");
  if (git != nullptr) {
    char buffer[4096];
    size_t got = 0;
    while ((got = fread(buffer, 1, sizeof(buffer), git)) > 0) {
      names.append(buffer, got);
    }
    pclose(git);
  }
  std::set<std::string> files = absl::StrSplit(names, '\0', absl::SkipEmpty());
  if (files.empty()) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(".")) {
      files.insert(entry.path().lexically_relative(".").string());
    }
  }
  return files;
}

}  // namespace

int main() {
  // Sources that people write and read; data and documents have no size.
  static const std::regex kSource(
      R"((?!build/|.*node_modules/).*(\.(h|cc|proto|sql|sh|cmake)|CMakeLists\.txt)|tools/[a-z]+)");
  const std::set<std::string> files = ListFiles();
  int checked = 0;
  int broken = 0;
  for (const std::string& path : files) {
    if (!std::regex_match(path, kSource) || !std::filesystem::is_regular_file(path)) {
      continue;
    }
    ++checked;
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const auto& finding : cartera::tidy::CheckFile(path, text, files)) {
      ++broken;
      std::printf("%s:%d: %s\n", finding.path.c_str(), finding.line, finding.message.c_str());
    }
  }
  std::printf("tidy: %d files checked, %d findings\n", checked, broken);
  return broken == 0 && checked > 0 ? 0 : 1;
}
