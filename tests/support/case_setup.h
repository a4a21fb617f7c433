#ifndef CARTERA_TESTS_SUPPORT_CASE_SETUP_H_
#define CARTERA_TESTS_SUPPORT_CASE_SETUP_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

inline constexpr char kMethodology[] = "methodologies/chile-ict/versions/1";

// A case that may be submitted: words in every text of every section, ten cost lines.
appraisal::v1::CaseContent CompleteCase();

// A case `projects/<project>/cases/<id>` with CompleteCase, frozen as revision 1. Returns the hash
// of its content.
std::string AddFrozenCase(Server& server, absl::string_view as, absl::string_view project,
                          absl::string_view id, absl::string_view methodology = kMethodology);

// `rounds/<id>`, open for a month.
void OpenRound(Server& server, absl::string_view as, absl::string_view id);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_CASE_SETUP_H_
