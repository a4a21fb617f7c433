#include "libs/domain/record/head.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::record {

std::string Head::Leaf() const {
  return absl::StrCat("cartera head v1\n", chain.service, "\n", length, "\n",
                      absl::BytesToHexString(hash), "\n", chain.subject, "\n");
}

}  // namespace cartera::record
