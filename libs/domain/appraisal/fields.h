#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_FIELDS_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_FIELDS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/appraisal/case.h"

namespace cartera::appraisal {

// A field of a section that stands once per case (rows are not listed): its path as methodologies
// write it ("problem.affected_users"), and whether a case has filled it.
struct Field {
  Section section;
  absl::string_view path;
  bool (*is_filled)(const CaseContent& content);
};

// All such fields that engine 1 knows, by section, in the order of the form. It counts how many of
// a section are filled, so nothing may be added to an old section.
absl::Span<const Field> AllFields();

// The fields of those sections that came with engine 2.
absl::Span<const Field> LaterFields();

// The fields of one section.
std::vector<Field> FieldsOf(Section section);

// Of both; nullptr when there is no such field.
const Field* FindField(absl::string_view path);

// True when the text has something else than white space.
bool IsFilled(absl::string_view text);

// True when a section has no filled field and no row.
bool IsEmpty(const CaseContent& content, Section section);

}  // namespace cartera::appraisal

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_FIELDS_H_
