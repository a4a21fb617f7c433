#ifndef CARTERA_SERVICES_APPRAISAL_DRAFT_H_
#define CARTERA_SERVICES_APPRAISAL_DRAFT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/case_content.pb.h"
#include "libs/domain/canonical/value.h"
#include "libs/platform/pg/tx.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// The draft of a case as it is stored, section by section.
struct Draft {
  std::vector<StoredSection> sections;  // by section name; may hold emptied ones

  // nullptr when the section was never written.
  const StoredSection* Find(absl::string_view section) const;
  bool IsEmpty() const;
};

absl::StatusOr<Draft> LoadDraft(pg::Tx& tx, const StoredCase& stored);

// The whole content as one canonical value. Errors: INTERNAL STORED_UNREADABLE.
absl::StatusOr<canonical::Value> ContentOf(const Draft& draft, absl::string_view name);

// The content of canonical bytes, read back. Errors: INTERNAL STORED_UNREADABLE naming `name`.
absl::StatusOr<v1::CaseContent> ReadContent(const canonical::Value& value, absl::string_view name);

// Which sections a request writes: those named, each known and once. Errors: INVALID_ARGUMENT
// INVALID_REQUEST.
absl::Status CheckSectionNames(const v1::UpdateCaseRequest& request);

// OK when every section is as it was when it was read. An empty etag says that it had no content.
// Errors: ABORTED ETAG_STALE naming the section.
absl::Status CheckSectionEtags(const v1::UpdateCaseRequest& request, const Draft& draft);

// What `content` changes of the named sections, by `author`; unchanged ones are left out, so that
// who saves without a change becomes no author.
std::vector<StoredSection> ChangedSections(const v1::CaseContent& content,
                                           const std::vector<std::string>& names,
                                           const Draft& draft, const std::string& author);

// OK when the draft with `changed` stays within kCaseBytesMax. Errors: FAILED_PRECONDITION.
absl::Status CheckSize(const Draft& draft, const std::vector<StoredSection>& changed,
                       absl::string_view name);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_DRAFT_H_
