#include "libs/record_files/key_file.h"

#include <cstdio>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/ed25519.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/secret_file.h"

namespace cartera::record {
namespace {

absl::StatusOr<std::vector<SigningKey>> ParseKeys(const std::string& path,
                                                  absl::string_view content) {
  std::vector<SigningKey> keys;
  for (const absl::string_view line : absl::StrSplit(content, '\n', absl::SkipEmpty())) {
    absl::StatusOr<SigningKey> key = ParseSigningKey(line);
    if (!key.ok() || (!keys.empty() && key->name != keys[0].name)) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, " line ", keys.size() + 1, ": ",
                       key.ok() ? "all keys have the same name" : key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return absl::FailedPreconditionError(absl::StrCat(path, " holds no key"));
  return keys;
}

SigningKey NewKey(absl::string_view name) {
  return {std::string(name), auth::RandomBytes(kEd25519KeyBytes)};
}

}  // namespace

std::string KeyFilePath(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/record-keys");
}

std::string NewName(absl::string_view prefix) {
  return absl::StrCat(prefix, absl::BytesToHexString(auth::RandomBytes(4)));
}

absl::StatusOr<std::vector<SigningKey>> LoadOrCreateKeys(const std::string& path,
                                                         absl::string_view name) {
  ASSIGN_OR_RETURN(const std::string content,
                   auth::LoadOrCreateSecretFile(path, [&]() -> absl::StatusOr<std::string> {
                     return absl::StrCat(NewKey(name).Text(), "\n");
                   }));
  return ParseKeys(path, content);
}

absl::StatusOr<VerifierKey> AddKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string content, auth::ReadSecretFile(path));
  ASSIGN_OR_RETURN(const std::vector<SigningKey> keys, ParseKeys(path, content));
  const SigningKey added = NewKey(keys[0].name);
  std::string text;
  for (const SigningKey& key : keys) absl::StrAppend(&text, key.Text(), "\n");
  absl::StrAppend(&text, added.Text(), "\n");
  // Complete or not at all: written beside the file, then put in its place.
  const std::string fresh = absl::StrCat(path, ".new");
  std::remove(fresh.c_str());
  ASSIGN_OR_RETURN(const bool created, auth::CreateSecretFile(fresh, text));
  if (!created || std::rename(fresh.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot replace ", path));
  }
  return added.Public();
}

}  // namespace cartera::record
