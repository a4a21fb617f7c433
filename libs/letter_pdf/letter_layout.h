#ifndef CARTERA_LIBS_LETTER_PDF_LETTER_LAYOUT_H_
#define CARTERA_LIBS_LETTER_PDF_LETTER_LAYOUT_H_

#include "libs/domain/letter/letter.h"
#include "libs/letter_pdf/page_flow.h"
#include "libs/letter_pdf/type_setter.h"

namespace cartera::letter_pdf {

// Letterhead, addressee, subject and all blocks of `letter`, in the flow's frame; the first page
// begins at `head_top`, above the frame.
void LayOut(const letter::Letter& letter, const TypeSetter& setter, double head_top,
            PageFlow* flow);

}  // namespace cartera::letter_pdf

#endif  // CARTERA_LIBS_LETTER_PDF_LETTER_LAYOUT_H_
