#include "libs/domain/record/checkpoint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"

namespace cartera::record {
namespace {

constexpr absl::string_view kKeyTitle = "Cartera record key";
constexpr size_t kHashBytes = 32;

}  // namespace

std::string Checkpoint::Text() const {
  return absl::StrCat(origin, "\n", size, "\n", absl::Base64Escape(root), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  Checkpoint checkpoint;
  if (lines.size() < 4 || lines[0].empty() || !absl::SimpleAtoi(lines[1], &checkpoint.size) ||
      checkpoint.size < 0 || lines[1] != absl::StrCat(checkpoint.size) ||
      !absl::Base64Unescape(lines[2], &checkpoint.root) || checkpoint.root.size() != kHashBytes) {
    return absl::InvalidArgumentError(
        "a checkpoint has three lines: origin, size, and the root hash in base64");
  }
  checkpoint.origin = lines[0];
  return checkpoint;
}

SignedNote IntroduceKey(const VerifierKey& key, const SigningKey& signed_by, int64_t at_s) {
  SignedNote note{.text = absl::StrCat(kKeyTitle, "\n", key.Text(), "\n")};
  Sign(signed_by, at_s, &note);
  return note;
}

absl::StatusOr<VerifierKey> IntroducedKey(const SignedNote& note) {
  const std::vector<absl::string_view> lines = absl::StrSplit(note.text, '\n');
  if (lines.size() != 3 || lines[0] != kKeyTitle || !lines[2].empty()) {
    return absl::InvalidArgumentError("the note introduces no key");
  }
  return ParseVerifierKey(lines[1]);
}

absl::StatusOr<std::vector<VerifierKey>> FollowKeys(std::vector<VerifierKey> trusted,
                                                    absl::Span<const std::string> introductions) {
  for (const std::string& text : introductions) {
    ASSIGN_OR_RETURN(const SignedNote note, ParseSignedNote(text));
    ASSIGN_OR_RETURN(VerifierKey key, IntroducedKey(note));
    if (std::find(trusted.begin(), trusted.end(), key) != trusted.end()) continue;
    for (const VerifierKey& known : trusted) {
      // A record changes its key, not its name.
      if (known.name != key.name) continue;
      const auto at = SignedAt(note, known);
      if (absl::IsDataLoss(at.status())) return at.status();
      if (!at.ok()) continue;
      trusted.push_back(std::move(key));
      break;
    }
  }
  return trusted;
}

absl::StatusOr<SignedCheckpoint> ReadCheckpoint(absl::string_view text,
                                                absl::Span<const VerifierKey> keys) {
  SignedCheckpoint read;
  ASSIGN_OR_RETURN(read.note, ParseSignedNote(text));
  ASSIGN_OR_RETURN(read.checkpoint, ParseCheckpoint(read.note.text));
  bool found = false;
  for (const VerifierKey& key : keys) {
    if (key.name != read.checkpoint.origin) continue;
    const auto at = SignedAt(read.note, key);
    if (absl::IsDataLoss(at.status())) return at.status();
    if (!at.ok() || found) continue;
    found = true;
    read.signer = key;
    read.at_s = *at;
  }
  if (!found) return absl::DataLossError("the checkpoint is signed by no key that is trusted");
  return read;
}

}  // namespace cartera::record
