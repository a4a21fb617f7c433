#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_PACKS_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_PACKS_H_

#include "absl/types/span.h"
#include "libs/base/embedded_file.h"

namespace cartera::methodology {

// The methodology files that ship with Cartera, by file name; the text is JSON for ParseText.
absl::Span<const EmbeddedFile> Packs();

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_PACKS_H_
