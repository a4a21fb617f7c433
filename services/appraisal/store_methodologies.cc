#include "services/appraisal/store_methodologies.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "libs/platform/pg/query.h"

namespace cartera::appraisal {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

constexpr pg::Query kKeep{"appraisal.keep_methodology", R"sql(
  INSERT INTO appraisal.methodology_versions (methodology, version, definition, first_loaded_us)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (methodology, version) DO NOTHING)sql"};
constexpr pg::Query kList{"appraisal.list_methodologies", R"sql(
  SELECT methodology, version, definition
    FROM appraisal.methodology_versions
   ORDER BY methodology, version)sql"};

// What the record says of one version.
absl::Status TakeIn(const MethodologyId& id, const std::string& definition,
                    Methodologies* methodologies) {
  const Methodology* loaded = methodologies->Find(id);
  const std::string name = absl::StrCat(id.methodology, "/", id.version);
  if (loaded == nullptr) return methodologies->Add({name, definition});
  if (loaded->definition == definition) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("methodology ", name, " said something else when this installation loaded it ",
                   "first. A version never changes: give the change a new version"));
}

}  // namespace

absl::Status KeepMethodologies(pg::Database& database, const Clock& clock,
                               Methodologies* methodologies) {
  const absl::Time now = clock.Now();
  const pg::CallContext context{.now = now, .deadline = absl::Now() + kPatience};
  std::vector<std::pair<MethodologyId, std::string>> record;
  RETURN_IF_ERROR(database.Maintain(context, [&](pg::Tx& tx) -> absl::Status {
    for (const Methodology& one : methodologies->All()) {
      RETURN_IF_ERROR(tx.Exec(kKeep, one.id.methodology, one.id.version, one.definition,
                              absl::ToUnixMicros(now))
                          .status());
    }
    ASSIGN_OR_RETURN(const pg::Result rows, tx.Exec(kList));
    record.clear();
    for (const pg::Row& row : rows) {
      record.emplace_back(MethodologyId{row.Text(0), row.Text(1)}, row.Text(2));
    }
    return absl::OkStatus();
  }));
  for (const auto& [id, definition] : record) {
    RETURN_IF_ERROR(TakeIn(id, definition, methodologies));
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
