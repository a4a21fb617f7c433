#include "services/appraisal/methodology_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/methodology/packs.h"

namespace cartera::appraisal {
namespace {

namespace fs = std::filesystem;

absl::Status Unusable(const fs::path& path, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("methodology ", path.string(), ": ", why));
}

absl::StatusOr<std::string> TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMethodologyBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file.eof() && file.fail())) return Unusable(path, "cannot be read");
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty()) return Unusable(path, "cannot be read, or is empty");
  if (text.size() > kMethodologyBytesMax) {
    return Unusable(path, absl::StrCat("more than ", kMethodologyBytesMax, " bytes"));
  }
  return text;
}

// In the order of their names, so that the first fault is the same everywhere.
absl::StatusOr<std::vector<fs::path>> FilesOf(const fs::path& directory) {
  std::vector<fs::path> paths;
  std::error_code error;
  if (!fs::is_directory(directory, error)) return paths;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".json") paths.push_back(it->path());
  }
  if (error) return Unusable(directory, error.message());
  if (paths.size() > kMethodologyFilesMax) {
    return Unusable(directory, absl::StrCat("more than ", kMethodologyFilesMax, " files"));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

absl::StatusOr<Methodologies> LoadMethodologies(const std::string& data_dir) {
  ASSIGN_OR_RETURN(const std::vector<fs::path> paths,
                   FilesOf(fs::path(data_dir) / kMethodologiesDir));
  std::vector<std::string> names;
  std::vector<std::string> texts;
  for (const fs::path& path : paths) {
    ASSIGN_OR_RETURN(std::string text, TextOf(path));
    names.push_back(path.string());
    texts.push_back(std::move(text));
  }
  const absl::Span<const EmbeddedFile> packs = methodology::Packs();
  std::vector<EmbeddedFile> files(packs.begin(), packs.end());
  for (size_t i = 0; i < names.size(); ++i) files.push_back({names[i], texts[i]});
  return Methodologies::Load(files);
}

}  // namespace cartera::appraisal
