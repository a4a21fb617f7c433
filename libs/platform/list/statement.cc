#include "libs/platform/list/statement.h"

#include <openssl/sha.h>

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace cartera::list {
namespace {

std::string NameOf(absl::string_view name, absl::string_view sql) {
  constexpr size_t kDigestShown = 8;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(sql.data()), sql.size(), digest);
  return absl::StrCat(name, "#",
                      absl::BytesToHexString(
                          absl::string_view(reinterpret_cast<const char*>(digest), kDigestShown)));
}

struct Kept {
  absl::Mutex mutex;
  std::map<std::string, std::string> texts ABSL_GUARDED_BY(mutex);  // by name; nodes do not move
};

absl::Status TooManyStatements() {
  absl::Status status =
      absl::ResourceExhaustedError("too many different filters were used; use a simpler one");
  status.SetPayload("cartera/reason", absl::Cord("LIST_STATEMENTS_EXHAUSTED"));
  return status;
}

}  // namespace

absl::StatusOr<pg::Query> KeepStatement(absl::string_view name, absl::string_view sql) {
  static Kept* const kept = new Kept();  // never freed: pooled connections refer to the texts
  const std::string full = NameOf(name, sql);
  const absl::MutexLock lock(&kept->mutex);
  auto found = kept->texts.find(full);
  if (found == kept->texts.end()) {
    if (kept->texts.size() >= kStatementsMax) return TooManyStatements();
    found = kept->texts.emplace(full, std::string(sql)).first;
  }
  return pg::Query{found->first, found->second};
}

}  // namespace cartera::list
