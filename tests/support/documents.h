#ifndef CARTERA_TESTS_SUPPORT_DOCUMENTS_H_
#define CARTERA_TESTS_SUPPORT_DOCUMENTS_H_

#include <cstddef>
#include <string>

#include "cartera/registry/v1/document.pb.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

// Announces `content` as a file of the project (id).
registry::v1::CreateDocumentRequest DocumentRequest(absl::string_view project,
                                                    absl::string_view content,
                                                    absl::string_view file_name = "note.txt",
                                                    absl::string_view media_type = "text/plain");

// Uploads a text in pieces of `piece_bytes`; a refusal fails the test.
registry::v1::Document Upload(const Caller& caller, absl::string_view project,
                              absl::string_view content, size_t piece_bytes = 1 << 20);

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_DOCUMENTS_H_
