#ifndef CARTERA_SERVICES_APPRAISAL_CONVERT_H_
#define CARTERA_SERVICES_APPRAISAL_CONVERT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/records.h"

// From appraisal's records to the contract's messages.
namespace cartera::appraisal {

// Without content and sections, as lists give it.
v1::Case ToProto(const StoredCase& stored);
// The whole case. Errors: INTERNAL STORED_UNREADABLE.
absl::StatusOr<v1::Case> ToProto(const StoredCase& stored, const Draft& draft,
                                 const std::vector<std::string>& allowed_actions);

// Without content.
v1::Revision ToProto(const StoredRevision& revision);
// With content. Errors: INTERNAL STORED_UNREADABLE.
absl::StatusOr<v1::Revision> ToProtoWithContent(const StoredRevision& revision,
                                                bool with_canonical_content);

// "chile-ict", "1" of "methodologies/chile-ict/versions/1", which the request validator has
// checked.
MethodologyId MethodologyOf(absl::string_view name);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CONVERT_H_
