#include "libs/record_files/witness_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/record_files/key_file.h"

namespace cartera::record {
namespace {

namespace fs = std::filesystem;

std::string TrustedPath(const std::string& path) { return absl::StrCat(path, "/trusted-keys"); }

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return absl::UnavailableError(absl::StrCat("cannot read ", path));
  return text.str();
}

// Complete or not at all.
absl::Status WriteText(const std::string& path, const std::string& text) {
  const std::string fresh = absl::StrCat(path, ".new");
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(fresh, path, error);
  if (!out || error) return absl::UnavailableError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

}  // namespace

std::string WitnessFolder::CheckpointPath(int64_t size) const {
  return absl::StrFormat("%s/checkpoints/%012d.note", path_, size);
}

absl::StatusOr<WitnessFolder> WitnessFolder::Open(const std::string& path) {
  std::error_code error;
  for (const char* folder : {"/checkpoints", "/contradictions"}) {
    fs::create_directories(path + folder, error);
    if (error) return absl::UnavailableError(absl::StrCat("cannot make ", path, folder));
  }
  return Read(path);
}

absl::StatusOr<WitnessFolder> WitnessFolder::Read(const std::string& path) {
  WitnessFolder folder(path);
  RETURN_IF_ERROR(folder.Load());
  return folder;
}

absl::Status WitnessFolder::Load() {
  std::error_code error;
  if (!fs::is_directory(absl::StrCat(path_, "/checkpoints"), error)) {
    return absl::NotFoundError(absl::StrCat(path_, " is no witness's folder"));
  }
  if (fs::exists(TrustedPath(path_), error)) {
    ASSIGN_OR_RETURN(const std::string text, ReadText(TrustedPath(path_)));
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      auto key = ParseVerifierKey(line);
      if (!key.ok()) {
        return absl::FailedPreconditionError(
            absl::StrCat(TrustedPath(path_), ": ", key.status().message()));
      }
      trusted_.push_back(*std::move(key));
    }
  }
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(absl::StrCat(path_, "/checkpoints"), error)) {
    if (file.path().extension() == ".note") names.push_back(file.path().string());
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(std::string note, ReadText(name));
    kept_.push_back({name, std::move(note)});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> WitnessFolder::Follow(absl::Span<const std::string> key_notes) {
  const bool first = trusted_.empty();
  if (first) {
    if (key_notes.empty()) return absl::InvalidArgumentError("the record names no key");
    ASSIGN_OR_RETURN(const SignedNote note, ParseSignedNote(key_notes[0]));
    ASSIGN_OR_RETURN(VerifierKey key, IntroducedKey(note));
    trusted_.push_back(std::move(key));
  }
  const size_t before = trusted_.size();
  ASSIGN_OR_RETURN(trusted_, FollowKeys(trusted_, key_notes));
  if (!first && trusted_.size() == before) return false;
  std::string text;
  for (const VerifierKey& key : trusted_) absl::StrAppend(&text, key.Text(), "\n");
  RETURN_IF_ERROR(WriteText(TrustedPath(path_), text));
  return first;
}

absl::StatusOr<std::optional<SignedCheckpoint>> WitnessFolder::Latest() const {
  if (kept_.empty()) return std::nullopt;
  auto read = ReadCheckpoint(kept_.back().note, trusted_);
  if (!read.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(kept_.back().source, ": ", read.status().message()));
  }
  return *std::move(read);
}

absl::Status WitnessFolder::Keep(SignedCheckpoint checkpoint, int64_t now_s) {
  ASSIGN_OR_RETURN(
      const std::vector<SigningKey> keys,
      LoadOrCreateKeys(absl::StrCat(path_, "/witness-key"), NewName("cartera-witness-")));
  Sign(keys.back(), now_s, &checkpoint.note);
  const std::string path = CheckpointPath(checkpoint.checkpoint.size);
  RETURN_IF_ERROR(WriteText(path, checkpoint.note.Text()));
  kept_.push_back({path, checkpoint.note.Text()});
  return absl::OkStatus();
}

absl::StatusOr<std::string> WitnessFolder::KeepContradiction(const SignedCheckpoint& checkpoint,
                                                             int64_t now_s) {
  const std::string path =
      absl::StrFormat("%s/contradictions/%012d-%d.note", path_, checkpoint.checkpoint.size, now_s);
  RETURN_IF_ERROR(WriteText(path, checkpoint.note.Text()));
  return path;
}

}  // namespace cartera::record
