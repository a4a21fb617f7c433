#ifndef CARTERA_LIBS_LETTER_PDF_LETTER_PDF_H_
#define CARTERA_LIBS_LETTER_PDF_LETTER_PDF_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/letter/letter.h"

namespace cartera::letter_pdf {

// The letter on A4 pages; `dated` is what the file calls its creation. Same letter, day and fonts:
// same bytes. Several threads may call it. Errors: INTERNAL with Cairo's word.
absl::StatusOr<std::string> ToPdf(const letter::Letter& letter, const calendar::CivilDate& dated);

}  // namespace cartera::letter_pdf

#endif  // CARTERA_LIBS_LETTER_PDF_LETTER_PDF_H_
