#include "libs/platform/pg/past.h"

#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"

namespace cartera::pg {
namespace {

bool IsOfAName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}

struct Made {
  std::string name;
  std::string sql;
};

// By the statement's text, which is one of the program's constants.
struct Cache {
  Mutex mutex;
  std::map<std::pair<const char*, std::string>, Made> made ABSL_GUARDED_BY(mutex);
};

Cache& TheCache() {
  static Cache* const kCache = new Cache();
  return *kCache;
}

}  // namespace

std::string PastText(absl::string_view sql, absl::string_view schema) {
  const std::string prefix = absl::StrCat(schema, ".");
  std::string text;
  bool quoted = false;
  for (size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    const bool begins = !quoted && (i == 0 || !IsOfAName(sql[i - 1]));
    if (begins && absl::StartsWith(sql.substr(i), prefix)) {
      absl::StrAppend(&text, schema, "_past.");
      i += prefix.size() - 1;
    } else {
      text.push_back(sql[i]);
    }
  }
  return text;
}

Query PastOf(const Query& query, absl::string_view schema) {
  Cache& cache = TheCache();
  const MutexLock lock(&cache.mutex);
  auto [found, is_new] = cache.made.try_emplace({query.sql.data(), std::string(schema)});
  if (is_new) {
    found->second = {absl::StrCat(query.name, "@past"), PastText(query.sql, schema)};
  }
  return {found->second.name, found->second.sql};
}

}  // namespace cartera::pg
