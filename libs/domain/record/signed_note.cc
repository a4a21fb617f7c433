#include "libs/domain/record/signed_note.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/base/ed25519.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"

namespace cartera::record {
namespace {

constexpr char kKind = 0x04;  // timestamped Ed25519 cosignature
constexpr absl::string_view kDash = "\u2014 ";
constexpr absl::string_view kPrivate = "PRIVATE+KEY+";
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;
constexpr size_t kSignaturesMax = 16;

std::string Message(const SignedNote& note, int64_t at_s) {
  return absl::StrCat("cosignature/v1\ntime ", at_s, "\n", note.text);
}

std::string BigEndian(int64_t value) {
  std::string bytes(kTimeBytes, '\0');
  for (size_t i = 0; i < kTimeBytes; ++i) {
    bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * (kTimeBytes - 1 - i)));
  }
  return bytes;
}

int64_t FromBigEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<int64_t>(value);
}

std::string KeyText(absl::string_view name, absl::string_view id, absl::string_view bytes) {
  return absl::StrCat(name, "+", absl::BytesToHexString(id), "+",
                      absl::Base64Escape(absl::StrCat(absl::string_view(&kKind, 1), bytes)));
}

// The three parts of a key: its name, its id in hex, its bytes.
struct KeyParts {
  std::string name, id_hex, bytes;
};
absl::StatusOr<KeyParts> SplitKey(absl::string_view text) {
  // The base64 part may hold a '+' of its own.
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  std::string bytes;
  if (parts.size() != 3 || parts[0].empty() || absl::StrContains(parts[0], ' ') ||
      !absl::Base64Unescape(parts[2], &bytes) || bytes.size() != kEd25519KeyBytes + 1 ||
      bytes[0] != kKind) {
    return absl::InvalidArgumentError(
        "a key has the form NAME+ID+BASE64 of an Ed25519 cosignature key");
  }
  return KeyParts{parts[0], parts[1], bytes.substr(1)};
}

absl::StatusOr<Signature> ParseSignature(absl::string_view line) {
  const absl::Status wrong =
      absl::InvalidArgumentError("a signature line has the form: dash, space, name, space, base64");
  if (!absl::ConsumePrefix(&line, kDash)) return wrong;
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  Signature signature;
  std::string bytes;
  if (words.size() != 2 || words[0].empty() || !absl::Base64Unescape(words[1], &bytes) ||
      bytes.size() < kIdBytes) {
    return wrong;
  }
  signature.name = std::string(words[0]);
  signature.id = bytes.substr(0, kIdBytes);
  if (bytes.size() == kIdBytes + kTimeBytes + kEd25519SignatureBytes) {
    signature.at_s = FromBigEndian(absl::string_view(bytes).substr(kIdBytes, kTimeBytes));
    signature.signature = bytes.substr(kIdBytes + kTimeBytes);
  }
  return signature;
}

}  // namespace

std::string VerifierKey::Id() const {
  return Sha256(absl::StrCat(name, "\n", absl::string_view(&kKind, 1), public_key))
      .substr(0, kIdBytes);
}

std::string VerifierKey::Text() const { return KeyText(name, Id(), public_key); }

absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text) {
  ASSIGN_OR_RETURN(KeyParts parts, SplitKey(text));
  VerifierKey key{std::move(parts.name), std::move(parts.bytes)};
  if (absl::BytesToHexString(key.Id()) != parts.id_hex) {
    return absl::InvalidArgumentError("the key's id does not fit its name and bytes");
  }
  return key;
}

VerifierKey SigningKey::Public() const { return {name, Ed25519PublicKey(seed)}; }

std::string SigningKey::Text() const {
  return absl::StrCat(kPrivate, KeyText(name, Public().Id(), seed));
}

absl::StatusOr<SigningKey> ParseSigningKey(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kPrivate)) {
    return absl::InvalidArgumentError("a signing key begins with PRIVATE+KEY+");
  }
  ASSIGN_OR_RETURN(KeyParts parts, SplitKey(text));
  SigningKey key{std::move(parts.name), std::move(parts.bytes)};
  if (absl::BytesToHexString(key.Public().Id()) != parts.id_hex) {
    return absl::InvalidArgumentError("the key's id does not fit its name and bytes");
  }
  return key;
}

std::string SignedNote::Text() const {
  std::string all = absl::StrCat(text, "\n");
  for (const Signature& one : signatures) {
    absl::StrAppend(&all, kDash, one.name, " ",
                    absl::Base64Escape(absl::StrCat(one.id, BigEndian(one.at_s), one.signature)),
                    "\n");
  }
  return all;
}

absl::StatusOr<SignedNote> ParseSignedNote(absl::string_view text) {
  const size_t blank = text.rfind("\n\n");
  if (blank == absl::string_view::npos || !absl::EndsWith(text, "\n")) {
    return absl::InvalidArgumentError(
        "a signed note is text, an empty line, and signature lines, each ended by a newline");
  }
  SignedNote note;
  note.text = std::string(text.substr(0, blank + 1));
  const absl::string_view lines = absl::StripSuffix(text.substr(blank + 2), "\n");
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    ASSIGN_OR_RETURN(Signature signature, ParseSignature(line));
    if (signature.signature.empty()) continue;
    if (note.signatures.size() == kSignaturesMax) {
      return absl::InvalidArgumentError("a signed note has at most 16 signatures");
    }
    note.signatures.push_back(std::move(signature));
  }
  return note;
}

void Sign(const SigningKey& key, int64_t at_s, SignedNote* note) {
  note->signatures.push_back(
      {key.name, key.Public().Id(), at_s, Ed25519Sign(key.seed, Message(*note, at_s))});
}

absl::StatusOr<int64_t> SignedAt(const SignedNote& note, const VerifierKey& key) {
  for (const Signature& one : note.signatures) {
    if (one.name != key.name || one.id != key.Id()) continue;
    if (!Ed25519Verify(key.public_key, Message(note, one.at_s), one.signature)) {
      return absl::DataLossError(
          absl::StrCat("the signature of ", key.name, " is not of this text"));
    }
    return one.at_s;
  }
  return absl::NotFoundError(absl::StrCat("not signed by ", key.Text()));
}

}  // namespace cartera::record
