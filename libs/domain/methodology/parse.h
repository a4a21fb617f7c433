#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_PARSE_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_PARSE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/canonical/value.h"
#include "libs/domain/methodology/methodology.h"

namespace cartera::methodology {

// What is wrong in a methodology file, and where ("criteria[id=c5].weight_bp").
struct Fault {
  std::string path;
  std::string message;
  friend bool operator==(const Fault&, const Fault&) = default;
};

// Either a methodology or every fault found, in the order of the file; never both.
struct ParseResult {
  Methodology methodology;
  std::vector<Fault> faults;
  bool ok() const { return faults.empty(); }
};

// Reads the value of a methodology file. Strict: an unknown member, vocabulary word, dimension or
// source is a fault, as are weights that do not add to 10,000 and schedules that do not rise.
// Rule ids and field paths are the engine's to check (appraisal::CheckMethodology).
ParseResult Parse(const canonical::Value& value);

// ReadJson and Parse in one. Errors: INVALID_ARGUMENT with all faults, one a line.
absl::StatusOr<Methodology> ParseText(absl::string_view json);

// "path: message" per line.
std::string FormatFaults(const std::vector<Fault>& faults);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_PARSE_H_
